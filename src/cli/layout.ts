import stringWidth from 'string-width';
import type { Range } from '../core/text/range.ts';

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const tabWidth = 4;
// What may not begin a line, and what may not end one (JIS X 4051's core, for Chinese and Japanese).
const closing = /^[，。、；：？！）》〉」』】〕’”…,.;:?!)\]}%]/u;
const opening = /[（《〈「『【〔‘“([{]$/u;

/** How many columns of a terminal the text takes: two for a Chinese character, none for a combining mark. */
export function width(text: string): number {
  return stringWidth(text);
}

/** The text with spaces after it up to the number of columns. */
export function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - width(text)));
}

/** The text with spaces before it up to the number of columns. */
export function padStart(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - width(text))) + text;
}

/** The text, cut to the number of columns with an ellipsis where it is longer. */
export function clip(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  let taken = '';
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    used += width(segment);
    if (used > columns - 1) break;
    taken += segment;
  }
  return `${taken}…`;
}

/** A bar of the number of cells, filled to the share (0 to 1). More than nothing shows as at least a sliver. */
export function bar(share: number, cells: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * cells * 8);
  const filled = share > 0 ? Math.max(1, eighths) : 0;
  const whole = Math.floor(filled / 8);
  const part = ' ▏▎▍▌▋▊▉'[filled % 8] ?? '';
  return (
    '█'.repeat(whole) +
    (filled % 8 === 0 ? '' : part) +
    '░'.repeat(cells - whole - (filled % 8 === 0 ? 0 : 1))
  );
}

/** A share as a person says it: `62 %`; what rounds to nothing but is something is `<1 %`. */
export function percent(share: number): string {
  const rounded = Math.round(share * 100);
  return rounded === 0 && share > 0 ? '<1 %' : `${rounded} %`;
}

/** A number with its thousands set apart, whatever the machine's language: `2,048`. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** The number with its noun: `1 file`, `2 files`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** A stretch of time as a person says it: `0.4 s`, `2 s`, `12 s`, `3 min 5 s`, `2 h 10 min`. */
export function duration(seconds: number): string {
  if (seconds < 10 && !Number.isInteger(seconds)) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** The text on one line, its runs of blanks as one space. */
export function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

/**
 * Breaks the text into lines of at most the number of columns: at the text's own line breaks, after spaces, and
 * between any two characters where one is two columns wide, but for punctuation that may not stand there.
 * @returns the lines as ranges of the text, without the spaces and line breaks between them
 */
export function wrap(text: string, columns: number): Range[] {
  const lines: Range[] = [];
  for (const { index: start, 0: line } of text.matchAll(/[^\r\n]*(?:\r\n|\r|\n|$)/g)) {
    if (start === text.length && start > 0) break;
    wrapLine(text, start, start + line.replace(/[\r\n]+$/, '').length, columns, lines);
  }
  return lines;
}

function wrapLine(text: string, from: number, to: number, columns: number, lines: Range[]): void {
  let start = from;
  let used = 0;
  let breakAt = -1;
  let usedAtBreak = 0;
  let before = '';
  const push = (end: number) => lines.push({ start, end: start + text.slice(start, end).trimEnd().length });

  for (const { segment, index } of graphemes.segment(text.slice(from, to))) {
    const at = from + index;
    const cells = columnsOf(segment);
    const blank = /^\s/u.test(segment);
    const afterBlank = /\s$/u.test(before);
    const between = (cells > 1 || width(before) > 1) && !closing.test(segment) && !opening.test(before);
    if (!blank && before !== '' && (afterBlank || between)) {
      breakAt = at;
      usedAtBreak = used;
    }
    if (!blank && used + cells > columns && at > start) {
      if (breakAt > start) {
        push(breakAt);
        start = breakAt;
        used -= usedAtBreak;
      } else {
        push(at);
        start = at;
        used = 0;
      }
      breakAt = -1;
    }
    used += cells;
    before = segment;
  }
  push(to);
}

/** The columns of one grapheme, a tab included. */
function columnsOf(grapheme: string): number {
  return grapheme === '\t' ? tabWidth : width(grapheme);
}

/** The text as it is printed: tabs as spaces, as {@link wrap} counts them. */
export function expandTabs(text: string): string {
  return text.replaceAll('\t', ' '.repeat(tabWidth));
}
