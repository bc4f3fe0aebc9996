/** A place in a text as editors count it: line and character from 0, characters in UTF-16 units. */
export interface LineCharacter {
  readonly line: number;
  readonly character: number;
}

/** Where the lines of a text begin, as VS Code counts lines: `\n`, `\r\n` and a lone `\r` end one. */
export class TextLines {
  /** Offset of each line's first unit, ascending. */
  readonly #starts: number[] = [0];

  constructor(text: string) {
    for (const { index, 0: end } of text.matchAll(/\r\n|\r|\n/g)) this.#starts.push(index + end.length);
  }

  /** Offset of a line's first unit; undefined for a line that there is not. */
  start(line: number): number | undefined {
    return this.#starts[line];
  }

  /** The place of an offset; of one beyond the text that of the last line. */
  at(offset: number): LineCharacter {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] ?? Infinity) <= offset) low = middle;
      else high = middle;
    }
    return { line: low, character: Math.max(0, offset - (this.#starts[low] ?? 0)) };
  }
}
