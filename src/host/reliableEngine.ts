import type { EngineClient, EngineProcess } from '../protocol/engineClient.ts';
import type { EngineApi } from '../protocol/engineApi.ts';
import { RecollectError } from '../protocol/errors.ts';
import { sentence } from '../protocol/sentences.ts';
import type { LogLine } from '../protocol/rpc.ts';
import { RestartBudget } from '../protocol/restartBudget.ts';

/** Restarts within the span; after one loss more the user is asked. */
const RESTARTS = 3;
/** Milliseconds. */
const SPAN = 5 * 60 * 1000;
/** Between a loss and the next start. Milliseconds. */
const PAUSE = 100;

/** How a {@link ReliableEngine} is made. */
export interface ReliableEngineOptions {
  /** Forks an engine; may load what is needed for that first. */
  readonly load: () => Promise<EngineStarter>;
  readonly onLog: (line: LogLine) => void;
  /** The engine was lost. `again` is false where it will not be started any more, until {@link ReliableEngine.reset}. */
  readonly onLost: (how: string, again: boolean) => void;
  /** Milliseconds that only go forward. */
  readonly now: () => number;
  /** Milliseconds without work after which the process ends, until there is work again; never where left out. */
  readonly idle?: (() => number) | undefined;
  /** It ended since there was nothing to do. */
  readonly onIdle?: (() => void) | undefined;
}

/** What loading gives: the client's class, and how a process is started for it. */
export interface EngineStarter {
  readonly Client: typeof EngineClient;
  readonly start: () => Promise<EngineProcess>;
}

/**
 * The engine in its process, started with the first piece of work and again when it was lost. Work is repeated in the
 * new process, so it must bear being done twice: the memory is on disk and compared by content.
 */
export class ReliableEngine {
  readonly #options: ReliableEngineOptions;
  readonly #budget = new RestartBudget(RESTARTS, SPAN);
  #client: Promise<EngineClient> | undefined;
  #process: EngineProcess | undefined;
  #epoch = 0;
  #losses = 0;
  #how = '';
  #closed = false;
  /** Pieces of work under way. */
  #working = 0;
  #idle: NodeJS.Timeout | undefined;
  /** An engine that is ending: the next one begins after it, since a memory has one writer. */
  #ending: Promise<void> = Promise.resolve();

  constructor(options: ReliableEngineOptions) {
    this.#options = options;
  }

  /** Changes whenever an engine is gone and with it all that it held for an editor. */
  get epoch(): number {
    return this.#epoch;
  }

  /** How often an engine has been lost in this window. */
  get losses(): number {
    return this.#losses;
  }

  /** True once there was work for the engine, until it is closed. */
  get wanted(): boolean {
    return this.#client !== undefined;
  }

  /**
   * Runs a piece of work, again from its beginning where the engine is lost underneath it.
   *
   * @throws RecollectError `engine-lost` where it was lost too often; else whatever the work throws
   */
  async run<T>(work: (engine: EngineApi) => Promise<T>, signal?: AbortSignal): Promise<T> {
    clearTimeout(this.#idle);
    this.#working++;
    try {
      return await this.#again(work, signal);
    } finally {
      this.#working--;
      this.#waitForWork();
    }
  }

  async #again<T>(work: (engine: EngineApi) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    for (;;) {
      signal?.throwIfAborted();
      if (!this.#budget.allows(this.#options.now())) throw this.#givenUp();
      const client = await this.#open();
      try {
        return await work(client);
      } catch (error) {
        const lost = error instanceof RecollectError && error.code === 'engine-lost';
        if (!lost || this.#closed || signal?.aborted === true) throw error;
        // The channel may break before the process is seen to end.
        await new Promise((resolve) => setTimeout(resolve, PAUSE));
      }
    }
  }

  /** Somebody wants a lost engine tried again. */
  reset(): void {
    this.#budget.reset();
  }

  /** Ends this engine; the next piece of work starts another, by then with other settings, perhaps. */
  async restart(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    this.#process = undefined;
    this.#epoch++;
    // One that could not be loaded has told whoever asked, and there is nothing to close.
    const ended = client
      ?.catch(() => undefined)
      .then((loaded) => loaded?.close())
      .then(() => undefined);
    if (ended !== undefined) {
      // How that fails is for whoever waits for it here to hear.
      const before = this.#ending;
      this.#ending = Promise.allSettled([before, ended]).then(() => undefined);
    }
    await ended;
  }

  /** Ends the process once nothing was to be done for long enough. */
  #waitForWork(): void {
    clearTimeout(this.#idle);
    const after = this.#options.idle?.() ?? Infinity;
    if (this.#working > 0 || this.#closed || this.#client === undefined || after === Infinity) return;
    this.#idle = setTimeout(() => {
      if (this.#working > 0 || this.#client === undefined) return;
      this.#options.onIdle?.();
      // It is gone in any case; how it went is nobody's concern.
      void this.restart().catch(() => undefined);
    }, after);
    this.#idle.unref();
  }

  /** Ends the engine for good. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#idle);
    await this.restart();
  }

  #open(): Promise<EngineClient> {
    if (this.#closed)
      return Promise.reject(new RecollectError('engine-lost', sentence('engine-closed-in-window')));
    if (this.#client !== undefined) return this.#client;
    const ending = this.#ending;
    const client = Promise.all([this.#options.load(), ending]).then(
      ([{ Client, start }]) =>
        // The budget is kept here, by time; the client's own counts for a whole life.
        new Client({
          start: () => this.#start(start),
          restarts: Number.MAX_SAFE_INTEGER,
          onLog: this.#options.onLog,
        }),
    );
    this.#client = client;
    // What could not be loaded is loaded anew for the next piece of work.
    client.catch(() => {
      if (this.#client === client) this.#client = undefined;
    });
    return client;
  }

  async #start(start: () => Promise<EngineProcess>): Promise<EngineProcess> {
    const epoch = this.#epoch;
    const started = await start();
    // Restarted or closed meanwhile: its client ends it, and nobody misses it.
    if (epoch !== this.#epoch) return started;
    this.#process = started;
    // Before the client hears of it: whoever is told that the engine is gone finds the epoch and the budget changed.
    started.onExit((how) => {
      if (this.#process !== started || this.#closed) return;
      this.#process = undefined;
      this.#epoch++;
      this.#losses++;
      this.#how = how;
      this.#budget.lost(this.#options.now());
      this.#options.onLost(how, this.#budget.allows(this.#options.now()));
    });
    return started;
  }

  #givenUp(): RecollectError {
    return new RecollectError('engine-lost', sentence('engine-given-up', String(RESTARTS + 1), this.#how));
  }
}
