import { locate } from '../../core/answer/anchor.ts';
import type { Range } from '../../core/text/range.ts';
import { TextLines, type LineCharacter } from '../../protocol/textLines.ts';

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

/** A file of a workspace folder. */
export interface FilePlace {
  /** The folder's name in this extension. */
  readonly folder: string;
  /** Relative to it, with `/`. */
  readonly file: string;
}

/** The texts of files as the editor has them, each read and counted once. */
export class ShownLines {
  readonly #texts = new Map<string, Promise<{ readonly text: string; readonly lines: TextLines }>>();
  readonly #read: (place: FilePlace) => Promise<string | undefined>;

  /** @param read the text of a file; undefined where it cannot be read */
  constructor(read: (place: FilePlace) => Promise<string | undefined>) {
    this.#read = read;
  }

  /** Where words of a file stand now. */
  async of({ folder, file, ...words }: FilePlace & Words): Promise<WordLines> {
    const key = JSON.stringify([folder, file]);
    const known =
      this.#texts.get(key) ??
      this.#read({ folder, file }).then((text = '') => ({ text, lines: new TextLines(text) }));
    this.#texts.set(key, known);
    const { text, lines } = await known;
    return wordLines(words, text, lines);
  }
}
