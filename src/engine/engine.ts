import { statSync } from 'node:fs';
import path from 'node:path';
import type { CancelSignal, Logger } from '../core/ports.ts';
import type {
  AskParams,
  AskResult,
  CallOptions,
  EngineApi,
  ExplainResult,
  IndexParams,
  IndexProgress,
  IndexReport,
  UpdateParams,
  WritableParams,
} from '../protocol/engineApi.ts';
import type { AttentionParams, AttentionResult } from '../protocol/attentionMap.ts';
import type {
  CalibrateParams,
  CalibrateReport,
  DoctorParams,
  DoctorReport,
  FilesParams,
  FilesResult,
  ForgetParams,
  ForgetResult,
  FindParams,
  FindResult,
  InspectParams,
  InspectResult,
  LookParams,
  LookResult,
  SectionsParams,
  SectionsResult,
} from '../protocol/memoryReports.ts';
import type {
  AttributeParams,
  AttributeProgress,
  Attribution,
  LedgerParams,
  LedgerResult,
  ModelsParams,
  ModelsResult,
  SummarizeParams,
  SummarizeProgress,
  SummaryResult,
  WriteParams,
  WriteProgress,
  WriteResult,
  WritingOptions,
} from '../protocol/writing.ts';
import type { OnBattery } from '../protocol/onBattery.ts';
import type { Released, ReleaseParams } from '../protocol/releasing.ts';
import type { WantedDevice } from '../protocol/devices.ts';
import type { DeviceFacts, EngineStatus, StatusParams } from '../protocol/engineStatus.ts';
import { RecollectError } from '../protocol/errors.ts';
import { sentence, type Sentence } from '../protocol/sentences.ts';
import { examine } from './doctor.ts';
import { modelsAt } from './generate/models.ts';
import { release } from './generate/release.ts';
import type { OnnxEncoder } from './models/onnxEncoder.ts';
import type { OnnxReader } from './models/onnxReader.ts';
import { openEncoder } from './models/openEncoder.ts';
import { openReader } from './models/openReader.ts';
import { Pace } from './power/pace.ts';
import { deviceFacts, modelFacts } from './status.ts';
import { storeRoot } from './store/location.ts';
import type { Attended } from './workspace/asking.ts';
import type { AskedModels } from './workspace/recallAndRead.ts';
import { look } from './workspace/look.ts';
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
  /**
   * Milliseconds that reading may take once its first window is read; see `readWindows`. Infinity where the same answer
   * every time is worth more than a quick one.
   */
  readonly readingBudget?: number | undefined;
  /** What documents are encoded with; the fastest that gives the processor's vectors where left out. */
  readonly device?: WantedDevice | undefined;
  /** What becomes of encoding on battery; `full` where left out. */
  readonly onBattery?: OnBattery | undefined;
  readonly logger?: Logger | undefined;
}

/** The memory of any number of workspaces, with one encoder and one reader. Cheap to make: everything is opened on first use. */
export class Engine implements EngineApi {
  readonly #options: EngineOptions;
  readonly #pace: Pace;
  readonly #workspaces = new Map<string, Workspace>();
  #encoder: Promise<LoadedEncoder> | undefined;
  #reader: Promise<LoadedReader> | undefined;

  constructor(options: EngineOptions = {}) {
    this.#options = options;
    this.#pace = new Pace({ how: options.onBattery ?? 'full' });
  }

  async index(params: IndexParams, options: CallOptions<IndexProgress> = {}): Promise<IndexReport> {
    return this.#withEncoder(async (encoder) =>
      withDevice(await this.#open(params.workspace).index(params, encoder, options), encoder),
    );
  }

  async update(params: UpdateParams, options: CallOptions<IndexProgress> = {}): Promise<IndexReport> {
    return this.#withEncoder(async (encoder) =>
      withDevice(await this.#open(params.workspace).update(params, encoder, options), encoder),
    );
  }

  async writable({ workspace }: WritableParams, { signal }: CallOptions<never> = {}): Promise<void> {
    return this.#open(workspace).writable(signal);
  }

