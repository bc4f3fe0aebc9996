import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as Hnswlib from 'hnswlib-node';
import type { Hit } from '../../core/ports.ts';
import { checkEntry, checkVector, type LabelledIndex } from './labelledIndex.ts';
import { byScore } from './topHits.ts';

/** Parameters of the graph (Malkov and Yashunin 2016, arXiv:1603.09320). */
export interface HnswOptions {
  /** Links a node; 16 when not given. */
  readonly m?: number;
  /** Candidates looked at when a node is linked; 200 when not given. */
  readonly efConstruction?: number;
  /** Candidates looked at by a search, at least; 128 when not given. A search for more looks at as many. */
  readonly ef?: number;
}

/**
 * Nearest neighbours by hnswlib's graph: approximate, and fast where {@link ExactIndex} is not. A label that is
 * removed is only marked, and its place goes to a later one. Memory lives outside the JavaScript heap.
 *
 * As links are pruned while a graph grows, some points lose every link that leads to them: of real leaves about one
 * in a hundred, and more where texts are alike. No search comes by them, however near they are, so those that
 * {@link checkReach} meets are kept apart as strays, and every search compares them as well.
 */
export class HnswIndex implements LabelledIndex {
  readonly dimensions: number;
  readonly #graph: Hnswlib.HierarchicalNSW;
  readonly #ef: number;
  readonly #live: Set<number>;
  /** Removed labels; some may have lost their place to another one since, which hnswlib does not tell. */
  readonly #removed: Set<number>;
  /** Places of removed labels that are still free. */
  #vacant: number;
  readonly #strays = new Map<number, Float32Array>();

  private constructor(
    graph: Hnswlib.HierarchicalNSW,
    dimensions: number,
    ef: number,
    removed: readonly number[],
    strays: readonly number[] = [],
  ) {
    this.#graph = graph;
    this.dimensions = dimensions;
    this.#ef = ef;
    this.#removed = new Set(removed);
    this.#live = new Set(graph.getIdsList().filter((label) => !this.#removed.has(label)));
    this.#vacant = this.#removed.size;
    graph.setEf(ef);
    for (const label of strays) this.#setApart(label);
  }

  static empty(dimensions: number, options: HnswOptions = {}): HnswIndex {
    const graph = newGraph(dimensions);
    graph.initIndex({
      maxElements: 1024,
      m: options.m ?? 16,
      efConstruction: options.efConstruction ?? 200,
      randomSeed: 100,
      allowReplaceDeleted: true,
    });
    return new HnswIndex(graph, dimensions, options.ef ?? 128, []);
  }

  /**
   * Reads a graph that {@link write} wrote. hnswlib trusts the file: a damaged one can end the process, so
   * only `hnswCache` calls this, after its checksum was right. `removed` is what {@link removedLabels} gave then,
   * `strays` what {@link strays} gave.
   */
  static read(
    file: string,
    dimensions: number,
    { removed, strays }: { readonly removed: readonly number[]; readonly strays: readonly number[] },
    options: HnswOptions = {},
  ): HnswIndex {
    // Always a fresh object: after a failed read the object it was read into is unsafe.
    const graph = newGraph(dimensions);
    graph.readIndexSync(file, true);
    return new HnswIndex(graph, dimensions, options.ef ?? 128, removed, strays);
  }

  get size(): number {
    return this.#live.size;
  }

  has(label: number): boolean {
    return this.#live.has(label);
  }

  labels(): Iterable<number> {
    return this.#live;
  }

