import { leafTable, type LeafTable, type RecallDocument } from '../../core/recall/leafTable.ts';
import { inverseLength, ScriptSums } from '../../core/recall/centring.ts';
import { VectorRows } from '../../core/recall/quantized.ts';
import { SCRIPTS, scriptOf } from '../../core/text/script.ts';
import type { DocumentRecord, Encoder, MemoryStore } from '../../core/ports.ts';

/** A remembered document with the vectors of its leaves in one row. */
export interface SnapshotDocument extends RecallDocument {
  readonly id: number;
  readonly record: DocumentRecord;
  /** By leaf: the content key of what the encoder reads for it. */
  readonly keys: readonly string[];
  /** Leaf by leaf; zeros where `encoded` is 0. */
  readonly vectors: VectorRows;
  /** By leaf: 1 where there is a vector. */
  readonly encoded: Uint8Array;
  readonly complete: boolean;
  /** Sums of its vectors by script. */
  readonly sums: ScriptSums;
}

/**
 * The memory as one question sees it (invariant 7). Built from the store, then kept: the next snapshot takes over
 * every document that has not changed, and of one that has every leaf.
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
      return readDocument(store, encoder, record, old);
    });
    return { generation, documents, table: leafTable(documents), ...centre(documents, encoder) };
  });
}

/** Finds the middle of the memory's vectors, script by script. */
function centre(
  documents: readonly SnapshotDocument[],
  encoder: Encoder | null,
): Pick<Snapshot, 'centres' | 'inverseLengths'> {
  const passages = encoder?.centres?.passages;
  if (encoder === null || passages === undefined) return { centres: [], inverseLengths: new Map() };
  const sums = new ScriptSums(encoder.dimensions);
  for (const document of documents) sums.addAll(document.sums);
  const centres = SCRIPTS.map((_, script) => sums.centre(script, passages));
  const inverseLengths = new Map(
    documents.map(({ id, vectors, scripts }) => [
      id,
      Float32Array.from(scripts, (script, leaf) =>
        inverseLength(vectors, leaf, centres[script] ?? passages.all),
      ),
    ]),
  );
  return { centres, inverseLengths };
}

/**
 * Reads a document; what `old` has of the same leaves is taken over, whether it is the same version or an older one:
 * a leaf's id stands for one text and one vector for as long as the store lives.
 */
function readDocument(
  store: MemoryStore,
  encoder: Encoder | null,
  record: DocumentRecord,
  old: SnapshotDocument | undefined,
): SnapshotDocument {
  const { tree, leafIds, keys } = old?.record.generation === record.generation ? old : store.tree(record.id);
  const dimensions = encoder?.dimensions ?? 0;
  const vectors = new VectorRows(leafIds.length, dimensions);
  const encoded = new Uint8Array(leafIds.length);
  const scripts = new Uint8Array(leafIds.length);
  const place = new Map(old?.leafIds.map((id, leaf) => [id, leaf]));
  let text: string | undefined;
  for (const [leaf, id] of leafIds.entries()) {
    const before = place.get(id);
    if (old === undefined || before === undefined) {
      const range = tree.leaves[leaf];
      text ??= store.text(record.id);
      if (range !== undefined) scripts[leaf] = scriptOf(text, range.start, range.end);
    } else {
      scripts[leaf] = old.scripts[before] ?? 0;
      if (old.encoded[before] !== 1 || old.vectors.dimensions !== dimensions) continue;
      vectors.copy(leaf, old.vectors, before);
      encoded[leaf] = 1;
    }
  }
  if (encoder !== null) readVectors(store, encoder, record.id, { keys, vectors, encoded });
  return {
    id: record.id,
    file: record.file,
    record,
    tree,
    leafIds,
    keys,
    scripts,
    vectors,
    encoded,
    complete: encoded.every((flag) => flag === 1),
    sums: sumsOf(vectors, encoded, scripts),
  };
}

/** Reads the vectors that are not there yet. */
function readVectors(
  store: MemoryStore,
  { dimensions, fingerprint }: Encoder,
  document: number,
  { keys, vectors, encoded }: Pick<SnapshotDocument, 'keys' | 'vectors' | 'encoded'>,
): void {
  const missing = [...encoded.keys()].filter((leaf) => encoded[leaf] === 0);
  if (missing.length === 0) return;
  // One pass over the document's rows, or one look-up each: the pass is three times as fast a vector.
  const found =
    missing.length === encoded.length
      ? store.vectors(document, fingerprint)
      : store.vectorsOf(
          missing.map((leaf) => keys[leaf] ?? ''),
          fingerprint,
        );
  for (const [i, vector] of found.entries()) {
    const leaf = missing[i];
    if (leaf === undefined || vector?.values.length !== dimensions) continue;
    vectors.set(leaf, vector);
    encoded[leaf] = 1;
  }
}

function sumsOf(vectors: VectorRows, encoded: Uint8Array, scripts: Uint8Array): ScriptSums {
  const sums = new ScriptSums(vectors.dimensions);
  for (let leaf = 0; leaf < encoded.length; leaf++)
    if (encoded[leaf] === 1) sums.add(vectors, leaf, scripts[leaf] ?? 0);
  return sums;
}
