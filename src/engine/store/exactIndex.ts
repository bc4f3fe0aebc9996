import type { Hit } from '../../core/ports.ts';
import { checkEntry, checkVector, type LabelledIndex } from './labelledIndex.ts';
import { TopHits } from './topHits.ts';

/**
 * Every vector compared, nothing missed: one flat array and a dot product each. The oracle for HNSW, and what
 * serves below the size where HNSW wins (about 4 ms a search for 20,000 vectors of 384 floats).
 */
export class ExactIndex implements LabelledIndex {
  readonly dimensions: number;
  readonly #slots = new Map<number, number>();
  #labels = new Float64Array(64);
  #data: Float32Array;

  constructor(dimensions: number) {
    this.dimensions = dimensions;
    this.#data = new Float32Array(64 * dimensions);
  }

  get size(): number {
    return this.#slots.size;
  }

  has(label: number): boolean {
    return this.#slots.has(label);
  }

  labels(): Iterable<number> {
    return this.#slots.keys();
  }

  add(label: number, vector: Float32Array): void {
    checkEntry(label, vector, this.dimensions);
    let slot = this.#slots.get(label);
    if (slot === undefined) {
      slot = this.size;
      if (slot === this.#labels.length) this.#grow();
      this.#slots.set(label, slot);
      this.#labels[slot] = label;
    }
    this.#data.set(vector, slot * this.dimensions);
  }

  /** The last vector moves into the gap. */
  remove(label: number): void {
    const slot = this.#slots.get(label);
    if (slot === undefined) return;
    const last = this.size - 1;
    const moved = this.#labels[last] ?? 0;
    this.#data.copyWithin(slot * this.dimensions, last * this.dimensions, (last + 1) * this.dimensions);
    this.#labels[slot] = moved;
    this.#slots.set(moved, slot);
    this.#slots.delete(label);
  }

  search(query: Float32Array, k: number): Hit[] {
    checkVector(query, this.dimensions);
    const top = new TopHits(Math.max(0, Math.min(Math.floor(k), this.size)));
    const end = this.size * this.dimensions;
    const data = this.#data;
    for (let at = 0, slot = 0; at < end; at += this.dimensions, slot++) {
      const score = dot(data, at, query);
      if (score > top.threshold) top.push(this.#labels[slot] ?? 0, score);
    }
    return top.take();
  }

  #grow(): void {
    const labels = new Float64Array(this.#labels.length * 2);
    labels.set(this.#labels);
    const data = new Float32Array(this.#data.length * 2);
    data.set(this.#data);
    this.#labels = labels;
    this.#data = data;
  }
}

/** Four sums at once: the additions need not wait for each other. */
function dot(data: Float32Array, at: number, query: Float32Array): number {
  const length = query.length;
  const whole = length & ~3;
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let i = 0; i < whole; i += 4) {
    a += (data[at + i] ?? 0) * (query[i] ?? 0);
    b += (data[at + i + 1] ?? 0) * (query[i + 1] ?? 0);
    c += (data[at + i + 2] ?? 0) * (query[i + 2] ?? 0);
    d += (data[at + i + 3] ?? 0) * (query[i + 3] ?? 0);
  }
  for (let i = whole; i < length; i++) a += (data[at + i] ?? 0) * (query[i] ?? 0);
  return a + b + c + d;
}
