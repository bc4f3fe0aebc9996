import type { CallOptions, EngineApi, IndexProgress, IndexReport } from '../../protocol/engineApi.ts';
import { isCancelled } from '../../protocol/errors.ts';

/** What a {@link ServedFolder} works with. */
export interface ServedFolderOptions {
  /** Absolute path. */
  readonly workspace: string;
  /** What it is called where several are served, unique among them. */
  readonly name: string;
  readonly engine: EngineApi;
  /** False where the memory is asked as it stands. */
  readonly index: boolean;
  /** Patterns of files to leave out, as in a .gitignore. */
  readonly exclude: readonly string[];
  /** Milliseconds that only go forward. */
  readonly now: () => number;
  /** An index run has ended with this report. */
  readonly onReport: (report: IndexReport) => void;
  /** An index run could not be done. */
  readonly onFailure: (error: Error) => void;
}

/** A look at the folder that is no older than this, in ms, is as good as a new one. */
const FRESH = 2000;

/**
 * A folder that is served: one index run at a time, in the background, begun with the server and again before a
 * request that comes later. A request waits until every changed file's text is read, not until it is encoded.
 */
export class ServedFolder {
  readonly workspace: string;
  readonly name: string;
  readonly #options: ServedFolderOptions;
  readonly #closed = new AbortController();
  readonly #listeners = new Set<(progress: IndexProgress) => void>();
  #running: Promise<void> | undefined;
  /** Ends the run under way, so that another one begins. */
  #stop = new AbortController();
  #texts = Promise.withResolvers<void>();
  /** When a run last began to read. */
  #looked = -Infinity;
  #encoding = false;
  #waiting = false;

  constructor(options: ServedFolderOptions) {
    this.#options = options;
    this.workspace = options.workspace;
    this.name = options.name;
    this.#texts.resolve();
  }

  /** Begins an index run unless the folder was just looked at; one that only encodes by now begins anew. */
  look(): void {
    const { index, now } = this.#options;
    if (!index || this.#closed.signal.aborted || now() - this.#looked < FRESH) return;
    if (this.#running !== undefined && !this.#encoding) return;
    this.#looked = now();
    this.#texts = Promise.withResolvers();
    this.#stop.abort();
    this.#stop = new AbortController();
    const before = this.#running;
    const { signal } = this.#stop;
    const { resolve } = this.#texts;
    const running = this.#run(before, AbortSignal.any([signal, this.#closed.signal]), resolve).finally(() => {
      resolve();
      if (this.#running === running) this.#running = undefined;
    });
    this.#running = running;
  }

  /**
   * Resolves once the texts of all files are read, however old the memory was; after that words are found, and meaning
   * as far as it is encoded. Rejects with the signal's reason.
   */
  async ready({ signal, onProgress }: CallOptions<IndexProgress> & { signal: AbortSignal }): Promise<void> {
    signal.throwIfAborted();
    this.look();
    const aborted = Promise.withResolvers<never>();
    const stop = (): void => aborted.reject(signal.reason);
    signal.addEventListener('abort', stop);
    if (onProgress !== undefined) this.#listeners.add(onProgress);
    try {
      await Promise.race([this.#texts.promise, aborted.promise]);
    } finally {
      signal.removeEventListener('abort', stop);
      if (onProgress !== undefined) this.#listeners.delete(onProgress);
    }
  }

  /** Stops indexing for good; what is done is kept. */
  async close(): Promise<void> {
    this.#closed.abort();
    await this.#running;
  }

  async #run(before: Promise<void> | undefined, signal: AbortSignal, read: () => void): Promise<void> {
    const { engine, exclude, onReport, onFailure, now } = this.#options;
    await before;
    try {
      this.#looked = now();
      this.#encoding = false;
      const report = await engine.index(
        { workspace: this.workspace, exclude },
        {
          signal,
          onProgress: (progress) => {
            this.#encoding = progress.phase === 'encoding';
            if (this.#encoding || progress.done === progress.total) read();
            for (const listener of this.#listeners) listener(progress);
          },
        },
      );
      onReport(report);
      if (report.anotherWriter) void this.#takeOver();
    } catch (error) {
      if (!isCancelled(error)) onFailure(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Where another process writes to the memory, this one goes on once that is done or gone. */
  async #takeOver(): Promise<void> {
    if (this.#waiting) return;
    this.#waiting = true;
    try {
      await this.#options.engine.writable({ workspace: this.workspace }, { signal: this.#closed.signal });
      await this.#running;
    } catch {
      // Closed, or the engine is gone: the next request looks again.
      return;
    } finally {
      this.#waiting = false;
    }
    this.#looked = -Infinity;
    this.look();
  }
}
