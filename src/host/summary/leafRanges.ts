import type { Range } from '../../core/text/range.ts';

/** A change of a document as the editor tells of it: offsets of the text before it. */
export interface TextEdit {
  readonly rangeOffset: number;
  readonly rangeLength: number;
  readonly text: string;
}

/**
 * Where the leaves of one file are, followed through edits by offsets alone: there are thousands, so none is looked for
 * by its words. A leaf that is deleted becomes empty at the place where it was.
 */
export class LeafRanges {
  readonly #starts: number[];
  readonly #ends: number[];

  /** @param ranges UTF-16 offsets of the file */
  constructor(ranges: readonly Range[]) {
    this.#starts = ranges.map(({ start }) => start);
    this.#ends = ranges.map(({ end }) => end);
  }

  /** Moves the ranges along with edits that were made at once; each is told in offsets of the text before all of them. */
  edit(edits: readonly TextEdit[]): void {
    // From the end on, so that the offsets of those before it still hold.
    for (const edit of edits.toSorted((a, b) => b.rangeOffset - a.rangeOffset)) {
      move(this.#starts, edit);
      move(this.#ends, edit);
    }
  }

  /** The range of the i-th leaf, or undefined where there is none. */
  at(index: number): Range | undefined {
    const start = this.#starts[index];
    const end = this.#ends[index];
    return start === undefined || end === undefined ? undefined : { start, end: Math.max(start, end) };
  }
}

function move(offsets: number[], { rangeOffset, rangeLength, text }: TextEdit): void {
  const by = text.length - rangeLength;
  const end = rangeOffset + rangeLength;
  for (const [i, offset] of offsets.entries())
    if (offset >= end) offsets[i] = offset + by;
    else if (offset > rangeOffset) offsets[i] = rangeOffset + Math.min(offset - rangeOffset, text.length);
}
