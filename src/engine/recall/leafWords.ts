import { indexedStem } from '../../core/text/porter.ts';
import type { CancelSignal, Hit, LexicalIndex, Logger } from '../../core/ports.ts';
import { best } from '../../core/recall/best.ts';
import type { LeafTable } from '../../core/recall/leafTable.ts';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isPrefix, LEAST_SCORE } from '../store/fts.ts';
import type { SqliteStore } from '../store/sqliteStore.ts';
import { Postings } from '../store/words/postings.ts';
import { SegmentBuilder } from '../store/words/segment.ts';
import { removeWords, WordsFile } from '../store/words/wordsFile.ts';
import type { Snapshot } from './snapshot.ts';

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

/** A full-text search that scores the leaves of a table at once. */
export interface TableWords extends LexicalIndex {
  /** BM25 by index in the table; 0 where no term stands; null where none stands anywhere. */
  scores(terms: readonly string[]): Float32Array | null;
  /** Indices in the table of the leaves that hold the term. */
  holders(term: string): Iterable<number>;
}

/** Whether a search scores tables at once. */
export function scoresTables(index: LexicalIndex): index is TableWords {
  return 'scores' in index;
}

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

/** Where postings come from; each adds to what is there. */
interface WordsSource {
  /** Every leaf with its number of terms. */
  lengths(into: Postings): void;
  term(stemmed: string, into: Postings): void;
  prefix(prefix: string, into: Postings): void;
}

function pushAll(into: Postings, pairs: readonly number[]): void {
  for (let i = 0; i < pairs.length; i += 2) into.push(pairs[i] ?? 0, pairs[i + 1] ?? 1);
}

/** Of BM25, as FTS5 has them. */
const K1 = 1.2;
const B = 0.75;

/** Postings that are held beside the lists, 6 bytes each: those of a question of many frequent words over a million leaves. */
const MOST_HELD = 2_000_000;

/** The leaves of a table that hold a term, by index, and how often. */
interface Gathered {
  readonly indices: Uint32Array;
  readonly counts: Uint16Array;
}

/** The words of one snapshot's leaves. */
class SnapshotWords implements TableWords {
  readonly #table: LeafTable;
  readonly #source: WordsSource;
  /** By index in the table: K1 times what a leaf's length makes of it. */
  readonly #norms: Float32Array;
  readonly #frequencies = new Map<string, number>();
  readonly #read = new Postings();
  /** Those wanted last, the latest at the end: a question asks for a term's number of leaves, then for the leaves. */
  readonly #gathered = new Map<string, Gathered>();
  /** Postings in all of them. */
  #held = 0;

  constructor(table: LeafTable, source: WordsSource) {
    this.#table = table;
    this.#source = source;
    const lengths = new Uint16Array(table.size);
    const read = this.#read;
    read.clear();
    source.lengths(read);
    let sum = 0;
    for (let i = 0; i < read.length; i++) {
      const index = table.indexOf.get(read.labels[i] ?? 0);
      if (index === undefined) continue;
      lengths[index] = read.counts[i] ?? 1;
      sum += read.counts[i] ?? 1;
    }
    const average = sum / Math.max(1, table.size);
    this.#norms = Float32Array.from(lengths, (length) => K1 * (1 - B + (B * length) / average));
  }

  add(): never {
    throw new Error('a snapshot does not change');
  }

  remove(): never {
    throw new Error('a snapshot does not change');
  }

  frequency(term: string): number {
    let count = this.#frequencies.get(term);
    if (count === undefined) {
      count = this.#gather(term).indices.length;
      this.#frequencies.set(term, count);
    }
    return count;
  }

  holders(term: string): Iterable<number> {
    return this.#gather(term).indices;
  }

  search(terms: readonly string[], limit: number): Hit[] {
    const scores = this.scores(terms);
    if (scores === null || limit < 1) return [];
    const { documents, document, ordinal } = this.#table;
    const hits: Hit[] = [];
    for (const index of best(scores, limit)) {
      const score = scores[index] ?? 0;
      const label = documents[document[index] ?? -1]?.leafIds[ordinal[index] ?? -1];
      if (score <= 0 || label === undefined) break;
      hits.push({ label, score });
    }
    return hits;
  }

  scores(terms: readonly string[]): Float32Array | null {
    const phrases = [...new Set(terms)];
    const half = this.#table.size / 2;
    const telling = phrases.filter((term) => this.frequency(term) <= half);
    const weighed = telling.length === 0 ? phrases : telling;
    const sums = new Float32Array(this.#table.size);
    let found = false;
    for (const term of weighed) {
      const { indices, counts } = this.#gather(term);
      const { length } = indices;
      if (length === 0) continue;
      found = true;
      const idf = Math.log((this.#table.size - length + 0.5) / (length + 0.5));
      const weight = (idf > 0 ? idf : LEAST_SCORE) * (K1 + 1);
      for (let i = 0; i < length; i++) {
        const index = indices[i] ?? 0;
        const count = counts[i] ?? 1;
        sums[index] = (sums[index] ?? 0) + (weight * count) / (count + (this.#norms[index] ?? K1));
      }
    }
    // As in the full-text index: what stands in more than half of all is matched, not weighed.
    for (const term of phrases.filter((one) => !weighed.includes(one))) {
      const { indices } = this.#gather(term);
      found ||= indices.length > 0;
      for (let i = 0; i < indices.length; i++) {
        const index = indices[i] ?? 0;
        if (sums[index] === 0) sums[index] = LEAST_SCORE;
      }
    }
    return found ? sums : null;
  }

  /** The term's postings among the table's leaves, as they are held or as the lists have them. */
  #gather(term: string): Gathered {
    let gathered = this.#gathered.get(term);
    this.#gathered.delete(term);
    gathered ??= this.#look(term);
    this.#gathered.set(term, gathered);
    return gathered;
  }

  /** Looks a term up, and lets go of those that were wanted longest ago. */
  #look(term: string): Gathered {
    const { labels, counts, length } = this.#postings(term);
    this.#held += length;
    for (const [oldest, { indices }] of this.#gathered) {
      if (this.#held <= MOST_HELD) break;
      this.#held -= indices.length;
      this.#gathered.delete(oldest);
    }
    return { indices: labels.slice(0, length), counts: counts.slice(0, length) };
  }

  /** The lists' postings of a term, labels replaced by indices; valid until the next call. */
  #postings(term: string): Postings {
    const read = this.#read;
    read.clear();
    if (isPrefix(term)) this.#source.prefix(term, read);
    else this.#source.term(indexedStem(term), read);
    let length = 0;
    for (let i = 0; i < read.length; i++) {
      const index = this.#table.indexOf.get(read.labels[i] ?? 0);
      if (index === undefined) continue;
      read.labels[length] = index;
      read.counts[length++] = read.counts[i] ?? 1;
    }
    read.length = length;
    if (isPrefix(term)) merge(read);
    return read;
  }
}

/** Makes one posting of those of the same leaf, as several terms with one beginning have. */
function merge(postings: Postings): void {
  const counts = new Map<number, number>();
  for (let i = 0; i < postings.length; i++) {
    const index = postings.labels[i] ?? 0;
    counts.set(index, (counts.get(index) ?? 0) + (postings.counts[i] ?? 1));
  }
  postings.clear();
  for (const [index, count] of counts) postings.push(index, count);
}
