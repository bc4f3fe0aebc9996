import type { Range } from '../text/range.ts';
import { sentences, trimmed } from '../text/sentences.ts';
import { countTokens } from '../text/tokens.ts';
import { holdsTerm, questionTerms } from '../text/words.ts';

/** A sentence that may become part of the answer. */
export interface Candidate extends Range {
  /** Whatever the caller knows the document by. */
  readonly document: number;
  readonly text: string;
  /** Number of its leaf among those attended. */
  readonly leaf: number;
  /** Attention on that leaf. */
  readonly weight: number;
}

/** A leaf to take sentences from. */
export interface AttendedLeaf extends Range {
  readonly document: number;
  /** The document's whole text. */
  readonly source: string;
  readonly weight: number;
}

/** More sentences than these are not weighed: encoding them would take longer than a person waits. */
const MOST_CANDIDATES = 28;
/** A leaf with less than this share of the best one's attention gives no sentence. */
const LEAST_SHARE = 0.08;
/** Also a rule, and a line that is bold as a whole. */
const HEADING = /^(?:#{1,6}\s|[=\-*_]{3,}\s*$|\*\*[^*\n]+\*\*\s*$)/;

/**
 * Sentences of the leaves, in the order of the leaves (best first). Headings and fragments only where the leaves
 * hold nothing else.
 */
export function candidates(leaves: readonly AttendedLeaf[]): Candidate[] {
  const found: Candidate[] = [];
  const fragments: Candidate[] = [];
  const best = leaves[0]?.weight ?? 0;
  for (const [number, leaf] of leaves.entries()) {
    if (leaf.weight < best * LEAST_SHARE) continue;
    for (const sentence of sentences(leaf.source, leaf)) {
      const range = trimmed(leaf.source, sentence);
      const text = leaf.source.slice(range.start, range.end);
      if (text === '') continue;
      const candidate = { ...range, document: leaf.document, text, leaf: number, weight: leaf.weight };
      (isHeading(leaf.source, range) || countTokens(text) < 3 ? fragments : found).push(candidate);
      if (found.length === MOST_CANDIDATES) return found;
    }
  }
  return found.length > 0 ? found : fragments.slice(0, MOST_CANDIDATES);
}

/** Also of a heading's second sentence ('## 6. Notices'): the line tells. */
function isHeading(source: string, { start, end }: Range): boolean {
  const line = source.lastIndexOf('\n', start - 1) + 1;
  return HEADING.test(source.slice(line, end));
}

/** How a candidate answers: its cosine with the question (null without a model). */
export interface Weighed {
  readonly candidate: Candidate;
  readonly similarity: number | null;
}

/** Cosines of one model lie close together; this spreads them to the scale of the other parts. */
const SIMILARITY_SCALE = 14;
const MOST_SENTENCES = 3;
/** How evenly a leaf's heat is spread over its sentences. */
const HEAT_TEMPERATURE = 0.35;
/** A further sentence must come this close to the best. */
const MARGIN = 0.55;

/** A candidate with how well it answers; higher is better, comparable within one question. */
export interface ScoredSentence {
  readonly candidate: Candidate;
  readonly score: number;
}

/**
 * Scores sentences, best first: near the question in meaning, sharing its rarer words, standing in well attended
 * leaves.
 *
 * @param rarity inverse document frequency of a term of the question
 */
export function scoreSentences(
  weighed: readonly Weighed[],
  question: string,
  rarity: (term: string) => number,
): ScoredSentence[] {
  const asked = [...new Set(questionTerms(question))];
  const total = asked.reduce((sum, term) => sum + rarity(term), 0);
  const most = weighed.reduce((best, { candidate }) => Math.max(best, candidate.weight), 0);
  return weighed
    .map(({ candidate, similarity }) => {
      const held = new Set(questionTerms(candidate.text));
      const shared = asked.reduce((sum, term) => sum + (holdsTerm(held, term) ? rarity(term) : 0), 0);
      const attended = Math.log(Math.max(1e-6, candidate.weight / Math.max(1e-9, most)));
      return {
        candidate,
        score: SIMILARITY_SCALE * (similarity ?? 0) + 1.2 * (total > 0 ? shared / total : 0) + 0.4 * attended,
      };
    })
    .sort((a, b) => b.score - a.score);
}

/**
 * The sentences of an extractive answer, best first: one at least where there is a candidate; a second and third
 * only where they are about as good and say something else.
 */
export function compose(scored: readonly ScoredSentence[]): Candidate[] {
  const chosen: { readonly candidate: Candidate; readonly words: ReadonlySet<string> }[] = [];
  for (const { candidate, score } of scored) {
    if (score < (scored[0]?.score ?? 0) - MARGIN) break;
    const words = new Set(questionTerms(candidate.text));
    if (chosen.some((other) => resemblance(other.words, words) > 0.7)) continue;
    chosen.push({ candidate, words });
    if (chosen.length === MOST_SENTENCES) break;
  }
  return chosen.map(({ candidate }) => candidate);
}

/**
 * Shares of attention by sentence, strongest first: each leaf's weight divided among its sentences by softmax of
 * their scores, so that a leaf's sentences sum to its weight.
 */
export function heatOf(
  scored: readonly ScoredSentence[],
): { readonly candidate: Candidate; readonly weight: number }[] {
  const sums = new Map<number, number>();
  const best = scored[0]?.score ?? 0;
  const mass = ({ score }: ScoredSentence): number => Math.exp((score - best) / HEAT_TEMPERATURE);
  for (const sentence of scored)
    sums.set(sentence.candidate.leaf, (sums.get(sentence.candidate.leaf) ?? 0) + mass(sentence));
  return scored
    .map((sentence) => ({
      candidate: sentence.candidate,
      weight: (sentence.candidate.weight * mass(sentence)) / (sums.get(sentence.candidate.leaf) ?? 1),
    }))
    .sort((a, b) => b.weight - a.weight);
}

/** Jaccard index of two sets of terms. */
function resemblance(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let both = 0;
  for (const term of a) if (b.has(term)) both++;
  return both / Math.max(1, a.size + b.size - both);
}
