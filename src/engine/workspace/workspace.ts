import type { CancelSignal, Encoder, Logger, MemoryStore } from '../../core/ports.ts';
import { searchPaths } from '../../core/recall/pathSearch.ts';
import type {
  CallOptions,
  IndexParams,
  IndexProgress,
  IndexReport,
  UpdateParams,
} from '../../protocol/engineApi.ts';
import type { AskParams, AskResult, ExplainResult } from '../../protocol/asking.ts';
import type { MemoryFacts } from '../../protocol/engineStatus.ts';
import type {
  CalibrateParams,
  CalibrateReport,
  FilesParams,
  FilesResult,
  ForgetParams,
  ForgetResult,
  FindParams,
  FindResult,
  InspectResult,
  SectionsResult,
} from '../../protocol/memoryReports.ts';
import type {
  AttributeParams,
  AttributeProgress,
  Attribution,
  SummarizeParams,
  SummarizeProgress,
  SummaryResult,
  WriteParams,
  WriteProgress,
  WriteResult,
  WritingOptions,
} from '../../protocol/writing.ts';
import type { AttentionParams, AttentionResult } from '../../protocol/attentionMap.ts';
import type { Sentence } from '../../protocol/sentences.ts';
import type { Ledger } from '../generate/ledger.ts';
import type { Pace } from '../power/pace.ts';
import type { Snapshot, SnapshotDocument } from '../recall/snapshot.ts';
import type { OpenedStore } from '../store/openStore.ts';
import { attentionMap } from './attentionMap.ts';
import { attribute } from './attributing.ts';
import { ask, attend, explain, type Attended } from './asking.ts';
import { isForgotten, keepForgotten, readForgotten } from './forgotten.ts';
import { inspectTree } from './inspect.ts';
import { listFiles, listSections } from './listing.ts';
import { ServingEncoder } from './servingEncoder.ts';
import { memoryFacts } from './memoryFacts.ts';
import { unknownFile } from './memoryReports.ts';
import { MemoryWriter, type WritingCall } from './memoryWriter.ts';
import { OpenMemory } from './openMemory.ts';
import { forgetCalibration, keepCalibration } from './ownCalibration.ts';
import type { AskedModels } from './recallAndRead.ts';
import { rewritten } from './rewriting.ts';
import { ledgerOf, write } from './writing.ts';
import type { GroundingModels } from './grounding.ts';
import { summarize } from './summarizing.ts';

export interface WorkspaceOptions {
  /** Folder of all memories; else RECOLLECT_STORE, else the user's data folder. */
  readonly store?: string | undefined;
  /** Leaves from which on meaning is searched through HNSW. */
  readonly graphFrom?: number | undefined;
  /** Leaves from which on words are looked up in lists of our own. */
  readonly wordsFrom?: number | undefined;
  /** Bytes that vectors may take on disk, those of texts that are gone included; see `VECTOR_QUOTA`. */
  readonly vectorQuota?: number | undefined;
  /** How fast texts may be encoded on battery; as fast as it goes where left out. */
  readonly pace?: Pace | undefined;
  readonly logger?: Logger | undefined;
}

/** How a memory is brought up to date. */
export interface IndexingCall extends CallOptions<IndexProgress> {
  /** The encoders whose vectors may be there, the one that leaves are encoded with first; that one alone where left out. */
  readonly encoders?: readonly Encoder[];
}

/** One folder with its memory: indexes it, asks it. */
export class Workspace {
  readonly root: string;
  readonly #memory: OpenMemory;
  readonly #writer: MemoryWriter;
  readonly #serving = new ServingEncoder();

  constructor(root: string, options: WorkspaceOptions = {}) {
    this.root = root;
    this.#memory = new OpenMemory(root, options);
    this.#writer = new MemoryWriter(this.#memory, options);
  }

  /** Brings the memory up to date with the folder. Runs one at a time: a second call waits for the first. */
  async index(
    params: Pick<IndexParams, 'exclude'>,
    encoder: Encoder | null,
    options: IndexingCall,
  ): Promise<IndexReport> {
    return this.#writer.index(params, encoder, this.#writing(options));
  }

  /** Takes over texts from an editor. */
  async update(
    params: Omit<UpdateParams, 'workspace'>,
    encoder: Encoder | null,
    options: IndexingCall,
  ): Promise<IndexReport> {
    return this.#writer.update(params, encoder, this.#writing(options));
  }

  /** The encoder that the memory is asked by now; see `servingEncoder`. */
  async asked(encoders: readonly Encoder[]): Promise<Encoder | null> {
    if (encoders.length < 2) return encoders[0] ?? null;
    return this.#memory.use(({ store }) => this.#serving.now(store, encoders));
  }

  /** The call, and how to tell by which encoder the memory is asked once something was written. */
  #writing({ encoders, ...options }: IndexingCall): WritingCall {
    return encoders === undefined
      ? options
      : { ...options, asked: (store) => this.#serving.anew(store, encoders) };
  }

  /** Resolves once no other process writes to the memory. */
  async writable(signal?: CancelSignal): Promise<void> {
    return this.#writer.writable(signal);
  }

