import path from 'node:path';
import type { Rows } from '../../core/recall/quantized.ts';
import type { CancelSignal, Encoder, Logger } from '../../core/ports.ts';
import { hnswFile, loadHnsw, saveHnsw } from '../store/hnswCache.ts';
import { graphFault, HnswIndex } from '../store/hnswIndex.ts';
import { alignIndex, forEachShared } from '../store/labelledIndex.ts';
import type { SqliteStore } from '../store/sqliteStore.ts';
import { LEFT_OUT } from './leafCache.ts';
import { approximateMeaning, exactMeaning } from './meaning.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * Leaves from which on a graph is worth its building. Up to here comparing every leaf takes under a tenth of a second, and
 * nothing is missed; a graph of so many takes hours to build and 3.5 GB.
 */
export const GRAPH_FROM = 2_000_000;

/** How a graph is brought in step. */
export interface AlignGraph {
  readonly signal?: CancelSignal | undefined;
  /** Whether more changes may follow soon, as while someone types. */
  readonly more?: boolean;
  /** False where another process writes to the memory: the kept graph is that one's. */
  readonly keep?: boolean;
}

/**
 * The approximate index over a large memory's leaves. A cache (invariant 6): loaded where its checksum and stamp are
 * right, mended or built from the snapshot's vectors where not.
 */
export class LeafGraph {
  readonly #from: number;
  readonly #logger: Logger | undefined;
  #index: HnswIndex | undefined;
  /** Why there can be none, asked once: empty where there can. */
  #fault: string | undefined;
  #told = false;
  /** Points added since all were last looked at. */
  #unchecked = 0;
  /** Points added and removed since the graph was last kept. */
  #unkept = 0;
  /** Of the snapshot that the index holds the leaves of. */
  #generation = -1;

  constructor(from: number = GRAPH_FROM, logger?: Logger) {
    this.#from = from;
    this.#logger = logger;
  }

  /**
   * How a question is compared with the leaves: through the graph where it holds them, else with every one: a leaf
   * that the graph has not taken in yet would not be found by its meaning.
   */
  meaningOf({ generation }: Snapshot): typeof exactMeaning {
    return this.#index === undefined || this.#generation !== generation
      ? exactMeaning
      : approximateMeaning(this.#index);
  }

  /**
   * Brings the graph in step with the snapshot; small memories need none. It is kept for the next start where writing
   * it (all of it, however little has changed) costs less than what is left out costs to add again: a kept graph that
   * is behind is brought in step by the next call after its start, and not asked before.
   *
   */
  async align(
    store: SqliteStore,
    folder: string,
    snapshot: Snapshot,
    encoder: Encoder,
    { signal, more = false, keep = true }: AlignGraph = {},
  ): Promise<void> {
    if (snapshot.table.size < this.#from || !this.#possible()) {
      this.#index = undefined;
      return;
    }
    const { dimensions } = encoder;
    const file = hnswFile(folder, encoder.fingerprint);
    const stamp = { stamp: `${store.identity} ${encoder.fingerprint}`, dimensions };
    let index = this.#index ?? this.#load(file, stamp);
    const place = new Map<number, { readonly vectors: Rows; readonly leaf: number }>();
    for (const { leafIds, vectors, encoded } of snapshot.documents) {
      for (const [leaf, label] of leafIds.entries())
        if (encoded[leaf] === 1) place.set(label, { vectors, leaf });
    }
    const labels = [...place.keys()];
    const vectorOf = (label: number): Float32Array | undefined => {
      const found = place.get(label);
      return found?.vectors.vector(found.leaf);
    };
    const sharing = signal === undefined ? {} : { signal };
    if (tombstones(index, place) > MOST_TOMBSTONES) index = HnswIndex.empty(dimensions);
    const missing = labels.filter((label) => !index.has(label));
    const { added, removed } = await alignIndex(index, labels, vectorOf, sharing);
    // New points take links from old ones: past a tenth, all are looked at again.
    this.#unchecked += added;
    const all = this.#unchecked > index.size / 10;
    await forEachShared(all ? labels : missing, (label) => index.checkReach(label), sharing);
    if (all) this.#unchecked = 0;
    this.#index = index;
    this.#generation = snapshot.generation;
    this.#unkept += added + removed;
    if (!keep || this.#unkept <= index.size * (more ? LEFT_OUT.more : LEFT_OUT.settled)) return;
    const problem = saveHnsw(index, file, stamp);
    if (problem === undefined) this.#unkept = 0;
    else
      this.#logger?.warn(
        `The graph of ${path.basename(folder)} could not be kept: ${problem}. It is built again at the next start.`,
      );
  }

  /** Whether this machine can make graphs; says so in the log where it cannot. */
  #possible(): boolean {
    this.#fault ??= graphFault() ?? '';
    if (this.#fault !== '' && !this.#told) {
      this.#told = true;
      this.#logger?.info(`There is no graph on this machine (${this.#fault}): every leaf is compared.`);
    }
    return this.#fault === '';
  }

  #load(file: string, stamp: { readonly stamp: string; readonly dimensions: number }): HnswIndex {
    const loaded = loadHnsw(file, stamp);
    if (loaded.index !== undefined) return loaded.index;
    this.#logger?.info(`The graph is built anew: ${loaded.reason}.`);
    return HnswIndex.empty(stamp.dimensions);
  }
}

/** Share of removed points from which on a graph is built anew: searches walk through them all the same. */
const MOST_TOMBSTONES = 0.2;

/** The share of the graph's points that would be removed ones once it holds the wanted labels alone. */
function tombstones(index: HnswIndex, wanted: ReadonlyMap<number, unknown>): number {
  let gone = 0;
  let kept = 0;
  for (const label of index.labels()) {
    if (wanted.has(label)) kept++;
    else gone++;
  }
  // New leaves take the places of removed ones.
  const left = Math.max(0, gone + index.vacant - (wanted.size - kept));
  return left / Math.max(1, left + wanted.size);
}
