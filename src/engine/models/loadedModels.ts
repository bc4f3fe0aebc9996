import path from 'node:path';
import type { Encoder, Logger } from '../../core/ports.ts';
import type { WantedDevice } from '../../protocol/devices.ts';
import type { DeviceFacts } from '../../protocol/engineStatus.ts';
import { RecollectError } from '../../protocol/errors.ts';
import { sentence, type Sentence } from '../../protocol/sentences.ts';
import { deviceFacts } from '../status.ts';
import { storeRoot } from '../store/location.ts';
import { EncoderChoice } from './hub/encoderChoice.ts';
import type { OnnxEncoder } from './onnxEncoder.ts';
import type { OnnxReader } from './onnxReader.ts';
import { openEncoder } from './openEncoder.ts';
import { openReader } from './openReader.ts';

/** Which models an engine uses, and on what. */
export interface LoadedModelsOptions {
  /** Folder of the stores; else RECOLLECT_STORE, else the user's data folder. */
  readonly store?: string | undefined;
  /** Folder that holds `encoder/manifest.json`; else RECOLLECT_MODELS, else the one shipped. */
  readonly models?: string | undefined;
  /** The encoder that memories are made with; see `EncoderChoiceOptions.encoder`. */
  readonly encoder?: string | undefined;
  /** What documents are encoded with; the fastest that gives the processor's vectors where left out. */
  readonly device?: WantedDevice | undefined;
  readonly logger?: Logger | undefined;
}

/** The built-in encoder, or why there is none. */
export interface LoadedEncoder {
  readonly encoder: OnnxEncoder | null;
  readonly warning?: Sentence;
}

/** All encoders that are in use. */
export interface LoadedEncoders {
  /** The built-in one, which the reader needs whichever is chosen. */
  readonly own: OnnxEncoder | null;
  /** The chosen one first; empty without a model. */
  readonly all: readonly Encoder[];
  readonly warning: Sentence | undefined;
}

/** The reader, or why there is none. */
export interface LoadedReader {
  readonly reader: OnnxReader | null;
  readonly warning?: Sentence;
}

/** The models of one engine: each is opened on first use, and one that is missing or damaged is done without and said. */
export class LoadedModels {
  /** Encoders that a person chose in place of the built-in one. */
  readonly choice: EncoderChoice;
  readonly #options: LoadedModelsOptions;
  #encoder: Promise<LoadedEncoder> | undefined;
  #reader: Promise<LoadedReader> | undefined;

  constructor(options: LoadedModelsOptions) {
    this.#options = options;
    const { store, encoder, logger } = options;
    this.choice = new EncoderChoice({ store, encoder, logger });
  }

  /** Runs a call and says with its result where a model is missing. */
  async use<T extends { readonly warnings: readonly Sentence[] }>(
    call: (encoders: LoadedEncoders) => Promise<T>,
  ): Promise<T> {
    const encoders = await this.encoders();
    let result: T;
    try {
      result = await call(encoders);
    } catch (error) {
      // A damaged file of the right length shows with the first text only.
      if (encoders.own === null || !(error instanceof RecollectError && error.code === 'model-incomplete'))
        throw error;
      if (!this.choice.leaveFaulty()) {
        this.#encoder = Promise.resolve(this.#without(error));
        await this.choice.close();
        await encoders.own.close();
      }
      return this.use(call);
    }
    return warned(warned(result, encoders.own?.devices?.takeFailure()), encoders.warning);
  }

  /** A reader that is missing or damaged costs exact answers, not the answer. */
  async reader(encoder: OnnxEncoder): Promise<LoadedReader> {
    this.#reader ??= openReader(encoder, this.#options.models).then(
      (reader) => ({ reader }),
      (error: unknown) => {
        const warning = warningOf(error, 'unread');
        this.#options.logger?.warn(warning.text);
        return { reader: null, warning };
      },
    );
    return this.#reader;
  }

  /** The built-in encoder and, beside it, those that are in use in its place: the chosen one first. */
  async encoders(): Promise<LoadedEncoders> {
    const { encoder: own, warning } = await this.own();
    if (own === null) return { own, all: [], warning };
    const { all, warning: other } = this.choice.beside(own);
    return { own, all, warning: other };
  }

  /** A model that is missing or damaged costs the meaning, not the words. */
  async own(): Promise<LoadedEncoder> {
    const { device = 'auto', logger } = this.#options;
    const folder = path.join(storeRoot(this.#options.store), 'devices');
    this.#encoder ??= openEncoder(this.#options.models, { devices: { folder, wanted: device, logger } }).then(
      (encoder) => ({ encoder }),
      (error: unknown) => this.#without(error),
    );
    return this.#encoder;
  }

  /** What that encoder runs on and why; the processor where it is none of ours. */
  async deviceFacts(encoder: OnnxEncoder | null): Promise<DeviceFacts> {
    return (await encoder?.devices?.facts()) ?? deviceFacts();
  }

  #without(error: unknown): LoadedEncoder {
    const warning = warningOf(error, 'words-only');
    this.#options.logger?.warn(warning.text);
    return { encoder: null, warning };
  }

  /** Gives threads and memory back; what is under way ends with it. */
  async close(): Promise<void> {
    const loaded = await this.#encoder;
    const read = await this.#reader;
    this.#encoder = undefined;
    this.#reader = undefined;
    await this.choice.close();
    await read?.reader?.close();
    await loaded?.encoder?.close();
  }
}

/** The result with a warning before its own, where there is one. */
export function warned<T extends { readonly warnings: readonly Sentence[] }>(
  result: T,
  warning: Sentence | undefined,
): T {
  return warning === undefined ? result : { ...result, warnings: [warning, ...result.warnings] };
}

/** What an error says, or what follows from it where it says nothing to people. */
function warningOf(error: unknown, otherwise: 'words-only' | 'unread'): Sentence {
  return error instanceof RecollectError && error.sentence !== undefined
    ? error.sentence
    : sentence(otherwise, error instanceof Error ? error.message : String(error));
}
