import type { Range } from '../text/range.ts';
import { trimmed } from '../text/sentences.ts';

/** A list as it stands in a text: bullets, numbered steps, clauses 3.1, 3.2, or the rows of a table. */
export interface Listing {
  /** In order, each whole, with what is nested in it. */
  readonly items: readonly Range[];
  /** Numbered: the order means something. */
  readonly ordered: boolean;
  /** The line that leads it in, or a table's head; empty where a heading or nothing stands before it. */
  readonly lead: Range;
}

/** Articles of a rule are numbered to be cited, not to be done one after the other. */
const ARTICLE = 'article';

/** What begins an item, and the kind of it: items of one kind and depth are siblings. */
const MARKERS: readonly { readonly kind: string; readonly ordered: boolean; readonly pattern: RegExp }[] = [
  { kind: 'bullet', ordered: false, pattern: /^[-*+•·◦▪–—]\s+(?=\S)/u },
  { kind: 'clause', ordered: true, pattern: /^\d{1,3}(?:\.\d{1,3})+\.?\s+(?=\S)/u },
  { kind: 'number', ordered: true, pattern: /^\d{1,3}[.．](?=\s*\D)\s*(?=\S)/u },
  { kind: 'bracket', ordered: true, pattern: /^\d{1,3}[)）、]\s*(?=\S)/u },
  {
    kind: 'brackets',
    ordered: true,
    pattern: /^[(（](?:\d{1,3}|[一二三四五六七八九十]{1,3}|[a-zA-Z]|[ivx]{1,4})[)）]\s*(?=\S)/u,
  },
  { kind: 'han', ordered: true, pattern: /^[一二三四五六七八九十]{1,3}、\s*(?=\S)/u },
  { kind: 'step', ordered: true, pattern: /^第[一二三四五六七八九十百\d]{1,4}步\s*(?=\S)/u },
  { kind: ARTICLE, ordered: true, pattern: /^第[一二三四五六七八九十百\d]{1,4}[条項项章节]\s*(?=\S)/u },
  { kind: 'circled', ordered: true, pattern: /^[①-⑳]\s*(?=\S)/u },
];
/** Whether an item's text begins with its number or its row's bar: it needs no bullet. */
export function isMarked(text: string): boolean {
  const item = text.trimStart();
  return item.startsWith('|') || MARKERS.some(({ ordered, pattern }) => ordered && pattern.test(item));
}

