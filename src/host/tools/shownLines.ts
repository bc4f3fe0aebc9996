import { locate } from '../../core/answer/anchor.ts';
import type { Range } from '../../core/text/range.ts';
import { TextLines, type LineCharacter } from './textLines.ts';

/** Words of a file and where they stood when they were remembered, in UTF-16 units. */
export interface Words extends Range {
  /** Empty where they are not known: then the offsets have to do. */
  readonly quote: string;
}

/** Where words stand in a text as an editor shows it. */
export interface WordLines {
  readonly start: LineCharacter;
  readonly end: LineCharacter;
}

/**
 * Where words stand in a text now. What is not there any more is told by its offsets, held to the text: the words
 * themselves are told beside it.
 */
export function wordLines({ start, end, quote }: Words, text: string, lines: TextLines): WordLines {
  const stands = quote === '' || text.startsWith(quote, start);
  const located = stands ? undefined : locate({ quote, start, before: '', after: '' }, text);
  const found = located === undefined || located.standing === 'gone' ? { start, end } : located;
  const from = Math.min(found.start, text.length);
  const to = Math.min(Math.max(found.end, from), text.length);
  // What ends with a line's end does not reach into the next line.
  const last = from + text.slice(from, to).trimEnd().length;
  return { start: lines.at(from), end: lines.at(last) };
}

/** The texts of files as the editor has them, each read and counted once. */
export class ShownLines {
  readonly #texts = new Map<string, Promise<{ readonly text: string; readonly lines: TextLines }>>();
  readonly #read: (file: string) => Promise<string | undefined>;

  /** @param read the text of a file, by its absolute path; undefined where it cannot be read */
  constructor(read: (file: string) => Promise<string | undefined>) {
    this.#read = read;
  }

  /** Where words of a file, by its absolute path, stand now. */
  async of(file: string, words: Words): Promise<WordLines> {
    const known =
      this.#texts.get(file) ?? this.#read(file).then((text = '') => ({ text, lines: new TextLines(text) }));
    this.#texts.set(file, known);
    const { text, lines } = await known;
    return wordLines(words, text, lines);
  }
}
