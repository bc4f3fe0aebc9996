import type { ChunkTree } from '../../core/memory/tree.ts';
import { leafTable, type LeafTable, type RecallDocument } from '../../core/recall/leafTable.ts';
import { ScriptSums } from '../../core/recall/centring.ts';
import type { QuantizedVector, Rows } from '../../core/recall/quantized.ts';
import { SCRIPTS, scriptOf } from '../../core/text/script.ts';
import type { DocumentRecord, Encoder, MemoryStore } from '../../core/ports.ts';
import { decodeOutline } from '../store/blobs.ts';
import { LeafMatrix, MatrixRows } from './leafMatrix.ts';
import { LazyTree, LeafPack } from './leafPack.ts';

/** A tree that may be made when it is first looked at. */
export interface TreeSource {
  readonly tree: ChunkTree;
}

/** A remembered document with the vectors of its leaves in one row. */
export interface SnapshotDocument extends RecallDocument {
  readonly id: number;
  readonly leafIds: Uint32Array;
  readonly record: DocumentRecord;
  /** The content key of what the encoder reads for a leaf. */
  keyOf(leaf: number): string;
  /** Where its tree comes from: whoever keeps the tree for long keeps this. */
  readonly source: TreeSource;
  /** Leaf by leaf; zeros where `encoded` is 0. */
  readonly vectors: Rows;
  /** By leaf: 1 where there is a vector. */
  readonly encoded: Uint8Array;
  readonly complete: boolean;
}

/**
 * The memory as one question sees it (invariant 7). Built from the store, or from what was kept of it
 * (`leafCache.ts`), then kept: the next snapshot takes over every document that has not changed, and of one that has
 * every leaf.
 */
export interface Snapshot {
  readonly generation: number;
  /** Of the encoder that it was taken for; null for none. */
  readonly fingerprint: string | null;
  readonly documents: readonly SnapshotDocument[];
  readonly table: LeafTable;
  /** By script: what is taken off a leaf's vector before it is compared; empty where the encoder's means are not known. */
  readonly centres: readonly Float32Array[];
  /** By document id and leaf: one over the length of the vector with its centre taken off; 1 where nothing is. */
  readonly inverseLengths: ReadonlyMap<number, Float32Array>;
  /** What the next snapshot goes on from. */
  readonly held: HeldLeaves;
}

/** The leaves of a snapshot, as they are held in memory. */
export interface HeldLeaves {
  /** The store's, when they were read. */
  readonly generation: number;
  /** Of the encoder that the vectors are of; null where there are none. */
  readonly fingerprint: string | null;
  readonly documents: readonly RememberedDocument[];
  readonly matrix: LeafMatrix;
  readonly sums: ScriptSums;
}

/** A document of a memory: its leaves in a pack, their vectors in the matrix of all. */
export class RememberedDocument implements SnapshotDocument {
  readonly id: number;
  readonly file: string;
  readonly record: DocumentRecord;
  readonly pack: LeafPack;
  readonly source: LazyTree;
  readonly vectors: MatrixRows;
  readonly complete: boolean;

  constructor(record: DocumentRecord, pack: LeafPack, source: LazyTree, vectors: MatrixRows) {
    this.id = record.id;
    this.file = record.file;
    this.record = record;
    this.pack = pack;
    this.source = source;
    this.vectors = vectors;
    this.complete = pack.complete;
  }

  get tree(): ChunkTree {
    return this.source.tree;
  }

  get leafIds(): Uint32Array {
    return this.pack.leafIds;
  }

  keyOf(leaf: number): string {
    return this.pack.key(leaf);
  }

  get groups(): LeafPack['groups'] {
    return this.pack.groups;
  }

  get scripts(): Uint8Array {
    return this.pack.scripts;
  }

  get encoded(): Uint8Array {
    return this.pack.encoded;
  }
}

/** Of rows in the matrix more than this share beside those in use: then these are copied to a new one. */
const MOST_UNUSED = 0.25;
/** So few rows are not worth it. */
const FEW_UNUSED = 4096;

/**
 * Reads what has changed since `previous`; returns `previous` itself where nothing has.
 *
 * @param kept what an earlier process has kept of the leaves, looked at where there is no `previous`
 */
export function takeSnapshot(
  store: MemoryStore,
  encoder: Encoder | null,
  previous?: Snapshot,
  kept?: (encoder: Encoder, records: readonly DocumentRecord[]) => HeldLeaves | undefined,
): Snapshot {
  return store.snapshot(() => {
    const generation = store.generation();
    const fingerprint = encoder?.fingerprint ?? null;
    if (previous?.generation === generation && (encoder === null || previous.fingerprint === fingerprint))
      return previous;
    const records = store.documents();
    const held = previous?.held ?? (encoder === null ? undefined : kept?.(encoder, records));
    const next = new LeafReader(store, encoder, held, generation).read(records);
    const table = leafTable(next.documents);
    return {
      generation,
      fingerprint,
      documents: next.documents,
      table,
      ...centre(next, table, encoder),
      held: next,
    };
  });
}

