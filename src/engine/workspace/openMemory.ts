import type { Encoder, MemoryStore } from '../../core/ports.ts';
import { isCancelled, RecollectError } from '../../protocol/errors.ts';
import type { Sentence } from '../../protocol/sentences.ts';
import { ColumnPool } from '../recall/columnPool.ts';
import { LeafCache } from '../recall/leafCache.ts';
import { LeafGraph } from '../recall/leafGraph.ts';
import { LeafWords } from '../recall/leafWords.ts';
import { takeSnapshot, type Snapshot } from '../recall/snapshot.ts';
import { locateStore, storeRoot } from '../store/location.ts';
import { lockHolder, type LockHolder } from '../store/lock.ts';
import { memoryFile, openStore, type OpenedStore } from '../store/openStore.ts';
import { StoreDamagedError } from '../store/storeErrors.ts';
import { LastAttention } from './lastAttention.ts';
import { TextCache } from './textCache.ts';
import type { WorkspaceOptions } from './workspace.ts';

/** Milliseconds without work after which what takes memory is let go of. */
const REST = 120_000;

/** A workspace's memory, opened when it is first used, and what was taken from it between two uses. */
export class OpenMemory {
  /** The folder that is remembered. */
  readonly root: string;
  /** What the last answers attended to. */
  readonly lastAttention = new LastAttention();
  readonly #options: WorkspaceOptions;
  #opened: OpenedStore | undefined;
  #snapshot: Snapshot | undefined;
  /** Of the encoder whose vectors snapshot and graph hold. */
  #fingerprint: string | undefined;
  /** Of the memory that snapshot, texts and graph are of. */
  #identity: string | undefined;
  /** What was found when it was opened: it stays true when it is opened again. */
  #warnings: readonly Sentence[] = [];
  /** The file in which damage was met, until a writer has looked at it. */
  #damaged: string | undefined;
  #closed = false;
  /** Pieces of work under way, and what comes when there has been none for long. */
  #uses = 0;
  #rest: NodeJS.Timeout | undefined;
  #graph: LeafGraph;
  #words: LeafWords;
  #leaves: LeafCache;
  #texts = new TextCache();
  /** What recall computes in. */
  readonly columns = new ColumnPool();

  constructor(root: string, options: WorkspaceOptions) {
    this.root = root;
    this.#options = options;
    this.#graph = new LeafGraph(options.graphFrom, options.logger);
    this.#words = new LeafWords(options.wordsFrom, options.logger);
    this.#leaves = new LeafCache(undefined, options.logger);
  }

  /** What is kept of the leaves for the next start. */
  get leaves(): LeafCache {
    return this.#leaves;
  }

  get words(): LeafWords {
    return this.#words;
  }

  get graph(): LeafGraph {
    return this.#graph;
  }

  get texts(): TextCache {
    return this.#texts;
  }

  /**
   * Runs `work` on the memory, to read it. `holder` says who else writes to it now. Damage that is met in mid-work costs
   * one try: the memory is opened again, which sets the damaged one aside. Other work that was under way on it fails, in
   * whatever way, and is tried again as well.
   */
  async use<T>(work: (opened: OpenedStore) => T | Promise<T>): Promise<T> {
    return this.#busy(() => this.#attempt(() => this.#toRead(), work));
  }

