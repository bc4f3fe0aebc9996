import { indexedStem } from '../../core/text/porter.ts';
import type { CancelSignal, LexicalIndex, Logger } from '../../core/ports.ts';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SqliteStore } from '../store/sqliteStore.ts';
import type { Postings } from '../store/words/postings.ts';
import { SegmentBuilder } from '../store/words/segment.ts';
import { removeWords, WordsFile } from '../store/words/wordsFile.ts';
import type { Snapshot } from './snapshot.ts';
import { SnapshotWords, type WordsSource } from './snapshotWords.ts';

/** Leaves from which on lists of our own are worth their making: up to here SQLite's search takes some 20 ms. */
export const WORDS_FROM = 10_000;
/** Leaves of a segment: about 20 MB while it is made. */
const SEGMENT = 32_768;
/** Leaves that are not in the file yet and are taken in while a question waits: 15 µs each. */
const MOST_FRESH = 4096;
/** So many, and they go into the file at the next chance. */
const KEPT_FROM = 1024;
/** Of leaves in the file more than this share gone: then it is made anew. */
const MOST_GONE = 0.4;
/** Milliseconds of work between two turns of the event loop. */
const SLICE = 8;
/** Leaves read at once. */
const READ = 256;

/**
 * The words of a large memory's leaves in lists of our own, from which a question over a million leaves is scored in
 * some 30 ms, where SQLite's full-text index, which gives a row a leaf, takes seconds. The scores are the same (FTS5's
 * `bm25()`: k1 1.2, b .75). A cache (invariant 6): where it is not there, or behind by more than can be taken in while a
 * question waits, the full-text index answers.
 */
export class LeafWords {
  readonly #from: number;
  readonly #logger: Logger | undefined;
  #file: WordsFile | undefined;
  /** Where it was looked for in vain, so that not every question looks again. */
  #absent: string | undefined;
  /** The highest label in the file. */
  #high = 0;
  /** Leaves that are not in the file: by stem the labels and counts. */
  #fresh = new Map<string, number[]>();
  #freshLengths: number[] = [];
  /** The highest label of those taken in. */
  #taken = 0;
  #view: { readonly generation: number; readonly words: SnapshotWords } | undefined;

  constructor(from: number = WORDS_FROM, logger?: Logger) {
    this.#from = from;
    this.#logger = logger;
  }

