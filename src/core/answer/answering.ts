import { clippedGap } from '../recall/rerank.ts';
import type { Range } from '../text/range.ts';
import { NO_SPAN, type ReadLeaf } from './read.ts';
import type { Span } from './spans.ts';

/** A sentence of a document. */
interface Sentence extends Range {
  readonly document: number;
}

/** What is looked into of a leaf that was read. */
type Read = Pick<ReadLeaf, 'document' | 'start' | 'end' | 'spans'>;

/** The surest words of a sentence that the reader would answer with; undefined where it read none in it. */
export function surestIn({ document, start, end }: Sentence, read: readonly Read[]): Span | undefined {
  const leaf = read.find((other) => other.document === document && other.start <= start && end <= other.end);
  return leaf?.spans.find((span) => start <= span.start && span.end <= end);
}

/**
 * How surely each sentence holds the words that answer, in their order: the gap of the surest ones as far as it
 * counts, the least for a sentence in which none were read.
 */
export function answeringGaps(sentences: readonly Sentence[], read: readonly Read[]): number[] {
  return sentences.map((sentence) => clippedGap(surestIn(sentence, read)?.gap ?? NO_SPAN));
}
