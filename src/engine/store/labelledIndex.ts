import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CancelSignal, VectorIndex } from '../../core/ports.ts';

/** A vector index that can say what it holds, so that it can be brought in step with the store. */
export interface LabelledIndex extends VectorIndex {
  readonly dimensions: number;
  has(label: number): boolean;
  /** In no order. */
  labels(): Iterable<number>;
}

/** How {@link alignIndex} shares the thread. */
export interface AlignOptions {
  readonly signal?: CancelSignal;
  /** Milliseconds of work between two turns of the event loop; 8 when not given. */
  readonly slice?: number;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Makes the index hold exactly the labels of `wanted`: removes what is too much, adds what is missing,
 * leaves the rest alone. That is right because a label's vector never changes within one store and fingerprint.
 * Builds an empty index and mends a loaded one alike. Labels for which `vectorOf` has nothing are passed over.
 *
 * Adding is synchronous (0.6 ms a vector in HNSW), so the work is cut into slices. Rejects with the signal's
 * reason; what is done by then stays, and calling again goes on from there.
 */
export async function alignIndex(
  index: LabelledIndex,
  wanted: readonly number[],
  vectorOf: (label: number) => Float32Array | undefined,
  options: AlignOptions = {},
): Promise<{ readonly added: number; readonly removed: number }> {
  options.signal?.throwIfAborted();
  const keep = new Set(wanted);
  const surplus = [...index.labels()].filter((label) => !keep.has(label));
  const missing = wanted.filter((label) => !index.has(label));
  const total = surplus.length + missing.length;
  let added = 0;
  const step = sharing(total, options);
  // Removed first, so that their places are used again.
  for (const label of surplus) {
    index.remove(label);
    await step();
  }
  for (const label of missing) {
    const vector = vectorOf(label);
    if (vector !== undefined) {
      index.add(label, vector);
      added++;
    }
    await step();
  }
  options.onProgress?.(total, total);
  return { added, removed: surplus.length };
}

/** Does the work for every item, sharing the thread as {@link alignIndex} does. */
export async function forEachShared<T>(
  items: readonly T[],
  work: (item: T) => void,
  options: AlignOptions = {},
): Promise<void> {
  const step = sharing(items.length, options);
  for (const item of items) {
    work(item);
    await step();
  }
}

/** A function to be awaited after each piece of work: lets others have the thread once the slice is used up. */
function sharing(total: number, { slice = 8, signal, onProgress }: AlignOptions): () => Promise<void> {
  let done = 0;
  let until = performance.now() + slice;
  return async () => {
    done++;
    if (performance.now() < until) return;
    onProgress?.(done, total);
    await nextTurn();
    signal?.throwIfAborted();
    until = performance.now() + slice;
  };
}

/** @throws RangeError where the label is no unsigned 32-bit integer or the vector of another length. */
export function checkEntry(label: number, vector: Float32Array, dimensions: number): void {
  if (!Number.isInteger(label) || label < 0 || label > 0xffff_ffff) {
    throw new RangeError(`a label is an unsigned 32-bit integer, not ${label}`);
  }
  checkVector(vector, dimensions);
}

/** @throws RangeError where the vector has another length or holds NaN or infinity, which no distance survives. */
export function checkVector(vector: Float32Array, dimensions: number): void {
  if (vector.length !== dimensions) {
    throw new RangeError(`a vector of ${vector.length} floats for an index of ${dimensions}`);
  }
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += (vector[i] ?? 0) * 0;
  if (sum !== 0) throw new RangeError('a vector that is not finite');
}
