import { best } from '../../core/recall/best.ts';
import { inBlocks } from '../../core/recall/blocks.ts';
import { centredQuery } from '../../core/recall/centring.ts';
import { freshColumn, zScores, type NewColumn } from '../../core/recall/features.ts';
import { dotRow } from '../../core/recall/quantized.ts';
import type { LeafTable } from '../../core/recall/leafTable.ts';
import { scriptOf } from '../../core/text/script.ts';
import type { CancelSignal, Encoder, VectorIndex } from '../../core/ports.ts';
import { MatrixRows } from './leafMatrix.ts';
import type { Snapshot, SnapshotDocument } from './snapshot.ts';

/** A question's vector, as it is and as it is compared. */
export interface Query {
  readonly vector: Float32Array;
  /** With its language's mean taken out; the vector itself for an encoder whose means are not known. */
  readonly centred: Float32Array;
}

/** The question's vector, or null without a model. Rejects with `signal.reason` once aborted. */
export async function encodeQuestion(
  encoder: Encoder | null,
  question: string,
  signal?: CancelSignal,
): Promise<Query | null> {
  const [vector] = (await encoder?.encode([question], 'query', signal)) ?? [];
  if (vector === undefined) return null;
  const centred =
    encoder?.centres === undefined ? vector : centredQuery(vector, scriptOf(question), encoder.centres);
  return { vector, centred };
}

/** How near the leaves are to the question in meaning. */
export interface Meaning {
  /** By leaf index: how far its similarity stands above the mean, in deviations; 0 where it is not known. */
  readonly z: Float32Array;
  /** The best similarity of a leaf, centred, -1 to 1. */
  readonly best: number;
  readonly bestZ: number;
}

/** What a question is compared with: the documents in scope, laid out in a table. */
export interface MeaningInput {
  readonly snapshot: Snapshot;
  readonly documents: readonly SnapshotDocument[];
  readonly table: LeafTable;
  readonly query: Query;
  /** Where columns come from, as for `features`. */
  readonly column?: NewColumn | undefined;
}

/** Compares the question with every leaf. */
export function exactMeaning(input: MeaningInput): Meaning {
  const scores = similarities(input);
  // No leaf at all while none in scope has a vector yet: what it has is 0.
  const [nearest = -1] = best(scores, 1);
  const similarity = Math.max(0, scores[nearest] ?? 0);
  const z = zScores(scores, scores);
  return { z, best: similarity, bestZ: Math.max(0, z[nearest] ?? 0) };
}

/** Leaves that an approximate search brings; recall falls slowly with fewer, time grows slowly with more. */
const FOUND = 1500;
/** Leaves compared exactly, evenly spread, to know the mean and the deviation of all. */
const SAMPLE = 2000;

/**
 * Compares the question with the leaves that the index finds; all others count as the average of those in the sample
 * that it did not find.
 */
export function approximateMeaning(index: VectorIndex): (input: MeaningInput) => Meaning {
  return (input) => {
    const { table, query } = input;
    const compare = comparison(input);
    const step = Math.max(1, Math.floor(table.size / SAMPLE));
    const sample = Float32Array.from({ length: Math.ceil(table.size / step) }, (_, i) => compare(i * step));
    const { mean, deviation } = spread(sample);
    const z = new Float32Array(table.size).fill(NaN);
    let best = 0;
    // The centred question leads to the same leaves: what is taken off a leaf is the same for all of its script.
    for (const { label } of index.search(query.centred, Math.min(FOUND, index.size))) {
      const leaf = table.indexOf.get(label);
      const score = leaf === undefined ? NaN : compare(leaf);
      if (leaf === undefined || Number.isNaN(score)) continue;
      z[leaf] = (score - mean) / deviation;
      best = Math.max(best, score);
    }
    const rest = sample.filter((score, i) => !Number.isNaN(score) && Number.isNaN(z[i * step] ?? 0));
    const typical = rest.length === 0 ? 0 : (spread(rest).mean - mean) / deviation;
    for (let leaf = 0; leaf < z.length; leaf++) {
      // As with every leaf compared: one without a vector yet is neither near nor far.
      if (Number.isNaN(z[leaf] ?? 0)) z[leaf] = isEncoded(input, leaf) ? typical : 0;
    }
    return { z, best, bestZ: Math.max(0, (best - mean) / deviation) };
  };
}

/**
 * Centred cosine of the question with every leaf, in the table's order; NaN where a leaf has no vector yet.
 * One pass over the vectors, about 50 ns a leaf of 384 dimensions (`leafMatrix.ts`).
 */