  /**
   * The same, to write: where another process does, `access` is `read` and `holder` says who. The lock is held as long as
   * the work takes and no longer, so that whoever has something to write gets to do it. Not to be nested.
   */
  async write<T>(work: (opened: OpenedStore) => Promise<T>): Promise<T> {
    return this.#busy(async () => {
      try {
        return await this.#attempt(() => this.#toWrite(), work);
      } finally {
        if (this.#opened?.access === 'write') this.#close();
      }
    });
  }

  /** The newest snapshot of the store that {@link use} gave, with the vectors of one encoder alone (invariant 4). */
  snapshot(store: MemoryStore, encoder: Encoder | null): Snapshot {
    if (encoder !== null && encoder.fingerprint !== this.#fingerprint) {
      if (this.#fingerprint !== undefined) this.#forgetVectors();
      this.#fingerprint = encoder.fingerprint;
    }
    const { folder, store: opened } = this.#opened ?? {};
    this.#snapshot = takeSnapshot(store, encoder, this.#snapshot, (reading, records) =>
      folder === undefined || opened === undefined
        ? undefined
        : this.#leaves.load(folder, opened.identity, reading, records),
    );
    return this.#snapshot;
  }

  /** Who else writes to the memory now; also where it is not open, or not there. */
  otherWriter(): LockHolder | undefined {
    if (this.#opened?.access === 'write') return undefined;
    const folder = this.#opened?.folder ?? locateStore(this.root, storeRoot(this.#options.store)).folder;
    return lockHolder(folder);
  }

  /**
   * Counts what is under way; once nothing has been for {@link REST}, leaves, texts and word lists are let go of, which
   * are a hundred megabytes in a large memory. The next use reads them again, from what was kept in a fraction of a second.
   */
  async #busy<T>(work: () => Promise<T>): Promise<T> {
    clearTimeout(this.#rest);
    this.#uses++;
    try {
      return await work();
    } finally {
      this.#uses--;
      clearTimeout(this.#rest);
      if (this.#uses === 0 && !this.#closed) this.#rest = setTimeout(() => this.rest(), REST).unref();
    }
  }

  /** Lets go of what can be read again, unless it is in use. */
  rest(): void {
    if (this.#uses > 0) return;
    this.#snapshot = undefined;
    this.#texts = new TextCache();
    this.#words.close();
    this.columns.clear();
  }

  /** Gives the memory back for good. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#rest);
    this.#reset();
  }

  async #attempt<T>(open: () => OpenedStore, work: (opened: OpenedStore) => T | Promise<T>): Promise<T> {
    const given = open();
    const opened = this.#opened;
    try {
      return await work(given);
    } catch (error) {
      const replaced = this.#opened !== opened;
      if (isCancelled(error) || !(replaced || error instanceof StoreDamagedError)) throw error;
      if (!replaced) {
        this.#damaged = opened?.opened;
        this.#reset();
      }
      return await work(open());
    }
  }

  #toRead(): OpenedStore {
    const opened = this.#current() ?? this.#openToRead();
    return { ...opened, holder: this.otherWriter(), warnings: this.#warnings };
  }

  /** Opens the memory with the lock, where nobody else has it. */
  #toWrite(): OpenedStore {
    let opened = this.#current();
    if (opened === undefined || (opened.access === 'read' && this.otherWriter() === undefined)) {
      this.#close();
      opened = this.#take(openStore(this.root, { ...this.#options, damaged: this.#damaged }));
    }
    const holder = opened.access === 'write' ? undefined : (this.otherWriter() ?? opened.holder);
    return { ...opened, holder, warnings: this.#warnings };
  }

  /** What is open, unless another process has made the memory anew meanwhile. */
  #current(): OpenedStore | undefined {
    if (this.#closed) throw new RecollectError('cancelled', 'Stopped: Recollect was closed.');
    if (this.#opened !== undefined && this.#opened.opened !== memoryFile(this.#opened.folder)) this.#reset();
    return this.#opened;
  }

  /**
   * Opens without the lock, and for reading alone: a connection that could write would, on closing, tidy up files by
   * their names, which may be those of a memory that another process has made anew.
   */
  #openToRead(): OpenedStore {
    if (this.#damaged === undefined) {
      try {
        return this.#take(openStore(this.root, { ...this.#options, access: 'read' }));
      } catch (error) {
        // None yet, or a damaged one: a writer makes it, sets it aside or says what is the matter.
        if (!(error instanceof RecollectError && error.code === 'store-unusable')) throw error;
      }
    }
    const made = this.#take(openStore(this.root, { ...this.#options, damaged: this.#damaged }));
    if (made.access === 'read') return made;
    this.#close();
    return this.#take(openStore(this.root, { ...this.#options, access: 'read' }));
  }

  #take(opened: OpenedStore): OpenedStore {
    this.#opened = opened;
    this.#warnings = [...this.#warnings, ...opened.warnings];
    if (opened.access === 'write') this.#damaged = undefined;
    // Ids mean something under the same identity only.
    if (opened.store.identity !== this.#identity) this.#forget();
    this.#identity = opened.store.identity;
    return opened;
  }

  #close(): void {
    this.#opened?.close();
    this.#opened = undefined;
  }

  /** Lets go of the memory and of all that was taken from it. */
  #reset(): void {
    this.#close();
    this.#forget();
  }

  #forget(): void {
    this.#texts = new TextCache();
    this.#words.close();
    this.#words = new LeafWords(this.#options.wordsFrom, this.#options.logger);
    this.columns.clear();
    this.#forgetVectors();
  }

  #forgetVectors(): void {
    this.#snapshot = undefined;
    this.#graph = new LeafGraph(this.#options.graphFrom, this.#options.logger);
    this.#leaves = new LeafCache(undefined, this.#options.logger);
  }
}
