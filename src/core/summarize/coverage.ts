import { dot } from './select.ts';

/**
 * What became of each leaf of a summarized text: a cited sentence lies in it (represented), it says much the same as a
 * leaf that one lies in (compressed), or it is left out. Nothing is dropped in silence.
 */
export type LeafState = 'represented' | 'compressed' | 'left-out';

export interface AuditedLeaf {
  readonly state: LeafState;
  /** Similarity to the nearest leaf that is cited, 0 to 1; null where nothing could be compared. */
  readonly similarity: number | null;
}

/** Parts of the text's length. Added in this order they sum to exactly 1. */
export interface CoverageShares {
  readonly represented: number;
  readonly compressed: number;
  readonly leftOut: number;
}

/**
 * What became of a leaf.
 *
 * @param vector of unit length; undefined where there is none
 * @param said the vectors of the leaves that are cited
 * @param threshold similarity from which on it counts as compressed
 */
export function auditLeaf(
  vector: Float32Array | undefined,
  isCited: boolean,
  said: readonly (Float32Array | undefined)[],
  threshold: number,
): AuditedLeaf {
  if (isCited) return { state: 'represented', similarity: 1 };
  if (vector === undefined || said.length === 0) return { state: 'left-out', similarity: null };
  let nearest = 0;
  for (const other of said) if (other !== undefined) nearest = Math.max(nearest, dot(vector, other));
  const similarity = Math.min(1, nearest);
  return { state: similarity >= threshold ? 'compressed' : 'left-out', similarity };
}

/**
 * The shares of the text's length, which is counted in UTF-16 units without white space. A text of white space alone is
 * all represented: nothing of it is missing.
 *
 * @param lengths by leaf
 */
export function coverageShares(leaves: readonly AuditedLeaf[], lengths: readonly number[]): CoverageShares {
  let represented = 0;
  let compressed = 0;
  let total = 0;
  for (const [leaf, { state }] of leaves.entries()) {
    const length = lengths[leaf] ?? 0;
    total += length;
    if (state === 'represented') represented += length;
    else if (state === 'compressed') compressed += length;
  }
  if (total === 0) return { represented: 1, compressed: 0, leftOut: 0 };
  const first = represented / total;
  const second = compressed / total;
  return { represented: first, compressed: second, leftOut: 1 - (first + second) };
}

/** UTF-16 units of a text between two offsets, white space left out. */
export function visibleLength(text: string, start: number, end: number): number {
  let length = 0;
  for (let i = start; i < end; i++) if (!/\s/u.test(text[i] ?? '')) length++;
  return length;
}
