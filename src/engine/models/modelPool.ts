import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { RecollectError } from '../../protocol/errors.ts';
import { sentence } from '../../protocol/sentences.ts';
import {
  BUSY,
  type HubGraphUse,
  type ModelOutput,
  type ModelRun,
  type ModelWorkerData,
  type ModelWorkerInput,
  type ModelWorkerOutput,
  STOP,
  type TokenLogits,
  type UnitStates,
} from './modelMessages.ts';
import { silenceRuntime } from './runtime.ts';

interface Job {
  readonly input: ModelRun;
  readonly resolve: (answer: Made) => void;
  readonly reject: (error: Error) => void;
}

/** What a thread answers where nothing failed. */
type Made = Extract<ModelWorkerOutput, { readonly kind: ModelOutput }>;

/** A model that a thread is to run cannot be loaded; the others go on. */
export class UnloadableModel extends Error {}

const OTHERWISE = 'a thread of the models answered something else';

/** A worker and what it is at. */
interface Seat {
  readonly worker: Worker;
  /** Shared with the worker: [stop, busy]. */
  readonly state: Int32Array;
  readonly exited: Promise<void>;
  job: Job | undefined;
}

/**
 * Threads that run the models, one text at a time and one core each. Every thread holds the encoder, and the reader
 * from when it is first asked to read: threads of their own would share the same cores. On 2 cores two such threads do
 * 40 % more than one session with two threads, and this thread stays free for questions. Urgent texts go before all
 * that wait.
 */
export class ModelPool {
  readonly #seats = new Set<Seat>();
  readonly #urgent: Job[] = [];
  readonly #waiting: Job[] = [];
  /** Why nothing can be encoded any more. */
  #ended: Error | undefined;

  private constructor() {}

