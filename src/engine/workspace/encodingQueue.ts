import type { CancelSignal, Encoder, MemoryStore } from '../../core/ports.ts';
import type { Pace } from '../power/pace.ts';

/** Leaves encoded between two commits. */
export const ENCODED_AT_ONCE = 32;
/**
 * Batches under way: while one is committed and the next is gathered, the encoder has texts of others before it. What
 * a kill costs at most is so many batches.
 */
const UNDER_WAY = 3;

/** What an {@link EncodingQueue} works with. */
export interface EncodingQueueOptions {
  readonly store: MemoryStore;
  readonly encoder: Encoder;
  readonly signal?: CancelSignal | undefined;
  /** Left out: as fast as it goes. */
  readonly pace?: Pace | undefined;
  /** Called after each commit with how many leaves have got a vector by now. */
  readonly onEncoded: (done: number) => void;
  /** Called as it begins to wait for mains. */
  readonly onWaiting: (done: number) => void;
}

/**
 * Leaves on their way to a vector: encoded {@link ENCODED_AT_ONCE} together, each batch committed by itself as soon as
 * it is there, several under way at once.
 */
export class EncodingQueue {
  readonly #options: EncodingQueueOptions;
  /** Text by key: what is gathered for the next batch. */
  #batch = new Map<string, string>();
  readonly #keys = new Set<string>();
  readonly #running = new Set<Promise<void>>();
  #failure: { readonly error: unknown } | undefined;
  #done = 0;

  constructor(options: EncodingQueueOptions) {
    this.#options = options;
  }

  /** Leaves that have got a vector. */
  get done(): number {
    return this.#done;
  }

  /** Keys that are taken in and not committed yet. */
  get under(): ReadonlySet<string> {
    return this.#keys;
  }

  /** A device that takes many texts at once wants more batches; it is through with them as soon. */
  get #underWay(): number {
    return Math.max(UNDER_WAY, Math.ceil((this.#options.encoder.textsAtOnce ?? 0) / ENCODED_AT_ONCE));
  }

  /** Takes a leaf in; resolves when there is room for another. Rejects as {@link EncodingQueue.finish} does. */
  async add(key: string, text: string): Promise<void> {
    this.#batch.set(key, text);
    this.#keys.add(key);
    if (this.#batch.size >= ENCODED_AT_ONCE) await this.#send();
  }

  /** Resolves once all is committed; rejects with what went wrong with a batch, the others committed or given up. */
  async finish(): Promise<void> {
    await this.#send();
    await this.settled();
    this.#throwFailure();
  }

  /** Resolves once nothing is under way any more, however it went. */
  async settled(): Promise<void> {
    await Promise.all(this.#running);
  }

  async #send(): Promise<void> {
    const { pace, signal, onWaiting } = this.#options;
    const batch = this.#batch;
    this.#batch = new Map();
    while (this.#running.size >= this.#underWay) await Promise.race(this.#running);
    this.#throwFailure();
    if (batch.size === 0) return;
    await pace?.ready(signal, () => onWaiting(this.#done));
    if (pace !== undefined && (await pace.isSlow())) {
      await this.settled();
      const since = pace.time;
      await this.#start(batch);
      await pace.rest(since);
    } else void this.#start(batch);
    this.#throwFailure();
  }

  /** Never rejects: what goes wrong is kept for whoever waits. */
  #start(batch: ReadonlyMap<string, string>): Promise<void> {
    const run = this.#encode(batch).catch((error: unknown) => {
      this.#failure ??= { error };
    });
    const ended = run.finally(() => this.#running.delete(ended));
    this.#running.add(ended);
    return ended;
  }

  async #encode(batch: ReadonlyMap<string, string>): Promise<void> {
    const { store, encoder, signal, onEncoded } = this.#options;
    const vectors = await encoder.encode([...batch.values()], 'passage', signal);
    store.putVectors(
      new Map([...batch.keys()].map((key, i) => [key, vectors[i] ?? new Float32Array(encoder.dimensions)])),
      encoder.fingerprint,
    );
    for (const key of batch.keys()) this.#keys.delete(key);
    this.#done += batch.size;
    onEncoded(this.#done);
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
