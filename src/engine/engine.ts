import { statSync } from 'node:fs';
import path from 'node:path';
import type { Logger } from '../core/ports.ts';
import type {
  AskParams,
  AskResult,
  CalibrateParams,
  CalibrateReport,
  CallOptions,
  DoctorParams,
  DoctorReport,
  EngineApi,
  ExplainResult,
  FilesParams,
  FilesResult,
  IndexParams,
  IndexProgress,
  IndexReport,
  InspectParams,
  InspectResult,
  UpdateParams,
} from '../protocol/engineApi.ts';
import { RecollectError } from '../protocol/errors.ts';
import { sentence, type Sentence } from '../protocol/sentences.ts';
import { examine } from './doctor.ts';
import type { OnnxEncoder } from './models/onnxEncoder.ts';
import { openEncoder } from './models/openEncoder.ts';
import { Workspace } from './workspace/workspace.ts';

export interface EngineOptions {
  /** Folder of the stores; else RECOLLECT_STORE, else the user's data folder. */
  readonly store?: string | undefined;
  /** Folder that holds `encoder/manifest.json`; else RECOLLECT_MODELS, else the one shipped. */
  readonly models?: string | undefined;
  /** Leaves from which on meaning is searched through HNSW; see `GRAPH_FROM`. */
  readonly graphFrom?: number | undefined;
  /** Bytes that a memory's vectors may take on disk, those of texts that are gone included; see `VECTOR_QUOTA`. */
  readonly vectorQuota?: number | undefined;
  readonly logger?: Logger | undefined;
}

/** The memory of any number of workspaces, with one encoder. Cheap to make: everything is opened on first use. */
export class Engine implements EngineApi {
  readonly #options: EngineOptions;
  readonly #workspaces = new Map<string, Workspace>();
  #encoder: Promise<LoadedEncoder> | undefined;

  constructor(options: EngineOptions = {}) {
    this.#options = options;
  }

  async index(params: IndexParams, options: CallOptions<IndexProgress> = {}): Promise<IndexReport> {
    return this.#withEncoder((encoder) => this.#open(params.workspace).index(params, encoder, options));
  }

  async update(params: UpdateParams, options: CallOptions<IndexProgress> = {}): Promise<IndexReport> {
    return this.#withEncoder((encoder) => this.#open(params.workspace).update(params, encoder, options));
  }

  async ask(params: AskParams, { signal }: CallOptions<never> = {}): Promise<AskResult> {
    return this.#withEncoder((encoder) => this.#open(params.workspace).ask(params, encoder, signal));
  }

  async explain(params: AskParams, { signal }: CallOptions<never> = {}): Promise<ExplainResult> {
    return this.#withEncoder((encoder) => this.#open(params.workspace).explain(params, encoder, signal));
  }

  async files({ workspace }: FilesParams): Promise<FilesResult> {
    const { encoder } = await this.#loadEncoder();
    return this.#open(workspace).files(encoder);
  }

  async inspect({ workspace, file }: InspectParams): Promise<InspectResult> {
    const { encoder } = await this.#loadEncoder();
    return this.#open(workspace).inspect(file, encoder);
  }

  async calibrate({ workspace, ...params }: CalibrateParams): Promise<CalibrateReport> {
    return this.#open(workspace).calibrate(params);
  }

  async doctor({ workspace }: DoctorParams): Promise<DoctorReport> {
    const { encoder, warning } = await this.#loadEncoder();
    return examine({
      encoder,
      encoderWarning: warning?.text,
      verifyModel: () => encoder?.verify() ?? [],
      storeFolder: this.#options.store,
      workspace: workspace === undefined ? undefined : this.#open(workspace),
    });
  }

  async close(): Promise<void> {
    for (const workspace of this.#workspaces.values()) workspace.close();
    this.#workspaces.clear();
    const loaded = await this.#encoder;
    this.#encoder = undefined;
    await loaded?.encoder?.close();
  }

  #open(folder: string): Workspace {
    const root = path.resolve(folder);
    const known = this.#workspaces.get(root);
    if (known) return known;
    if (!statSync(root, { throwIfNoEntry: false })?.isDirectory()) {
      throw new RecollectError('workspace-missing', sentence('folder-missing', root));
    }
    const workspace = new Workspace(root, this.#options);
    this.#workspaces.set(root, workspace);
    return workspace;
  }

  /** Runs a call and says with its result where the model is missing. */
  async #withEncoder<T extends { readonly warnings: readonly Sentence[] }>(
    call: (encoder: OnnxEncoder | null) => Promise<T>,
  ): Promise<T> {
    const { encoder, warning } = await this.#loadEncoder();
    let result: T;
    try {
      result = await call(encoder);
    } catch (error) {
      // A damaged file of the right length shows with the first text only.
      if (encoder === null || !(error instanceof RecollectError && error.code === 'model-incomplete'))
        throw error;
      this.#encoder = Promise.resolve(this.#without(error));
      await encoder.close();
      return this.#withEncoder(call);
    }
    return warning === undefined ? result : { ...result, warnings: [warning, ...result.warnings] };
  }

  /** A model that is missing or damaged costs the meaning, not the words. */
  async #loadEncoder(): Promise<LoadedEncoder> {
    this.#encoder ??= openEncoder(this.#options.models).then(
      (encoder) => ({ encoder }),
      (error: unknown) => this.#without(error),
    );
    return this.#encoder;
  }

  #without(error: unknown): LoadedEncoder {
    const warning =
      error instanceof RecollectError && error.sentence !== undefined
        ? error.sentence
        : sentence('words-only', error instanceof Error ? error.message : String(error));
    this.#options.logger?.warn(warning.text);
    return { encoder: null, warning };
  }
}

interface LoadedEncoder {
  readonly encoder: OnnxEncoder | null;
  readonly warning?: Sentence;
}