  /** Answers from the memory as it stands: words as soon as they are indexed, meaning as it arrives. */
  async ask(params: AskParams, models: AskedModels, signal?: CancelSignal): Promise<AskResult> {
    const unseen = await this.#writer.showOwnTexts();
    return withWarnings(await ask(this.#memory, params, models, signal), unseen);
  }

  /** As {@link ask}, with the texts that were attended. */
  async attend(params: AskParams, models: AskedModels, signal?: CancelSignal): Promise<Attended> {
    const unseen = await this.#writer.showOwnTexts();
    const { asked, texts } = await attend(this.#memory, params, models, signal);
    return { asked: withWarnings(asked, unseen), texts };
  }

  /** The question as the model puts it so that it stands alone, where that is asked for. */
  rewritten(params: WriteParams, options: WritingOptions<WriteProgress>): Promise<string | undefined> {
    return rewritten(this.#memory, params, options);
  }

  /** Lets a language model write from what was attended, and checks what it writes. */
  async write(
    params: WriteParams,
    attended: Attended,
    models: AskedModels,
    options: WritingOptions<WriteProgress>,
  ): Promise<WriteResult> {
    return write(this.#memory, params, attended, models, options);
  }

  /** Which sentences of what it was given a language model used for one that it wrote. */
  async attribute(
    params: AttributeParams,
    encoder: Encoder | null,
    options: WritingOptions<AttributeProgress>,
  ): Promise<Attribution> {
    return attribute(await ledgerOf(this.#memory), params, encoder, options);
  }

  /** The account of everything that was sent to language models for this folder. */
  async ledger(): Promise<Ledger> {
    return ledgerOf(this.#memory);
  }

  /** What each part of each passage's score gave. */
  async explain(params: AskParams, models: AskedModels, signal?: CancelSignal): Promise<ExplainResult> {
    const unseen = await this.#writer.showOwnTexts();
    return withWarnings(await explain(this.#memory, params, models, signal), unseen);
  }

  /** Summarizes what is remembered of a file, a part of one or a folder. */
  async summarize(
    params: SummarizeParams,
    models: GroundingModels,
    options: WritingOptions<SummarizeProgress>,
  ): Promise<SummaryResult> {
    const unseen = await this.#writer.showOwnTexts();
    return withWarnings(await summarize(this.#memory, params, models, options), unseen);
  }

  /** What every document, section and leaf has of an answer's attention. */
  async attention(
    params: AttentionParams,
    models: AskedModels,
    signal?: CancelSignal,
  ): Promise<AttentionResult> {
    return attentionMap(this.#memory, params, models, signal);
  }

  /** What is in the memory and what is not. */
  async files(params: Omit<FilesParams, 'workspace'>, encoder: Encoder | null): Promise<FilesResult> {
    return this.#memory.use(({ store, folder }) =>
      store.snapshot(() => listFiles(store, encoder, readForgotten(folder), params)),
    );
  }

  /** Remembered files and folders by what was typed of their names. */
  async find({ typed, most }: Omit<FindParams, 'workspace'>): Promise<FindResult> {
    return this.#memory.use(({ store }) => ({
      paths: searchPaths(
        store.documents().map(({ file }) => file),
        typed,
        most,
      ),
    }));
  }

  /** The tree of one remembered file. */
  async inspect(file: string, encoder: Encoder | null): Promise<InspectResult> {
    return this.#memory.use(({ store }) => {
      const document = this.#document(store, file, encoder);
      return inspectTree(document, store.text(document.id));
    });
  }

  /** The sections of one remembered file. */
  async sections(file: string, encoder: Encoder | null): Promise<SectionsResult> {
    return this.#memory.use(({ store }) => listSections(this.#document(store, file, encoder)));
  }

  /** Keeps files out of the memory, or takes them back; waits for what is being written. */
  async forget({ files, forgotten }: Omit<ForgetParams, 'workspace'>): Promise<ForgetResult> {
    return this.#writer.run(async ({ store, folder, access }) => {
      const all = keepForgotten(folder, files, forgotten);
      const removed = access === 'write';
      if (removed) {
        const gone = isForgotten(all);
        for (const { file } of store.documents()) if (gone(file)) store.remove(file);
        for (const { file } of store.skipped()) if (gone(file)) store.unskip(file);
      }
      return { forgotten: all, removed };
    });
  }

  /** How much the memory holds and takes; `encoder` is the one that it is to be encoded with. */
  async facts(encoder: Encoder | null): Promise<MemoryFacts> {
    return this.#memory.use((opened) => memoryFacts(opened, encoder));
  }

  #document(store: MemoryStore, file: string, encoder: Encoder | null): SnapshotDocument {
    const document = this.#memory
      .snapshot(store, encoder)
      .documents.find((candidate) => candidate.file === file);
    if (document === undefined) throw unknownFile(store, file, this.root);
    return document;
  }

  /**
   * Fits confidence to the workspace's own questions and keeps that beside the memory, or forgets it.
   *
   * @param read whether there is a reader, which has read them
   */
  async calibrate(
    { questions, from = '' }: Omit<CalibrateParams, 'workspace'>,
    read: boolean,
  ): Promise<CalibrateReport> {
    return this.#memory.use(({ folder }) => {
      if (questions === null) return { changed: forgetCalibration(folder), fitted: null };
      const date = new Date().toISOString();
      const { provenance: fitted } = keepCalibration(folder, questions, { read, from, date });
      return { changed: true, fitted };
    });
  }

  /** Runs `look` on the open memory and its newest snapshot, for doctor. */
  async examine<T>(
    encoder: Encoder | null,
    look: (opened: OpenedStore, snapshot: Snapshot) => T,
  ): Promise<T> {
    return this.#memory.use((opened) => look(opened, this.#memory.snapshot(opened.store, encoder)));
  }

  /** Gives the memory back for good; what is under way or comes later is cancelled. */
  close(): void {
    this.#memory.close();
  }
}

/** The result with what is to be said before its own warnings. */
function withWarnings<T extends { readonly warnings: readonly Sentence[] }>(
  result: T,
  before: readonly Sentence[],
): T {
  return before.length === 0 ? result : { ...result, warnings: [...before, ...result.warnings] };
}
