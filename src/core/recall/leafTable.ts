import type { ChunkTree } from '../memory/tree.ts';
import { LabelIndex } from './labelIndex.ts';

/** One document as recall sees it. */
export interface RecallDocument {
  readonly file: string;
  readonly tree: ChunkTree;
  /** The store's id of each leaf. */
  readonly leafIds: ArrayLike<number>;
  /** By leaf: the script it is written in, as `scriptOf` numbers them. */
  readonly scripts: Uint8Array;
  /** Its leaves' groups, where they are known without the tree. */
  readonly groups?: LeafGroups | undefined;
}

/** The groups that a document's leaves form, numbered from 0 within the document. */
export interface LeafGroups {
  /** By leaf: number of its passage (about 4 leaves) and of its section group (about 12), each ascending. */
  readonly passage: Int32Array;
  readonly section: Int32Array;
  /** How many there are of each. */
  readonly passages: number;
  readonly sections: number;
}

/**
 * The leaves of a snapshot in one row, in document order, with the groups that the levels of the memory are made
 * of. A leaf's place in the row is its index everywhere in recall; the store's ids are labels.
 */
export interface LeafTable {
  readonly documents: readonly RecallDocument[];
  readonly size: number;
  /** By document: the index of its first leaf; and, behind the last document, the size. */
  readonly first: Int32Array;
  /** By leaf index: its document, and its place within the document's tree. */
  readonly document: Int32Array;
  readonly ordinal: Int32Array;
  /** By leaf index: number of its passage (about 4 leaves) and section group (about 12), each ascending. */
  readonly passage: Int32Array;
  readonly section: Int32Array;
  /** By leaf index: script. */
  readonly script: Uint8Array;
  /** Leaf index of each label. */
  readonly indexOf: Pick<LabelIndex, 'get'>;
}

/** A section longer than this many passages (1,500 tokens or so) counts as several groups. */
const PASSAGES_A_GROUP = 3;

/** Lays the documents out in the order given. */
export function leafTable(documents: readonly RecallDocument[]): LeafTable {
  const size = documents.reduce((sum, document) => sum + document.leafIds.length, 0);
  const table = {
    first: new Int32Array(documents.length + 1),
    document: new Int32Array(size),
    ordinal: new Int32Array(size),
    passage: new Int32Array(size),
    section: new Int32Array(size),
    script: new Uint8Array(size),
  };
  const indexOf = new LabelIndex(size, largestLabel(documents));
  let index = 0;
  let passages = 0;
  let sections = 0;
  for (const [d, document] of documents.entries()) {
    const { leafIds, scripts } = document;
    const groups = document.groups ?? leafGroups(document.tree);
    table.first[d] = index;
    for (let ordinal = 0; ordinal < leafIds.length; ordinal++, index++) {
      table.document[index] = d;
      table.ordinal[index] = ordinal;
      table.script[index] = scripts[ordinal] ?? 0;
      table.passage[index] = passages + (groups.passage[ordinal] ?? 0);
      table.section[index] = sections + (groups.section[ordinal] ?? 0);
      indexOf.set(leafIds[ordinal] ?? 0, index);
    }
    passages += groups.passages;
    sections += groups.sections;
  }
  table.first[documents.length] = size;
  return { documents, size, ...table, indexOf };
}

function largestLabel(documents: readonly RecallDocument[]): number {
  let largest = 0;
  for (const { leafIds } of documents)
    for (let leaf = 0; leaf < leafIds.length; leaf++) largest = Math.max(largest, leafIds[leaf] ?? 0);
  return largest;
}

/** The groups of a tree's leaves: neighbouring passages of one section, `PASSAGES_A_GROUP` at most, are one. */
export function leafGroups({ passages, leaves }: ChunkTree): LeafGroups {
  const groupOf = new Int32Array(passages.length);
  let group = -1;
  let section = -1;
  let held = 0;
  for (const [p, passage] of passages.entries()) {
    if (passage.section !== section || held === PASSAGES_A_GROUP) {
      group++;
      held = 0;
      section = passage.section;
    }
    held++;
    groupOf[p] = group;
  }
  return {
    passage: Int32Array.from(leaves, (leaf) => leaf.passage),
    section: Int32Array.from(leaves, (leaf) => groupOf[leaf.passage] ?? 0),
    passages: passages.length,
    sections: group + 1,
  };
}
