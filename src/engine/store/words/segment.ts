import { indexedStem } from '../../../core/text/porter.ts';
import { PostingWriter } from './postings.ts';
import { TermFilter } from './termFilter.ts';

/** The terms of a leaf, as the full-text index holds them: cut and folded, not yet stemmed. */
export interface LeafTerms {
  readonly label: number;
  readonly terms: readonly string[];
}

/** A term with the list of leaves that hold it. */
export interface TermPostings {
  readonly term: string;
  readonly postings: Uint8Array;
}

/** Stems that are kept while a segment is made. */
const MOST_STEMS = 200_000;

/** Gathers the terms of leaves in ascending order of their labels, and sorts them by term. */
export class SegmentBuilder {
  readonly #numbers = new Map<string, number>();
  readonly #stems = new Map<string, string>();
  readonly #lengths = new PostingWriter();
  /** By occurrence in a leaf: number of the term, label, count. */
  #entries = new Uint32Array(3 * 4096);
  #size = 0;
  leaves = 0;

  add({ label, terms }: LeafTerms): void {
    const counts = new Map<string, number>();
    for (const term of terms) {
      const stemmed = this.#stem(term);
      counts.set(stemmed, (counts.get(stemmed) ?? 0) + 1);
    }
    for (const [term, count] of counts) {
      let number = this.#numbers.get(term);
      if (number === undefined) this.#numbers.set(term, (number = this.#numbers.size));
      if (this.#size + 3 > this.#entries.length) {
        const larger = new Uint32Array(this.#entries.length * 2);
        larger.set(this.#entries);
        this.#entries = larger;
      }
      this.#entries[this.#size++] = number;
      this.#entries[this.#size++] = label;
      this.#entries[this.#size++] = count;
    }
    this.#lengths.add(label, Math.max(1, terms.length));
    this.leaves++;
  }

  /** Each leaf with its number of terms, as a list of postings. */
  lengths(): Uint8Array {
    return this.#lengths.take();
  }

  /** Which terms there are. */
  filter(): TermFilter {
    return TermFilter.of(this.#numbers.keys(), this.#numbers.size);
  }

  /** Every term with its list, terms ascending. */
  *terms(): Generator<TermPostings> {
    // Counting sort by term: within a term labels keep their order, which ascends.
    const first = new Uint32Array(this.#numbers.size + 1);
    for (let at = 0; at < this.#size; at += 3) {
      const number = (this.#entries[at] ?? 0) + 1;
      first[number] = (first[number] ?? 0) + 1;
    }
    for (let number = 1; number < first.length; number++)
      first[number] = (first[number] ?? 0) + (first[number - 1] ?? 0);
    const sorted = new Uint32Array(this.#size / 3);
    const next = first.slice();
    for (let at = 0; at < this.#size; at += 3) {
      const number = this.#entries[at] ?? 0;
      const place = next[number] ?? 0;
      sorted[place] = at;
      next[number] = place + 1;
    }
    const writer = new PostingWriter();
    for (const [term, number] of [...this.#numbers].sort(([a], [b]) => (a < b ? -1 : 1))) {
      for (let place = first[number] ?? 0; place < (first[number + 1] ?? 0); place++) {
        const at = sorted[place] ?? 0;
        writer.add(this.#entries[at + 1] ?? 0, this.#entries[at + 2] ?? 1);
      }
      yield { term, postings: writer.take() };
    }
  }

  #stem(term: string): string {
    let stemmed = this.#stems.get(term);
    if (stemmed === undefined) {
      stemmed = indexedStem(term);
      if (this.#stems.size >= MOST_STEMS) this.#stems.clear();
      this.#stems.set(term, stemmed);
    }
    return stemmed;
  }
}
