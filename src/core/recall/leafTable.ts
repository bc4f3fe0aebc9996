import type { ChunkTree } from '../memory/tree.ts';

/** One document as recall sees it. */
export interface RecallDocument {
  readonly file: string;
  readonly tree: ChunkTree;
  /** The store's id of each leaf. */
  readonly leafIds: readonly number[];
  /** By leaf: the script it is written in, as `scriptOf` numbers them. */
  readonly scripts: Uint8Array;
}

/**
 * The leaves of a snapshot in one row, in document order, with the groups that the levels of the memory are made
 * of. A leaf's place in the row is its index everywhere in recall; the store's ids are labels.
 */
export interface LeafTable {
  readonly documents: readonly RecallDocument[];
  readonly size: number;
  /** By leaf index: its document, and its place within the document's tree. */
  readonly document: Int32Array;
  readonly ordinal: Int32Array;
  /** By leaf index: number of its passage (about 4 leaves) and section group (about 12), each ascending. */
  readonly passage: Int32Array;
  readonly section: Int32Array;
  /** By leaf index: script. */
  readonly script: Uint8Array;
  /** Leaf index of each label. */
  readonly indexOf: ReadonlyMap<number, number>;
}

/** A section longer than this many passages (1,500 tokens or so) counts as several groups. */
const PASSAGES_A_GROUP = 3;

/** Lays the documents out in the order given. */
export function leafTable(documents: readonly RecallDocument[]): LeafTable {
  const size = documents.reduce((sum, document) => sum + document.leafIds.length, 0);
  const table = {
    document: new Int32Array(size),
    ordinal: new Int32Array(size),
    passage: new Int32Array(size),
    section: new Int32Array(size),
    script: new Uint8Array(size),
  };
  const indexOf = new Map<number, number>();
  let index = 0;
  let passages = 0;
  let groups = -1;
  for (const [d, { tree, leafIds, scripts }] of documents.entries()) {
    const groupOf = groupPassages(tree, groups + 1);
    for (const [ordinal, leaf] of tree.leaves.entries()) {
      table.document[index] = d;
      table.ordinal[index] = ordinal;
      table.script[index] = scripts[ordinal] ?? 0;
      table.passage[index] = passages + leaf.passage;
      groups = table.section[index] = groupOf[leaf.passage] ?? 0;
      indexOf.set(leafIds[ordinal] ?? -1, index);
      index++;
    }
    passages += tree.passages.length;
  }
  return { documents, size, ...table, indexOf };
}

/** Number of the group of each passage: neighbours of one section, `PASSAGES_A_GROUP` at most. */
function groupPassages(tree: ChunkTree, first: number): number[] {
  let group = first - 1;
  let section = -1;
  let held = 0;
  return tree.passages.map((passage) => {
    if (passage.section !== section || held === PASSAGES_A_GROUP) {
      group++;
      held = 0;
      section = passage.section;
    }
    held++;
    return group;
  });
}
