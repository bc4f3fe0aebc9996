import type { Range } from '../text/range.ts';

/**
 * Where the words that answer stand in a sentence as it is shown: the quote itself, a part of it, or a text that holds
 * it. Undefined where the words stand nowhere in it.
 *
 * @param text what is shown
 * @param cited the quote and where it begins in its file
 * @param span offsets of the same file
 */
export function spanWithin(
  text: string,
  cited: { readonly quote: string; readonly start: number },
  span: Range,
): Range | undefined {
  const from = span.start - cited.start;
  const words = cited.quote.slice(Math.max(0, from), span.end - cited.start);
  if (from < 0 || words === '') return undefined;
  const whole = text.indexOf(cited.quote);
  const part = whole < 0 ? cited.quote.indexOf(text) : -1;
  const expected = whole >= 0 ? from + whole : part >= 0 ? from - part : from;
  // The right one of several places: where the quote has it, else the first.
  const start = text.startsWith(words, expected) ? expected : text.indexOf(words);
  return start < 0 ? undefined : { start, end: start + words.length };
}
