import path from 'node:path';
import type { Centres } from '../../core/recall/centring.ts';
import type { CancelSignal, Encoder, EncodingRole, TokenStates } from '../../core/ports.ts';
import { RecollectError } from '../../protocol/errors.ts';
import { sentence } from '../../protocol/sentences.ts';
import { readCentres } from './centres.ts';
import { Devices, type DeviceOptions } from './devices/devices.ts';
import { sampleTexts } from './devices/sampleTexts.ts';
import { collectGarbage } from './garbage.ts';
import { inLanes } from './lanes.ts';
import {
  checkFiles,
  type EncoderManifest,
  fingerprintOf,
  incomplete,
  modelsDirectory,
  readEncoderManifest,
  verifyFiles,
} from './manifest.ts';
import { defaultWorkers, ModelPool } from './modelPool.ts';
import { blamed } from './nativeFault.ts';
import { TextTokenizer } from './tokenizer.ts';

export interface OnnxEncoderOptions {
  /** Threads that encode, one core each; see `defaultWorkers`. */
  readonly workers?: number;
  /** Lets other devices than the processor encode documents; the processor alone where left out. */
  readonly devices?: DeviceOptions;
  /** Milliseconds without work after which models and threads are let go until there is; {@link IDLE} where left out. */
  readonly idleAfter?: number;
}

/** So few texts are made sooner by the processor, which is near, than by a device that may be at others. */
const FEW = 16;
/** Two minutes: whoever asks now and then waits for nothing, and a night costs no memory. Loading takes half a second. */
const IDLE = 120_000;

/** What the encoder loads with its first text and other models use as well. */
export interface LoadedModels {
  readonly tokenizer: TextTokenizer;
  readonly pool: ModelPool;
}

/**
 * The shipped encoder. Every text runs by itself, unpadded: int8 scales span all that is in a run, so only so does a
 * vector depend on its text alone (invariant 4).
 */
export class OnnxEncoder implements Encoder {
  readonly fingerprint: string;
  readonly dimensions: number;
  readonly centres: Centres | undefined;
  /** What encodes documents in bulk; undefined where it is the processor in any case. */
  readonly devices: Devices | undefined;
  readonly #folder: string;
  readonly #manifest: EncoderManifest;
  readonly #options: OnnxEncoderOptions;
  #loaded: Promise<LoadedModels> | undefined;
  /** Pieces of work under way. */
  #working = 0;
  #idle: NodeJS.Timeout | undefined;
  /** Models that are being let go. */
  #released: Promise<void> = Promise.resolve();
  #closed = false;

