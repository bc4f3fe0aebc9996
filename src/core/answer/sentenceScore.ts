import { holdsTerm, questionTerms } from '../text/words.ts';
import type { Candidate } from './compose.ts';
import { inside, type Interaction } from './lateInteraction.ts';
import { LEXICAL_WEIGHTS, READ_SENTENCE_WEIGHTS, SENTENCE_WEIGHTS } from './weights.ts';

/** What says how well a sentence answers. */
export interface SentenceSignals {
  /** Share of the question's summed inverse document frequency whose terms stand in the sentence, 0 to 1. */
  readonly words: number;
  /** Cosine of the question's vector with the sentence's mean state, in context; 0 without a model. */
  readonly similarity: number;
  /** Natural logarithm of the question's attention within the leaf that the sentence gathers; 0 without a model. */
  readonly gathered: number;
  /** Natural logarithm of the leaf's attention over the best leaf's. */
  readonly attended: number;
}

export const SENTENCE_SIGNALS = [
  'words',
  'similarity',
  'gathered',
  'attended',
] as const satisfies readonly (keyof SentenceSignals)[];

/** Weights of the signals in nats, and of `alone`: the cosine of the question with the sentence encoded by itself. */
export type SentenceWeights = Readonly<Record<keyof SentenceSignals | 'alone', number>>;

/** To choose the few that are encoded by themselves. */
const EARLY_WEIGHTS: SentenceWeights = {
  words: 5,
  similarity: 51,
  gathered: 1.26,
  attended: 0.51,
  alone: 0,
};
/** Encoding more of them by themselves changes nothing. */
const ALONE = 6;

/** A sentence that gathers nothing counts as this much. */
const LEAST_GATHERED = 1e-3;

/** A candidate with how well it answers, in nats: differences within one question are logarithms of odds. */
export interface ScoredSentence {
  readonly candidate: Candidate;
  readonly score: number;
}

/**
 * The signals of each candidate, in their order.
 *
 * @param interactions the interaction of the question with each leaf, by the leaf's number; null without a model
 * @param rarity inverse document frequency of a term of the question
 */
export function sentenceSignals(
  candidates: readonly Candidate[],
  interactions: readonly Interaction[] | null,
  question: string,
  rarity: (term: string) => number,
): SentenceSignals[] {
  const asked = [...new Set(questionTerms(question))];
  const total = asked.reduce((sum, term) => sum + rarity(term), 0);
  const most = candidates.reduce((best, { weight }) => Math.max(best, weight), 0);
  const signals = candidates.map((candidate) => {
    const held = new Set(questionTerms(candidate.text));
    const shared = asked.reduce((sum, term) => sum + (holdsTerm(held, term) ? rarity(term) : 0), 0);
    return {
      words: total > 0 ? shared / total : 0,
      ...meaningOf(candidate, interactions?.[candidate.leaf]),
      attended: Math.log(Math.max(1e-6, candidate.weight / Math.max(1e-9, most))),
    };
  });
  // Of a sentence beyond what the encoder reads nothing is known: it counts as the least similar one.
  const least = signals.reduce((low, { similarity }) => Math.min(low, similarity ?? low), 1);
  return signals.map((signal) => ({
    ...signal,
    similarity: signal.similarity ?? (interactions === null ? 0 : least),
  }));
}

function meaningOf(
  { within }: Candidate,
  interaction: Interaction | undefined,
): { readonly similarity: number | null; readonly gathered: number } {
  if (interaction === undefined) return { similarity: null, gathered: 0 };
  const { tokens, shares } = interaction;
  let gathered = LEAST_GATHERED;
  for (const [t, token] of tokens.entries()) if (inside(token, within)) gathered += shares[t] ?? 0;
  return { similarity: interaction.similarity(within), gathered: Math.log(gathered) };
}

/** Which sentences are worth being encoded by themselves: the numbers of the best ones. */
export function worthReading(signals: readonly SentenceSignals[]): number[] {
  const scores = signals.map((signal) => linear(EARLY_WEIGHTS, signal, 0));
  return [...scores.keys()].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0)).slice(0, ALONE);
}

/**
 * The cosine of each sentence encoded by itself, from those that are known by their number: the others were worse
 * before and count as the least of them.
 */
export function completed(count: number, known: ReadonlyMap<number, number>): number[] {
  const least = Math.min(1, ...known.values());
  return Array.from({ length: count }, (_, i) => known.get(i) ?? least);
}

/**
 * Scores the sentences, best first.
 *
 * @param alone by number: cosine of the question with the sentence encoded by itself; null without a model
 * @param answering how surely each holds the words that answer, by the reader (`answeringGaps`); null where nothing
 *   was read or it shall not count
 */
export function scoreSentences(
  candidates: readonly Candidate[],
  signals: readonly SentenceSignals[],
  alone: ReadonlyMap<number, number> | null,
  answering: readonly number[] | null = null,
): ScoredSentence[] {
  const read = alone !== null && answering !== null;
  const weights = read ? READ_SENTENCE_WEIGHTS : alone === null ? LEXICAL_WEIGHTS : SENTENCE_WEIGHTS;
  const cosines = completed(candidates.length, alone ?? new Map());
  return candidates
    .map((candidate, i) => ({
      candidate,
      score:
        linear(weights, signals[i], cosines[i] ?? 0) +
        (read ? READ_SENTENCE_WEIGHTS.answering * (answering[i] ?? 0) : 0),
    }))
    .sort((a, b) => b.score - a.score);
}

function linear(weights: SentenceWeights, signal: SentenceSignals | undefined, alone: number): number {
  return SENTENCE_SIGNALS.reduce(
    (sum, name) => sum + weights[name] * (signal?.[name] ?? 0),
    weights.alone * alone,
  );
}
