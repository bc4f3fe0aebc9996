import type { CallOptions, EngineApi, IndexProgress, IndexReport } from '../protocol/engineApi.ts';
import type { AskParams, AskResult } from '../protocol/asking.ts';
import { isCancelled, RecollectError } from '../protocol/errors.ts';
import type { FileNote } from '../protocol/memoryReports.ts';
import { sentence } from '../protocol/sentences.ts';
import type { FirstLook, Large } from './firstRun/firstLook.ts';
import type { ReliableEngine } from './reliableEngine.ts';
import { UnsavedTexts, type UnsavedDocument } from './unsavedTexts.ts';

/** How far the memory of one folder is. */
export type FolderState =
  /** Nobody has asked for it yet. */
  | { readonly kind: 'idle' }
  | { readonly kind: 'starting' }
  /** Remembering it would take long, and waits for the user's word. */
  | ({ readonly kind: 'large' } & Large)
  | ({ readonly kind: 'indexing' } & IndexProgress)
  | { readonly kind: 'paused'; readonly done: number; readonly total: number }
  | { readonly kind: 'ready'; readonly report: IndexReport }
  | { readonly kind: 'failed'; readonly error: Error };

/** What a folder's memory needs from the editor. */
export interface FolderMemoryOptions {
  /** Absolute path, or the URI of a virtual folder. */
  readonly folder: string;
  /** Where the engine finds it: an absolute path; the folder itself where left out. */
  readonly workspace?: string;
  /** Done before each index run: brings what the engine cannot reach, and says what could not be brought. */
  readonly prepare?: ((signal: AbortSignal) => Promise<readonly FileNote[]>) | undefined;
  /** Whether it may be remembered without asking; where left out it may. */
  readonly first?: Pick<FirstLook, 'large' | 'exclude'> | undefined;
  readonly engine: ReliableEngine;
  /** Patterns of files to leave out, as in a .gitignore. */
  readonly exclude: () => readonly string[];
  /** Documents of this folder with unsaved changes, as they stand. */
  readonly unsaved: () => readonly UnsavedDocument[];
  /** The state is another one. */
  readonly onChange: () => void;
}

/** Leaves of unsaved texts that a question waits for; beyond that they are found by their words alone at first. */
const ENCODED_AT_ONCE = 64;

/**
 * One workspace folder's memory: one index run at a time, made anew when files change; questions that see every
 * file's text as the editor shows it. Does nothing before it is asked to.
 */
export class FolderMemory {
  readonly folder: string;
  /** Where the engine finds it. */
  readonly workspace: string;
  readonly #options: FolderMemoryOptions;
  readonly #unsaved = new UnsavedTexts();
  #state: FolderState = { kind: 'idle' };
  #report: IndexReport | undefined;
  #running: Promise<void> | undefined;
  #wanted = false;
  #paused = false;
  /** Above 0 while texts are handed over: no index run begins. */
  #held = 0;
  #stop = new AbortController();
  #texts = Promise.withResolvers<void>();
  /** Leaves encoded by runs that were cut short, and how far the run under way is. */
  #base = 0;
  #last: IndexProgress | undefined;
  #closed = new AbortController();
  /** True while another process writes to the memory, and this window waits for its turn. */
  #waiting = false;

  constructor(options: FolderMemoryOptions) {
    this.#options = options;
    this.folder = options.folder;
    this.workspace = options.workspace ?? options.folder;
  }

  get state(): FolderState {
    return this.#state;
  }

  /** What the last index run that came to its end said. */
  get report(): IndexReport | undefined {
    return this.#report;
  }

