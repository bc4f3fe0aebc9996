import type { Range } from '../text/range.ts';
import { HAN_NUMERAL, hanNumber } from './numerals.ts';

/**
 * Dates as people write them, for comparison. Own and narrow: chrono-node (MIT) reads more than twenty times as many
 * forms, today and next Friday among them, which no document's statement is compared by, but not 民國, and core imports
 * nothing.
 */
export interface PlacedDate extends Range {
  readonly kind: 'date';
  /** As ISO 8601 as far as it is told: `2024-03-01`, `2024-03`, `2024`; without a year `--03-01`, `--03`. */
  readonly key: string;
}

const MONTHS = new Map(
  [
    'january|jan|januar|jänner|janvier|enero',
    'february|feb|februar|février|febrero',
    'march|mar|märz|mars|marzo',
    'april|apr|avril|abril',
    'may|mai|mayo',
    'june|jun|juni|juin|junio',
    'july|jul|juli|juillet|julio',
    'august|aug|août|agosto',
    'september|sept|sep|septembre|septiembre',
    'october|oct|oktober|octobre|octubre',
    'november|nov|novembre|noviembre',
    'december|dec|dezember|décembre|diciembre',
  ].flatMap((names, i) => names.split('|').map((name): [string, number] => [name, i + 1])),
);
const MONTH = `(${[...MONTHS.keys()].sort((a, b) => b.length - a.length).join('|')})\\b\\.?`;
const DAY = '([0-3]?[0-9])(?:st|nd|rd|th|er|º|\\.)?';
const YEAR = '([12][0-9]{3})(?![0-9])';
const OF = '\\s+(?:of\\s+|de\\s+)?';
/** Digits or Chinese numerals. */
const N = (most: number): string => `([0-9]{1,${most}}|${HAN_NUMERAL}{1,${most + 1}})`;

type Parts = readonly [year: number | null, month: number | null, day: number | null];

const month = (name: string | undefined): number | null => MONTHS.get((name ?? '').toLowerCase()) ?? null;
const number = (text: string | undefined): number | null =>
  text === undefined ? null : /^[0-9]+$/u.test(text) ? Number(text) : hanNumber(text);

const FORMS: readonly {
  readonly pattern: RegExp;
  readonly read: (groups: readonly (string | undefined)[]) => Parts;
}[] = [
  {
    pattern: new RegExp(`(?<![0-9./-])${YEAR}[-/.]([01]?[0-9])[-/.]([0-3]?[0-9])(?![0-9])`, 'gu'),
    read: ([y, m, d]) => [number(y), number(m), number(d)],
  },
  {
    pattern: new RegExp(`(?<![0-9])${DAY}${OF}${MONTH},?(?:${OF})${YEAR}`, 'giu'),
    read: ([d, m, y]) => [number(y), month(m), number(d)],
  },
  {
    pattern: new RegExp(`\\b${MONTH}\\s+(?:the\\s+)?${DAY},?\\s+${YEAR}`, 'giu'),
    read: ([m, d, y]) => [number(y), month(m), number(d)],
  },
  {
    pattern: new RegExp(`\\b${MONTH},?${OF}${YEAR}`, 'giu'),
    read: ([m, y]) => [number(y), month(m), null],
  },
  {
    pattern: new RegExp(`(?<![0-9£$€])${DAY}${OF}${MONTH}(?!\\p{L})`, 'giu'),
    read: ([d, m]) => [null, month(m), number(d)],
  },
  {
    pattern: new RegExp(`\\b${MONTH}\\s+(?:the\\s+)?${DAY}(?![0-9:.,]*[0-9%])`, 'giu'),
    read: ([m, d]) => [null, month(m), number(d)],
  },
  // The years of the Republic, 民國, count from 1912.
  {
    pattern: new RegExp(
      `[民][国國]\\s*(?:${N(5)}|(元))\\s*年(?:\\s*${N(2)}\\s*月(?:\\s*${N(2)}\\s*[日号])?)?`,
      'gu',
    ),
    read: ([y, first, m, d]) => [
      (first === undefined ? (number(y) ?? -2000) : 1) + 1911,
      number(m),
      number(d),
    ],
  },
  {
    pattern: new RegExp(
      `(?<![0-9])([12][0-9]{3}|[一二][〇○零一二三四五六七八九]{3})\\s*年(?:\\s*${N(2)}\\s*月(?:份|\\s*${N(2)}\\s*[日号])?)?`,
      'gu',
    ),
    read: ([y, m, d]) => [number(y), number(m), number(d)],
  },
  {
    pattern: new RegExp(
      `(?<![0-9第个${HAN_NUMERAL.slice(1, -1)}])${N(2)}\\s*月(?:份|\\s*(?:${N(2)})\\s*[日号])`,
      'gu',
    ),
    read: ([m, d]) => [null, number(m), number(d)],
  },
];
/** A month by itself, with a capital: 'may' and 'march' are words. */
const BARE_MONTH =
  /\b(?:in|of|for|during|since|until|till|by|last|this|from|to)\s+(January|February|March|April|May|June|July|August|September|October|November|December)\b(?!\s+[0-9\p{Lu}])/gu;