  add(label: number, vector: Float32Array): void {
    checkEntry(label, vector, this.dimensions);
    // hnswlib takes plain arrays only.
    const point = Array.from(vector);
    if (this.#live.has(label) || this.#revive(label)) {
      this.#graph.addPoint(point, label, false);
    } else if (this.#vacant > 0) {
      this.#graph.addPoint(point, label, true);
      this.#vacant--;
    } else {
      const capacity = this.#graph.getMaxElements();
      if (this.#graph.getCurrentCount() >= capacity) this.#graph.resizeIndex(capacity * 2);
      this.#graph.addPoint(point, label, false);
    }
    this.#live.add(label);
    if (this.#strays.has(label)) this.#setApart(label);
  }

  remove(label: number): void {
    if (!this.#live.delete(label)) return;
    this.#graph.markDelete(label);
    this.#removed.add(label);
    this.#vacant++;
    this.#strays.delete(label);
  }

  /** Points that were removed and whose place is free: searches still walk through them. */
  get vacant(): number {
    return this.#vacant;
  }

  /** Sees whether a search comes by the label, and keeps it apart where none does. Takes as long as a search. */
  checkReach(label: number): void {
    if (!this.#live.has(label)) return;
    const point = this.#graph.getPoint(label);
    this.#graph.setEf(this.#ef);
    const { neighbors, distances } = this.#graph.searchKnn(point, Math.min(NEAREST, this.size));
    const own = 1 - point.reduce((sum, value) => sum + value * value, 0);
    // Of texts that are as good as equal, ten are as good as all.
    const crowded = distances.length === NEAREST && distances.every((distance) => distance <= own + 1e-6);
    if (neighbors.includes(label) || crowded) this.#strays.delete(label);
    else this.#setApart(label);
  }

  /** Labels that are kept apart. */
  strays(): number[] {
    return [...this.#strays.keys()];
  }

  #setApart(label: number): void {
    if (this.#live.has(label)) this.#strays.set(label, Float32Array.from(this.#graph.getPoint(label)));
  }

  search(query: Float32Array, k: number): Hit[] {
    checkVector(query, this.dimensions);
    const count = Math.min(Math.floor(k), this.size);
    if (count < 1) return [];
    this.#graph.setEf(Math.max(this.#ef, count));
    const { neighbors, distances } = this.#graph.searchKnn(Array.from(query), count);
    const hits = neighbors
      .map((label, i) => ({ label, score: 1 - (distances[i] ?? 1) }))
      .filter(({ label }) => !this.#strays.has(label));
    for (const [label, point] of this.#strays) {
      hits.push({ label, score: point.reduce((sum, value, i) => sum + value * (query[i] ?? 0), 0) });
    }
    return hits.sort(byScore).slice(0, count);
  }

  /** Labels that are marked as removed in the graph and whose place is still free. */
  removedLabels(): number[] {
    return this.#graph.getIdsList().filter((label) => !this.#live.has(label));
  }

  /** Writes the graph as hnswlib does: no checksum, and no error where the disk is full. */
  write(file: string): void {
    this.#graph.writeIndexSync(file);
  }

  /** True where the label was marked as removed, still had its place, and is unmarked now. */
  #revive(label: number): boolean {
    if (!this.#removed.delete(label)) return false;
    try {
      this.#graph.unmarkDelete(label);
    } catch {
      // Its place went to another label: hnswlib no longer knows it, so it is added like any new one.
      return false;
    }
    this.#vacant--;
    return true;
  }
}

/** Neighbours among which a label must find itself. */
const NEAREST = 10;

function newGraph(dimensions: number): Hnswlib.HierarchicalNSW {
  // The inner product of unit vectors is their cosine; hnswlib's distance is one minus it.
  return new (native().HierarchicalNSW)('ip', dimensions);
}

/**
 * Why no graph can be made on this machine (Windows has no binding of hnswlib), or undefined where one can. Whoever makes
 * or reads a graph asks first; without one every leaf is compared, which finds the same and more.
 */
export function graphFault(): string | undefined {
  try {
    native();
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  }
}

let loaded: typeof Hnswlib | undefined;

/** Loaded when the first graph is made: small memories are searched exactly and never need native code. */
function native(): typeof Hnswlib {
  // From the folder, not the file's URL: that is what a CommonJS bundle has too.
  return (loaded ??= createRequire(join(import.meta.dirname, 'hnswIndex.ts'))('hnswlib-node'));
}
