import type { LexicalIndex } from '../../core/ports.ts';
import type { LeafTable } from '../../core/recall/leafTable.ts';
import type { Literal } from '../../core/recall/question.ts';
import { terms } from '../../core/text/words.ts';
import type { SnapshotDocument } from './snapshot.ts';

export interface LiteralSearch {
  readonly lexical: LexicalIndex;
  readonly documents: readonly SnapshotDocument[];
  readonly table: LeafTable;
  readonly textOf: (document: SnapshotDocument) => string;
}

/** A literal that stands in more leaves than this says nothing of where the answer is. */
const MOST_LEAVES = 200;
/** Up to this many leaves a code says all; beyond it fades with the square, as a word does that is everywhere. */
const FEW_LEAVES = 4;

/**
 * Leaves in which literals of the question begin, with the share of the literals, 1 at most (invariant 11). The texts
 * themselves are looked through, so that a literal is found however the full-text index cuts it and across the end
 * of a leaf; the index only says which documents can hold it.
 */
export function literalLeaves(literals: readonly Literal[], search: LiteralSearch): Map<number, number> {
  const shares = new Map<number, number>();
  for (const { text, pattern, quoted } of literals) {
    const leaves = new Set<number>();
    for (const d of documentsWith(text, search)) {
      const document = search.documents[d];
      if (document === undefined) continue;
      for (const { index } of search.textOf(document).matchAll(pattern)) {
        const leaf = search.table.indexOf.get(document.leafIds[leafAt(document, index)] ?? -1);
        if (leaf !== undefined) leaves.add(leaf);
        if (leaves.size > MOST_LEAVES) break;
      }
    }
    if (leaves.size > MOST_LEAVES) continue;
    const share = (quoted ? 1 : Math.min(1, FEW_LEAVES / leaves.size) ** 2) / literals.length;
    for (const leaf of leaves) shares.set(leaf, (shares.get(leaf) ?? 0) + share);
  }
  return shares;
}

/** The leaf that holds the offset; leaves tile the text, so it is the last that starts at or before it. */
function leafAt({ tree }: SnapshotDocument, offset: number): number {
  let low = 0;
  let high = tree.leaves.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((tree.leaves[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Documents (by number) in which every term of the literal stands somewhere; all of them for one without terms. */
function documentsWith(literal: string, { lexical, table, documents }: LiteralSearch): Iterable<number> {
  let candidates: Set<number> | undefined;
  for (const term of new Set(terms(literal))) {
    const holding = new Set<number>();
    for (const { label } of lexical.search([term], Number.MAX_SAFE_INTEGER)) {
      const index = table.indexOf.get(label);
      const document = index === undefined ? undefined : table.document[index];
      if (document !== undefined && (candidates === undefined || candidates.has(document)))
        holding.add(document);
    }
    candidates = holding;
  }
  return candidates ?? documents.keys();
}
