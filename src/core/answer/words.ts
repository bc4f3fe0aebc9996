import type { Range } from '../text/range.ts';
import { sentences, trimmed } from '../text/sentences.ts';
import type { ReadLeaf } from './read.ts';
import type { Span } from './spans.ts';

/** Words that answer, and what they stand in. */
export interface AnsweringWords {
  readonly leaf: ReadLeaf;
  readonly span: Span;
  /** The sentence around the span, or the sentences where it goes beyond one; without white space at its ends. */
  readonly sentence: Range;
}

/**
 * The best span of what was read: the surest one, in the leaf that has most of the attention; undefined where the
 * reader would rather say nothing of every leaf.
 *
 * @param read heaviest first
 */
export function answeringWords(read: readonly ReadLeaf[]): AnsweringWords | undefined {
  let best: { readonly leaf: ReadLeaf; readonly span: Span; readonly score: number } | undefined;
  for (const leaf of read) {
    const [span] = leaf.spans;
    if (span === undefined || span.gap <= 0) continue;
    const score = span.gap + Math.log(Math.max(1e-9, leaf.weight));
    if (best === undefined || score > best.score) best = { leaf, span, score };
  }
  if (best === undefined) return undefined;
  const { leaf, span } = best;
  return { leaf, span, sentence: sentenceAround(leaf, span) };
}

/** The sentence of a leaf in which a range stands; of a range that goes beyond one, from the first to the last. */
export function sentenceAround(
  { source, start, end }: Pick<ReadLeaf, 'source'> & Range,
  range: Range,
): Range {
  const touched = sentences(source, { start, end }).filter(
    (sentence) => sentence.start < range.end && range.start < sentence.end,
  );
  const first = touched[0] ?? range;
  const last = touched.at(-1) ?? range;
  return trimmed(source, { start: first.start, end: last.end });
}
