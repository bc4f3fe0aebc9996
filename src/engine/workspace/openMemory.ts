import type { Encoder, MemoryStore } from '../../core/ports.ts';
import { isCancelled, RecollectError } from '../../protocol/errors.ts';
import { LeafGraph } from '../recall/leafGraph.ts';
import { takeSnapshot, type Snapshot } from '../recall/snapshot.ts';
import { openStore, type OpenedStore } from '../store/openStore.ts';
import { StoreDamagedError } from '../store/storeErrors.ts';
import { LastAttention } from './lastAttention.ts';
import { TextCache } from './textCache.ts';
import type { WorkspaceOptions } from './workspace.ts';

/** A workspace's memory, opened when it is first used, and what was taken from it between two uses. */
export class OpenMemory {
  /** The folder that is remembered. */
  readonly root: string;
  /** What the last answers attended to. */
  readonly lastAttention = new LastAttention();
  readonly #options: WorkspaceOptions;
  #opened: OpenedStore | undefined;
  #snapshot: Snapshot | undefined;
  #closed = false;
  #graph: LeafGraph;
  #texts = new TextCache();

  constructor(root: string, options: WorkspaceOptions) {
    this.root = root;
    this.#options = options;
    this.#graph = new LeafGraph(options.graphFrom, options.logger);
  }

  get graph(): LeafGraph {
    return this.#graph;
  }

  get texts(): TextCache {
    return this.#texts;
  }

  /**
   * Damage that is met in mid-work costs one try: the memory is opened again, which sets the damaged one aside. Other
   * work that was under way on it fails, in whatever way, and is tried again as well.
   */
  async use<T>(work: (opened: OpenedStore) => T | Promise<T>): Promise<T> {
    const opened = this.#open();
    try {
      return await work(opened);
    } catch (error) {
      const replaced = this.#opened !== opened;
      if (isCancelled(error) || !(replaced || error instanceof StoreDamagedError)) throw error;
      if (!replaced) this.#reset();
      return await work(this.#open());
    }
  }

  /** The newest snapshot of the store that {@link use} gave. */
  snapshot(store: MemoryStore, encoder: Encoder | null): Snapshot {
    this.#snapshot = takeSnapshot(store, encoder, this.#snapshot);
    return this.#snapshot;
  }

  /** Another process may have held the lock when the memory was opened and be gone by now: it is opened again. */
  tryToWrite(): void {
    if (this.#opened?.access === 'read') this.#reset();
  }

  /** Gives the memory back for good. */
  close(): void {
    this.#closed = true;
    this.#reset();
  }

  #open(): OpenedStore {
    if (this.#closed) throw new RecollectError('cancelled', 'Stopped: Recollect was closed.');
    this.#opened ??= openStore(this.root, this.#options);
    return this.#opened;
  }

  /** Lets go of the memory and of all that was taken from it: ids in it mean nothing in the next one. */
  #reset(): void {
    this.#opened?.close();
    this.#opened = undefined;
    this.#snapshot = undefined;
    this.#texts = new TextCache();
    this.#graph = new LeafGraph(this.#options.graphFrom, this.#options.logger);
  }
}
