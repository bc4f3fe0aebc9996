import type { CancelSignal, Encoder, Logger } from '../../../core/ports.ts';
import {
  BUILT_IN,
  type EncoderModel,
  type EncoderModels,
  type FetchProgress,
  type ModelPlan,
  type PlanEncoderParams,
} from '../../../protocol/encoderModels.ts';
import type { CallOptions } from '../../../protocol/engineApi.ts';
import { RecollectError } from '../../../protocol/errors.ts';
import { sentence, type Sentence } from '../../../protocol/sentences.ts';
import { storeRoot } from '../../store/location.ts';
import { storeError } from '../../store/storeErrors.ts';
import type { OnnxEncoder } from '../onnxEncoder.ts';
import { fetchModel } from './fetchModel.ts';
import { HubEncoder } from './hubEncoder.ts';
import {
  deleteModel,
  hubFingerprint,
  installedModels,
  keepChoice,
  modelCalled,
  modelsFolder,
  readChoice,
  type InstalledModel,
} from './installedModels.ts';
import { planModel } from './planModel.ts';

/** How the encoder is chosen. */
export interface EncoderChoiceOptions {
  /** Folder of all memories, as the engine was given it. */
  readonly store: string | undefined;
  /** The encoder that the shell names; else RECOLLECT_ENCODER, else what was chosen for the store, else the built-in one. */
  readonly encoder: string | undefined;
  readonly logger: Logger | undefined;
}

/** The encoders that there are. */
export interface EncodersInUse {
  /** What is remembered is encoded with it. */
  readonly chosen: Encoder;
  /** Whose vectors may be there: the chosen one first. */
  readonly all: readonly Encoder[];
  /** Why the one that was named is not the chosen one. */
  readonly warning: Sentence | undefined;
}

/**
 * Which encoder is in use beside the built-in one, which always stays: the reader and the heat of words are its. Made
 * fast: nothing is loaded before a text is encoded.
 */
export class EncoderChoice {
  readonly #models: string;
  readonly #options: EncoderChoiceOptions;
  readonly #open = new Map<string, HubEncoder>();
  /** Told once each. */
  readonly #told = new Set<string>();
  #used: EncodersInUse | undefined;

  constructor(options: EncoderChoiceOptions) {
    this.#options = options;
    this.#models = modelsFolder(storeRoot(options.store));
  }

  /** The encoders in use, with the built-in one given. */
  beside(own: OnnxEncoder): EncodersInUse {
    this.#used ??= this.#choose(own);
    return this.#used;
  }

  /** Leaves out encoders that turned out to be of no use; true where there was one, so that work is worth a second try. */
  leaveFaulty(): boolean {
    const faulty = (this.#used?.all ?? []).some(
      (encoder) => encoder instanceof HubEncoder && encoder.fault !== undefined,
    );
    if (faulty) this.#used = undefined;
    return faulty;
  }

