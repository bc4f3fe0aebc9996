import type { Range } from '../core/text/range.ts';

/** Where the lines of a text begin, to tell offsets as line numbers. */
export class Lines {
  readonly #text: string;
  readonly #starts: number[];

  constructor(text: string) {
    this.#text = text;
    this.#starts = [0];
    for (const { index, 0: ending } of text.matchAll(/\r\n|\r|\n/g)) this.#starts.push(index + ending.length);
  }

  /** The number of the line that holds the offset, from 1. */
  at(offset: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] ?? Infinity) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }

  /** `12` or `12-18`: the lines of what stands in the range, blank lines at its ends left out. */
  of({ start, end }: Range): string {
    const text = this.#text.slice(start, end);
    const first = this.at(start + (text.length - text.trimStart().length));
    const last = Math.max(first, this.at(Math.max(start, start + text.trimEnd().length - 1)));
    return first === last ? `${first}` : `${first}-${last}`;
  }

  /** The offsets of lines, from 1, both in it; undefined where the first is behind the end. What is beyond is not there. */
  range({ start, end }: Range): Range | undefined {
    const from = this.#starts[start - 1];
    return from === undefined ? undefined : { start: from, end: this.#starts[end] ?? this.#text.length };
  }
}
