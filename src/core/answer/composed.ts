import type { Range } from '../text/range.ts';
import type { ReadLeaf } from './read.ts';

/** Words of a file that are cited. */
export interface Place extends Range {
  readonly document: number;
  readonly file: string;
  /** The file's text between `start` and `end`. */
  readonly text: string;
}

/** One of several statements that do not agree; as `AnswerSide` of the protocol has it. */
export interface Side {
  readonly value: string;
  readonly date?: string;
  readonly latest?: boolean;
}

/** A sentence or item of an answer. */
export interface ComposedSentence {
  /** As it stands in the first of its places. */
  readonly text: string;
  /** At least one; the others say the same. */
  readonly places: readonly Place[];
  /** The words of the first place that answer. */
  readonly span?: Range;
  readonly side?: Side;
}

/** An answer, put together from words of the files alone. */
export interface Composed {
  readonly kind: 'words' | 'sentences' | 'items' | 'sides';
  readonly text: string;
  readonly sentences: readonly ComposedSentence[];
}

/** Citations of one statement at most. */
export const MOST_PLACES = 3;

/** The range of a leaf's document as a place. */
export function placeOf({ document, file, source }: ReadLeaf, { start, end }: Range): Place {
  return { document, file, start, end, text: source.slice(start, end) };
}

/** Sentences one after the other, items and sides each on a line of its own. */
export function composed(kind: Composed['kind'], sentences: readonly ComposedSentence[]): Composed {
  const between = kind === 'sentences' ? ' ' : '\n';
  return { kind, text: sentences.map(({ text }) => text).join(between), sentences };
}
