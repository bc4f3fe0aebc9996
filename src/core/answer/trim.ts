import type { Range } from '../text/range.ts';
import { sentences, trimmed } from '../text/sentences.ts';

const PAIRS: readonly (readonly [open: string, close: string])[] = [
  ['(', ')'],
  ['（', '）'],
  ['[', ']'],
  ['【', '】'],
  ['"', '"'],
  ["'", "'"],
  ['“', '”'],
  ['‘', '’'],
  ['「', '」'],
  ['『', '』'],
  ['《', '》'],
  ['`', '`'],
  ['**', '**'],
  ['*', '*'],
  ['_', '_'],
];
/** Marks that are part of a title: kept where both stand in the span. */
const KEPT = new Set(['《', '》']);
/** Not what a figure begins with: .5, >5, –5. */
const LEADING = /^(?:[\s,;:!?…·•|、，。；：！？—]|[.–](?!\p{Nd})|>(?!\s?\p{Nd})|#+\s|[-*+]\s)+/u;
const TRAILING = /[\s,;:!?…·•|、，。；：！？—–]+$/u;
/** A full stop that belongs to its word: U.S., a.m., Inc., J. */
const ABBREVIATED =
  /(?:\p{L}\.\p{L}\.|(?<!\p{L})\p{Lu}\.|\b(?:Inc|Ltd|Co|Corp|Jr|Sr|St|Dr|No|etc|al|approx|Mr|Mrs|Ms|Bros|Nos?|pp?|vs|ca))\.?$/u;

/**
 * The range without what does not belong to the words: white space, punctuation at its ends, brackets and quotation
 * marks around the whole or left without their partner, marks of Markdown. What stays stands as it is in the text.
 */
export function trimSpan(source: string, range: Range): Range {
  let { start, end } = trimmed(source, range);
  for (let before = -1; before !== end - start && end > start;) {
    before = end - start;
    const text = source.slice(start, end);
    const lead = LEADING.exec(text)?.[0].length ?? 0;
    if (lead < text.length) start += lead;
    const rest = source.slice(start, end);
    end -= TRAILING.exec(rest)?.[0].length ?? 0;
    if (source[end - 1] === '.' && !ABBREVIATED.test(source.slice(start, end))) end--;
    for (const [open, close] of PAIRS) ({ start, end } = unpaired(source, { start, end }, open, close));
  }
  return end > start ? { start, end } : trimmed(source, range);
}

/** Takes a bracket off that has no partner in the range, and a pair that holds the whole. */
function unpaired(source: string, { start, end }: Range, open: string, close: string): Range {
  const text = source.slice(start, end);
  const kept = KEPT.has(open);
  const starts = text.startsWith(open);
  const ends = text.endsWith(close) && (open !== close || text.length > open.length);
  if (starts && ends && text.length > open.length + close.length) {
    const inner = text.slice(open.length, -close.length);
    if (!kept && !inner.includes(open) && !inner.includes(close))
      return { start: start + open.length, end: end - close.length };
    return { start, end };
  }
  const rest = starts ? text.slice(open.length) : text.slice(0, -close.length);
  if (starts && text.length > open.length && !rest.includes(close))
    return { start: start + open.length, end };
  if (ends && text.length > close.length && !rest.includes(open)) {
    // An apostrophe at the end is a plural's: the Panthers'.
    if (close === "'" || close === '’') return { start, end };
    return { start, end: end - close.length };
  }
  return { start, end };
}

/** A letter, a figure or a sign that says something (✓, £): rules and bars of tables say nothing. */
const SAYS = /[\p{L}\p{N}\p{So}\p{Sc}]/u;

/** A sentence, trimmed, and the part of a span that lies in it. */
export interface SpanInSentence {
  readonly sentence: Range;
  readonly span: Range;
}

/**
 * Where a span stands: the sentence that holds most of it, and the span cut to that sentence and trimmed. Undefined
 * for a span of white space and punctuation.
 *
 * @param within the leaf
 */
export function inSentence(source: string, within: Range, span: Range): SpanInSentence | undefined {
  let best: SpanInSentence | undefined;
  let most = 0;
  for (const one of sentences(source, within)) {
    const sentence = trimmed(source, one);
    const start = Math.max(sentence.start, span.start);
    const end = Math.min(sentence.end, span.end);
    const held = trimmed(source, { start, end: Math.max(start, end) });
    if (held.end - held.start <= most || !SAYS.test(source.slice(held.start, held.end))) continue;
    most = held.end - held.start;
    best = { sentence, span: trimSpan(source, held) };
  }
  return best;
}
