import type { Provider } from './devices.ts';
import type { Sentence } from './sentences.ts';
import type { DeviceFacts, EngineStatus, StatusParams } from './engineStatus.ts';
import type { CancelSignal } from '../core/ports.ts';
import type { Level } from '../core/memory/tree.ts';
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

/** What is known of the files before a question is asked: of two that answer as well, the one in use comes first. */
export interface DocumentsInUse {
  /** By file: how often passages of it were opened from an answer. */
  readonly opened?: Readonly<Record<string, number>>;
  /** Files, and folders with all that is in them, that the user put first. */
  readonly pinned?: readonly string[];
}

/** A turn of a conversation, as a later question may go on from it. */
export interface EarlierTurn {
  readonly question: string;
  /** What was answered, in words; left out where nothing was, or where that is not known. */
  readonly answer?: string;
  /** What was attended for it: its best passages with their shares, 0 to 1. */
  readonly attended?: readonly AttendedPlace[];
  /** True where it counts however long ago it was. */
  readonly pinned?: boolean;
}

/** A place that was attended, at the time when it was; UTF-16 offsets. */
export interface AttendedPlace {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly weight: number;
}

/** A range of a file: UTF-16 offsets of the file as read, half-open. */
export interface FilePart {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

export interface AskParams {
  readonly workspace: string;
  /** Files and folders that it names with @ (`@lease.md`, `@contracts/`, `@"My lease.md"`) are its scope. */
  readonly question: string;
  /** Only this file or folder is asked, and what `scopes` names beside it. */
  readonly scope?: string;
  /** Files and folders that are asked; `@` in the question chooses among them, or others in their place. */
  readonly scopes?: readonly string[];
  /**
   * Parts of files, such as what is selected in an editor: their files are asked, beside what `scope` and `scopes`
   * name, and of each of these files nothing but its parts is found, cited or written from.
   */
  readonly within?: readonly FilePart[];
  /**
   * Questions asked before this one, oldest first: what it refers back to ("and the second one?"). Where it does, and
   * no files are named in it or beside it, those that they named with @ are asked.
   */
  readonly history?: readonly string[];
  /**
   * The same turns with what was answered and attended, oldest first; in place of `history`, which is without that.
   * A question that stands alone is answered as if there were none.
   */
  readonly earlier?: readonly EarlierTurn[];
  /** The question as a model put it so that it stands alone; scored beside the question, never in its place. */
  readonly rewritten?: string;
  /** What favours a file before it is read, beside the time of its last change. */
  readonly use?: DocumentsInUse;
  /** Passages and shares alone: nothing is read, nothing composed, `answer` is null. */
  readonly passagesOnly?: boolean;
  /**
   * The share of questions that may get a wrong answer, 0 to 1: the smaller, the more are declined; at 1 none is of
   * which the files say anything. The engine's own where left out.
   */
  readonly risk?: number;
  /** Judge by the constants as shipped, also where `calibrate` has fitted others: what it fits to. */
  readonly uncalibrated?: boolean;
  /** Look by words alone or by meaning alone: what each of the two gives without the other. */
  readonly leg?: 'words' | 'meaning';
  /** Compare meaning with every leaf, also where the memory has a graph: what the graph is measured against. */
  readonly exact?: boolean;
}

export interface Citation {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  /** The file's text between `start` and `end`. */
  readonly quote: string;
}

export interface AnswerSentence {
  readonly text: string;
  readonly citations: readonly Citation[];
  /** The words of the first citation that answer; offsets of its file. */
  readonly span?: { readonly start: number; readonly end: number };
  /** In an answer of kind `sides`: what this side says, and since when where its document tells. */
  readonly side?: AnswerSide;
}

/** One of several statements that do not agree. */
export interface AnswerSide {
  /** What it says where the others say something else, as it stands in the text. */
  readonly value: string;
  /** ISO date of its document or statement, where one is told. */
  readonly date?: string;
  /** True for the latest of dated sides. */
  readonly latest?: boolean;
}

/**
 * How an answer is made: `words` of one sentence (a short fact; `text` is these words alone), whole `sentences`,
 * `items` of a list, or `sides`: statements of several places that do not agree.
 */
export type AnswerKind = 'words' | 'sentences' | 'items' | 'sides';

export interface Answer {
  readonly text: string;
  readonly sentences: readonly AnswerSentence[];
  /** `sentences` where left out. */
  readonly kind?: AnswerKind;
}

/** Why the nearest passage is no answer: it is about something that the question does not ask for. */
export interface NearMiss {
  /** What was asked for and stands nowhere beside it, as the question has it ('2024'). */
  readonly asked: string;
  /** What stands there in its place ('2023'), where something does. */
  readonly found: readonly string[];
  readonly citation: Citation;
}

/** A piece of the memory that the question attended to. */
export interface AttendedPassage {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  /** Share of the attention, 0 to 1; with `nullWeight` and what is not shown the shares sum to 1. */
  readonly weight: number;
  /** Share of the section that it stands in, under the nearest heading, with all that stands below that. */
  readonly sectionWeight: number;
  readonly level: Level;
  readonly text: string;
  /** That it stands under, from the title down. */
  readonly headings: readonly string[];
}

/** The attention on one file: the shares of all its leaves, also of those that are not listed. */
export interface DocumentShare {
  readonly file: string;
  /** 0 to 1. */
  readonly weight: number;
}

/** A word of a heated sentence; offsets are of the file. */
export interface HeatedWord {
  readonly start: number;
  readonly end: number;
  /** Its part of its sentence's weight: the words of a sentence sum to it. */
  readonly weight: number;
}

/** A sentence that the answer rests on, for the editor's heat. */
export interface HeatedSentence {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  /** Its part of its passage's share: the sentences of a passage sum to the passage's weight. */
  readonly weight: number;
  readonly text: string;
  /**
   * The words that the reader takes for the answer: offsets of the file.
   */
  readonly span?: { readonly start: number; readonly end: number };
  /**
   * Its words in order, heavier where the answer is likely to stand: beside what the question asks about, and not
   * said by the question itself. Only for the hottest sentences, and only where meaning could be compared.
   */
  readonly words?: readonly HeatedWord[];
}

export interface AskResult {
  readonly question: string;
  /** Null where the question is declined or only passages were wanted. */
  readonly answer: Answer | null;
  /** True where nothing in the files answers. */
  readonly abstained: boolean;
  /**
   * The probability that the files answer, 0 to 1. Fitted on public questions, so that it orders questions and holds on
   * average; a figure to be shown only where it is `calibrated`.
   */
  readonly confidence: number;
  /** True where `confidence` was fitted to this workspace's own questions (`calibrate`). */
  readonly calibrated?: boolean;
  /** Where it is declined though something near was found. */
  readonly nearMiss?: NearMiss;
  /** Share of the attention that went to 'nothing relevant'. */
  readonly nullWeight: number;
  /** Best first, without overlap. */
  readonly passages: readonly AttendedPassage[];
  /**
   * The files that were asked, best first; with `nullWeight` their shares sum to 1. Of more than 200 files the last
   * ones are left out where they have less than .0001 together.
   */
  readonly documents: readonly DocumentShare[];
  /** Sentences of the best passages, strongest first; empty where only passages were wanted. */
  readonly heat: readonly HeatedSentence[];
  /** The words that were looked up. */
  readonly terms: readonly LookedUpTerm[];
  /** The files, and folders with a `/` at their end, that were asked; null for all. */
  readonly scope: readonly string[] | null;
  /** Where the question goes on from earlier ones: what it was read as beside its own words. */
  readonly followUp?: FollowUp;
  /** How far the memory was when it was asked. */
  readonly memory: MemoryState;
  readonly warnings: readonly Sentence[];
}

/** How a question that goes on from earlier ones was understood. */
export interface FollowUp {
  /** What earlier turns add to it: names, codes and subjects, as they stood there; empty where there are none. */
  readonly carried: readonly string[];
  /** As a model put it, where one was asked. */
  readonly rewritten?: string;
}

/** A word of a question, folded as the full-text index has it. */
export interface LookedUpTerm {
  readonly term: string;
  /** How many leaves of the whole memory hold it. */
  readonly leaves: number;
  /** Its inverse document frequency, 0 and up: how much it tells. */
  readonly rarity: number;
}

/** How much is remembered: where `encoded` is below `leaves`, the rest was found by its words alone. */
export interface MemoryState {
  readonly files: number;
  readonly leaves: number;
  readonly encoded: number;
  /** True where meaning was looked up through the graph (HNSW); else it was compared with every leaf. */
  readonly graph?: boolean;
}

/** One feature of a leaf and what it added to the leaf's logit. */
export interface ScorePart {
  readonly name: string;
  readonly value: number;
  readonly contribution: number;
}

/** What the reader found in a passage. */
export interface PassageReading {
  /** The words that it would answer with, best first; offsets of the file. */
  readonly spans: readonly { readonly start: number; readonly end: number; readonly text: string }[];
  /** Logit of the best of them less that of 'no answer here': above 0, the reader would rather say it than nothing. */
  readonly gap: number;
}

export interface ExplainedPassage extends AttendedPassage {
  readonly logit: number;
  readonly parts: readonly ScorePart[];
  /** Where it was read. */
  readonly reading?: PassageReading;
}

export interface ExplainResult {
  readonly question: string;
  /** The words that were looked up. */
  readonly terms: readonly LookedUpTerm[];
  readonly nullLogit: number;
  readonly nullParts: readonly ScorePart[];
  readonly nullWeight: number;
  readonly confidence: number;
  readonly passages: readonly ExplainedPassage[];
  readonly warnings: readonly Sentence[];
}
