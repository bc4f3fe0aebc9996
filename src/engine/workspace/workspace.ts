import { CONFIDENCE, EVIDENCE_NAMES } from '../../core/answer/abstain.ts';
import { headingsOf } from '../../core/memory/chunker.ts';
import type { CancelSignal, Encoder, MemoryStore } from '../../core/ports.ts';
import { FEATURES } from '../../core/recall/features.ts';
import { parseQuestion, type Question } from '../../core/recall/question.ts';
import { WEIGHTS } from '../../core/recall/weights.ts';
import type {
  AskParams,
  AskResult,
  CallOptions,
  ExplainResult,
  IndexParams,
  IndexProgress,
  IndexReport,
  InspectResult,
  MemoryState,
  ScorePart,
  UpdateParams,
} from '../../protocol/engineApi.ts';
import { RecollectError } from '../../protocol/errors.ts';
import { extractiveAnswer, rankedLeaves, type RankedLeaf } from '../recall/answer.ts';
import { encodeQuestion, recall, type Recalled } from '../recall/recall.ts';
import { takeSnapshot, type Snapshot, type SnapshotDocument } from '../recall/snapshot.ts';
import { openStore, type OpenedStore } from '../store/openStore.ts';
import { updateFiles, updateMemory } from './indexer.ts';
import { inspectTree } from './inspect.ts';
import { TextCache } from './textCache.ts';

/** Passages that `explain` takes apart. */
const EXPLAINED = 8;

/** One folder with its memory: indexes it, asks it. */
export class Workspace {
  readonly root: string;
  readonly #storeFolder: string | undefined;
  #opened: OpenedStore | undefined;
  #snapshot: Snapshot | undefined;
  #writing: Promise<unknown> = Promise.resolve();
  readonly #held = new Map<string, string>();
  #texts = new TextCache();

  /** @param storeFolder where all memories are kept; undefined for the user's default */
  constructor(root: string, storeFolder: string | undefined) {
    this.root = root;
    this.#storeFolder = storeFolder;
  }

  /** Brings the memory up to date with the folder. Runs one at a time: a second call waits for the first. */
  async index(
    { exclude }: Pick<IndexParams, 'exclude'>,
    encoder: Encoder | null,
    options: CallOptions<IndexProgress>,
  ): Promise<IndexReport> {
    return this.#write(encoder, (store) =>
      updateMemory({ root: this.root, held: this.#held, exclude, store, encoder, ...options }),
    );
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
    return this.#write(encoder, (store) =>
      updateFiles({ root: this.root, held: this.#held, exclude, store, encoder, ...options }, files),
    );
  }

  async #write(
    encoder: Encoder | null,
    write: (store: MemoryStore) => Promise<Omit<IndexReport, 'warnings'>>,
  ): Promise<IndexReport> {
    const run = this.#writing.then(async () => {
      // Another process may have held the lock when the store was opened and be gone by now.
      if (this.#opened?.holder !== undefined) this.close();
      const { store, holder, warnings } = this.#open();
      return holder === undefined ? { ...(await write(store)), warnings } : this.#reportAsItStands(encoder);
    });
    this.#writing = run.catch(() => undefined);
    return run;
  }

