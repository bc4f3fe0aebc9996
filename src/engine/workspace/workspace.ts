import { CONFIDENCE, EVIDENCE_NAMES } from '../../core/answer/abstain.ts';
import type { CancelSignal, Encoder, Logger, MemoryStore } from '../../core/ports.ts';
import { FEATURES } from '../../core/recall/features.ts';
import type { Question } from '../../core/recall/question.ts';
import { filesNamed } from '../../core/recall/scopes.ts';
import { WEIGHTS } from '../../core/recall/weights.ts';
import type {
  AskParams,
  AskResult,
  CallOptions,
  ExplainResult,
  FilesResult,
  IndexParams,
  IndexProgress,
  IndexReport,
  InspectResult,
  LookedUpTerm,
  MemoryState,
  ScorePart,
  UpdateParams,
} from '../../protocol/engineApi.ts';
import { extractiveAnswer, rankedLeaves, type RankedLeaf } from '../recall/answer.ts';
import { encodeLong } from '../recall/longQuestion.ts';
import { exactMeaning, type Query } from '../recall/meaning.ts';
import { encodeReading, readQuestion, withoutWords, type Reading } from '../recall/reading.ts';
import { recall, type Recalled } from '../recall/recall.ts';
import type { Snapshot, SnapshotDocument } from '../recall/snapshot.ts';
import { spellingsIn, spellingWarning } from '../recall/spelling.ts';
import { storeRoot } from '../store/location.ts';
import type { OpenedStore } from '../store/openStore.ts';
import { type IndexerOptions, updateFiles, updateMemory } from './indexer.ts';
import { inspectTree } from './inspect.ts';
import { beingWritten, memoryState, reportAsItStands, unknownFile } from './memoryReports.ts';
import { OpenMemory } from './openMemory.ts';

/** Passages that `explain` takes apart. */
const EXPLAINED = 8;

export interface WorkspaceOptions {
  /** Folder of all memories; else RECOLLECT_STORE, else the user's data folder. */
  readonly store?: string | undefined;
  /** Leaves from which on meaning is searched through HNSW. */
  readonly graphFrom?: number | undefined;
  /** Bytes that vectors may take on disk, those of texts that are gone included; see `VECTOR_QUOTA`. */
  readonly vectorQuota?: number | undefined;
  readonly logger?: Logger | undefined;
}

/** One folder with its memory: indexes it, asks it. */
export class Workspace {
  readonly root: string;
  readonly #options: WorkspaceOptions;
  readonly #memory: OpenMemory;
  #writing: Promise<unknown> = Promise.resolve();
  readonly #held = new Map<string, string>();

  constructor(root: string, options: WorkspaceOptions = {}) {
    this.root = root;
    this.#options = options;
    this.#memory = new OpenMemory(root, options);
  }

  /** Brings the memory up to date with the folder. Runs one at a time: a second call waits for the first. */
  async index(
    { exclude }: Pick<IndexParams, 'exclude'>,
    encoder: Encoder | null,
    options: CallOptions<IndexProgress>,
  ): Promise<IndexReport> {
    return this.#write(encoder, { ...options, exclude, more: false }, updateMemory);
  }

