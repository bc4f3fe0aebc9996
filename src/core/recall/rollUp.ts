import type { LeafTable } from './leafTable.ts';

/** The attention on one document and on the parts of it. Every level sums to what its leaves have (invariant 10). */
export interface DocumentShares {
  readonly share: number;
  /** By index in the tree's sections: what stands under the heading, with all that stands below it. */
  readonly sections: Float64Array;
  /** By index in the tree's passages. */
  readonly passages: Float64Array;
}

/**
 * Sums the leaves' weights up the tree: leaf, passage, section, document. A section of a heading within another adds
 * to both, so the sections without a parent sum to the document.
 *
 * @param weights by leaf index, as `attend` gives them
 * @returns one entry a document of the table
 */
export function rollUp(
  { documents, document, ordinal, size }: LeafTable,
  weights: Float32Array,
): DocumentShares[] {
  const shares = documents.map(({ tree }) => ({
    share: 0,
    sections: new Float64Array(tree.sections.length),
    passages: new Float64Array(tree.passages.length),
  }));
  for (let index = 0; index < size; index++) {
    const at = document[index] ?? -1;
    const of = shares[at];
    const tree = documents[at]?.tree;
    const passage = tree?.leaves[ordinal[index] ?? -1]?.passage;
    if (of === undefined || tree === undefined || passage === undefined) continue;
    const weight = weights[index] ?? 0;
    of.share += weight;
    of.passages[passage] = (of.passages[passage] ?? 0) + weight;
    let section = tree.passages[passage]?.section ?? -1;
    for (; section >= 0; section = tree.sections[section]?.parent ?? -1)
      of.sections[section] = (of.sections[section] ?? 0) + weight;
  }
  return shares;
}

/**
 * The leaves' weights by document and, within it, in document order: the lowest level of what {@link rollUp} sums.
 *
 * @param weights by leaf index
 */
export function leafShares(
  { documents, document, ordinal, size }: LeafTable,
  weights: Float32Array,
): Float32Array[] {
  const shares = documents.map(({ tree }) => new Float32Array(tree.leaves.length));
  for (let index = 0; index < size; index++) {
    const of = shares[document[index] ?? -1];
    if (of !== undefined) of[ordinal[index] ?? -1] = weights[index] ?? 0;
  }
  return shares;
}
