import type { Range } from '../../core/text/range.ts';
import type { Lines } from './lines.ts';

/** Lines that hold no text of their own: code, comments, front matter. */
export type Opaque = (line: number) => boolean;

const BULLET = /^[-*+•●▪◦‣]\s+\S/;
/** `1.`, `(a)`, `iv)`, `（一）`, `①`: also how a line of prose may happen to begin. */
const NUMBERED =
  /^(?:[(（]?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})(?:[.)]\s+\S|[、．）]\s*\S)|[(（][一二三四五六七八九十]{1,3}[)）]\s*\S|[①-⑳]\s*\S)/;
/** UTF-16 units; a leaf holds no more of any language. */
const LONGEST_ITEM = 1000;
/** A longer line is a paragraph that a list happens to follow. */
const LONGEST_LEAD_IN = 200;

/**
 * The items of lists, each with the lines nested in it; the first of a list with the line that leads it in (`The
 * following must be done:`).
 */
export function listItems(lines: Lines, isOpaque: Opaque = () => false): Range[] {
  const items: Range[] = [];
  /** The items of one list, next to each other. */
  let list: Range[] = [];
  let open: { readonly start: number; readonly indent: number } | undefined;
  let isBlank = true;
  const close = (line: number): void => {
    if (open !== undefined) list.push({ start: open.start, end: lines.start(line) });
    open = undefined;
  };
  const closeList = (line: number): void => {
    close(line);
    // One numbered paragraph is no list, and paragraphs that no leaf holds are none either.
    if (list.length > 1) items.push(...list.filter(({ start, end }) => end - start <= LONGEST_ITEM));
    list = [];
  };
  for (let i = 0; i < lines.count; i++) {
    if (isOpaque(i)) {
      closeList(i);
      isBlank = true;
      continue;
    }
    if (lines.isBlank(i)) {
      isBlank = true;
      continue;
    }
    const line = lines.at(i, 200);
    const content = line.trimStart();
    const indent = line.length - content.length;
    const above = lines.at(i - 1);
    const isItem =
      BULLET.test(content) ||
      (NUMBERED.test(content) && (isBlank || open !== undefined || /[.:;。：；]\s*$/.test(above)));
    if (isItem && (open === undefined || indent <= open.indent)) {
      const isFirst = open === undefined;
      close(i);
      open = { start: lines.start(isFirst ? leadIn(lines, i, isOpaque) : i), indent };
    } else if (open !== undefined && !isItem && isBlank && indent <= open.indent) closeList(i);
    isBlank = false;
  }
  closeList(lines.count);
  return items;
}

/** The line before the list that announces it, or the list's own first line. */
function leadIn(lines: Lines, line: number, isOpaque: Opaque): number {
  let above = line - 1;
  if (above > 0 && lines.isBlank(above)) above--;
  if (above < 0 || isOpaque(above) || lines.isBlank(above) || lines.length(above) > LONGEST_LEAD_IN)
    return line;
  return /[:：](?:\*\*|__)?\s*$/.test(lines.at(above)) ? above : line;
}

/** Fewer lines with as many tabs are not a table. */
const FEWEST_ROWS = 3;

/** The rows of tables in pipes, tabs or a grid of `+---+`; the first with the header above it. */
export function tableRows(lines: Lines, isOpaque: Opaque = () => false): Range[] {
  const rows: Range[] = [];
  for (let i = 0; i < lines.count;) {
    const kind = isOpaque(i) ? 'none' : kindOf(lines.at(i));
    let end = i + 1;
    while (kind !== 'none' && end < lines.count && !isOpaque(end) && goesOn(kind, lines.at(end))) end++;
    if (end - i >= FEWEST_ROWS) {
      const starts = rowStarts(lines, i, end, kind);
      for (const [k, start] of starts.entries())
        rows.push({ start: lines.start(start), end: lines.start(starts[k + 1] ?? end) });
    }
    i = end;
  }
  return rows;
}

type Table = 'pipes' | 'grid' | 'none' | number;

const RULE = /^\s*[|+]?[-=:+| \t]*-[-=:+| \t]*$/;
const GRID = /^\s*\+(?:[-=]+\+)+\s*$/;

/** A number for a line of so many tabs. */
function kindOf(line: string): Table {
  if (GRID.test(line)) return 'grid';
  if (/^\s*\|.*\|/.test(line)) return 'pipes';
  const tabs = line.trim().split('\t').length - 1;
  return tabs > 0 ? tabs : 'none';
}

function goesOn(kind: Table, line: string): boolean {
  if (kind === 'grid') return /^\s*[+|]/.test(line);
  if (kind === 'pipes') return line.includes('|');
  return kindOf(line) === kind;
}

function rowStarts(lines: Lines, from: number, to: number, kind: Table): number[] {
  const starts: number[] = [];
  for (let line = from; line < to; line++) {
    const isStart = kind === 'grid' ? GRID.test(lines.at(line)) && line + 1 < to : !RULE.test(lines.at(line));
    if (isStart) starts.push(line);
  }
  // The header explains the first row of values, and the other way round.
  if (starts.length > 1) starts.splice(1, 1);
  return starts[0] === from ? starts : [from, ...starts];
}
