import { leafTable, type LeafTable, type RecallDocument } from '../../core/recall/leafTable.ts';
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
    return { generation, documents, table: leafTable(documents) };
  });
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
  return {
    id: record.id,
    file: record.file,
    record,
    tree,
    leafIds,
    vectors,
    encoded,
    complete: encoded.every((flag) => flag === 1),
  };
}
