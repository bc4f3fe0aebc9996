import type { Provider } from './devices.ts';
import type { Sentence } from './sentences.ts';
import type { DeviceFacts, EngineStatus, StatusParams } from './engineStatus.ts';
import type { CancelSignal } from '../core/ports.ts';
import type { AttentionParams, AttentionResult } from './attentionMap.ts';
import type {
  EncoderModel,
  EncoderModels,
  EncoderParams,
  FetchEncoderParams,
  FetchProgress,
  ModelPlan,
  PlanEncoderParams,
} from './encoderModels.ts';
import type {
  CalibrateParams,
  CalibrateReport,
  DoctorParams,
  DoctorReport,
  FileNote,
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
} from './memoryReports.ts';
import type { Released, ReleaseParams } from './releasing.ts';
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
} from './writing.ts';
import type { AskParams, AskResult, ExplainResult } from './asking.ts';

/**
 * Everything the engine does for its shells: the command line, VS Code and, later, MCP. One interface, two
 * implementations: the engine itself and the client that talks to a forked engine. All types here cross a
 * process boundary, so they are plain data. Files are named relative to their workspace, with `/`; offsets are
 * UTF-16 units of the file as read (byte order mark and carriage returns included).
 */
export interface EngineApi {
  /** Brings the memory of a workspace up to date with its files. Rejects with `cancelled` once aborted. */
  index(params: IndexParams, options?: CallOptions<IndexProgress>): Promise<IndexReport>;
  /**
   * Takes over the text of files as an editor holds them, saved or not, until it says null. Only the files named
   * are looked at, and those that ignore files or `exclude` leave out are not remembered; call `index` for the folder.
   */
  update(params: UpdateParams, options?: CallOptions<IndexProgress>): Promise<IndexReport>;
  /**
   * Resolves once no other process writes to the memory of a workspace: whoever was told of another writer
   * (`IndexReport.anotherWriter`) indexes then. Rejects with `cancelled` once aborted.
   */
  writable(params: WritableParams, options?: CallOptions<never>): Promise<void>;
  /** Answers from the memory as it stands; does not index. */
  ask(params: AskParams, options?: CallOptions<never>): Promise<AskResult>;
  /** What each part of each passage's score gave. */
  explain(params: AskParams, options?: CallOptions<never>): Promise<ExplainResult>;
  /**
   * Asks the memory, lets a language model that the user chose write the answer from the attended passages, and checks
   * every sentence of it against them. Rejects with `cancelled` once aborted, and with what the endpoint made of it.
   */
  write(params: WriteParams, options?: WritingOptions<WriteProgress>): Promise<WriteResult>;
  /**
   * Lets texts of documents out to a reader that the shell has (the language model of a chat that calls a tool):
   * redacted, shown for approval and written down first. Rejects with `not-approved` where they may not leave, with
   * `workspace-missing` where a folder is gone.
   */
  release(params: ReleaseParams, options?: WritingOptions<never>): Promise<Released>;
  /** The models of an endpoint. Sends nothing of any document. */
  models(params: ModelsParams, options?: CallOptions<never>): Promise<ModelsResult>;
  /** Everything that was sent to language models for a workspace: written down before it left. */
  ledger(params: LedgerParams): Promise<LedgerResult>;
  /**
   * Which sentences of what a model was given it used for a sentence that it wrote: it is run again and again with some
   * of them left out. Rejects with `not-approved` where that was not to be sent, with `cancelled` once aborted.
   */
  attribute(params: AttributeParams, options?: WritingOptions<AttributeProgress>): Promise<Attribution>;
  /**
   * Summarizes a file, a part of one or a folder from the memory as it stands, and accounts for every leaf. Rejects
   * with `file-unknown` where nothing of that name is remembered, with `cancelled` once aborted; sections that were
   * done by then are kept and not done again.
   */
  summarize(params: SummarizeParams, options?: WritingOptions<SummarizeProgress>): Promise<SummaryResult>;
  /** What every document, section and leaf has of an answer's attention: more than an answer lists. */
  attention(params: AttentionParams, options?: CallOptions<never>): Promise<AttentionResult>;
  /** What remembering a folder would come to: files, bytes, seconds. Remembers nothing and makes no memory. */
  look(params: LookParams, options?: CallOptions<never>): Promise<LookResult>;
  /** Every file that is remembered, every one that is not, and what was forgotten; or a page of them. */
  files(params: FilesParams): Promise<FilesResult>;
  /** The headings of a remembered file, nested, and how much stands under each; without its text. */
  sections(params: SectionsParams): Promise<SectionsResult>;
  /**
   * Keeps files and folders out of the memory, whoever indexes it, until they are taken back. What was remembered of
   * them goes at once where this process writes to the memory, else when the one that does next looks at the folder;
   * what is taken back is there after the next `index`. The files themselves stay as they are.
   */
  forget(params: ForgetParams): Promise<ForgetResult>;
  /** Remembered files and folders by what was typed of their names. */
  find(params: FindParams): Promise<FindResult>;
  /** A file's tree as it is remembered. */
  inspect(params: InspectParams): Promise<InspectResult>;
  /**
   * Fits confidence and thresholds to the user's own questions, and keeps that beside the memory; or forgets it.
   * Rejects with `input-invalid` where the questions are too few to say anything.
   */
  calibrate(params: CalibrateParams): Promise<CalibrateReport>;
  /** The encoders that are here. */
  encoders(params: Readonly<Record<string, never>>): Promise<EncoderModels>;
  /**
   * What taking in another encoder would come to. Of a hub its list of files and a few small descriptions are read:
   * nothing is told it but the model's name. Rejects with `input-invalid` or what the hub made of it.
   */
  planEncoder(params: PlanEncoderParams, options?: CallOptions<never>): Promise<ModelPlan>;
  /**
   * Fetches what was planned (goes on where it stopped the last time), checks every file, tries the model and keeps it.
   * Rejects with `cancelled` once aborted: what came is kept for the next time. Chooses nothing.
   */
  fetchEncoder(params: FetchEncoderParams, options?: CallOptions<FetchProgress>): Promise<EncoderModel>;
  /**
   * Chooses the encoder of this store, for every shell that does not name one itself. Memories are encoded anew when
   * they are next indexed; until that is done the vectors that are there serve.
   */
  useEncoder(params: EncoderParams): Promise<EncoderModels>;
  /** Deletes a model that was fetched; of a folder's it forgets where it lies. Vectors that it made stay until pruned. */
  removeEncoder(params: EncoderParams): Promise<EncoderModels>;
  /** What the engine runs on, its models and, where one is named, a workspace's memory; quick. */
  status(params: StatusParams): Promise<EngineStatus>;
  /**
   * Tries again what documents can be encoded with, and chooses the fastest that is right. Takes up to a minute a
   * device; work goes on meanwhile.
   */
  tryDevices(): Promise<DeviceFacts>;
  /** What this machine, these models and, where one is named, this workspace's memory are like. */
  doctor(params: DoctorParams): Promise<DoctorReport>;
  close(): Promise<void>;
}

