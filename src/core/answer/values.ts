import { simplified } from '../text/simplified.ts';
import type { Range } from '../text/range.ts';
import { fold } from '../text/words.ts';
import type { ValueKind } from './answerType.ts';
import { datesIn } from './dates.ts';
import { DIGIT_NUMERAL, HAN_NUMERAL, numberOf, rounded, SCALE, WORD_NUMERAL } from './numerals.ts';
import { CURRENCIES, TIME_UNITS, UNITS } from './units.ts';

/** What words say, in a form in which different ways of writing are equal. For comparison, never to be shown. */
export interface Value {
  /** `words` where the text is no date, number or the like. */
  readonly kind: ValueKind | 'words';
  /** Equal for what says the same: `2024-03-01`, `1200`, `GBP 28400`, `6.4`, `6 month`, folded words. */
  readonly key: string;
}

/** A value and where it stands in a text. */
export interface PlacedValue extends Value, Range {}

const SPACE = '[ \\u00a0\\u2009\\u202f]';
const SIGN = '(?:[-\\u2212](?=[0-9]))?';
const DIGITS = `(?<![\\p{Script=Latin}0-9.,/-])${SIGN}(?:${DIGIT_NUMERAL})(?![0-9])(?:${SCALE})?`;
const HAN = `(?<!${HAN_NUMERAL})${HAN_NUMERAL}+(?:点${HAN_NUMERAL}+)?`;
const WORDS = `\\b(?:${WORD_NUMERAL})\\b`;

const MONEY_BEFORE = new RegExp(
  `(${CURRENCIES.before})${SPACE}?((?:${DIGIT_NUMERAL})(?![0-9])(?:${SCALE}|${SPACE}?[mMkK]\\b)?)`,
  'giu',
);
const MONEY_AFTER = new RegExp(`(${DIGITS}|${HAN}|${WORDS})${SPACE}?(?:余|多)?(${CURRENCIES.after})`, 'giu');
const PERCENT_AFTER = new RegExp(
  `(${DIGITS}|${WORDS})${SPACE}?(?:%|％|per ?cent\\b|percentage points?\\b|个?百分点|Prozent\\b|pour cent\\b|por ciento\\b)`,
  'giu',
);
const PERCENT_BEFORE = new RegExp(
  `百分之((?:${DIGIT_NUMERAL})|${HAN_NUMERAL}+(?:点${HAN_NUMERAL}+)?)`,
  'giu',
);
const TENTHS = /([一二两三四五六七八九]|[1-9])成(?![为立员功就本果分绩交长熟])/giu;
const QUANTITY = new RegExp(`(${DIGITS}|${HAN}|${WORDS})(?:(?:${SPACE}|-)?(${UNITS.pattern}))`, 'giu');
const NUMBER = new RegExp(`${DIGITS}|${WORDS}`, 'giu');
/** Without any of these there is no amount; most sentences end here. */
const NUMERAL = new RegExp(`[0-9]|${HAN_NUMERAL}|${WORDS}`, 'iu');

/**
 * The dates, amounts, percentages, durations and numbers of a text, in order, none overlapping another. A Chinese
 * numeral counts only with a unit behind it (一 stands in 一些 too), an English number word anywhere.
 */
export function valuesIn(text: string): PlacedValue[] {
  // Every replacement keeps each character in its place.
  const plain = simplified(text);
  const found: PlacedValue[] = [...datesIn(plain)];
  if (!NUMERAL.test(plain)) return found;
  const add = (pattern: RegExp, read: (match: RegExpExecArray) => Value | null): void => {
    for (const match of plain.matchAll(pattern)) {
      const start = match.index;
      const end = start + match[0].length;
      if (found.some((other) => start < other.end && other.start < end)) continue;
      const value = read(match);
      if (value !== null) found.push({ ...value, start, end });
    }
  };
  add(MONEY_BEFORE, ([, currency, amount]) => money(amount, currency));
  add(PERCENT_AFTER, ([, amount]) => percentage(amount));
  add(PERCENT_BEFORE, ([, amount]) => percentage(amount));
  add(TENTHS, ([, tenths = '']) => scaled('percentage', tenths, 10));
  add(MONEY_AFTER, ([, amount, currency]) => money(amount, currency));
  add(QUANTITY, ([, amount = '', unit = '']) => quantity(amount, unit));
  add(NUMBER, ([amount]) => scaled('number', amount, 1));
  return found.sort((a, b) => a.start - b.start);
}

function decimal(written: string | undefined): number | null {
  const text = (written ?? '').trim().replace(/\u2212/gu, '-');
  if (text.startsWith('-')) {
    const size = decimal(text.slice(1));
    return size === null ? null : -size;
  }
  const [whole = '', fraction] = text.split('点');
  if (fraction === undefined) return numberOf(text);
  const value = numberOf(whole);
  const digits = Array.from(fraction, (digit) => numberOf(digit));
  return value === null || digits.includes(null) ? null : Number(`${value}.${digits.join('')}`);
}

function money(amount: string | undefined, currency: string | undefined): Value | null {
  const written = (amount ?? '')
    .replace(/([0-9])\s?[mM]$/u, '$1 million')
    .replace(/([0-9])\s?[kK]$/u, '$1 thousand');
  const value = decimal(written);
  const code = CURRENCIES.codeOf(currency ?? '');
  return value === null || code === undefined ? null : { kind: 'money', key: `${code} ${value}` };
}

