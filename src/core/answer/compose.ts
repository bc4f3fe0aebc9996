import type { Range } from '../text/range.ts';
import { sentences, trimmed } from '../text/sentences.ts';
import { countTokens } from '../text/tokens.ts';
import { questionTerms } from '../text/words.ts';
import { resemblance } from './coverage.ts';
import type { ScoredSentence } from './sentenceScore.ts';

/** A sentence that may become part of the answer. */
export interface Candidate extends Range {
  /** Whatever the caller knows the document by. */
  readonly document: number;
  readonly text: string;
  /** Number of its leaf among those attended. */
  readonly leaf: number;
  /** Where it stands in the leaf's text. */
  readonly within: Range;
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

/** A leaf with less than this share of the best one's attention gives no sentence. */
const LEAST_SHARE = 0.08;
/** Also a rule, and a line that is bold as a whole. */
const HEADING = /^(?:#{1,6}\s|[=\-*_]{3,}\s*$|\*\*[^*\n]+\*\*\s*$)/;

/** The leaves whose sentences may answer: those that get some attention beside the best, which is the first. */
export function readable<T extends { readonly weight: number }>(leaves: readonly T[]): T[] {
  const best = leaves[0]?.weight ?? 0;
  return leaves.filter(({ weight }) => weight >= best * LEAST_SHARE);
}

/**
 * Sentences of the leaves, in the order of the leaves (best first). Headings and fragments only where the leaves
 * hold nothing else.
 */
export function candidates(leaves: readonly AttendedLeaf[]): Candidate[] {
  const found: Candidate[] = [];
  const fragments: Candidate[] = [];
  for (const [number, leaf] of leaves.entries()) {
    for (const sentence of sentences(leaf.source, leaf)) {
      const range = trimmed(leaf.source, sentence);
      const text = leaf.source.slice(range.start, range.end);
      if (text === '') continue;
      const within = { start: range.start - leaf.start, end: range.end - leaf.start };
      const candidate = {
        ...range,
        document: leaf.document,
        text,
        leaf: number,
        within,
        weight: leaf.weight,
      };
      (isHeading(leaf.source, range) || countTokens(text) < 3 ? fragments : found).push(candidate);
    }
  }
  return found.length > 0 ? found : fragments;
}

/** Also of a heading's second sentence ('## 6. Notices'): the line tells. */
function isHeading(source: string, { start, end }: Range): boolean {
  const line = source.lastIndexOf('\n', start - 1) + 1;
  return HEADING.test(source.slice(line, end));
}

const MOST_SENTENCES = 3;
/** A further sentence must come this close to the best: 1 to 4.5. */
const MARGIN = 1.5;

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
  const bests = new Map<number, number>();
  for (const { candidate, score } of scored)
    bests.set(candidate.leaf, Math.max(bests.get(candidate.leaf) ?? -Infinity, score));
  const mass = ({ candidate, score }: ScoredSentence): number =>
    Math.exp(score - (bests.get(candidate.leaf) ?? score));
  const sums = new Map<number, number>();
  for (const sentence of scored)
    sums.set(sentence.candidate.leaf, (sums.get(sentence.candidate.leaf) ?? 0) + mass(sentence));
  return scored
    .map((sentence) => ({
      candidate: sentence.candidate,
      weight: (sentence.candidate.weight * mass(sentence)) / (sums.get(sentence.candidate.leaf) ?? 1),
    }))
    .sort((a, b) => b.weight - a.weight);
}
