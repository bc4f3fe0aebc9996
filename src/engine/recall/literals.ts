import type { LexicalIndex } from '../../core/ports.ts';
import type { LeafTable } from '../../core/recall/leafTable.ts';
import type { Literal } from '../../core/recall/question.ts';
import { terms } from '../../core/text/words.ts';
import { scoresTables } from './snapshotWords.ts';
import type { SnapshotDocument } from './snapshot.ts';

export interface LiteralSearch {
  readonly lexical: LexicalIndex;
  readonly documents: readonly SnapshotDocument[];
  readonly table: LeafTable;
  /** The leaves that `lexical` is of, where the table has a part of them alone. */
  readonly whole: LeafTable;
  readonly textOf: (document: SnapshotDocument) => string;
}

/** A literal that stands in more leaves than this says nothing of where the answer is. */
const MOST_LEAVES = 200;
/** Up to this many leaves a code says all; beyond it fades with the square, as a word does that is everywhere. */
const FEW_LEAVES = 4;
/** So few documents are looked through sooner than another word of the literal is looked up. */
const FEW_DOCUMENTS = 8;
/**
 * Characters (UTF-16) that are looked through for a literal without words such as "->", of which the index cannot say
 * where it stands: a few seconds. Invariant 11 holds for it up to here, for a literal with words without an end.
 */
const MOST_LOOKED_THROUGH = 64 << 20;

/**
 * Leaves in which literals of the question begin, with the share of the literals, 1 at most (invariant 11). The texts
 * themselves are looked through, so that a literal is found however the full-text index cuts it and across the end
 * of a leaf; the index only says which documents can hold it.
 */
export function literalLeaves(literals: readonly Literal[], search: LiteralSearch): Map<number, number> {
  const shares = new Map<number, number>();
  for (const { text, pattern, quoted } of literals) {
    const leaves = leavesWith(pattern, documentsWith(text, search), search);
    if (leaves === undefined) continue;
    const share = (quoted ? 1 : Math.min(1, FEW_LEAVES / leaves.size) ** 2) / literals.length;
    for (const leaf of leaves) shares.set(leaf, (shares.get(leaf) ?? 0) + share);
  }
  return shares;
}

/** The leaves in which the pattern begins; undefined where it is in too many to say anything. */
function leavesWith(
  pattern: RegExp,
  numbers: Iterable<number>,
  { documents, table, textOf }: LiteralSearch,
): Set<number> | undefined {
  const leaves = new Set<number>();
  for (const d of numbers) {
    const document = documents[d];
    if (document === undefined) continue;
    for (const { index } of textOf(document).matchAll(pattern)) {
      const leaf = table.indexOf.get(document.leafIds[leafAt(document, index)] ?? -1);
      if (leaf !== undefined) leaves.add(leaf);
      if (leaves.size > MOST_LEAVES) return undefined;
    }
  }
  return leaves;
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

/**
 * Documents (by number) that can hold the literal: those in which every one of its terms stands somewhere, the rarest
 * looked up first and the others only while many documents are left; for a literal without terms the first ones.
 */
function documentsWith(literal: string, search: LiteralSearch): Iterable<number> {
  const { lexical, table } = search;
  const rarestFirst = [...new Set(terms(literal))]
    .map((term) => ({ term, leaves: lexical.frequency(term) }))
    .sort((a, b) => a.leaves - b.leaves);
  let candidates: Set<number> | undefined;
  for (const { term } of rarestFirst) {
    if (candidates !== undefined && candidates.size <= FEW_DOCUMENTS) break;
    const holding = new Set<number>();
    for (const index of holdersOf(term, search)) {
      const document = table.document[index];
      if (document !== undefined && (candidates === undefined || candidates.has(document)))
        holding.add(document);
    }
    candidates = holding;
  }
  return candidates ?? firstDocuments(search);
}

/** Leaves of the table that hold the term. */
function holdersOf(term: string, { lexical, table, whole }: LiteralSearch): Iterable<number> {
  if (scoresTables(lexical) && table === whole) return lexical.holders(term);
  const found: number[] = [];
  const labels = scoresTables(lexical)
    ? Array.from(lexical.holders(term), (index) => labelAt(whole, index))
    : lexical.search([term], Number.MAX_SAFE_INTEGER).map(({ label }) => label);
  for (const label of labels) {
    const index = table.indexOf.get(label);
    if (index !== undefined) found.push(index);
  }
  return found;
}

function labelAt({ documents, document, ordinal }: LeafTable, index: number): number {
  return documents[document[index] ?? -1]?.leafIds[ordinal[index] ?? -1] ?? 0;
}

/** As many documents, in their order, as may be looked through without knowing that they hold anything. */
function* firstDocuments({ documents }: LiteralSearch): Generator<number> {
  let characters = 0;
  for (const [d, { tree }] of documents.entries()) {
    characters += tree.leaves.at(-1)?.end ?? 0;
    if (characters > MOST_LOOKED_THROUGH) return;
    yield d;
  }
}
