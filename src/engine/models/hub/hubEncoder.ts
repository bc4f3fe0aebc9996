import path from 'node:path';
import type { CancelSignal, Encoder, EncodingRole, TokenStates } from '../../../core/ports.ts';
import { RecollectError } from '../../../protocol/errors.ts';
import { sentence, type Sentence } from '../../../protocol/sentences.ts';
import { inLanes } from '../lanes.ts';
import { defaultWorkers, ModelPool } from '../modelPool.ts';
import { stopIfAborted } from '../onnxEncoder.ts';
import { filesFolder, hubFingerprint, missingFile, type InstalledModel } from './installedModels.ts';
import { HubTokenizer } from './hubTokenizer.ts';

/** A model that is ready to encode. */
export interface LoadedModel {
  readonly tokenizer: HubTokenizer;
  readonly pool: ModelPool;
}

/** Loads a model from the folder of its files. Rejects with what is wrong with it, in words for the end of a sentence. */
export async function loadModel(
  folder: string,
  { graph, recipe, files }: Pick<InstalledModel, 'graph' | 'recipe' | 'files'>,
): Promise<LoadedModel> {
  const opening = ModelPool.open(path.join(folder, graph), 1, {
    pooling: recipe.pooling,
    threads: defaultWorkers(),
    ...(recipe.output === undefined ? {} : { output: recipe.output }),
  });
  try {
    const configured = files.some(({ name }) => name === 'tokenizer_config.json');
    const tokenizer = HubTokenizer.load(
      path.join(folder, 'tokenizer.json'),
      configured ? path.join(folder, 'tokenizer_config.json') : undefined,
    );
    return { tokenizer, pool: await opening };
  } catch (error) {
    await opening.then(
      (pool) => pool.close(),
      () => undefined,
    );
    throw error;
  }
}

/** Milliseconds without a text after which the model is let go, until there is one: such models take much memory. */
const IDLE = 5 * 60_000;

/** What a {@link HubEncoder} needs beside its model. */
export interface HubEncoderOptions {
  /** Where models lie. */
  readonly models: string;
  /** The built-in encoder, with which words are compared whichever finds the passages. */
  readonly words: Encoder;
}

/**
 * An encoder that a person chose. One text a run, one session over all the threads that the built-in one takes: such
 * models are large, and a copy a thread would not fit.
 */
export class HubEncoder implements Encoder {
  readonly fingerprint: string;
  readonly dimensions: number;
  readonly words: Encoder;
  readonly id: string;
  readonly #model: InstalledModel;
  readonly #folder: string;
  #loaded: Promise<LoadedModel> | undefined;
  #closed = false;
  #fault: RecollectError | undefined;
  #working = 0;
  #idle: NodeJS.Timeout | undefined;

  /** Loads nothing: the model comes with the first text. */
  constructor(model: InstalledModel, { models, words }: HubEncoderOptions) {
    this.#model = model;
    this.#folder = filesFolder(models, model);
    this.id = model.id;
    this.words = words;
    this.fingerprint = hubFingerprint(model);
    this.dimensions = model.dimensions;
  }

  /** Why it cannot be used: found with its first text. */
  get fault(): RecollectError | undefined {
    return this.#fault;
  }

  /**
   * Questions (`query`) go before passages that wait. Rejects with `cancelled` between two texts once aborted or
   * closed, with `model-incomplete` where the model cannot be used.
   */
  async encode(texts: readonly string[], role: EncodingRole, signal?: CancelSignal): Promise<Float32Array[]> {
    stopIfAborted(signal);
    if (texts.length === 0) return [];
    clearTimeout(this.#idle);
    this.#working++;
    try {
      const { tokenizer, pool } = await this.#load();
      const { prefixes, maxTokens } = this.#model.recipe;
      return await inLanes(
        texts,
        pool.workers,
        () => stopIfAborted(signal),
        async (text) => {
          const ids = tokenizer.ids(prefixes[role] + text, maxTokens);
          const vector = await pool.vector(ids, role === 'query');
          if (vector.length === this.dimensions) return vector;
          throw this.#unusable(`${vector.length} dimensions where ${this.dimensions} belong`);
        },
      );
    } finally {
      this.#working--;
      if (this.#working === 0) this.#idle = setTimeout(() => void this.#unload(), IDLE).unref();
    }
  }

  /** The built-in encoder's: see {@link Encoder.words}. */
  tokenStates(texts: readonly string[], role: EncodingRole, signal?: CancelSignal): Promise<TokenStates[]> {
    return this.words.tokenStates(texts, role, signal);
  }

  /** The built-in encoder stays open. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#idle);
    await this.#unload();
  }

  async #unload(): Promise<void> {
    const loaded = this.#loaded;
    this.#loaded = undefined;
    // Where loading failed there is nothing to close, and whoever asked for it has been told.
    await loaded?.then(
      ({ pool }) => pool.close(),
      () => undefined,
    );
  }

  #load(): Promise<LoadedModel> {
    if (this.#closed)
      return Promise.reject(new RecollectError('cancelled', 'Stopped: the encoder was closed.'));
    this.#loaded ??= this.#open();
    return this.#loaded;
  }

  async #open(): Promise<LoadedModel> {
    const missing = missingFile(this.#folder, this.#model);
    if (missing !== undefined) throw this.#unusable(sentence('encoder-file-missing', missing));
    try {
      return await loadModel(this.#folder, this.#model);
    } catch (error) {
      throw this.#unusable(error instanceof Error ? error.message : String(error), error);
    }
  }

  #unusable(why: string | Sentence, cause?: unknown): RecollectError {
    this.#fault = new RecollectError('model-incomplete', sentence('encoder-unusable', this.id, why), {
      cause,
    });
    return this.#fault;
  }
}
