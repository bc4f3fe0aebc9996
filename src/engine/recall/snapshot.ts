import { leafTable, type LeafTable, type RecallDocument } from '../../core/recall/leafTable.ts';
import { inverseLength, PassageCentres } from '../../core/recall/centring.ts';
import { SCRIPTS, scriptOf } from '../../core/text/script.ts';
import type { ChunkTree } from '../../core/memory/tree.ts';
import type { DocumentRecord, Encoder, MemoryStore } from '../../core/ports.ts';

/** A remembered document with the vectors of its leaves in one row. */
export interface SnapshotDocument extends RecallDocument {
  readonly id: number;
  readonly record: DocumentRecord;
  /** Leaf by leaf, `dimensions` values each; zeros where `encoded` is 0. */
  readonly vectors: Float32Array;
  /** By leaf: 1 where there is a vector. */
  readonly encoded: Uint8Array;
  readonly complete: boolean;
}

/**
 * The memory as one question sees it (invariant 7). Built from the store, then kept: the next snapshot takes over
 * every document that has not changed.
 */
export interface Snapshot {
  readonly generation: number;
  readonly documents: readonly SnapshotDocument[];
  readonly table: LeafTable;
  /** By script: what is taken off a leaf's vector before it is compared; empty where the encoder's means are not known. */
  readonly centres: readonly Float32Array[];
  /** By document id and leaf: one over the length of the vector with its centre taken off; 1 where nothing is. */
  readonly inverseLengths: ReadonlyMap<number, Float32Array>;
}

/** Reads what has changed since `previous`; returns `previous` itself where nothing has. */
export function takeSnapshot(store: MemoryStore, encoder: Encoder | null, previous?: Snapshot): Snapshot {
  return store.snapshot(() => {
    const generation = store.generation();
    if (previous?.generation === generation) return previous;
    const before = new Map(previous?.documents.map((document) => [document.id, document]));
    const documents = store.documents().map((record) => {
      const old = before.get(record.id);
      const same = old?.record.generation === record.generation;
      if (old && same && (old.complete || encoder === null)) return old;
      return readDocument(store, encoder, record, old && same ? old : undefined);
    });
    return { generation, documents, table: leafTable(documents), ...centre(documents, encoder) };
  });
}

/** Finds the middle of the memory's vectors, script by script. One pass for the sums, one for the lengths. */
function centre(
  documents: readonly SnapshotDocument[],
  encoder: Encoder | null,
): Pick<Snapshot, 'centres' | 'inverseLengths'> {
  if (encoder?.centres === undefined) return { centres: [], inverseLengths: new Map() };
  const { dimensions } = encoder;
  const means = new PassageCentres(encoder.centres);
  for (const { vectors, encoded, scripts } of documents) {
    for (let leaf = 0; leaf < encoded.length; leaf++)
      if (encoded[leaf] === 1) means.add(vectors, leaf * dimensions, scripts[leaf] ?? 0);
  }
  const centres = SCRIPTS.map((_, script) => means.of(script));
  const inverseLengths = new Map(
    documents.map(({ id, vectors, scripts }) => [
      id,
      Float32Array.from(scripts, (script, leaf) =>
        inverseLength(vectors, leaf * dimensions, centres[script] ?? new Float32Array(dimensions)),
      ),
    ]),
  );
  return { centres, inverseLengths };
}

function readDocument(
  store: MemoryStore,
  encoder: Encoder | null,
  record: DocumentRecord,
  old: SnapshotDocument | undefined,
): SnapshotDocument {
  const { tree, leafIds } = old ?? store.tree(record.id);
  const dimensions = encoder?.dimensions ?? 0;
  const vectors = new Float32Array(leafIds.length * dimensions);
  const encoded = new Uint8Array(leafIds.length);
  if (encoder !== null) {
    for (const [leaf, vector] of store.vectors(record.id, encoder.fingerprint).entries()) {
      if (vector?.length !== dimensions) continue;
      vectors.set(vector, leaf * dimensions);
      encoded[leaf] = 1;
    }
  }
  const scripts = old?.scripts ?? scriptsOf(store.text(record.id), tree);
  return {
    id: record.id,
    file: record.file,
    record,
    tree,
    leafIds,
    scripts,
    vectors,
    encoded,
    complete: encoded.every((flag) => flag === 1),
  };
}

function scriptsOf(text: string, tree: ChunkTree): Uint8Array {
  return Uint8Array.from(tree.leaves, ({ start, end }) => scriptOf(text, start, end));
}