const BARE_HAN_MONTH = new RegExp(
  `(?<![0-9第个${HAN_NUMERAL.slice(1, -1)}])${N(2)}月(?![0-9球亮光台饼])`,
  'gu',
);
/** A year by itself; a number of four digits with a comma, a unit or a noun behind it is none. */
const BARE_YEAR =
  /(?:\b(?:in|of|since|by|until|till|from|to|and|before|after|during|year|autumn|spring|summer|winter|season|early|late|mid|for|the|[-–(]|\bcirca)\s?|^\s*|[(（])(?<year>(?:1[5-9]|20|21)[0-9]{2})(?=\s*(?:$|[\])）.,;:!?–—-]|\b(?:and|to|the|but|when|with|by|in|at|report|edition|version|season|election|census|flood|budget|policy)\b))(?![.,][0-9])/giu;

/** The dates of a text, in order, none overlapping another. */
export function datesIn(text: string): PlacedDate[] {
  const found: PlacedDate[] = [];
  const add = (start: number, end: number, parts: Parts): void => {
    if (found.some((other) => start < other.end && other.start < end)) return;
    const key = keyOf(parts);
    if (key !== null) found.push({ kind: 'date', key, start, end });
  };
  for (const { pattern, read } of FORMS)
    for (const match of text.matchAll(pattern))
      add(match.index, match.index + match[0].trimEnd().length, read(match.slice(1)));
  for (const match of text.matchAll(BARE_YEAR)) {
    const year = match.groups?.['year'] ?? '';
    const start = match.index + match[0].lastIndexOf(year);
    add(start, start + 4, [Number(year), null, null]);
  }
  for (const pattern of [BARE_MONTH, BARE_HAN_MONTH])
    for (const match of text.matchAll(pattern)) {
      const [whole, name = ''] = match;
      const start = match.index + whole.indexOf(name);
      add(start, match.index + whole.length, [null, month(name) ?? number(name), null]);
    }
  return found.sort((a, b) => a.start - b.start);
}

/** Null for what no calendar has. */
function keyOf([year, month, day]: Parts): string | null {
  if (month !== null && (month < 1 || month > 12)) return null;
  if (day !== null && (day < 1 || day > 31)) return null;
  if (year === null && month === null) return null;
  if (year !== null && (year < 0 || year > 2999)) return null;
  const two = (value: number): string => String(value).padStart(2, '0');
  const head = year === null ? '-' : String(year).padStart(4, '0');
  if (month === null) return head;
  return day === null ? `${head}-${two(month)}` : `${head}-${two(month)}-${two(day)}`;
}