  /** Brings the memory up to date, now or, where it is paused, later. A run that only encodes begins anew. */
  index(): void {
    this.#wanted = true;
    if (this.#last?.phase === 'encoding') this.#stop.abort();
    this.#begin();
  }

  /** Resolves when no index run is under way, however it ended. */
  async settled(): Promise<void> {
    await this.#running;
  }

  /** Stops indexing until `resume`; what is done is kept. */
  pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#wanted ||= this.#running !== undefined;
    this.#stop.abort();
    if (this.#running === undefined) this.#showPaused();
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.index();
  }

  /**
   * Asks this folder: waits until every file's text is read, hands over unsaved documents, asks again where the
   * engine is lost meanwhile.
   */
  async ask(params: Omit<AskParams, 'workspace'>, signal: AbortSignal): Promise<AskResult> {
    return this.run((engine, workspace) => engine.ask({ ...params, workspace }, { signal }), signal);
  }

  /**
   * Does something with this folder's memory as {@link FolderMemory.ask} does: once every file's text is read and
   * unsaved documents are handed over, again where the engine is lost meanwhile.
   */
  async run<T>(work: (engine: EngineApi, workspace: string) => Promise<T>, signal: AbortSignal): Promise<T> {
    if (this.#state.kind === 'idle') this.index();
    if (!this.#paused) await untilAborted(this.#texts.promise, signal);
    if (this.#state.kind === 'large')
      throw new RecollectError('not-remembered', sentence('folder-large', this.#state.large.name));
    return this.#options.engine.run(async (engine) => {
      await this.#handOver(engine, signal);
      return work(engine, this.workspace);
    }, signal);
  }

  /**
   * Keeps files, and folders with a `/` at their end, out of this memory, or takes them back; then looks at the folder
   * again. A run that is under way steps aside: the engine writes one thing at a time.
   */
  async forget(files: readonly string[], forgotten: boolean): Promise<void> {
    this.#held++;
    try {
      this.#stop.abort();
      await this.#running;
      await this.#options.engine.run((engine) =>
        engine.forget({ workspace: this.workspace, files, forgotten }),
      );
    } finally {
      this.#held--;
      this.index();
    }
  }

  /** Whether the engine answers from an editor's text of this file instead of from disk. */
  holds(file: string): boolean {
    return this.#unsaved.holds(file, this.#options.engine.epoch);
  }

  /** Stops for good. */
  async close(): Promise<void> {
    this.#closed.abort();
    this.#paused = true;
    this.#stop.abort();
    await this.#running;
  }

  #begin(): void {
    if (this.#running !== undefined || this.#paused || this.#held > 0 || !this.#wanted) return;
    this.#texts = Promise.withResolvers();
    this.#running = this.#work().finally(() => {
      this.#running = undefined;
      this.#texts.resolve();
    });
  }

  async #work(): Promise<void> {
    while (this.#wanted && !this.#paused && this.#held === 0) {
      this.#wanted = false;
      this.#stop = new AbortController();
      const { signal } = this.#stop;
      if (this.#report === undefined && this.#last === undefined) this.#show({ kind: 'starting' });
      try {
        const left = (await this.#options.prepare?.(signal)) ?? [];
        if (await this.#isHeld(signal)) continue;
        const told = await this.#options.engine.run((engine) => this.#run(engine, signal), signal);
        const report = left.length === 0 ? told : { ...told, skipped: [...told.skipped, ...left] };
        this.#report = report;
        this.#base = 0;
        this.#show({ kind: 'ready', report });
        void this.#takeTurn(report);
      } catch (error) {
        // An engine that is lost while a run is being stopped is no failure of that run.
        if (!isCancelled(error) && !signal.aborted)
          this.#show({ kind: 'failed', error: error instanceof Error ? error : new Error(String(error)) });
        else if (this.#paused) this.#showPaused();
      } finally {
        if (this.#last?.phase === 'encoding' && this.#state.kind !== 'ready') this.#base += this.#last.done;
        this.#last = undefined;
      }
    }
  }

  /** Whether it waits for the user's word. */
  async #isHeld(signal: AbortSignal): Promise<boolean> {
    const { first, engine } = this.#options;
    const held = await first?.large(
      (work, until) => engine.run(work, until),
      { workspace: this.workspace, exclude: this.#options.exclude() },
      signal,
    );
    if (held !== undefined) this.#show({ kind: 'large', ...held });
    return held !== undefined;
  }

  /** What is left out: as the editor's settings have it, and what the user left out. */
  #exclude(): readonly string[] {
    return [...this.#options.exclude(), ...(this.#options.first?.exclude ?? [])];
  }

  /**
   * Another window or command writes to the memory, or the engine of this window before a reload: this one goes on by
   * itself once that is done or gone. Questions are answered meanwhile.
   */
  async #takeTurn({ anotherWriter }: IndexReport): Promise<void> {
    if (!anotherWriter || this.#waiting) return;
    this.#waiting = true;
    const { signal } = this.#closed;
    try {
      await this.#options.engine.run(
        (engine) => engine.writable({ workspace: this.workspace }, { signal }),
        signal,
      );
      this.index();
    } catch {
      // Closed, or no engine is left: whoever wants the memory next indexes.
    } finally {
      this.#waiting = false;
    }
  }

  async #run(engine: EngineApi, signal: AbortSignal): Promise<IndexReport> {
    const { unsaved } = this.#options;
    const exclude = this.#exclude();
    const { workspace } = this;
    const options: CallOptions<IndexProgress> = {
      signal,
      onProgress: (progress) => this.#onProgress(progress),
    };
    const { epoch } = this.#options.engine;
    const changes = this.#unsaved.released(new Set(unsaved().map(({ file }) => file)), epoch);
    if (changes.length > 0) {
      await engine.update({ workspace, exclude, changes }, options);
      this.#unsaved.taken(changes, [], epoch);
    }
    return engine.index({ workspace, exclude }, options);
  }

  #onProgress(progress: IndexProgress): void {
    // A run that begins again (after a crash) counts what is left; the one before it did the rest.
    if (this.#last?.phase === 'encoding' && progress.done < this.#last.done) this.#base += this.#last.done;
    this.#last = progress;
    const read = progress.phase === 'encoding' || progress.done === progress.total;
    if (read) this.#texts.resolve();
    if (progress.phase === 'encoding')
      this.#show({
        kind: 'indexing',
        phase: 'encoding',
        done: this.#base + progress.done,
        total: this.#base + progress.total,
        ...(progress.waiting === undefined ? {} : { waiting: progress.waiting }),
      });
    // A look at a folder that is remembered already is over in a moment and nothing to show.
    else if (this.#report === undefined) this.#show({ kind: 'indexing', ...progress });
  }

  /** Gives the engine the texts of unsaved documents, and takes back those that were saved or closed. */
  async #handOver(engine: EngineApi, signal: AbortSignal): Promise<void> {
    const { epoch } = this.#options.engine;
    const documents = this.#options.unsaved();
    const changes = this.#unsaved.changes(documents, epoch);
    if (changes.length === 0) return;
    // The engine writes one thing at a time: a long index run steps aside and goes on afterwards.
    const interrupted = this.#running !== undefined;
    this.#held++;
    const enough = new AbortController();
    try {
      this.#stop.abort();
      await this.#running;
      this.#unsaved.given(changes, epoch);
      const { anotherWriter } = await engine.update(
        { workspace: this.workspace, exclude: this.#exclude(), changes },
        {
          signal: AbortSignal.any([signal, enough.signal]),
          onProgress: ({ phase, total }) => {
            if (phase === 'encoding' && total > ENCODED_AT_ONCE) enough.abort();
          },
        },
      );
      // They are not in the memory that is asked: the next question hands them over again.
      if (anotherWriter) return;
    } catch (error) {
      if (!isCancelled(error) || !enough.signal.aborted) throw error;
    } finally {
      this.#held--;
      if (interrupted || enough.signal.aborted) this.#wanted = true;
      this.#begin();
    }
    this.#unsaved.taken(changes, documents, epoch);
  }

  #showPaused(): void {
    const { phase, done, total } = this.#last ?? { phase: 'reading', done: 0, total: 0 };
    if (phase === 'encoding')
      this.#show({ kind: 'paused', done: this.#base + done, total: this.#base + total });
    else this.#show({ kind: 'paused', done: this.#base, total: this.#report?.leaves ?? this.#base });
  }

  #show(state: FolderState): void {
    this.#state = state;
    this.#options.onChange();
  }
}

/** The promise's value, or a rejection with the signal's reason, whichever is first. */
async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(signal.reason);
  signal.addEventListener('abort', stop);
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
