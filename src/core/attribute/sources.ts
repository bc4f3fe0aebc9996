import { sentences, trimmed } from '../text/sentences.ts';

/** A passage that a model was given. Offsets are of its file. */
export interface GivenText {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  /** The file's text between `start` and `end`. */
  readonly quote: string;
  readonly headings?: readonly string[];
}

/** A sentence of what was given, as offsets of its passage's quote. */
export interface Source {
  readonly passage: number;
  /** With the white space around it, so that the sources of a passage joined are its text. */
  readonly start: number;
  readonly end: number;
  /** Where its text begins. */
  readonly textStart: number;
  /** Without white space around it; a source without a letter or digit is empty, and always kept. */
  readonly text: string;
}

const SAYS = /[\p{L}\p{N}]/u;

/** The sentences of the passages, in order. */
export function sourcesIn(given: readonly Pick<GivenText, 'quote'>[]): Source[] {
  return given.flatMap(({ quote }, passage) =>
    sentences(quote).map((range) => {
      const { start, end } = trimmed(quote, range);
      const text = quote.slice(start, end);
      return { passage, ...range, textStart: start, text: SAYS.test(text) ? text : '' };
    }),
  );
}

/**
 * The passages with the sources that are kept, each with the file's name and headings that it had; those of which
 * nothing is kept are not there.
 */
export function ablated(
  given: readonly GivenText[],
  sources: readonly Source[],
  isKept: (source: number) => boolean,
): (GivenText & { readonly text: string; readonly headings: readonly string[] })[] {
  return given.flatMap((passage, index) => {
    const text = sources
      .filter((source, i) => source.passage === index && isKept(i))
      .map(({ start, end }) => passage.quote.slice(start, end))
      .join('');
    return SAYS.test(text) ? [{ ...passage, text, headings: passage.headings ?? [] }] : [];
  });
}
