import { BLOCK, inBlocks } from './blocks.ts';

/**
 * The best few of many scores without sorting them all: one pass, and a heap of as many as are wanted. Of a million
 * scores the best 128 take about 2 ms where sorting takes a second.
 */

/**
 * Indices of the `count` largest values, best first; of equal ones the first first. A NaN is never among them.
 *
 * @param count of fewer values all are given
 */
export function best(values: Float32Array, count: number): number[] {
  const room = Math.max(0, Math.min(Math.floor(count), values.length));
  if (room === 0) return [];
  /** A binary heap with the worst of the best on top. */
  const heap = new Int32Array(room);
  let size = 0;
  let least = -Infinity;
  const worse = (a: number, b: number): boolean => {
    const left = values[a] ?? 0;
    const right = values[b] ?? 0;
    return left < right || (left === right && a > b);
  };
  let next = 0;
  for (; next < values.length && size < room; next++)
    if (!Number.isNaN(values[next] ?? NaN)) rise(heap, size++, next, worse);
  if (size === room) least = values[heap[0] ?? 0] ?? -Infinity;
  while (next < values.length) {
    const end = Math.min(next + BLOCK, values.length);
    next = above(values, least, next, end);
    if (next === end) continue;
    sink(heap, next++, worse);
    least = values[heap[0] ?? 0] ?? -Infinity;
  }
  return Array.from(heap.subarray(0, size)).sort((a, b) => (worse(b, a) ? -1 : 1));
}

/** The first index from `from` on with a value above `least`; `to` where there is none. */
function above(values: Float32Array, least: number, from: number, to: number): number {
  let index = from;
  while (index < to && !((values[index] ?? NaN) > least)) index++;
  return index;
}

type Worse = (a: number, b: number) => boolean;

/** Puts an index into the free place `at` and lifts it above what is better than it. */
function rise(heap: Int32Array, at: number, index: number, worse: Worse): void {
  let place = at;
  while (place > 0) {
    const parent = (place - 1) >> 1;
    const above = heap[parent] ?? 0;
    if (!worse(index, above)) break;
    heap[place] = above;
    place = parent;
  }
  heap[place] = index;
}

/** Puts an index in place of the worst one and lets it sink below what is worse. */
function sink(heap: Int32Array, index: number, worse: Worse): void {
  let place = 0;
  for (;;) {
    let child = 2 * place + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && worse(heap[child + 1] ?? 0, heap[child] ?? 0)) child++;
    const below = heap[child] ?? 0;
    if (!worse(below, index)) break;
    heap[place] = below;
    place = child;
  }
  heap[place] = index;
}

/** The largest value; -Infinity of none. A NaN is passed over. */
export function largest(values: Float32Array): number {
  return inBlocks(values.length, { values, most: -Infinity }, findLargest).most;
}

function findLargest(state: { readonly values: Float32Array; most: number }, from: number, to: number): void {
  const { values } = state;
  let { most } = state;
  for (let index = from; index < to; index++) {
    const value = values[index] ?? NaN;
    if (value > most) most = value;
  }
  state.most = most;
}