  /** Takes over texts from an editor. */
  async update(
    { changes, exclude }: Omit<UpdateParams, 'workspace'>,
    encoder: Encoder | null,
    options: CallOptions<IndexProgress>,
  ): Promise<IndexReport> {
    for (const { file, text } of changes) {
      if (text === null) this.#held.delete(file);
      else this.#held.set(file, text);
    }
    const files = changes.map(({ file }) => file);
    return this.#write(encoder, { ...options, exclude, more: true }, (indexer) =>
      updateFiles(indexer, files),
    );
  }

  async #write(
    encoder: Encoder | null,
    {
      more,
      ...options
    }: CallOptions<IndexProgress> & {
      readonly exclude: IndexParams['exclude'] | undefined;
      /** Whether more changes may follow at once; see `LeafGraph.align`. */
      readonly more: boolean;
    },
    write: (indexer: IndexerOptions) => Promise<Omit<IndexReport, 'warnings' | 'anotherWriter'>>,
  ): Promise<IndexReport> {
    const run = this.#writing.then(async () => {
      this.#memory.tryToWrite();
      return this.#memory.use(async ({ store, folder, access, holder, warnings }) => {
        if (access === 'read')
          return reportAsItStands(store, encoder, [...warnings, ...beingWritten(holder)]);
        const report = await write({
          root: this.root,
          held: this.#held,
          apart: [storeRoot(this.#options.store), folder],
          store,
          encoder,
          vectorQuota: this.#options.vectorQuota,
          ...options,
        });
        if (encoder !== null) {
          await this.#memory.graph.align(store, folder, this.#memory.snapshot(store, encoder), encoder, {
            signal: options.signal,
            more,
          });
        }
        return { ...report, warnings, anotherWriter: false };
      });
    });
    this.#writing = run.catch(() => undefined);
    return run;
  }

  /** Answers from the memory as it stands: words as soon as they are indexed, meaning as it arrives. */
  async ask(params: AskParams, encoder: Encoder | null, signal?: CancelSignal): Promise<AskResult> {
    const { recalled, ranked, query, question, reading, memory, textOf, warnings } = await this.#recall(
      params,
      encoder,
      signal,
    );
    const abstained = params.passagesOnly !== true && recalled.attention.nullWeight > 0.5;
    const { answer, heat } =
      params.passagesOnly === true
        ? { answer: null, heat: [] }
        : await extractiveAnswer({
            ranked,
            recalled,
            question: question.text,
            query,
            encoder,
            textOf,
            signal,
          });
    return {
      question: params.question,
      answer: abstained ? null : answer,
      abstained: abstained || (answer === null && params.passagesOnly !== true),
      confidence: recalled.confidence,
      nullWeight: recalled.attention.nullWeight,
      passages: ranked.map(({ passage }) => passage),
      heat,
      terms: lookedUp(recalled),
      scope: reading.scope,
      memory,
      warnings,
    };
  }

  /** What each part of each passage's score gave. */
  async explain(params: AskParams, encoder: Encoder | null, signal?: CancelSignal): Promise<ExplainResult> {
    const { recalled, ranked, warnings } = await this.#recall(params, encoder, signal);
    return {
      question: params.question,
      terms: lookedUp(recalled),
      nullLogit: recalled.attention.nullLogit,
      nullParts: EVIDENCE_NAMES.map((name) => ({
        name,
        value: recalled.evidence[name],
        contribution: CONFIDENCE.weights[name] * recalled.evidence[name],
      })),
      nullWeight: recalled.attention.nullWeight,
      confidence: recalled.confidence,
      passages: ranked.slice(0, EXPLAINED).map((leaf) => ({
        ...leaf.passage,
        logit: recalled.logits[leaf.index] ?? 0,
        parts: scoreParts(recalled, leaf),
      })),
      warnings,
    };
  }

  /** What is in the memory and what is not. */
  async files(encoder: Encoder | null): Promise<FilesResult> {
    return this.#memory.use(({ store }) =>
      store.snapshot(() => ({
        files: this.#memory
          .snapshot(store, encoder)
          .documents.map(({ file, record, encoded }) => ({
            file,
            leaves: encoded.length,
            encoded: encoded.reduce((sum, flag) => sum + flag, 0),
            note: record.note,
          }))
          .sort((a, b) => (a.file < b.file ? -1 : 1)),
        skipped: store.skipped().map(({ file, reason }) => ({ file, reason })),
      })),
    );
  }

  /** The tree of one remembered file. */
  async inspect(file: string, encoder: Encoder | null): Promise<InspectResult> {
    return this.#memory.use(({ store }) => {
      const document = this.#memory
        .snapshot(store, encoder)
        .documents.find((candidate) => candidate.file === file);
      if (document === undefined) throw unknownFile(store, file, this.root);
      return inspectTree(document, store.text(document.id));
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

  async #recall(
    params: AskParams,
    encoder: Encoder | null,
    signal: CancelSignal | undefined,
  ): Promise<RecalledQuestion> {
    signal?.throwIfAborted();
    const reading = await this.#memory.use(({ store }) =>
      store.snapshot(() =>
        readQuestion(params, {
          files: () => store.documents().map(({ file }) => file),
          unknown: (name) => unknownFile(store, name, this.root),
          misspelled: (text) =>
            spellingsIn(text, {
              snapshot: this.#memory.snapshot(store, encoder),
              lexical: store.lexical,
              textOf: this.#textOf(store),
            }),
        }),
      ),
    );
    const asked = await encodeReading(reading, (text) =>
      params.leg === 'words' ? Promise.resolve(null) : encodeLong(encoder, text, signal),
    );
    const looked = params.leg === 'meaning' ? withoutWords(asked) : asked;
    const { question, query } = asked.inContext ?? asked;
    signal?.throwIfAborted();
    // No await inside: text, words and vectors are of one snapshot (invariant 7).
    return this.#memory.use(({ store, access, holder, warnings }) =>
      store.snapshot(() => {
        const snapshot = this.#memory.snapshot(store, encoder);
        // The names of the first snapshot stand for the files of this one: a folder may have got or lost some.
        const files =
          reading.scope === null
            ? undefined
            : filesNamed(
                reading.scope,
                snapshot.documents.map(({ file }) => file),
              );
        if (files?.size === 0) throw unknownFile(store, reading.scope?.[0] ?? '', this.root);
        const textOf = this.#textOf(store);
        // Files named are compared in full: the graph's nearest leaves may all be in others.
        const graph =
          files !== undefined || params.exact === true || query === null
            ? undefined
            : this.#memory.graph.meaningOf(snapshot);
        const recalled = recall({
          snapshot,
          lexical: store.lexical,
          ...looked,
          files,
          textOf,
          meaningOf: graph,
        });
        const ranked = rankedLeaves(recalled, textOf);
        return {
          recalled,
          ranked,
          query,
          question,
          reading,
          textOf: textsOf(ranked, textOf),
          memory: memoryState(snapshot, graph !== undefined && graph !== exactMeaning),
          warnings: [
            ...reading.spellings.map(spellingWarning),
            ...warnings,
            ...(access === 'read' ? beingWritten(holder) : []),
          ],
        };
      }),
    );
  }

  #textOf(store: MemoryStore): (document: SnapshotDocument) => string {
    return ({ id, record }) => this.#memory.texts.get(id, record.hash, () => store.text(id));
  }
}

