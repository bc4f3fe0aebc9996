import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileHash } from '../fileHash.ts';
import { temporaryName, writeAtomically } from './atomicFile.ts';
import { HnswIndex, type HnswOptions } from './hnswIndex.ts';

/** Raised when the files below change meaning; another one is not read. */
const FORMAT = 2;

/** What a kept graph must have been made for. */
export interface HnswStamp {
  /** `SqliteStore.identity` and the encoder's fingerprint, or whatever else gives labels their meaning. */
  readonly stamp: string;
  readonly dimensions: number;
}

/** Of a graph's file, in `<file>.json` beside it. */
interface Sidecar extends HnswStamp {
  readonly format: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly count: number;
  /** SHA-256 of the labels in ascending order, as 32-bit little-endian integers. */
  readonly labels: string;
  readonly removed: readonly number[];
  readonly strays: readonly number[];
}

/** The file that keeps the graph of one fingerprint in a memory's folder. */
export function hnswFile(folder: string, fingerprint: string): string {
  return join(folder, `vectors-${createHash('sha256').update(fingerprint).digest('hex').slice(0, 16)}.hnsw`);
}

/**
 * Keeps a graph for the next start (invariant 6: a cache). Returns why it could not be kept, or undefined; it never throws.
 * A reader or a crash between the two renames finds a checksum that is not right, and builds anew.
 */
export function saveHnsw(
  index: HnswIndex,
  file: string,
  { stamp, dimensions }: HnswStamp,
): string | undefined {
  const temporary = temporaryName(file);
  try {
    index.write(temporary);
    // hnswlib says nothing where the disk is full; a file that is cut short is found out when it is loaded.
    const sidecar: Sidecar = {
      format: FORMAT,
      stamp,
      dimensions,
      bytes: statSync(temporary).size,
      sha256: fileHash(temporary),
      count: index.size,
      labels: hashOfLabels(index.labels()),
      removed: index.removedLabels(),
      strays: index.strays(),
    };
    renameSync(temporary, file);
    writeAtomically(`${file}.json`, JSON.stringify(sidecar));
    return undefined;
  } catch (error) {
    rmSync(temporary, { force: true });
    return error instanceof Error ? error.message : String(error);
  }
}

/** A graph, or why there is none: a reason for the log, not an error for the user. */
export type LoadedHnsw =
  | { readonly index: HnswIndex; readonly reason?: undefined }
  | { readonly index?: undefined; readonly reason: string };

/**
 * Loads what {@link saveHnsw} kept, where everything about it is as it should be. A file that is not right is
 * deleted, unless `keep` is set, as a process that only reads should.
 */
export function loadHnsw(
  file: string,
  wanted: HnswStamp,
  options: HnswOptions & { readonly keep?: boolean } = {},
): LoadedHnsw {
  const result = tryLoad(file, wanted, options);
  if (result.index === undefined && options.keep !== true) removeHnsw(file);
  return result;
}

/** Deletes a kept graph. What cannot be deleted stays; it is checked again before it is ever used. */
function removeHnsw(file: string): void {
  for (const path of [file, `${file}.json`]) {
    try {
      rmSync(path, { force: true });
    } catch {
      // Held open by another program on Windows: the next save replaces it.
    }
  }
}

function tryLoad(file: string, wanted: HnswStamp, options: HnswOptions): LoadedHnsw {
  try {
    const sidecar = readSidecar(`${file}.json`);
    if (typeof sidecar === 'string') return { reason: sidecar };
    if (sidecar.stamp !== wanted.stamp) return { reason: 'it was made for another memory or model' };
    if (sidecar.dimensions !== wanted.dimensions) {
      return { reason: `it holds vectors of ${sidecar.dimensions} floats, not ${wanted.dimensions}` };
    }
    if (statSync(file).size !== sidecar.bytes) return { reason: 'its size is not what was written' };
    // Before hnswlib sees the file: a damaged graph can end the process.
    if (fileHash(file) !== sidecar.sha256) return { reason: 'its checksum is wrong' };
    const floats = dimensionsIn(file);
    if (floats !== wanted.dimensions) return { reason: `its header names ${floats} floats a vector` };
    const index = HnswIndex.read(file, wanted.dimensions, sidecar, options);
    if (index.size !== sidecar.count || hashOfLabels(index.labels()) !== sidecar.labels) {
      return { reason: 'its labels are not what was written' };
    }
    return { index };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return { reason: 'there is none' };
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * Floats a vector, as hnswlib's own header has them. A graph of 384 floats loads into an object for 385 without
 * a word and then reads past its points. Header (hnswalg.h, saveIndex; 8-byte little-endian): offsetLevel0,
 * max_elements, cur_element_count, size_data_per_element, label_offset, offsetData; the point lies between the last two.
 */
function dimensionsIn(file: string): number {
  const header = Buffer.alloc(48);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, header, 0, 48, 0);
  } finally {
    closeSync(descriptor);
  }
  return Number(header.readBigUInt64LE(32) - header.readBigUInt64LE(40)) / 4;
}

function readSidecar(path: string): Sidecar | string {
  const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (typeof value !== 'object' || value === null || !('format' in value))
    return 'its description is unreadable';
  if (value.format !== FORMAT) return 'it is of another format';
  if (
    'stamp' in value &&
    typeof value.stamp === 'string' &&
    'dimensions' in value &&
    typeof value.dimensions === 'number' &&
    'bytes' in value &&
    typeof value.bytes === 'number' &&
    'sha256' in value &&
    typeof value.sha256 === 'string' &&
    'count' in value &&
    typeof value.count === 'number' &&
    'labels' in value &&
    typeof value.labels === 'string' &&
    'removed' in value &&
    Array.isArray(value.removed) &&
    value.removed.every((label: unknown) => typeof label === 'number') &&
    'strays' in value &&
    Array.isArray(value.strays) &&
    value.strays.every((label: unknown) => typeof label === 'number')
  ) {
    const { stamp, dimensions, bytes, sha256, count, labels, removed, strays } = value;
    return { format: FORMAT, stamp, dimensions, bytes, sha256, count, labels, removed, strays };
  }
  return 'its description is unreadable';
}

function hashOfLabels(labels: Iterable<number>): string {
  const sorted = Uint32Array.from(labels).sort();
  return createHash('sha256')
    .update(new Uint8Array(sorted.buffer, sorted.byteOffset, sorted.byteLength))
    .digest('hex');
}