function percentage(amount: string | undefined): Value | null {
  return scaled('percentage', amount ?? '', 1);
}

function scaled(kind: Value['kind'], amount: string, factor: number, unit = ''): Value | null {
  const value = decimal(amount);
  return value === null ? null : { kind, key: `${rounded(value * factor)}${unit === '' ? '' : ` ${unit}`}` };
}

function quantity(amount: string, written: string): Value | null {
  const unit = fold(written).replace(/\s+/gu, ' ');
  const time = TIME_UNITS.get(unit);
  if (time !== undefined) return scaled('duration', amount, time.factor, time.unit);
  const measure = UNITS.of(unit);
  if (measure === undefined) return scaled('number', amount, 1);
  return scaled('number', amount, measure.factor, measure.unit);
}

/** Words that say how exact a value is, or lead to it: they change nothing in what it is. */
const LEADS =
  /^(?:(?:in|on|at|by|since|from|until|till|to|of|for|about|around|approximately|roughly|some|nearly|almost|exactly|only|just|over|under|circa|ca\.?|the|a|an|its|their|his|her|up to|at (?:most|least)|no more than|within)\s+|约|大约|大概|将近|近|仅|只|共|于|在|从|自|至|到|为|是|达)+/iu;
const TRAILS =
  /(?:左右|上下|以内|之内|or so|per (?:year|month|week|day)|a (?:year|month|week|day)|each|every)$/iu;
/** A span with an amount or a date and no more columns than this beside it says the amount (a CJK character is 2). */
const MOST_BESIDE = 24;

/**
 * What a span says: the date or amount that it is but for words that lead to it ('about', 'by', 左右); of a longer one
 * the only value of a kind that is wanted, or the only one at all where little else is said; else its words.
 *
 * @param wanted kinds that the question asks for; empty where it does not say
 */
export function valueOf(span: string, wanted: readonly ValueKind[] = []): Value {
  const bare = span.trim().replace(LEADS, '').replace(TRAILS, '').trim();
  // Four digits are a year or a number: the question tells.
  if (/^[0-9]{3,4}$/u.test(bare) && wanted.length > 0)
    return { kind: wanted.includes('date') ? 'date' : 'number', key: bare };
  const values = valuesIn(bare);
  const alone = values.length === 1 ? values[0] : undefined;
  if (alone !== undefined && bare.slice(alone.start, alone.end) === bare) return valueOnly(alone);
  const whole = numberOf(bare);
  if (whole !== null) return { kind: 'number', key: String(whole) };
  const fitting = values.filter(({ kind }) => wanted.some((one) => one === kind));
  const fit = fitting.length === 1 ? fitting[0] : undefined;
  if (fit !== undefined && (values.length === 1 || fit.kind !== 'number')) return valueOnly(fit);
  if (alone !== undefined && alone.kind !== 'number' && wanted.length === 0) {
    const beside = bare.slice(0, alone.start) + bare.slice(alone.end);
    if (columns(beside) <= MOST_BESIDE) return valueOnly(alone);
  }
  return { kind: wanted.includes('name') ? 'name' : 'words', key: nameKey(span) };
}

function valueOnly({ kind, key }: PlacedValue): Value {
  return { kind, key };
}

function columns(text: string): number {
  return Array.from(text).reduce((sum, letter) => sum + (letter >= '\u2e80' ? 2 : 1), 0);
}

const TITLES = /^(?:the|a|an|mr|mrs|ms|miss|dr|prof|professor|sir|dame|lord|lady)\s+/u;

/** A name or other words, folded: without article, title, punctuation and marks of Markdown. */
export function nameKey(text: string): string {
  let key = simplified(fold(text))
    .replace(/[^\p{L}\p{N}\p{M}%+\-.]+/gu, ' ')
    .replace(/(?<!\p{N})\.|\.(?!\p{N})/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  while (TITLES.test(key)) key = key.replace(TITLES, '');
  return key.replace(/(?<=\p{Script=Han}{2})(?:先生|女士|小姐|老师|博士|教授)$/u, '');
}

/** Whether two values say the same. A number without a unit agrees with the same number with one. */
export function agree(a: Value, b: Value): boolean {
  if (a.kind === b.kind && a.key === b.key) return true;
  if (a.kind === 'number' && b.kind === 'number') {
    const [number, unit] = a.key.split(' ');
    const [other, otherUnit] = b.key.split(' ');
    return number === other && (unit === undefined || otherUnit === undefined);
  }
  return (
    (a.kind === 'words' || a.kind === 'name') && (b.kind === 'words' || b.kind === 'name') && a.key === b.key
  );
}

/**
 * Whether two values cannot both answer one question: the same kind, the same unit, and other. A year is no other than
 * a day in it.
 */
export function contradict(a: Value, b: Value): boolean {
  if (a.kind !== b.kind || a.kind === 'words' || agree(a, b)) return false;
  if (a.key === '' || b.key === '') return false;
  if (a.kind === 'date')
    return !a.key.includes(b.key) && !b.key.includes(a.key) && a.key.length === b.key.length;
  if (a.kind === 'name') return !a.key.includes(b.key) && !b.key.includes(a.key);
  if (a.kind === 'percentage') return true;
  const unitOf = (key: string): string =>
    a.kind === 'money' ? (key.split(' ')[0] ?? '') : key.split(' ').slice(1).join(' ');
  return unitOf(a.key) === unitOf(b.key);
}
