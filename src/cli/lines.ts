import type { Range } from '../core/text/range.ts';
import { TextLines } from '../protocol/textLines.ts';

/** The lines of a text as a terminal tells them: by number, from 1. */
export class Lines {
  readonly #text: string;
  readonly #lines: TextLines;

  constructor(text: string) {
    this.#text = text;
    this.#lines = new TextLines(text);
  }

  /** The number of the line that holds the offset, from 1. */
  at(offset: number): number {
    return this.#lines.at(offset).line + 1;
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
    const from = this.#lines.start(start - 1);
    return from === undefined ? undefined : { start: from, end: this.#lines.start(end) ?? this.#text.length };
  }
}