/** Reads documents from the store into a matrix, taking over what is there. */
class LeafReader {
  readonly #store: MemoryStore;
  readonly #encoder: Encoder | null;
  readonly #before: ReadonlyMap<number, RememberedDocument>;
  /** Whether vectors from before are of the same encoder. */
  readonly #sameVectors: boolean;
  readonly #matrix: LeafMatrix;
  readonly #sums: ScriptSums;

  readonly #fingerprint: string | null;

  readonly #generation: number;
  /** By content key: the vectors that have come since the leaves were held. */
  readonly #come: ReadonlyMap<string, QuantizedVector>;

  constructor(store: MemoryStore, encoder: Encoder | null, held: HeldLeaves | undefined, generation: number) {
    this.#store = store;
    this.#generation = generation;
    this.#encoder = encoder;
    this.#before = new Map(held?.documents.map((document) => [document.id, document]));
    // Vectors of another encoder are never taken over (invariant 4); leaves are.
    this.#fingerprint = encoder === null ? (held?.fingerprint ?? null) : encoder.fingerprint;
    this.#sameVectors = held?.fingerprint === this.#fingerprint;
    const taken = this.#sameVectors ? held : undefined;
    this.#come =
      encoder === null || taken === undefined || taken.documents.every(({ complete }) => complete)
        ? new Map()
        : store.vectorsSince(taken.generation, encoder.fingerprint);
    this.#matrix = taken?.matrix ?? new LeafMatrix(encoder?.dimensions ?? 0);
    this.#sums = taken?.sums.copy() ?? new ScriptSums(encoder?.dimensions ?? 0);
  }

