/**
 * The lines of a text, as offsets: no line is copied until it is asked for, so that a text of millions of short
 * lines or of one long line costs no more than its length. A line ends at `\n`, `\r\n` or a lone `\r`.
 */
export class Lines {
  readonly text: string;
  /** How many lines there are; the empty text has one. */
  readonly count: number;
  readonly #starts: Uint32Array;

  constructor(text: string) {
    this.text = text;
    let starts = new Uint32Array(1024);
    let count = 1;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit !== 10 && unit !== 13) continue;
      if (unit === 13 && text.charCodeAt(i + 1) === 10) i++;
      if (i + 1 === text.length) break;
      if (count === starts.length) {
        const grown = new Uint32Array(starts.length * 2);
        grown.set(starts);
        starts = grown;
      }
      starts[count++] = i + 1;
    }
    this.#starts = starts;
    this.count = count;
  }

  /** Offset of the line's first unit; the text's length from the last line on. */
  start(line: number): number {
    return line < this.count ? (this.#starts[line] ?? 0) : this.text.length;
  }

  /** Offset behind the line's last unit, its terminator left out. */
  end(line: number): number {
    const start = this.start(line);
    let end = this.start(line + 1);
    if (end > start && this.text.charCodeAt(end - 1) === 10) end--;
    if (end > start && this.text.charCodeAt(end - 1) === 13) end--;
    return end;
  }

  length(line: number): number {
    return this.end(line) - this.start(line);
  }

  /**
   * The line without its terminator and without a byte order mark; no more than `most` units of it, so that
   * patterns never meet a line of megabytes. Empty outside the text.
   */
  at(line: number, most = LONGEST): string {
    if (line < 0 || line >= this.count) return '';
    const start = this.start(line);
    const from = start === 0 && this.text.charCodeAt(0) === 0xfeff ? 1 : start;
    return this.text.slice(from, Math.min(this.end(line), from + most));
  }

  /** True for a line of white space alone, and outside the text. */
  isBlank(line: number): boolean {
    if (line < 0 || line >= this.count) return true;
    const end = this.end(line);
    for (let i = this.start(line); i < end; i++) {
      const unit = this.text.charCodeAt(i);
      if (unit !== 32 && unit !== 9 && unit !== 0x3000 && unit !== 0xa0 && unit !== 0xfeff && unit !== 12)
        return false;
    }
    return true;
  }
}

/** No pattern needs to see more of a line than this. */
const LONGEST = 400;
