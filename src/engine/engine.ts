import { statSync } from 'node:fs';
import path from 'node:path';
import type { CancelSignal, Encoder } from '../core/ports.ts';
import type {
  CallOptions,
  EngineApi,
  IndexParams,
  IndexProgress,
  IndexReport,
  UpdateParams,
  WritableParams,
} from '../protocol/engineApi.ts';
import type { AskParams, AskResult, ExplainResult } from '../protocol/asking.ts';
import type { AttentionParams, AttentionResult } from '../protocol/attentionMap.ts';
import type {
  EncoderModel,
  EncoderModels,
  EncoderParams,
  FetchEncoderParams,
  FetchProgress,
  ModelPlan,
  PlanEncoderParams,
} from '../protocol/encoderModels.ts';
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
import type { DeviceFacts, EngineStatus, MemoryFacts, StatusParams } from '../protocol/engineStatus.ts';
import { RecollectError } from '../protocol/errors.ts';
import { sentence, type Sentence } from '../protocol/sentences.ts';
import { examine } from './doctor.ts';
import { modelsAt } from './generate/models.ts';
import { release } from './generate/release.ts';
import { LoadedModels, warned, type LoadedModelsOptions, type LoadedReader } from './models/loadedModels.ts';
import type { OnnxEncoder } from './models/onnxEncoder.ts';
import { Pace } from './power/pace.ts';
import { deviceFacts, modelFacts } from './status.ts';
import { storeRoot } from './store/location.ts';
import type { Attended } from './workspace/asking.ts';
import type { AskedModels } from './workspace/recallAndRead.ts';
import { look } from './workspace/look.ts';
import { Workspace } from './workspace/workspace.ts';

export interface EngineOptions extends LoadedModelsOptions {
  /** Leaves from which on meaning is searched through HNSW; see `GRAPH_FROM`. */
  readonly graphFrom?: number | undefined;
  /** Bytes that a memory's vectors may take on disk, those of texts that are gone included; see `VECTOR_QUOTA`. */
  readonly vectorQuota?: number | undefined;
  /**
   * Milliseconds that reading may take once its first window is read; see `readWindows`. Infinity where the same answer
   * every time is worth more than a quick one.
   */
  readonly readingBudget?: number | undefined;
  /** What becomes of encoding on battery; `full` where left out. */
  readonly onBattery?: OnBattery | undefined;
}

/** The memory of any number of workspaces, with one encoder and one reader. Cheap to make: everything is opened on first use. */
export class Engine implements EngineApi {
  readonly #options: EngineOptions;
  readonly #pace: Pace;
  readonly #workspaces = new Map<string, Workspace>();
  readonly #models: LoadedModels;

  constructor(options: EngineOptions = {}) {
    this.#options = options;
    this.#pace = new Pace({ how: options.onBattery ?? 'full' });
    this.#models = new LoadedModels(options);
  }