interface RecalledQuestion {
  readonly recalled: Recalled;
  readonly ranked: readonly RankedLeaf[];
  readonly query: Query | null;
  readonly question: Question;
  readonly reading: Reading;
  /** The texts of the ranked leaves' documents, also once the memory has gone on. */
  readonly textOf: (document: SnapshotDocument) => string;
  readonly memory: MemoryState;
  readonly warnings: readonly string[];
}

/** Holds the texts as they are now: what is read of them after the snapshot is of the snapshot still (invariant 7). */
function textsOf(
  ranked: readonly RankedLeaf[],
  textOf: (document: SnapshotDocument) => string,
): (document: SnapshotDocument) => string {
  const texts = new Map(ranked.map(({ document }) => [document.id, textOf(document)]));
  return ({ id, file }) => {
    const text = texts.get(id);
    if (text === undefined) throw new Error(`${file} was not read within its snapshot`);
    return text;
  };
}

function lookedUp({ frequencies, rarity }: Recalled): LookedUpTerm[] {
  return [...frequencies].map(([term, leaves]) => ({ term, leaves, rarity: rarity(term) }));
}

function scoreParts({ matrix, logits }: Recalled, { index }: RankedLeaf): ScorePart[] {
  const parts = FEATURES.map((name, f): ScorePart => {
    const value = matrix.values[index * FEATURES.length + f] ?? 0;
    return { name, value, contribution: value * WEIGHTS[name] };
  });
  const rest = (logits[index] ?? 0) - parts.reduce((sum, { contribution }) => sum + contribution, 0);
  // Of several questions in one: what the leaf gained as an answer to one of them.
  return Math.abs(rest) < 1e-3
    ? parts
    : [...parts, { name: 'one of the questions', value: rest, contribution: rest }];
}