  async ask(params: AskParams, { signal }: CallOptions<never> = {}): Promise<AskResult> {
    return (await this.#attend(params, signal)).asked;
  }

  async explain(params: AskParams, { signal }: CallOptions<never> = {}): Promise<ExplainResult> {
    return this.#withReader(params, (models) => this.#open(params.workspace).explain(params, models, signal));
  }

  async write(asked: WriteParams, options: WritingOptions<WriteProgress> = {}): Promise<WriteResult> {
    const { signal, onProgress } = options;
    const rewritten = await this.#open(asked.workspace).rewritten(asked, options);
    const params = rewritten === undefined ? asked : { ...asked, rewritten };
    const attended = await this.#attend(params, signal);
    onProgress?.({ kind: 'asked', asked: attended.asked });
    const { encoder } = await this.#loadEncoder();
    const reader = encoder === null ? null : (await this.#loadReader(encoder)).reader;
    return this.#open(params.workspace).write(params, attended, { encoder, reader }, options);
  }

  async attribute(
    params: AttributeParams,
    options: WritingOptions<AttributeProgress> = {},
  ): Promise<Attribution> {
    const { encoder } = await this.#loadEncoder();
    return this.#open(params.workspace).attribute(params, encoder, options);
  }

  async release(
    { workspaces, ...texts }: ReleaseParams,
    options: WritingOptions<never> = {},
  ): Promise<Released> {
    const ledgers = await Promise.all(workspaces.map((folder) => this.#open(folder).ledger()));
    return release(ledgers, texts, options);
  }

  async models(params: ModelsParams, { signal }: CallOptions<never> = {}): Promise<ModelsResult> {
    return modelsAt(params, signal);
  }

  async ledger({ workspace }: LedgerParams): Promise<LedgerResult> {
    const ledger = await this.#open(workspace).ledger();
    return { file: ledger.file, entries: ledger.entries() };
  }

  async summarize(
    params: SummarizeParams,
    options: WritingOptions<SummarizeProgress> = {},
  ): Promise<SummaryResult> {
    return this.#withEncoder(async (encoder) => {
      // Only what a model writes is checked by reading.
      const reader =
        encoder === null || params.model === undefined ? null : (await this.#loadReader(encoder)).reader;
      return this.#open(params.workspace).summarize(params, { encoder, reader }, options);
    });
  }

  async attention(params: AttentionParams, { signal }: CallOptions<never> = {}): Promise<AttentionResult> {
    const { encoder } = await this.#loadEncoder();
    const reader =
      encoder === null || params.asked === undefined ? null : (await this.#loadReader(encoder)).reader;
    const { readingBudget } = this.#options;
    return this.#open(params.workspace).attention(params, { encoder, reader, readingBudget }, signal);
  }

  async look(params: LookParams, { signal }: CallOptions<never> = {}): Promise<LookResult> {
    const { encoder } = params.sample > 0 ? await this.#loadEncoder() : { encoder: null };
    const { root } = this.#open(params.workspace);
    return look(params, { root, store: this.#options.store, encoder, signal });
  }

  async files({ workspace, ...params }: FilesParams): Promise<FilesResult> {
    const { encoder } = await this.#loadEncoder();
    return this.#open(workspace).files(params, encoder);
  }

  async sections({ workspace, file }: SectionsParams): Promise<SectionsResult> {
    const { encoder } = await this.#loadEncoder();
    return this.#open(workspace).sections(file, encoder);
  }

  async forget({ workspace, ...params }: ForgetParams): Promise<ForgetResult> {
    return this.#open(workspace).forget(params);
  }

  async find({ workspace, ...sought }: FindParams): Promise<FindResult> {
    return this.#open(workspace).find(sought);
  }

  async inspect({ workspace, file }: InspectParams): Promise<InspectResult> {
    const { encoder } = await this.#loadEncoder();
    return this.#open(workspace).inspect(file, encoder);
  }

  async calibrate({ workspace, ...params }: CalibrateParams): Promise<CalibrateReport> {
    const { encoder } = await this.#loadEncoder();
    const reader = encoder === null ? null : (await this.#loadReader(encoder)).reader;
    return this.#open(workspace).calibrate(params, reader !== null);
  }

  async status({ workspace }: StatusParams): Promise<EngineStatus> {
    const { encoder, warning } = await this.#loadEncoder();
    const read: LoadedReader = encoder === null ? { reader: null } : await this.#loadReader(encoder);
    return {
      device: await this.#deviceFacts(encoder),
      encoder: modelFacts(encoder, warning),
      reader: modelFacts(read.reader, read.warning),
      memories: storeRoot(this.#options.store),
      ...(workspace === undefined ? {} : { memory: await this.#open(workspace).facts(encoder) }),
    };
  }

  async tryDevices(): Promise<DeviceFacts> {
    const { encoder } = await this.#loadEncoder();
    return (await encoder?.devices?.tryAgain()) ?? deviceFacts();
  }

  async doctor({ workspace }: DoctorParams): Promise<DoctorReport> {
    const { encoder, warning } = await this.#loadEncoder();
    return examine({
      encoder,
      encoderWarning: warning?.text,
      device: await this.#deviceFacts(encoder),
      verifyModel: () => encoder?.verify() ?? [],
      reader: encoder === null ? null : await this.#loadReader(encoder),
      storeFolder: this.#options.store,
      workspace: workspace === undefined ? undefined : this.#open(workspace),
    });
  }

  async close(): Promise<void> {
    for (const workspace of this.#workspaces.values()) workspace.close();
    this.#workspaces.clear();
    const loaded = await this.#encoder;
    const read = await this.#reader;
    this.#encoder = undefined;
    this.#reader = undefined;
    await read?.reader?.close();
    await loaded?.encoder?.close();
  }

  async #attend(params: AskParams, signal: CancelSignal | undefined): Promise<Attended> {
    const { asked, texts, warnings } = await this.#withReader(params, async (models) => {
      const attended = await this.#open(params.workspace).attend(params, models, signal);
      return { ...attended, warnings: attended.asked.warnings };
    });
    return { asked: { ...asked, warnings }, texts };
  }

  #open(folder: string): Workspace {
    const root = path.resolve(folder);
    const known = this.#workspaces.get(root);
    if (known) return known;
    if (!statSync(root, { throwIfNoEntry: false })?.isDirectory()) {
      throw new RecollectError('workspace-missing', sentence('folder-missing', root));
    }
    const workspace = new Workspace(root, { ...this.#options, pace: this.#pace });
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
    return warned(warned(result, encoder?.devices?.takeFailure()), warning);
  }

  /** The same with the reader beside the encoder, unless nothing is to be read. */
  async #withReader<T extends { readonly warnings: readonly Sentence[] }>(
    { passagesOnly }: AskParams,
    call: (models: AskedModels) => Promise<T>,
  ): Promise<T> {
    return this.#withEncoder(async (encoder) => {
      // Without an encoder there is no tokenizer and no thread to read with; its own warning says what to do.
      if (encoder === null || passagesOnly === true) return call({ encoder, reader: null });
      const { reader, warning } = await this.#loadReader(encoder);
      const result = await call({ encoder, reader, readingBudget: this.#options.readingBudget });
      return warned(result, warning);
    });
  }

  /** A reader that is missing or damaged costs exact answers, not the answer. */
  async #loadReader(encoder: OnnxEncoder): Promise<LoadedReader> {
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

  /** A model that is missing or damaged costs the meaning, not the words. */
  async #loadEncoder(): Promise<LoadedEncoder> {
    const { device = 'auto', logger } = this.#options;
    const folder = path.join(storeRoot(this.#options.store), 'devices');
    this.#encoder ??= openEncoder(this.#options.models, { devices: { folder, wanted: device, logger } }).then(
      (encoder) => ({ encoder }),
      (error: unknown) => this.#without(error),
    );
    return this.#encoder;
  }

  async #deviceFacts(encoder: OnnxEncoder | null): Promise<DeviceFacts> {
    return (await encoder?.devices?.facts()) ?? deviceFacts();
  }

  #without(error: unknown): LoadedEncoder {
    const warning = warningOf(error, 'words-only');
    this.#options.logger?.warn(warning.text);
    return { encoder: null, warning };
  }
}

interface LoadedEncoder {
  readonly encoder: OnnxEncoder | null;
  readonly warning?: Sentence;
}

interface LoadedReader {
  readonly reader: OnnxReader | null;
  readonly warning?: Sentence;
}

/** The report with what documents are encoded with now, where that is not the processor. */
function withDevice(report: IndexReport, encoder: OnnxEncoder | null): IndexReport {
  const device = encoder?.devices?.provider;
  return device === undefined ? report : { ...report, device };
}

/** The result with a warning before its own, where there is one. */
function warned<T extends { readonly warnings: readonly Sentence[] }>(
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