  /** The search over a snapshot's leaves: within the store's transaction, as long as that lasts. */
  over(snapshot: Snapshot, store: SqliteStore, folder: string): LexicalIndex {
    if (snapshot.table.size < this.#from) return store.lexical;
    if (this.#view?.generation === snapshot.generation) return this.#view.words;
    try {
      if (!this.#inStep(store, folder)) return store.lexical;
      const words = new SnapshotWords(snapshot.table, this.#source());
      this.#view = { generation: snapshot.generation, words };
      return words;
    } catch (error) {
      this.#failed(folder, error);
      return store.lexical;
    }
  }

  /**
   * Brings the file in step with the store. Not to be called by a process that only reads.
   *
   * @param leaves how many there are
   */
  async align(
    store: SqliteStore,
    folder: string,
    leaves: number,
    { signal }: { readonly signal?: CancelSignal | undefined } = {},
  ): Promise<void> {
    if (leaves < this.#from) return;
    let file: WordsFile | undefined;
    try {
      file = WordsFile.open(folder, store.identity, 'write');
      if (file === undefined) return;
      const segments = file.segments();
      const held = segments.reduce((sum, segment) => sum + segment.leaves, 0);
      const fresh = store.leavesAfter(segments.at(-1)?.high ?? 0);
      if (held + fresh - leaves > MOST_GONE * held && held > 0) {
        file.close();
        this.#reset();
        removeWords(folder);
        file = WordsFile.open(folder, store.identity, 'write');
      } else if (fresh < KEPT_FROM) return;
      if (file !== undefined) await this.#write(file, store, signal);
      this.#absent = undefined;
    } catch (error) {
      if (signal?.aborted === true) throw error;
      this.#failed(folder, error);
    } finally {
      file?.close();
      // What was added is seen with the next question.
      this.#reset();
    }
  }

  /** Lets go of everything; the next question takes it up again. */
  close(): void {
    this.#reset();
  }

  async #write(file: WordsFile, store: SqliteStore, signal: CancelSignal | undefined): Promise<void> {
    let until = performance.now() + SLICE;
    const pause = async (): Promise<void> => {
      if (performance.now() < until) return;
      await nextTurn();
      signal?.throwIfAborted();
      until = performance.now() + SLICE;
    };
    const segments = file.segments();
    const last = segments.at(-1);
    // A small last segment is made again with what came since: there are never many.
    if (last !== undefined && last.leaves < SEGMENT / 2) file.dropLast();
    let high = file.segments().at(-1)?.high ?? 0;
    for (;;) {
      const builder = new SegmentBuilder();
      while (builder.leaves < SEGMENT) {
        const read = store.termsAfter(high, READ);
        for (const leaf of read) builder.add(leaf);
        high = read.at(-1)?.label ?? high;
        if (read.length < READ) break;
        await pause();
      }
      if (builder.leaves === 0) return;
      await file.add(builder, high, pause);
      if (builder.leaves < SEGMENT) return;
    }
  }

  /** Whether every leaf of the store is in the file or taken in. */
  #inStep(store: SqliteStore, folder: string): boolean {
    if (this.#file === undefined && this.#absent !== folder) {
      this.#file = WordsFile.open(folder, store.identity, 'read');
      if (this.#file === undefined) this.#absent = folder;
      this.#high = this.#file?.segments().at(-1)?.high ?? 0;
      this.#taken = this.#high;
    }
    if (this.#file === undefined) return false;
    const high = this.#file.segments().at(-1)?.high ?? 0;
    if (high !== this.#high) {
      // Another process has written meanwhile.
      this.#file.close();
      this.#file = WordsFile.open(folder, store.identity, 'read');
      if (this.#file === undefined) return false;
      this.#fresh = new Map();
      this.#freshLengths = [];
      this.#taken = this.#high = high;
    }
    if (store.leavesAfter(this.#taken) > MOST_FRESH) return false;
    for (const { label, terms } of store.termsAfter(this.#taken, MOST_FRESH)) {
      const counts = new Map<string, number>();
      for (const term of terms) {
        const stemmed = indexedStem(term);
        counts.set(stemmed, (counts.get(stemmed) ?? 0) + 1);
      }
      for (const [term, count] of counts) {
        const list = this.#fresh.get(term);
        if (list === undefined) this.#fresh.set(term, [label, count]);
        else list.push(label, count);
      }
      this.#freshLengths.push(label, Math.max(1, terms.length));
      this.#taken = label;
    }
    return true;
  }

  #source(): WordsSource {
    const file = this.#file;
    const fresh = this.#fresh;
    const freshLengths = this.#freshLengths;
    return {
      lengths: (into) => {
        for (const bytes of file?.lengths() ?? []) into.read(bytes);
        pushAll(into, freshLengths);
      },
      term: (stemmed, into) => {
        for (const bytes of file?.postings(stemmed) ?? []) into.read(bytes);
        pushAll(into, fresh.get(stemmed) ?? []);
      },
      prefix: (prefix, into) => {
        for (const bytes of file?.postingsFrom(prefix) ?? []) into.read(bytes);
        for (const [term, list] of fresh) if (term.startsWith(prefix)) pushAll(into, list);
      },
    };
  }

  #failed(folder: string, error: unknown): void {
    this.#reset();
    this.#absent = folder;
    this.#logger?.warn(
      `The word lists in ${folder} cannot be used: ${error instanceof Error ? error.message : String(error)}. ` +
        'Words are looked up in the full-text index until they are made anew.',
    );
  }

  #reset(): void {
    this.#file?.close();
    this.#file = undefined;
    this.#absent = undefined;
    this.#high = 0;
    this.#taken = 0;
    this.#fresh = new Map();
    this.#freshLengths = [];
    this.#view = undefined;
  }
}

function pushAll(into: Postings, pairs: readonly number[]): void {
  for (let i = 0; i < pairs.length; i += 2) into.push(pairs[i] ?? 0, pairs[i + 1] ?? 1);
}
