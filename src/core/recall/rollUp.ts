import type { ChunkTree } from '../memory/tree.ts';
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
 * Sums the leaves' weights up the tree of one document: leaf, passage, section, document. A section of a heading
 * within another adds to both, so the sections without a parent sum to the document.
 *
 * @param weights by index in the tree's leaves
 */
export function rollUpDocument(
  { sections, passages, leaves }: ChunkTree,
  weights: Float32Array,
): DocumentShares {
  const shares = {
    share: 0,
    sections: new Float64Array(sections.length),
    passages: new Float64Array(passages.length),
  };
  for (const [ordinal, { passage }] of leaves.entries()) {
    const weight = weights[ordinal] ?? 0;
    shares.share += weight;
    shares.passages[passage] = (shares.passages[passage] ?? 0) + weight;
    let section = passages[passage]?.section ?? -1;
    for (; section >= 0; section = sections[section]?.parent ?? -1)
      shares.sections[section] = (shares.sections[section] ?? 0) + weight;
  }
  return shares;
}

/**
 * {@link rollUpDocument} of every document of the table.
 *
 * @param weights by leaf index, as `attend` gives them
 * @returns one entry a document
 */
export function rollUp({ documents, first }: LeafTable, weights: Float32Array): DocumentShares[] {
  return documents.map(({ tree }, number) =>
    rollUpDocument(tree, weights.subarray(first[number], first[number + 1])),
  );
}

/** The share of each document alone, by number: no tree is looked at. */
export function shareByDocument({ documents, first }: LeafTable, weights: Float32Array): Float64Array {
  const shares = new Float64Array(documents.length);
  for (let number = 0; number < shares.length; number++)
    shares[number] = sumOf(weights, first[number] ?? 0, first[number + 1] ?? 0);
  return shares;
}

function sumOf(values: Float32Array, from: number, to: number): number {
  let sum = 0;
  for (let index = from; index < to; index++) sum += values[index] ?? 0;
  return sum;
}