const ROW = /^\|.*\|$/u;
const RULE = /^\|[\s:|-]+\|$/u;
const HEADING = /^(?:#{1,6}\s|[=\-*_]{3,}$)/u;
/** Lines looked at to each side. */
const REACH = 200;

interface Line extends Range {
  readonly indent: number;
  readonly kind: string;
  readonly ordered: boolean;
  readonly blank: boolean;
  readonly heading: boolean;
}

/** The list that the offset stands in, with two items at least; undefined where it stands in none. */
export function listingAt(source: string, offset: number): Listing | undefined {
  const lines = linesAround(source, offset);
  const here = lines.findIndex(({ start, end }) => start <= offset && offset <= end);
  const line = lines[here];
  if (line === undefined || line.heading) return undefined;
  if (line.kind === 'row') return tableAt(source, lines, here);
  const first = markerOf(lines, here);
  const marker = lines[first];
  if (marker === undefined) return undefined;
  const starts = siblings(lines, first, marker);
  if (starts.length < 2) return undefined;
  const items = starts.map((start, i) => {
    const next = starts[i + 1] ?? endOfItem(lines, start, marker);
    return trimmed(source, { start: lines[start]?.start ?? 0, end: lines[next - 1]?.end ?? source.length });
  });
  return {
    items,
    ordered: marker.ordered && marker.kind !== ARTICLE,
    lead: leadOf(source, lines, starts[0] ?? 0),
  };
}

/** The lists that begin so close to an offset, in order. */
export function listingsAround(source: string, offset: number, reach: number): Listing[] {
  const found: Listing[] = [];
  const to = Math.min(source.length, offset + reach);
  for (let start = source.lastIndexOf('\n', Math.max(0, offset - reach)) + 1; start < to;) {
    const newline = source.indexOf('\n', start);
    const end = newline < 0 ? source.length : newline;
    const line = lineOf(source, { start, end });
    const listing = line.kind === '' ? undefined : listingAt(source, start);
    if (listing !== undefined) found.push(listing);
    // Siblings that are further down belong to the list that was found.
    start = Math.max(end, listing?.items.at(-1)?.end ?? 0) + 1;
  }
  return found;
}

/** The words of the nearest heading above an offset, in Markdown; empty where none is near. */
export function headingAbove(source: string, offset: number): string {
  const above = source.slice(Math.max(0, offset - HEADING_REACH), offset);
  return [...above.matchAll(/^#{1,6}\s+(.+)$/gmu)].at(-1)?.[1] ?? '';
}
const HEADING_REACH = 4000;

function linesAround(source: string, offset: number): Line[] {
  let from = offset;
  for (let i = 0; i < REACH && from > 0; i++) from = source.lastIndexOf('\n', from - 2) + 1;
  const lines: Line[] = [];
  for (let start = from; start < source.length && lines.length < 2 * REACH;) {
    const newline = source.indexOf('\n', start);
    const end = newline < 0 ? source.length : newline;
    lines.push(lineOf(source, { start, end }));
    start = end + 1;
  }
  return lines;
}

function lineOf(source: string, { start, end }: Range): Line {
  const written = source.slice(start, end).replace(/\r$/u, '');
  const text = written.trim();
  const indent = written.length - written.trimStart().length;
  const blank = text === '';
  const row = ROW.test(text);
  const marker = blank || row ? undefined : MARKERS.find(({ pattern }) => pattern.test(text));
  return {
    start,
    end,
    indent,
    kind: row ? 'row' : (marker?.kind ?? ''),
    ordered: marker?.ordered ?? false,
    blank,
    heading: HEADING.test(text),
  };
}

/** The line that begins the item around a line, or -1. */
function markerOf(lines: readonly Line[], at: number): number {
  let indent = Infinity;
  for (let i = at; i >= 0; i--) {
    const line = lines[i];
    if (line === undefined || line.heading) return -1;
    if (line.kind !== '' && line.kind !== 'row' && (i === at || line.indent <= indent)) return i;
    if (line.blank && indent === 0) return -1;
    if (!line.blank) indent = Math.min(indent, line.indent);
  }
  return -1;
}

function isSibling(line: Line | undefined, { kind, indent }: Line): boolean {
  return line !== undefined && line.kind === kind && line.indent === indent;
}

/** Whether a line ends the list that goes on above or below: a heading, or text of its own. */
function ends(lines: readonly Line[], at: number, { indent }: Line): boolean {
  const line = lines[at];
  if (line === undefined || line.heading) return true;
  if (line.blank) return false;
  if (line.kind !== '' && line.kind !== 'row') return line.indent < indent;
  // A line without a mark goes on with the item before it, unless a blank line stands between.
  return line.indent <= indent && lines[at - 1]?.blank !== false;
}

/** Numbers of the lines that begin items of the same list, in order. */
function siblings(lines: readonly Line[], at: number, marker: Line): number[] {
  const found = [at];
  for (let i = at + 1; !ends(lines, i, marker); i++) {
    if (isSibling(lines[i], marker)) found.push(i);
    else if (lines[i]?.indent === marker.indent && lines[i]?.kind !== '') break;
  }
  for (let i = at - 1; i >= 0; i--) {
    if (isSibling(lines[i], marker)) found.unshift(i);
    else if (ends(lines, i, marker) || (lines[i]?.indent === marker.indent && lines[i]?.kind !== '')) break;
  }
  return found;
}

/** Number of the line behind the last item. */
function endOfItem(lines: readonly Line[], start: number, marker: Line): number {
  let i = start + 1;
  while (
    i < lines.length &&
    !ends(lines, i, marker) &&
    !(lines[i]?.indent === marker.indent && lines[i]?.kind !== '')
  )
    i++;
  return i;
}

function leadOf(source: string, lines: readonly Line[], first: number): Range {
  let i = first - 1;
  while (i >= 0 && lines[i]?.blank === true) i--;
  const line = lines[i];
  const nothing = { start: lines[first]?.start ?? 0, end: lines[first]?.start ?? 0 };
  return line === undefined || line.heading || line.kind === 'row' ? nothing : trimmed(source, line);
}

function tableAt(source: string, lines: readonly Line[], at: number): Listing | undefined {
  let first = at;
  while (lines[first - 1]?.kind === 'row') first--;
  let last = at;
  while (lines[last + 1]?.kind === 'row') last++;
  const rows = lines.slice(first, last + 1);
  const rule = rows.findIndex(({ start, end }) => RULE.test(source.slice(start, end).trim()));
  const items = rows.slice(rule + 1).map((row) => trimmed(source, row));
  const head = rule > 0 ? rows[0] : undefined;
  const lead = head === undefined ? leadOf(source, lines, first) : trimmed(source, head);
  return items.length < 2 ? undefined : { items, ordered: false, lead };
}