  read(records: readonly DocumentRecord[]): HeldLeaves {
    const gone = new Map(this.#before);
    const documents = records.map((record) => {
      const old = this.#before.get(record.id);
      const unchanged = old?.record.generation === record.generation;
      if (old && unchanged && this.#sameVectors) {
        gone.delete(record.id);
        return old.complete || this.#encoder === null ? old : this.#filled(old);
      }
      return this.#document(record, old);
    });
    if (this.#sameVectors) for (const document of gone.values()) this.#count(document, 'remove');
    return this.#compacted(documents);
  }

  /**
   * Reads a document; what `old` has of the same leaves is taken over, whether it is the same version or an older one:
   * a leaf's id stands for one text and one vector for as long as the store lives.
   */
  #document(record: DocumentRecord, old: RememberedDocument | undefined): RememberedDocument {
    const unchanged = old?.record.generation === record.generation;
    const { pack, source } =
      old && unchanged ? { pack: old.pack.copy(), source: old.source } : this.#leaves(record);
    if (!(old && unchanged)) this.#readScripts(record, pack, old);
    const rows = new MatrixRows(this.#matrix, this.#matrix.add(pack.leafIds.length));
    pack.encoded.fill(0);
    if (old && this.#sameVectors) {
      const place = placesOf(old);
      for (const [leaf, id] of pack.leafIds.entries()) {
        const before = place.get(id);
        if (before === undefined || old.encoded[before] !== 1) continue;
        this.#matrix.copy(rows.first + leaf, old.vectors.matrix, old.vectors.first + before);
        pack.encoded[leaf] = 1;
      }
    }
    if (this.#encoder !== null) this.#readVectors(this.#encoder, record.id, pack, rows);
    const document = new RememberedDocument(record, pack, source, rows);
    this.#count(document, 'add');
    return document;
  }

  /**
   * The document with the vectors that have come. They take the rows that were kept for them, which no earlier snapshot
   * looks at.
   */
  #filled(old: RememberedDocument): RememberedDocument {
    let pack: LeafPack | undefined;
    for (const [leaf, flag] of old.encoded.entries()) {
      const vector = flag === 1 || this.#come.size === 0 ? undefined : this.#come.get(old.pack.key(leaf));
      if (vector?.values.length !== this.#matrix.dimensions) continue;
      pack ??= old.pack.copy();
      pack.encoded[leaf] = 1;
      this.#matrix.set(old.vectors.first + leaf, vector);
      this.#sums.add(old.vectors, leaf, old.scripts[leaf] ?? 0);
    }
    return pack === undefined ? old : new RememberedDocument(old.record, pack, old.source, old.vectors);
  }

  #leaves({ id }: DocumentRecord): { readonly pack: LeafPack; readonly source: LazyTree } {
    const { outline, leaves } = this.#store.leaves(id);
    const pack = LeafPack.of(decodeOutline(outline), leaves);
    return { pack, source: new LazyTree(pack, outline) };
  }

  #readScripts({ id }: DocumentRecord, pack: LeafPack, old: RememberedDocument | undefined): void {
    const place = old === undefined ? undefined : placesOf(old);
    let text: string | undefined;
    for (const [leaf, label] of pack.leafIds.entries()) {
      const before = place?.get(label);
      if (old === undefined || before === undefined) {
        text ??= this.#store.text(id);
        pack.scripts[leaf] = scriptOf(text, pack.start[leaf] ?? 0, pack.end[leaf] ?? 0);
      } else pack.scripts[leaf] = old.scripts[before] ?? 0;
    }
  }

  /** Reads the vectors that are not there yet. */
  #readVectors(
    { dimensions, fingerprint }: Encoder,
    document: number,
    pack: LeafPack,
    { first }: MatrixRows,
  ): void {
    const { encoded } = pack;
    const missing = [...encoded.keys()].filter((leaf) => encoded[leaf] === 0);
    if (missing.length === 0) return;
    // One pass over the document's rows, or one look-up each: the pass is three times as fast a vector.
    const found =
      missing.length === encoded.length
        ? this.#store.vectors(document, fingerprint)
        : this.#store.vectorsOf(
            missing.map((leaf) => pack.key(leaf)),
            fingerprint,
          );
    for (const [i, vector] of found.entries()) {
      const leaf = missing[i];
      if (leaf === undefined || vector?.values.length !== dimensions) continue;
      this.#matrix.set(first + leaf, vector);
      encoded[leaf] = 1;
    }
  }

  #count({ vectors, encoded, scripts }: RememberedDocument, how: 'add' | 'remove'): void {
    for (let leaf = 0; leaf < encoded.length; leaf++)
      if (encoded[leaf] === 1) this.#sums[how](vectors, leaf, scripts[leaf] ?? 0);
  }

  /** The rows in use in a matrix of their own, in order, where too many others have gathered. */
  #compacted(documents: readonly RememberedDocument[]): HeldLeaves {
    const used = documents.reduce((sum, { leafIds }) => sum + leafIds.length, 0);
    const known = { generation: this.#generation, fingerprint: this.#fingerprint, sums: this.#sums };
    if (this.#matrix.size - used <= Math.max(FEW_UNUSED, used * MOST_UNUSED))
      return { ...known, documents, matrix: this.#matrix };
    const matrix = new LeafMatrix(this.#matrix.dimensions, used);
    const moved = documents.map(({ record, pack, source, vectors }) => {
      const first = matrix.add(pack.leafIds.length);
      matrix.copy(first, vectors.matrix, vectors.first, pack.leafIds.length);
      return new RememberedDocument(record, pack, source, new MatrixRows(matrix, first));
    });
    return { ...known, documents: moved, matrix };
  }
}

function placesOf({ leafIds }: RememberedDocument): ReadonlyMap<number, number> {
  return new Map(Array.from(leafIds, (id, leaf) => [id, leaf]));
}

/** Finds the middle of the memory's vectors, script by script. */
function centre(
  { documents, matrix, sums }: HeldLeaves,
  { size, first }: LeafTable,
  encoder: Encoder | null,
): Pick<Snapshot, 'centres' | 'inverseLengths'> {
  const passages = encoder?.centres?.passages;
  if (passages === undefined) return { centres: [], inverseLengths: new Map() };
  const centres = SCRIPTS.map((_, script) => sums.centre(script, passages));
  const lengths = new Float32Array(size).fill(1);
  const dots = new Float32Array(size);
  for (const [script, middle] of centres.entries()) {
    const squares = middle.reduce((sum, value) => sum + value * value, 0);
    const step = matrix.load(middle);
    for (const [d, { scripts, vectors }] of documents.entries()) {
      if (!scripts.includes(script)) continue;
      const from = first[d] ?? 0;
      matrix.scan(vectors.first, scripts.length, step, dots, from);
      for (let leaf = 0; leaf < scripts.length; leaf++) {
        if (scripts[leaf] !== script) continue;
        // |v - c|² = |v|² - 2 v·c + |c|²
        const left = matrix.squares(vectors.first + leaf) - 2 * (dots[from + leaf] ?? 0) + squares;
        lengths[from + leaf] = left > 1e-12 ? 1 / Math.sqrt(left) : 0;
      }
    }
  }
  const inverseLengths = new Map(
    documents.map(({ id }, d) => [id, lengths.subarray(first[d], first[d + 1])]),
  );
  return { centres, inverseLengths };
}