export interface CallOptions<Progress> {
  readonly signal?: CancelSignal;
  readonly onProgress?: (progress: Progress) => void;
}

export interface IndexParams {
  /** Absolute path of the folder. */
  readonly workspace: string;
  /** Patterns, as in a .gitignore, of files to leave out beside what the folder's own ignore files name. */
  readonly exclude?: readonly string[];
}

/** The workspace that is to be written to. */
export interface WritableParams {
  readonly workspace: string;
}

export interface UpdateParams extends IndexParams {
  readonly changes: readonly FileChange[];
}

export interface FileChange {
  readonly file: string;
  /** The text in the editor; null for the file as it is on disk, also where it is gone. */
  readonly text: string | null;
}

export interface IndexProgress {
  readonly phase: 'reading' | 'encoding';
  /** Files read, or leaves encoded. */
  readonly done: number;
  readonly total: number;
  /** There while nothing is encoded since the machine runs on its battery; see `OnBattery`. */
  readonly waiting?: 'battery';
}

export interface IndexReport {
  /** Files remembered. */
  readonly files: number;
  readonly leaves: number;
  /** Leaves encoded in this run, and leaves whose vector was already there. */
  readonly encoded: number;
  readonly reused: number;
  /** Files that are not in the memory, each with the reason. */
  readonly skipped: readonly FileNote[];
  /** Files that are remembered with something to say about them, such as a guessed encoding. */
  readonly notes: readonly FileNote[];
  /** What the user should know about the whole: a missing model, a memory that was rebuilt, another writer. */
  readonly warnings: readonly Sentence[];
  /** True where another process writes to this memory: nothing was changed, and the report tells how it stands. */
  readonly anotherWriter: boolean;
  /** What documents were encoded with at the end; the processor where left out. */
  readonly device?: Provider;
}
