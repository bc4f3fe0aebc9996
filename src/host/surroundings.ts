import type { Range } from '../core/text/range.ts';
import type { CitedLine } from '../protocol/turnView.ts';

/** Lines with words that are shown on each side of quoted words. */
const LINES = 3;
/** Of a longer line so many units are shown: from its beginning, or around the quote. */
const LONGEST = 180;
/** And of one that is quoted. */
const LONGEST_QUOTED = 420;
/** Units before the quote where a quoted line is cut. */
const BEFORE = 80;

/**
 * The lines that hold the range, with three lines of words on each side; lines without words are passed over. Empty
 * for a range that is not in the text.
 */
export function surroundings(text: string, { start, end }: Range): CitedLine[] {
  if (start < 0 || start >= end || end > text.length) return [];
  const first = lineStart(text, start);
  const number = numberOf(text, first);
  const before: CitedLine[] = [];
  for (let at = first, n = number; at > 0 && before.length < LINES;) {
    at = lineStart(text, beforeBreak(text, at));
    n--;
    const line = shown(text, { start: at, end: lineEnd(text, at) }, n, undefined);
    if (line !== undefined) before.unshift(line);
  }
  const quoted: CitedLine[] = [];
  const after: CitedLine[] = [];
  for (let at = first, n = number; at < text.length && after.length < LINES; n++) {
    const stop = lineEnd(text, at);
    const holds = at < end && stop > start;
    const line = shown(text, { start: at, end: stop }, n, holds ? { start, end } : undefined);
    if (line !== undefined) (at < end ? quoted : after).push(line);
    at = stop + breakLength(text, stop);
    if (stop === text.length) break;
  }
  return [...before, ...quoted, ...after];
}

/** Line number, counted from 1, of an offset at which a line begins. */
function numberOf(text: string, offset: number): number {
  let number = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) number++;
  return number;
}

function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** Where the line that ends before this beginning of another ends. */
function beforeBreak(text: string, start: number): number {
  return text[start - 2] === '\r' ? start - 2 : start - 1;
}

function lineEnd(text: string, start: number): number {
  const feed = text.indexOf('\n', start);
  if (feed < 0) return text.length;
  return feed > start && text[feed - 1] === '\r' ? feed - 1 : feed;
}

function breakLength(text: string, end: number): number {
  return text[end] === '\r' ? 2 : 1;
}

/** A line as it is shown, cut where it is long; undefined where it has no words. */
function shown(text: string, line: Range, number: number, quote: Range | undefined): CitedLine | undefined {
  const whole = text.slice(line.start, line.end);
  if (whole.trim() === '') return undefined;
  const indent = whole.length - whole.trimStart().length;
  const begin = line.start + indent;
  if (quote === undefined) {
    const end = whole.length - indent > LONGEST ? begin + LONGEST : line.end;
    return { number, text: cut(text, begin, end, { start: begin, end: line.end }), quote: null };
  }
  const from = Math.max(begin, quote.start);
  const start = from - begin > BEFORE ? from - BEFORE : begin;
  const end = Math.min(line.end, start + LONGEST_QUOTED);
  const lead = start > begin ? 1 : 0;
  return {
    number,
    text: cut(text, start, end, { start: begin, end: line.end }),
    quote: { start: from - start + lead, end: Math.max(from, Math.min(end, quote.end)) - start + lead },
  };
}

/** A part of a line, with an ellipsis where it was cut; never through a surrogate pair. */
function cut(text: string, start: number, end: number, line: Range): string {
  const part = text.slice(start, end).replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/gu, '');
  return `${start > line.start ? '…' : ''}${part}${end < line.end ? '…' : ''}`;
}