  index(params: IndexParams, options: CallOptions<IndexProgress> = {}): Promise<IndexReport> {
    return this.#encoding((chosen, encoders) =>
      this.#open(params.workspace).index(params, chosen, { ...options, encoders }),
    );
  }

  update(params: UpdateParams, options: CallOptions<IndexProgress> = {}): Promise<IndexReport> {
    return this.#encoding((chosen, encoders) =>
      this.#open(params.workspace).update(params, chosen, { ...options, encoders }),
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
    const { encoder, reader } = await this.#askedModels(params.workspace, true);
    return this.#open(params.workspace).write(params, attended, { encoder, reader }, options);
  }

  async attribute(
    params: AttributeParams,
    options: WritingOptions<AttributeProgress> = {},
  ): Promise<Attribution> {
    const { encoder } = await this.#models.own();
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
    return this.#models.use(async () => {
      // Only what a model writes is checked by reading.
      const models = await this.#askedModels(params.workspace, params.model !== undefined);
      return this.#open(params.workspace).summarize(params, models, options);
    });
  }

  async attention(params: AttentionParams, { signal }: CallOptions<never> = {}): Promise<AttentionResult> {
    const models = await this.#askedModels(params.workspace, params.asked !== undefined);
    const { readingBudget } = this.#options;
    return this.#open(params.workspace).attention(params, { ...models, readingBudget }, signal);
  }

  async look(params: LookParams, { signal }: CallOptions<never> = {}): Promise<LookResult> {
    const encoder = params.sample > 0 ? ((await this.#models.encoders()).all[0] ?? null) : null;
    const { root } = this.#open(params.workspace);
    return look(params, { root, store: this.#options.store, encoder, signal });
  }

  async files({ workspace, ...params }: FilesParams): Promise<FilesResult> {
    return this.#open(workspace).files(params, await this.#asked(workspace));
  }

  async sections({ workspace, file }: SectionsParams): Promise<SectionsResult> {
    return this.#open(workspace).sections(file, await this.#asked(workspace));
  }

  async forget({ workspace, ...params }: ForgetParams): Promise<ForgetResult> {
    return this.#open(workspace).forget(params);
  }

  async find({ workspace, ...sought }: FindParams): Promise<FindResult> {
    return this.#open(workspace).find(sought);
  }

  async inspect({ workspace, file }: InspectParams): Promise<InspectResult> {
    return this.#open(workspace).inspect(file, await this.#asked(workspace));
  }

  async calibrate({ workspace, ...params }: CalibrateParams): Promise<CalibrateReport> {
    const { encoder } = await this.#models.own();
    const reader = encoder === null ? null : (await this.#models.reader(encoder)).reader;
    return this.#open(workspace).calibrate(params, reader !== null);
  }

  async status({ workspace }: StatusParams): Promise<EngineStatus> {
    const { own, all, warning } = await this.#models.encoders();
    const read: LoadedReader = own === null ? { reader: null } : await this.#models.reader(own);
    const encoder = all[0] ?? null;
    return {
      device: await this.#models.deviceFacts(encoder === own ? own : null),
      encoder: {
        ...modelFacts(encoder, warning),
        ...(encoder === null ? {} : { name: this.#models.choice.nameOf(encoder) }),
      },
      reader: modelFacts(read.reader, read.warning),
      memories: storeRoot(this.#options.store),
      ...(workspace === undefined ? {} : { memory: await this.#memoryFacts(workspace, all) }),
    };
  }

  async tryDevices(): Promise<DeviceFacts> {
    const { encoder } = await this.#models.own();
    return (await encoder?.devices?.tryAgain()) ?? deviceFacts();
  }

  async doctor({ workspace }: DoctorParams): Promise<DoctorReport> {
    const { own, all, warning } = await this.#models.encoders();
    const opened = workspace === undefined ? undefined : this.#open(workspace);
    const changing = workspace === undefined ? undefined : (await this.#memoryFacts(workspace, all)).changing;
    return examine({
      encoder: own,
      encoderWarning: warning?.text,
      device: await this.#models.deviceFacts(all[0] === own ? own : null),
      verifyModel: () => own?.verify() ?? [],
      reader: own === null ? null : await this.#models.reader(own),
      chosen: own === null ? undefined : { models: this.#models.choice.list(own).models, changing },
      asked: opened === undefined ? null : await opened.asked(all),
      storeFolder: this.#options.store,
      workspace: opened,
    });
  }

  async encoders(): Promise<EncoderModels> {
    return this.#models.choice.list((await this.#models.own()).encoder);
  }

  async planEncoder(params: PlanEncoderParams, { signal }: CallOptions<never> = {}): Promise<ModelPlan> {
    return this.#models.choice.plan(params, signal);
  }

  async fetchEncoder(
    { plan }: FetchEncoderParams,
    options: CallOptions<FetchProgress> = {},
  ): Promise<EncoderModel> {
    return this.#models.choice.take(plan, options);
  }

  async useEncoder({ model }: EncoderParams): Promise<EncoderModels> {
    this.#models.choice.use(model);
    return this.encoders();
  }

  async removeEncoder({ model }: EncoderParams): Promise<EncoderModels> {
    await this.#models.choice.remove(model);
    return this.encoders();
  }

  async close(): Promise<void> {
    for (const workspace of this.#workspaces.values()) workspace.close();
    this.#workspaces.clear();
    await this.#models.close();
  }

  async #attend(params: AskParams, signal: CancelSignal | undefined): Promise<Attended> {
    const { asked, texts, warnings } = await this.#withReader(params, async (models) => {
      const attended = await this.#open(params.workspace).attend(params, models, signal);
      return { ...attended, warnings: attended.asked.warnings };
    });
    return { asked: { ...asked, warnings }, texts };
  }

  /** An index run by the encoder that memories are made with; tells what it encoded on. */
  #encoding(
    run: (chosen: Encoder | null, encoders: readonly Encoder[]) => Promise<IndexReport>,
  ): Promise<IndexReport> {
    return this.#models.use(async ({ own, all }) => {
      const chosen = all[0] ?? null;
      return withDevice(await run(chosen, all), chosen === own ? own : null);
    });
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

  /** The same with what a workspace is asked with, the reader too unless nothing is to be read. */
  async #withReader<T extends { readonly warnings: readonly Sentence[] }>(
    { workspace, passagesOnly }: AskParams,
    call: (models: AskedModels) => Promise<T>,
  ): Promise<T> {
    return this.#models.use(async () => {
      const { encoder, reader, warning } = await this.#askedModels(workspace, passagesOnly !== true);
      const result = await call({ encoder, reader, readingBudget: this.#options.readingBudget });
      return warned(result, warning);
    });
  }

  /** The encoder that a workspace is asked with, and the reader where something is to be read. */
  async #askedModels(
    workspace: string,
    reads: boolean,
  ): Promise<LoadedReader & { readonly encoder: Encoder | null }> {
    const { own, all } = await this.#models.encoders();
    const encoder = await this.#open(workspace).asked(all);
    // Without the built-in encoder there is no tokenizer and no thread to read with; its own warning says what to do.
    return own === null || !reads
      ? { encoder, reader: null }
      : { encoder, ...(await this.#models.reader(own)) };
  }

  async #asked(workspace: string): Promise<Encoder | null> {
    return this.#open(workspace).asked((await this.#models.encoders()).all);
  }

  async #memoryFacts(workspace: string, encoders: readonly Encoder[]): Promise<MemoryFacts> {
    const opened = this.#open(workspace);
    const [chosen] = encoders;
    const facts = await opened.facts(chosen ?? null);
    const asked = await opened.asked(encoders);
    if (chosen === undefined || asked === null || asked === chosen) return facts;
    return {
      ...facts,
      changing: { from: this.#models.choice.nameOf(asked), to: this.#models.choice.nameOf(chosen) },
    };
  }
}

/** The report with what documents are encoded with now, where that is not the processor. */
function withDevice(report: IndexReport, encoder: OnnxEncoder | null): IndexReport {
  const device = encoder?.devices?.provider;
  return device === undefined ? report : { ...report, device };
}
