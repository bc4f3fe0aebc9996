import type { Range } from '../text/range.ts';
import { boundaryBefore } from '../text/sentences.ts';
import { countTokens } from '../text/tokens.ts';

/** What a document is like to cut. */
export interface Shape {
  readonly file: string;
  readonly tokens: number;
  readonly headings: number;
  /** The share of its leaves, 0 to 1, that begin in the midst of a sentence because nothing ends one in reach. */
  readonly unbroken: number;
}

/** Fewer leaves say nothing of a document's shape. */
const LEAST_LEAVES = 4;
const ENDS = /[\p{P}\p{S}]["'”’」』)）\]]*\s*$/u;

/** The shape of a document from its text, leaves and headings. */
export function shapeOf(
  file: string,
  text: string,
  { leaves, headings }: { leaves: readonly Range[]; headings: number },
): Shape {
  const torn = leaves.filter(
    ({ start }) =>
      start > 0 &&
      boundaryBefore(text, start) === 'sentence' &&
      !ENDS.test(text.slice(Math.max(0, start - 8), start)),
  );
  return {
    file,
    tokens: countTokens(text),
    headings,
    unbroken: leaves.length < LEAST_LEAVES ? 0 : torn.length / leaves.length,
  };
}
