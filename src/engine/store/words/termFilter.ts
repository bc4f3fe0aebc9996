/** Bits a term, and how many of them it sets: one term in a hundred and twenty is taken for held though it is not. */
const BITS = 10;
const SET = 7;

/** A term's place in every filter. */
export interface TermHash {
  readonly first: number;
  readonly second: number;
}

/** Two hashes of a term, by FNV-1a over its UTF-16 units with two beginnings, mixed so that all bits count. */
export function termHash(term: string): TermHash {
  let first = 0x811c9dc5;
  let second = 0x9747b28c;
  for (let i = 0; i < term.length; i++) {
    const unit = term.charCodeAt(i);
    first = Math.imul(first ^ unit, 0x01000193);
    second = Math.imul(second ^ unit, 0x01000193);
  }
  return { first: mixed(first), second: (mixed(second) | 1) >>> 0 };
}

/** The end of MurmurHash3 (Appleby, public domain). */
function mixed(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return (twice ^ (twice >>> 16)) >>> 0;
}

/**
 * Which terms a segment may hold, in ten bits each (Bloom 1970, 'Space/time trade-offs in hash coding with allowable
 * errors'): a word that is looked for in every segment and stands in few or none, as the hundreds of ways in which
 * one may have been misspelled, costs no look at the file.
 */
export class TermFilter {
  readonly bytes: Uint8Array;

  /** @param bytes as {@link TermFilter.bytes} gives them */
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** @param count how many terms there are */
  static of(terms: Iterable<string>, count: number): TermFilter {
    const filter = new TermFilter(new Uint8Array(Math.max(8, Math.ceil((count * BITS) / 8))));
    for (const term of terms) {
      const hash = termHash(term);
      for (let i = 0; i < SET; i++) {
        const bit = filter.#bit(hash, i);
        filter.bytes[bit >>> 3] = (filter.bytes[bit >>> 3] ?? 0) | (1 << (bit & 7));
      }
    }
    return filter;
  }

  /** False where the segment does not hold the term; true where it does, and rarely where it does not. */
  mayHold(hash: TermHash): boolean {
    for (let i = 0; i < SET; i++) {
      const bit = this.#bit(hash, i);
      if (((this.bytes[bit >>> 3] ?? 0) & (1 << (bit & 7))) === 0) return false;
    }
    return true;
  }

  #bit({ first, second }: TermHash, i: number): number {
    return (first + i * second) % (this.bytes.length * 8);
  }
}