  #reportAsItStands(encoder: Encoder | null): IndexReport {
    const { store, holder, warnings } = this.#open();
    const { leaves, encoded } = store.counts(encoder?.fingerprint ?? '');
    return {
      files: store.documents().length,
      leaves,
      encoded: 0,
      reused: encoded,
      skipped: store.skipped().map(({ file, reason }) => ({ file, reason })),
      notes: [],
      warnings: holder === undefined ? warnings : [...warnings, beingWritten(holder)],
    };
  }

  /** Answers from the memory as it stands: words as soon as they are indexed, meaning as it arrives. */
  async ask(params: AskParams, encoder: Encoder | null, signal?: CancelSignal): Promise<AskResult> {
    const { recalled, ranked, query, question, memory, warnings } = await this.#recall(params, encoder);
    signal?.throwIfAborted();
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
            textOf: this.#textOf,
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
      memory,
      warnings,
    };
  }

  /** What each part of each passage's score gave. */
  async explain(params: AskParams, encoder: Encoder | null): Promise<ExplainResult> {
    const { recalled, ranked, warnings } = await this.#recall(params, encoder);
    return {
      question: params.question,
      terms: [...recalled.frequencies].map(([term, leaves]) => ({ term, leaves })),
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
        headings: headingsOf(leaf.document.tree, recalled.table.ordinal[leaf.index] ?? -1),
        logit: recalled.logits[leaf.index] ?? 0,
        parts: scoreParts(recalled, leaf),
      })),
      warnings,
    };
  }

  /** The tree of one remembered file. */
  inspect(file: string, encoder: Encoder | null): InspectResult {
    const document = this.#takeSnapshot(encoder).documents.find((candidate) => candidate.file === file);
    if (document === undefined) throw this.#unknown(file);
    return inspectTree(document, this.#textOf(document));
  }

  /** The store as it is open now, for doctor. */
  examined(encoder: Encoder | null): { readonly opened: OpenedStore; readonly snapshot: Snapshot } {
    const opened = this.#open();
    return { opened, snapshot: this.#takeSnapshot(encoder) };
  }

  close(): void {
    this.#opened?.close();
    this.#opened = undefined;
    this.#snapshot = undefined;
    this.#texts = new TextCache();
  }

  async #recall(params: AskParams, encoder: Encoder | null): Promise<RecalledQuestion> {
    const question = parseQuestion(params.question);
    if (params.question.trim() === '') {
      throw new RecollectError(
        'question-empty',
        'The question is empty, so there is nothing to look for. Type a question.',
      );
    }
    const query = await encodeQuestion(encoder, question);
    const { store, holder, warnings } = this.#open();
    // No await from here on: text, words and vectors are of one snapshot (invariant 7).
    return store.snapshot(() => {
      const snapshot = this.#takeSnapshot(encoder);
      if (params.scope !== undefined && !snapshot.documents.some(({ file }) => file === params.scope))
        throw this.#unknown(params.scope);
      const recalled = recall({
        snapshot,
        lexical: store.lexical,
        question,
        query,
        scope: params.scope,
        textOf: this.#textOf,
      });
      const said = holder === undefined ? warnings : [...warnings, beingWritten(holder)];
      return {
        recalled,
        ranked: rankedLeaves(recalled, this.#textOf),
        query,
        question,
        memory: memoryState(snapshot),
        warnings: said,
      };
    });
  }

  #open(): OpenedStore {
    this.#opened ??= openStore(this.root, { store: this.#storeFolder });
    return this.#opened;
  }

  #takeSnapshot(encoder: Encoder | null): Snapshot {
    this.#snapshot = takeSnapshot(this.#open().store, encoder, this.#snapshot);
    return this.#snapshot;
  }

  readonly #textOf = (document: SnapshotDocument): string =>
    this.#texts.get(document.id, document.record.hash, () => this.#open().store.text(document.id));

  #unknown(file: string): RecollectError {
    const skipped = this.#open()
      .store.skipped()
      .find((candidate) => candidate.file === file);
    return new RecollectError(
      'file-unknown',
      skipped === undefined
        ? `${file} is not in the memory of ${this.root}, so it cannot be asked. Check the name (relative to the folder, with /) or index the folder again.`
        : `${file} is not in the memory: ${skipped.reason}`,
    );
  }
}

interface RecalledQuestion {
  readonly recalled: Recalled;
  readonly ranked: readonly RankedLeaf[];
  readonly query: Float32Array | null;
  readonly question: Question;
  readonly memory: MemoryState;
  readonly warnings: readonly string[];
}

function beingWritten(holder: { readonly pid: number }): string {
  return `Another Recollect (process ${holder.pid}) is indexing this folder, so the memory is read as it stands. What it has not reached yet is missing; ask again later.`;
}

function memoryState({ documents, table }: Snapshot): MemoryState {
  const encoded = documents.reduce(
    (sum, document) => sum + document.encoded.reduce((count, flag) => count + flag, 0),
    0,
  );
  return { files: documents.length, leaves: table.size, encoded };
}

function scoreParts({ matrix }: Recalled, { index }: RankedLeaf): ScorePart[] {
  return FEATURES.map((name, f) => {
    const value = matrix.values[index * FEATURES.length + f] ?? 0;
    return { name, value, contribution: value * WEIGHTS[name] };
  });
}
