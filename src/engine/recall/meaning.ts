import type { VectorIndex } from '../../core/ports.ts';
import { zScores } from '../../core/recall/features.ts';
import type { LeafTable } from '../../core/recall/leafTable.ts';
import type { SnapshotDocument } from './snapshot.ts';

/** How near the leaves are to the question in meaning. */
export interface Meaning {
  /** By leaf index: how far the leaf's cosine stands above the mean, in deviations; 0 where it is not known. */
  readonly z: Float32Array;
  readonly bestCosine: number;
  readonly bestZ: number;
}

/** Compares the question with every leaf. */
export function exactMeaning(
  documents: readonly SnapshotDocument[],
  _table: LeafTable,
  query: Float32Array,
): Meaning {
  const cosines = similarities(documents, query);
  const z = zScores(cosines);
  return { z, bestCosine: largest(cosines), bestZ: largest(z) };
}

/** Leaves that an approximate search brings; recall falls slowly with fewer, time grows slowly with more. */
const FOUND = 1500;
/** Leaves compared exactly, evenly spread, to know the mean and the deviation of all. */
const SAMPLE = 2000;

/** Compares the question with the leaves that the index finds; all others count as average. */
export function approximateMeaning(
  index: VectorIndex,
): (documents: readonly SnapshotDocument[], table: LeafTable, query: Float32Array) => Meaning {
  return (documents, table, query) => {
    const { mean, deviation } = spread(documents, table, query);
    const z = new Float32Array(table.size);
    let bestCosine = 0;
    for (const { label, score } of index.search(query, FOUND)) {
      const leaf = table.indexOf.get(label);
      if (leaf === undefined) continue;
      z[leaf] = (score - mean) / deviation;
      bestCosine = Math.max(bestCosine, score);
    }
    return { z, bestCosine, bestZ: Math.max(0, (bestCosine - mean) / deviation) };
  };
}

function spread(
  documents: readonly SnapshotDocument[],
  table: LeafTable,
  query: Float32Array,
): { readonly mean: number; readonly deviation: number } {
  const step = Math.max(1, Math.floor(table.size / SAMPLE));
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (let leaf = 0; leaf < table.size; leaf += step) {
    const document = documents[table.document[leaf] ?? -1];
    const ordinal = table.ordinal[leaf] ?? 0;
    if (document?.encoded[ordinal] !== 1) continue;
    const cosine = dot(document.vectors, ordinal * query.length, query);
    count++;
    sum += cosine;
    squares += cosine * cosine;
  }
  const mean = sum / Math.max(1, count);
  return {
    mean,
    deviation: Math.max(1e-3, Math.sqrt(Math.max(0, squares / Math.max(1, count) - mean * mean))),
  };
}

/** The largest value, or 0; NaN is passed over. */
function largest(values: Float32Array): number {
  let most = 0;
  for (const value of values) if (value > most) most = value;
  return most;
}

/**
 * Cosine of the question with every leaf, in the table's order; NaN where a leaf has no vector yet.
 * Exact: one pass over the vectors, about 40 ns a leaf of 384 dimensions.
 */
function similarities(documents: readonly SnapshotDocument[], query: Float32Array): Float32Array {
  const size = documents.reduce((sum, document) => sum + document.encoded.length, 0);
  const result = new Float32Array(size);
  let index = 0;
  for (const { vectors, encoded } of documents) {
    for (let leaf = 0; leaf < encoded.length; leaf++) {
      result[index++] = encoded[leaf] === 1 ? dot(vectors, leaf * query.length, query) : NaN;
    }
  }
  return result;
}

function dot(vectors: Float32Array, offset: number, query: Float32Array): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  // Four sums: the additions do not wait for each other. The length of every model's vectors divides by four.
  for (let i = 0; i < query.length; i += 4) {
    a += (vectors[offset + i] ?? 0) * (query[i] ?? 0);
    b += (vectors[offset + i + 1] ?? 0) * (query[i + 1] ?? 0);
    c += (vectors[offset + i + 2] ?? 0) * (query[i + 2] ?? 0);
    d += (vectors[offset + i + 3] ?? 0) * (query[i + 3] ?? 0);
  }
  return a + b + c + d;
}