  /** Starts the workers with the encoder. Rejects with a plain error where it cannot be loaded. */
  static async open(encoder: string, workers = defaultWorkers(), hub?: HubGraphUse): Promise<ModelPool> {
    silenceRuntime();
    const pool = new ModelPool();
    process.on('exit', pool.#settle);
    try {
      await Promise.all(Array.from({ length: workers }, () => pool.#start(encoder, hub)));
    } catch (error) {
      await pool.close();
      throw error;
    }
    return pool;
  }

  get workers(): number {
    return this.#seats.size;
  }

  /** The vector of one text. Urgent ones wait for the text that is being encoded and for no other. */
  async vector(ids: Int32Array, urgent: boolean): Promise<Float32Array> {
    const answer = await this.#run({ kind: 'run', ids, output: 'vector' }, urgent);
    if (answer.kind === 'vector') return answer.vector;
    throw new Error(OTHERWISE);
  }

  /** The token states of one text, as {@link ModelPool.vector}. */
  async states(ids: Int32Array, urgent: boolean): Promise<UnitStates> {
    const answer = await this.#run({ kind: 'run', ids, output: 'states' }, urgent);
    if (answer.kind === 'states') return answer;
    throw new Error(OTHERWISE);
  }

  /**
   * The reader's logits of one text, before every text that waits: whoever reads waits for the answer. `reader` is the
   * path of its graph. Rejects with
   * {@link UnloadableModel} where the reader cannot be loaded.
   */
  async spans(ids: Int32Array, reader: string): Promise<TokenLogits> {
    const answer = await this.#run({ kind: 'run', ids, output: 'spans', reader }, true);
    if (answer.kind === 'spans') return answer;
    throw new Error(OTHERWISE);
  }

  #run(input: ModelRun, urgent: boolean): Promise<Made> {
    return new Promise((resolve, reject) => {
      if (this.#ended) return reject(this.#ended);
      (urgent ? this.#urgent : this.#waiting).push({ input, resolve, reject });
      return this.#feed();
    });
  }

  /** Lets each worker finish the text it is at, then ends it. What still waits is rejected as cancelled. */
  async close(): Promise<void> {
    this.#end(new RecollectError('cancelled', 'Stopped: the encoder was closed.'));
    const seats = [...this.#seats];
    for (const seat of seats) if (!seat.job) this.#finish(seat);
    await Promise.all(seats.map((seat) => seat.exited));
    process.off('exit', this.#settle);
  }

  async #start(encoder: string, hub: HubGraphUse | undefined): Promise<void> {
    const shared = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
    const worker = new Worker(workerFile(), {
      name: 'recollect-model',
      workerData: {
        encoder,
        state: shared,
        ...(hub === undefined ? {} : { hub }),
      } satisfies ModelWorkerData,
    });
    const { promise: exited, resolve: exit } = Promise.withResolvers<void>();
    const seat: Seat = { worker, state: new Int32Array(shared), exited, job: undefined };
    this.#seats.add(seat);

    const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
    let loaded = false;
    let failure = 'it ended by itself';
    worker.on('message', (message: ModelWorkerOutput) => {
      if (message.kind === 'ready') {
        loaded = true;
        // A process that has nothing else to do may end without closing the pool.
        worker.unref();
        resolve();
      } else if (loaded) {
        this.#answer(seat, message);
      } else if (message.kind === 'failed') {
        failure = message.message;
      }
    });
    worker.on('error', (error) => (failure = error instanceof Error ? error.message : String(error)));
    worker.on('exit', () => {
      this.#seats.delete(seat);
      const lost = new RecollectError('internal', sentence('encoder-lost', failure));
      seat.job?.reject(lost);
      seat.job = undefined;
      if (this.#seats.size === 0) this.#end(lost);
      reject(new Error(failure));
      exit();
    });
    return ready;
  }

  #answer(seat: Seat, message: ModelWorkerOutput): void {
    const job = seat.job;
    seat.job = undefined;
    seat.worker.unref();
    if (message.kind === 'failed') {
      job?.reject(
        message.unloadable === true
          ? new UnloadableModel(message.message)
          : new RecollectError('internal', sentence('text-unencodable', message.message)),
      );
    } else if (message.kind !== 'ready') {
      job?.resolve(message);
    }
    if (this.#ended) this.#finish(seat);
    else this.#feed();
  }

  #feed(): void {
    for (const seat of this.#seats) {
      if (seat.job) continue;
      const job = this.#urgent.shift() ?? this.#waiting.shift();
      if (!job) return;
      seat.job = job;
      seat.worker.ref();
      seat.worker.postMessage(job.input);
    }
  }

  #finish(seat: Seat): void {
    seat.worker.ref();
    seat.worker.postMessage({ kind: 'finish' } satisfies ModelWorkerInput);
  }

  #end(reason: Error): void {
    this.#ended ??= reason;
    for (const job of [...this.#urgent.splice(0), ...this.#waiting.splice(0)]) job.reject(this.#ended);
  }

  /**
   * Holds the end of the process until no worker is in native code: a thread that is stopped there aborts the
   * process. One text takes 20 ms, the longest 80; a second is waited at most.
   */
  readonly #settle = (): void => {
    for (const { state } of this.#seats) Atomics.store(state, STOP, 1);
    for (const { state } of this.#seats) Atomics.wait(state, BUSY, 1, 1000);
  };
}

/**
 * Both of two cores, as nothing else is worth as much there; else half of what the system counts, which leaves the
 * editor the other half and is about the number of cores that are not two threads of one. Four at most: beyond
 * that memory (about 100 MB each, as much again once it reads) grows faster than speed.
 */
export function defaultWorkers(parallelism = availableParallelism()): number {
  return parallelism <= 2 ? parallelism : Math.min(4, Math.ceil(parallelism / 2));
}

/** Beside this file: a TypeScript file among the sources, a bundle of its own in dist. */
function workerFile(): string {
  const source = path.join(import.meta.dirname, 'modelWorker.ts');
  return existsSync(source) ? source : path.join(import.meta.dirname, 'modelWorker.cjs');
}