function similarities(input: MeaningInput): Float32Array {
  const { table, column = freshColumn } = input;
  const scores = column(table.size);
  const taken = Float64Array.from(offsets(input));
  scanRuns(input, scores);
  const state = { ...input, scores, taken, compare: comparison(input) };
  return inBlocks(input.documents.length, state, compareDocuments).scores;
}

interface Comparing extends MeaningInput {
  readonly scores: Float32Array;
  readonly taken: Float64Array;
  readonly compare: (leaf: number) => number;
}

/** Finishes what {@link scanRuns} began, for some of the documents. */
function compareDocuments(state: Comparing, first: number, last: number): void {
  const { snapshot, documents, table, scores, taken, compare } = state;
  for (let d = first; d < last; d++) {
    const document = documents[d];
    if (document === undefined) continue;
    const { id, encoded, scripts, complete } = document;
    const from = table.first[d] ?? 0;
    if (rowsIn(document, snapshot) === undefined) {
      for (let at = from; at < from + encoded.length; at++) scores[at] = compare(at);
      continue;
    }
    const inverse = snapshot.inverseLengths.get(id);
    if (inverse !== undefined) centre(scores, from, { scripts, taken, inverse });
    if (!complete)
      for (let leaf = 0; leaf < encoded.length; leaf++) if (encoded[leaf] !== 1) scores[from + leaf] = NaN;
  }
}

/** Makes the dot products of one document's leaves cosines, each with its script's centre taken off: in place. */
function centre(
  scores: Float32Array,
  from: number,
  {
    scripts,
    taken,
    inverse,
  }: { readonly scripts: Uint8Array; readonly taken: Float64Array; readonly inverse: Float32Array },
): void {
  for (let leaf = 0, at = from; leaf < scripts.length; leaf++, at++)
    scores[at] = ((scores[at] ?? 0) - (taken[scripts[leaf] ?? 0] ?? 0)) * (inverse[leaf] ?? 1);
}

/**
 * Dot products of the question with every leaf that lies in the matrix. Documents mostly lie there one behind the other:
 * they are taken together, since a call for each takes as long as its work.
 */
function scanRuns({ snapshot, documents, table, query }: MeaningInput, scores: Float32Array): void {
  const { matrix } = snapshot.held;
  const step = matrix.load(query.centred);
  let run = { row: 0, count: 0, at: 0 };
  for (let d = 0; d < documents.length; d++) {
    const document = documents[d];
    const row = document && rowsIn(document, snapshot)?.first;
    if (document === undefined || row === undefined) continue;
    const count = document.encoded.length;
    const at = table.first[d] ?? 0;
    if (row === run.row + run.count && at === run.at + run.count) run.count += count;
    else {
      matrix.scan(run.row, run.count, step, scores, run.at);
      run = { row, count, at };
    }
  }
  matrix.scan(run.row, run.count, step, scores, run.at);
}

/** Its rows in the matrix of all; undefined where parts of a file are asked: their leaves are not those of the matrix. */
function rowsIn({ vectors }: SnapshotDocument, { held }: Snapshot): MatrixRows | undefined {
  return vectors instanceof MatrixRows && vectors.matrix === held.matrix ? vectors : undefined;
}

/** The comparison of one leaf, by its index in the table: (v - c)·q / |v - c|. */
function comparison(input: MeaningInput): (leaf: number) => number {
  const { snapshot, documents, table, query } = input;
  const taken = offsets(input);
  return (leaf) => {
    const document = documents[table.document[leaf] ?? -1];
    const ordinal = table.ordinal[leaf] ?? 0;
    if (document?.encoded[ordinal] !== 1) return NaN;
    const inverse = snapshot.inverseLengths.get(document.id)?.[ordinal] ?? 1;
    const off = taken[document.scripts[ordinal] ?? 0] ?? 0;
    return (dotRow(document.vectors.quantized(ordinal), query.centred) - off) * inverse;
  };
}

/** By script: what the question has in common with what is taken off the leaves. */
function offsets({ snapshot, query }: MeaningInput): number[] {
  return snapshot.centres.map((centre) => dot(centre, query.centred));
}

function isEncoded({ documents, table }: MeaningInput, leaf: number): boolean {
  return documents[table.document[leaf] ?? -1]?.encoded[table.ordinal[leaf] ?? 0] === 1;
}

function spread(scores: Float32Array): { readonly mean: number; readonly deviation: number } {
  const known = scores.filter((score) => !Number.isNaN(score));
  const mean = known.reduce((sum, score) => sum + score, 0) / Math.max(1, known.length);
  const squares = known.reduce((sum, score) => sum + (score - mean) ** 2, 0) / Math.max(1, known.length);
  return { mean, deviation: Math.max(1e-3, Math.sqrt(squares)) };
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}
