import type { ChunkTree } from '../../core/memory/tree.ts';
import type { StoredLeaf } from '../../core/ports.ts';
import { leafGroups, type LeafGroups } from '../../core/recall/leafTable.ts';
import { decodeOutline, keyFrom } from '../store/blobs.ts';

/** Bytes of a leaf's key. */
const KEY_BYTES = 16;
/** Bytes of a leaf in a pack: start, end, passage, section group and id, four each; key, script, whether encoded. */
const LEAF_BYTES = 5 * 4 + KEY_BYTES + 2;

/** How many of each a pack holds. */
export interface PackCounts {
  readonly leaves: number;
  /** As {@link LeafGroups}. */
  readonly passages: number;
  readonly sections: number;
}

/**
 * A document's leaves, column by column in one block of bytes: 38 a leaf, where objects and strings take about 200.
 * The block is what is kept in files, so it is read back without looking at a leaf.
 */
export class LeafPack {
  readonly bytes: Uint8Array;
  readonly groups: LeafGroups;
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly leafIds: Uint32Array;
  readonly scripts: Uint8Array;
  /** By leaf: 1 where there is a vector. */
  readonly encoded: Uint8Array;
  readonly #keys: Uint8Array;

  /** @param bytes of {@link packSize}, beginning at a multiple of four in their buffer */
  constructor({ leaves, passages, sections }: PackCounts, bytes: Uint8Array) {
    const { buffer, byteOffset } = bytes;
    const column = (number: number): Int32Array =>
      new Int32Array(buffer, byteOffset + number * leaves * 4, leaves);
    const behind = byteOffset + 5 * 4 * leaves;
    this.bytes = bytes;
    this.start = column(0);
    this.end = column(1);
    this.groups = { passage: column(2), section: column(3), passages, sections };
    this.leafIds = new Uint32Array(buffer, byteOffset + 4 * leaves * 4, leaves);
    this.#keys = new Uint8Array(buffer, behind, leaves * KEY_BYTES);
    this.scripts = new Uint8Array(buffer, behind + leaves * KEY_BYTES, leaves);
    this.encoded = new Uint8Array(buffer, behind + leaves * (KEY_BYTES + 1), leaves);
  }

  /** A pack of these leaves, in no script and without vectors yet. */
  static of(
    { passages, sections }: Pick<ChunkTree, 'passages' | 'sections'>,
    leaves: readonly StoredLeaf[],
  ): LeafPack {
    const groups = leafGroups({ passages, sections, leaves });
    const counts = { leaves: leaves.length, passages: groups.passages, sections: groups.sections };
    const pack = new LeafPack(counts, new Uint8Array(packSize(leaves.length)));
    pack.groups.passage.set(groups.passage);
    pack.groups.section.set(groups.section);
    for (const [i, { start, end, id, key }] of leaves.entries()) {
      pack.start[i] = start;
      pack.end[i] = end;
      pack.leafIds[i] = id;
      pack.#keys.set(key, i * KEY_BYTES);
    }
    return pack;
  }

  get counts(): PackCounts {
    const { passages, sections } = this.groups;
    return { leaves: this.start.length, passages, sections };
  }

  /** The same leaves with a copy of what is not of the text: which of them have a vector. */
  copy(): LeafPack {
    return new LeafPack(this.counts, this.bytes.slice());
  }

  /** The content key of a leaf, hex. */
  key(leaf: number): string {
    return keyFrom(this.#keys.subarray(leaf * KEY_BYTES, (leaf + 1) * KEY_BYTES));
  }

  /** Whether all leaves have a vector. */
  get complete(): boolean {
    return !this.encoded.includes(0);
  }
}

/** Bytes of a pack, filled up to a multiple of four. */
export function packSize(leaves: number): number {
  return Math.ceil((leaves * LEAF_BYTES) / 4) * 4;
}

/**
 * A document's tree, made of its pack and outline when somebody looks at it, and held from then on: of many documents a
 * question looks at a few.
 */
export class LazyTree {
  readonly #pack: LeafPack;
  /** As the store has it (`decodeOutline`). */
  readonly outline: string;
  #tree: ChunkTree | undefined;

  constructor(pack: LeafPack, outline: string) {
    this.#pack = pack;
    this.outline = outline;
  }

  get tree(): ChunkTree {
    if (this.#tree !== undefined) return this.#tree;
    const { start, end, groups } = this.#pack;
    const leaves = Array.from(start, (at, leaf) => ({
      start: at,
      end: end[leaf] ?? 0,
      passage: groups.passage[leaf] ?? 0,
    }));
    return (this.#tree = { ...decodeOutline(this.outline), leaves });
  }
}