  /**
   * Checks that the model is whole and loads nothing: the tokenizer and the threads come with the first text.
   * `models` is the folder that holds `encoder/`. Throws `model-incomplete` where a file is missing or cut short.
   */
  constructor(models?: string, options: OnnxEncoderOptions = {}) {
    this.#folder = path.join(modelsDirectory(models), 'encoder');
    this.#manifest = readEncoderManifest(this.#folder);
    checkFiles(this.#folder, this.#manifest);
    this.#options = options;
    this.fingerprint = fingerprintOf(this.#manifest);
    this.dimensions = this.#manifest.dimensions;
    this.centres = readCentres(this.#folder, this.dimensions);
    const { devices, workers = defaultWorkers() } = options;
    this.devices =
      devices &&
      new Devices(
        {
          graph: path.join(this.#folder, this.#manifest.model),
          embeddings: this.#folder,
          fingerprint: this.fingerprint,
          threads: workers,
          sample: () => this.#sample(),
        },
        devices,
      );
  }

  get textsAtOnce(): number | undefined {
    const texts = this.devices?.texts ?? 0;
    return texts === 0 ? undefined : texts;
  }

  /**
   * Questions (`query`) go before passages that wait. Rejects with `cancelled` between two texts once aborted or
   * closed, with `model-incomplete` where the model turns out to be damaged.
   */
  async encode(texts: readonly string[], role: EncodingRole, signal?: CancelSignal): Promise<Float32Array[]> {
    const prefix = this.#manifest.prefixes[role];
    const bulk = role === 'passage' && texts.length >= FEW ? this.devices : undefined;
    return this.#each(
      texts,
      signal,
      async ({ tokenizer, pool }, text) => {
        const ids = tokenizer.ids(prefix + text, this.#manifest.maxTokens);
        return (await bulk?.vector(ids)) ?? pool.vector(ids, role === 'query');
      },
      bulk?.texts,
    );
  }

  /**
   * As `encode`, and always before passages that wait: states are wanted while somebody waits for an answer. Their
   * mean, each by its length, points where the text's vector does.
   */
  async tokenStates(
    texts: readonly string[],
    role: EncodingRole,
    signal?: CancelSignal,
  ): Promise<TokenStates[]> {
    const prefix = this.#manifest.prefixes[role];
    return this.#each(texts, signal, async ({ tokenizer, pool }, text) => {
      const { ids, ranges } = tokenizer.tokens(text, this.#manifest.maxTokens, prefix);
      return { ...(await pool.states(ids, true)), ranges };
    });
  }

  /** What devices are tried on, as passages. */
  async #sample(): Promise<Int32Array[]> {
    const { tokenizer } = await this.load();
    const { prefixes, maxTokens } = this.#manifest;
    return sampleTexts.map((text) => tokenizer.ids(prefixes.passage + text, maxTokens));
  }

  /** `work` on each text, as many at a time as there are threads, or `most` where that is more. */
  async #each<T>(
    texts: readonly string[],
    signal: CancelSignal | undefined,
    work: (loaded: LoadedModels, text: string) => Promise<T>,
    most = 0,
  ): Promise<T[]> {
    stopIfAborted(signal);
    if (texts.length === 0) return [];
    return this.use((loaded) =>
      inLanes(
        texts,
        Math.max(loaded.pool.workers, Math.min(most, texts.length)),
        () => stopIfAborted(signal),
        (text) => work(loaded, text),
      ),
    );
  }

  get manifest(): EncoderManifest {
    return this.#manifest;
  }

  /** Compares every file's checksum; see `verifyFiles`. Reads 90 MB. */
  verify(): string[] {
    return verifyFiles(this.#folder, this.#manifest);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#idle);
    await this.devices?.close();
    await this.#release();
  }

  /**
   * Work with the tokenizer and the threads, which the reader shares; they stay until it is done and a while longer.
   * Rejects as `encode` does.
   */
  async use<T>(work: (loaded: LoadedModels) => Promise<T>): Promise<T> {
    clearTimeout(this.#idle);
    this.#working++;
    try {
      return await work(await this.load());
    } finally {
      this.#working--;
      if (this.#working === 0 && !this.#closed) {
        this.#idle = setTimeout(() => void this.#release(), this.#options.idleAfter ?? IDLE);
        this.#idle.unref();
      }
    }
  }

  #release(): Promise<void> {
    const loaded = this.#loaded;
    this.#loaded = undefined;
    // Where loading failed there is nothing to close, and whoever asked for it has been told.
    const closed = loaded?.then(
      async ({ pool }) => {
        await pool.close();
        if (!this.#closed) collectGarbage();
      },
      () => undefined,
    );
    this.#released = Promise.all([this.#released, closed]).then(() => undefined);
    return this.#released;
  }

  /** The tokenizer and the threads as they are now; see {@link OnnxEncoder.use}. Rejects as `encode` does. */
  load(): Promise<LoadedModels> {
    if (this.#closed)
      return Promise.reject(new RecollectError('cancelled', 'Stopped: the encoder was closed.'));
    this.#loaded ??= this.#open();
    return this.#loaded;
  }

  async #open(): Promise<LoadedModels> {
    const model = path.join(this.#folder, this.#manifest.model);
    // The threads load the network while the tokenizer is built here.
    const opening = ModelPool.open(model, this.#options.workers).catch((error: unknown) => {
      throw blamed(incomplete('encoder', sentence('model-unloadable', model, reason(error)), error));
    });
    const file = path.join(this.#folder, this.#manifest.tokenizer);
    let tokenizer: TextTokenizer;
    try {
      tokenizer = TextTokenizer.load(file);
    } catch (error) {
      await opening.then(
        (pool) => pool.close(),
        () => undefined,
      );
      throw incomplete('encoder', sentence('tokenizer-unloadable', file, reason(error)), error);
    }
    return { tokenizer, pool: await opening };
  }
}

/** Throws `cancelled` once the signal is aborted. */
export function stopIfAborted(signal: CancelSignal | undefined): void {
  if (signal?.aborted)
    throw new RecollectError('cancelled', 'Stopped. What was finished is kept.', { cause: signal.reason });
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
