import { best } from '../../core/recall/best.ts';
import { inBlocks } from '../../core/recall/blocks.ts';
import type { LeafTable } from '../../core/recall/leafTable.ts';
import type { Hit, LexicalIndex } from '../../core/ports.ts';
import { indexedStem } from '../../core/text/porter.ts';
import { isPrefix, LEAST_SCORE } from '../store/fts.ts';
import { Postings } from '../store/words/postings.ts';

/** A full-text search that scores the leaves of a table at once. */
export interface TableWords extends LexicalIndex {
  /**
   * BM25 by index in the table; 0 where no term stands; null where none stands anywhere.
   *
   * @param sums zeros that the result is written over; new ones where left out
   */
  scores(terms: readonly string[], sums?: Float32Array): Float32Array | null;
  /** Indices in the table of the leaves that hold the term. */
  holders(term: string): Iterable<number>;
}

/** Whether a search scores tables at once. */
export function scoresTables(index: LexicalIndex): index is TableWords {
  return 'scores' in index;
}

/** Where postings come from; each adds to what is there. */
export interface WordsSource {
  /** Every leaf with its number of terms. */
  lengths(into: Postings): void;
  term(stemmed: string, into: Postings): void;
  prefix(prefix: string, into: Postings): void;
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
export class SnapshotWords implements TableWords {
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

  scores(terms: readonly string[], sums = new Float32Array(this.#table.size)): Float32Array | null {
    const phrases = [...new Set(terms)];
    const half = this.#table.size / 2;
    const telling = phrases.filter((term) => this.frequency(term) <= half);
    const weighed = telling.length === 0 ? phrases : telling;
    let found = false;
    for (const term of weighed) {
      const { indices, counts } = this.#gather(term);
      const { length } = indices;
      if (length === 0) continue;
      found = true;
      const idf = Math.log((this.#table.size - length + 0.5) / (length + 0.5));
      const weight = (idf > 0 ? idf : LEAST_SCORE) * (K1 + 1);
      inBlocks(length, { indices, counts, norms: this.#norms, sums, weight }, addScores);
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
    // Hundreds of ways to misspell a word stand nowhere, and are not asked for again.
    if (gathered.indices.length > 0) this.#gathered.set(term, gathered);
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

function addScores(
  {
    indices,
    counts,
    norms,
    sums,
    weight,
  }: Gathered & {
    readonly norms: Float32Array;
    readonly sums: Float32Array;
    readonly weight: number;
  },
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) {
    const index = indices[i] ?? 0;
    const count = counts[i] ?? 1;
    sums[index] = (sums[index] ?? 0) + (weight * count) / (count + (norms[index] ?? K1));
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