  /** The built-in encoder first, then those that were taken in. */
  list(own: OnnxEncoder | null): EncoderModels {
    const chosen = own === null ? undefined : this.beside(own).chosen.fingerprint;
    const builtIn = own === null ? [] : [builtInModel(own, chosen)];
    const others = installedModels(this.#models).map((model) => modelOf(model, chosen));
    return { models: [...builtIn, ...others], folder: this.#models };
  }

  plan(params: PlanEncoderParams, signal: CancelSignal | undefined): Promise<ModelPlan> {
    return planModel(params, signal);
  }

  async take(plan: ModelPlan, options: CallOptions<FetchProgress>): Promise<EncoderModel> {
    const model = await fetchModel(plan, { ...options, models: this.#models });
    await this.#forget(model.id);
    return modelOf(model, this.#used?.chosen.fingerprint);
  }

  /** Keeps the choice for the store. */
  use(typed: string): void {
    const builtIn = typed.trim() === BUILT_IN;
    const chosen = builtIn ? undefined : modelCalled(typed, installedModels(this.#models)).id;
    this.#writing(() => keepChoice(this.#models, chosen));
    this.#used = undefined;
  }

  async remove(typed: string): Promise<void> {
    if (typed.trim() === BUILT_IN) throw new RecollectError('input-invalid', sentence('encoder-kept'));
    const model = modelCalled(typed, installedModels(this.#models));
    await this.#forget(model.id);
    this.#writing(() => {
      if (readChoice(this.#models) === model.id) keepChoice(this.#models, undefined);
      deleteModel(this.#models, model);
    });
  }

  /** What a memory's encoder is called by people. */
  nameOf(encoder: Encoder): string {
    return encoder instanceof HubEncoder ? encoder.id : BUILT_IN;
  }

  async close(): Promise<void> {
    const open = [...this.#open.values()];
    this.#open.clear();
    this.#used = undefined;
    await Promise.all(open.map((encoder) => encoder.close()));
  }

  #choose(own: OnnxEncoder): EncodersInUse {
    const installed = installedModels(this.#models);
    const usable = installed
      .map((model) => this.#encoderOf(model, own))
      .filter((encoder) => encoder.fault === undefined);
    const { encoder, warning } = this.#named(installed, own);
    if (warning !== undefined && !this.#told.has(warning.text)) {
      this.#told.add(warning.text);
      this.#options.logger?.warn(warning.text);
    }
    const others = [own, ...usable].filter((other) => other.fingerprint !== encoder.fingerprint);
    return { chosen: encoder, all: [encoder, ...others], warning };
  }

  /** The encoder that was named, or the built-in one and why. */
  #named(
    installed: readonly InstalledModel[],
    own: OnnxEncoder,
  ): { readonly encoder: Encoder; readonly warning: Sentence | undefined } {
    const named = [this.#options.encoder, process.env['RECOLLECT_ENCODER'], readChoice(this.#models)]
      .map((name) => name?.trim())
      .find((name) => name !== undefined && name !== '');
    if (named === undefined || named === BUILT_IN) return { encoder: own, warning: undefined };
    try {
      const encoder = this.#encoderOf(modelCalled(named, installed), own);
      return encoder.fault === undefined
        ? { encoder, warning: undefined }
        : { encoder: own, warning: encoder.fault.sentence };
    } catch (error) {
      if (!(error instanceof RecollectError)) throw error;
      return { encoder: own, warning: error.sentence };
    }
  }

  #encoderOf(model: InstalledModel, words: Encoder): HubEncoder {
    const fingerprint = hubFingerprint(model);
    let encoder = this.#open.get(fingerprint);
    if (encoder === undefined)
      this.#open.set(fingerprint, (encoder = new HubEncoder(model, { models: this.#models, words })));
    return encoder;
  }

  /** A model was taken in anew, or goes: what was opened of it is closed. */
  async #forget(id: string): Promise<void> {
    this.#used = undefined;
    for (const [fingerprint, encoder] of this.#open) {
      if (encoder.id !== id) continue;
      this.#open.delete(fingerprint);
      await encoder.close();
    }
  }

  #writing(change: () => void): void {
    try {
      change();
    } catch (error) {
      throw error instanceof RecollectError ? error : storeError(error, this.#models);
    }
  }
}

function modelOf(model: InstalledModel, chosen: string | undefined): EncoderModel {
  const { id, origin, licence, files, dimensions } = model;
  const fingerprint = hubFingerprint(model);
  return {
    id,
    origin,
    licence,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    dimensions,
    fingerprint,
    chosen: fingerprint === chosen,
  };
}

function builtInModel(own: OnnxEncoder, chosen: string | undefined): EncoderModel {
  const { licence, files } = own.manifest;
  return {
    id: BUILT_IN,
    origin: null,
    licence,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    dimensions: own.dimensions,
    fingerprint: own.fingerprint,
    chosen: own.fingerprint === chosen,
  };
}
