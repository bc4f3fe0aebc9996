import { setTimeout as delay } from 'node:timers/promises';
import type { CancelSignal, Encoder, MemoryStore } from '../../core/ports.ts';
import type {
  CallOptions,
  IndexParams,
  IndexProgress,
  IndexReport,
  UpdateParams,
} from '../../protocol/engineApi.ts';
import { RecollectError } from '../../protocol/errors.ts';
import { sentence, type Sentence } from '../../protocol/sentences.ts';
import type { AlignGraph } from '../recall/leafGraph.ts';
import { storeRoot } from '../store/location.ts';
import type { OpenedStore } from '../store/openStore.ts';
import { readForgotten } from './forgotten.ts';
import { HeldTexts } from './heldTexts.ts';
import { type IndexerOptions, updateFiles, updateMemory } from './indexer.ts';
import { beingWritten, reportAsItStands } from './memoryReports.ts';
import type { OpenMemory } from './openMemory.ts';
import type { WorkspaceOptions } from './workspace.ts';

/** What writing to a memory is told beside what to write. */
export interface WritingCall extends CallOptions<IndexProgress> {
  /** The encoder that the memory is asked by; the one that it is encoded with where left out. */
  readonly asked?: ((store: MemoryStore) => Encoder | null) | undefined;
}

/** Milliseconds between two looks at whether another process still writes. */
const LOOK = 250;
/** Files named in a warning. */
const NAMED = 3;
/** Leaves up to which a memory is read at once when texts have changed: half a second of this thread. */
const READ_AHEAD = 100_000;

/**
 * What writes to a workspace's memory: one piece of work after another here, and one process at a time. The right to
 * write is held while there is something to write, so windows, commands and servers take turns on one memory.
 */
export class MemoryWriter {
  readonly #memory: OpenMemory;
  readonly #options: WorkspaceOptions;
  #last: Promise<unknown> = Promise.resolve();
  /** Work that is under way or waits for it. */
  #runs = 0;
  readonly #held = new HeldTexts();
  #exclude: IndexParams['exclude'];

  constructor(memory: OpenMemory, options: WorkspaceOptions) {
    this.#memory = memory;
    this.#options = options;
  }

  /** Brings the memory up to date with the folder. Runs one at a time: a second call waits for the first. */
  async index(
    { exclude }: Pick<IndexParams, 'exclude'>,
    encoder: Encoder | null,
    options: WritingCall,
  ): Promise<IndexReport> {
    return this.#write(encoder, { ...options, exclude, more: false }, updateMemory);
  }

  /** Takes over texts from an editor. */
  async update(
    { changes, exclude }: Omit<UpdateParams, 'workspace'>,
    encoder: Encoder | null,
    options: WritingCall,
  ): Promise<IndexReport> {
    this.#held.take(changes);
    const files = changes.map(({ file }) => file);
    return this.#write(encoder, { ...options, exclude, more: true }, (indexer) =>
      updateFiles(indexer, files),
    );
  }

  /** Writes to the memory, one piece of work after another. */
  async run<T>(work: (opened: OpenedStore) => Promise<T>): Promise<T> {
    this.#runs++;
    const run = this.#last.then(() => this.#memory.write(work));
    const settled = (): void => {
      this.#runs--;
    };
    this.#last = run.then(settled, settled);
    return run;
  }

  /** Resolves once no other process writes to the memory. */
  async writable(signal?: CancelSignal): Promise<void> {
    for (;;) {
      if (signal?.aborted === true)
        throw new RecollectError('cancelled', 'Stopped waiting for the other Recollect.');
      if (this.#memory.otherWriter() === undefined) return;
      await delay(LOOK);
    }
  }

  /**
   * Sees to it that a question is asked of this window's own unsaved texts, where another process has read these files
   * from the disk since: their words are remembered again, and their vectors are kept anyway.
   *
   * @returns what is to be said where that cannot be, because the other one is at it
   */
  async showOwnTexts(): Promise<readonly Sentence[]> {
    // A run that is under way takes them over, or stands back until they are.
    if (this.#held.size === 0 || this.#runs > 0) return [];
    const look = (): Promise<string[]> =>
      this.#memory.use(({ store }) => this.#held.unseen(store.documents()));
    const unseen = await look();
    if (unseen.length === 0) return [];
    const { anotherWriter } = await this.#write(null, { exclude: this.#exclude, more: true }, (indexer) =>
      updateFiles(indexer, unseen),
    );
    if (!anotherWriter) {
      this.#held.leaveOut(await look());
      return [];
    }
    const shown = unseen.slice(0, NAMED).join(', ');
    return [sentence('unsaved-unseen', unseen.length > NAMED ? `${shown}, …` : shown)];
  }

  async #write(
    encoder: Encoder | null,
    {
      more,
      asked,
      ...options
    }: WritingCall & {
      readonly exclude: IndexParams['exclude'] | undefined;
      /** Whether more changes may follow at once; see `LeafGraph.align`. */
      readonly more: boolean;
    },
    write: (indexer: IndexerOptions) => Promise<Omit<IndexReport, 'warnings' | 'anotherWriter'>>,
  ): Promise<IndexReport> {
    this.#exclude = options.exclude;
    return this.run(async ({ store, folder, access, holder, warnings }) => {
      const servingNow = (): Encoder | null => (asked === undefined ? encoder : asked(store));
      const align = async (how: AlignGraph): Promise<void> => {
        const serving = servingNow();
        if (encoder === null || serving === null) return;
        const snapshot = this.#memory.snapshot(store, serving);
        await this.#memory.graph.align(store, folder, snapshot, serving, how);
        if (how.keep === false) return;
        await this.#memory.words.align(store, folder, snapshot.table.size, { signal: how.signal });
        await this.#memory.leaves.keep(folder, store.identity, snapshot, {
          more: how.more ?? false,
          signal: how.signal,
        });
      };
      if (access === 'read') {
        // What the writer has committed is found by meaning here, too; keeping the graph is the writer's.
        await align({ signal: options.signal, keep: false });
        return reportAsItStands(store, encoder, [...warnings, beingWritten(holder)]);
      }
      // Once every text is read and encoding begins, which takes long, words are looked up in lists as soon as may be.
      let words: Promise<void> | undefined;
      const onProgress = (progress: IndexProgress): void => {
        if (progress.phase === 'encoding' && words === undefined) {
          const leaves = store.leavesAfter(0);
          words = this.#memory.words
            .align(store, folder, leaves, { signal: options.signal })
            .catch(() => undefined);
          // What has changed is read now, so that the first question need not.
          if (leaves <= READ_AHEAD) this.#memory.snapshot(store, servingNow());
        }
        options.onProgress?.(progress);
      };
      const writing = write({
        root: this.#memory.root,
        held: this.#held.texts(),
        forgotten: readForgotten(folder),
        apart: [storeRoot(this.#options.store), folder],
        store,
        encoder,
        vectorQuota: this.#options.vectorQuota,
        pace: this.#options.pace,
        ...options,
        onProgress,
      });
      // The store is closed after the work, so nothing may read it any more.
      const report = await writing.finally(() => words);
      await align({ signal: options.signal, more });
      return { ...report, warnings, anotherWriter: false };
    });
  }
}
