import type { AttendedLeaf } from './compose.ts';
import type { Span } from './spans.ts';

/**
 * A leaf that the reader has read with the question: what an answer is composed from. Ranges are of the document, not
 * of the leaf.
 */
export interface ReadLeaf extends AttendedLeaf {
  /** Name of the file, for the user and for dates that stand in it. */
  readonly file: string;
  /** The leaf's own text: `source` from `start` to `end`. */
  readonly text: string;
  /** What it stands under, from the title down. */
  readonly headings: readonly string[];
  /**
   * Words that may answer, best first, none overlapping another, each within the leaf; empty where the leaf holds no
   * word at all. Their gaps are comparable across leaves: the reader saw each leaf alone.
   */
  readonly spans: readonly Span[];
  /** The best span's gap; far below 0 where there is none. */
  readonly gap: number;
}

/** The gap of a leaf in which nothing could be read. */
export const NO_SPAN = -15;
