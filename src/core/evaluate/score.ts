import { overlaps, type Range } from '../text/range.ts';
import type { Place } from './question.ts';

/**
 * How much of a question's evidence the passages hold that were found. The figures of the public bench sets
 * (`score.py` beside them): offsets are UTF-16 units; a token is one Chinese, Japanese or Korean character, or 1/1.3
 * of another word.
 */

/** Tokens that a reader is given: `recall` is measured within these. */
const BUDGET = 1024;
/** Tokens of a passage that count for a hit. */
export const PASSAGE = 192;

const CJK_CLASS = '\\u3040-\\u30ff\\u3400-\\u9fff\\uf900-\\ufaff\\uac00-\\ud7af';
/** What Python's `\s` matches; JavaScript's differs in the separators below U+0020, U+0085 and U+FEFF. */
const SPACE_CLASS = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const CJK = new RegExp(`[${CJK_CLASS}]`);
const UNIT = new RegExp(`[${CJK_CLASS}]|[^${SPACE_CLASS}${CJK_CLASS}]+`, 'g');

/** The units that tokens are counted in, with where each starts and what it costs. */
export function* units(text: string): Generator<{ start: number; end: number; cost: number }> {
  for (const match of text.matchAll(UNIT)) {
    const [unit] = match;
    yield { start: match.index, end: match.index + unit.length, cost: CJK.test(unit) ? 1 : 1.3 };
  }
}

/** Tokens of a text. */
export function tokens(text: string): number {
  let sum = 0;
  for (const unit of units(text)) sum += unit.cost;
  return sum;
}

/** The longest prefix within the budget: its length, and the tokens it holds (the budget where it was cut). */
export function cut(text: string, budget: number): { length: number; used: number } {
  let used = 0;
  for (const unit of units(text)) {
    if (used + unit.cost > budget) return { length: unit.start, used: budget };
    used += unit.cost;
  }
  return { length: text.length, used };
}

/** How many characters the union of the spans holds, and how many of them are in `shown`. */
export function covered(spans: readonly Place[], shown: readonly Place[]): { total: number; hit: number } {
  let total = 0;
  let hit = 0;
  for (const file of new Set(spans.map((span) => span.file))) {
    const gold = union(spans.filter((span) => span.file === file));
    const seen = union(shown.filter((span) => span.file === file));
    for (const { start, end } of gold) {
      total += end - start;
      for (const other of seen) hit += Math.max(0, Math.min(end, other.end) - Math.max(start, other.start));
    }
  }
  return { total, hit };
}

function union(spans: readonly Range[]): Range[] {
  const merged: { start: number; end: number }[] = [];
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else if (end > start) merged.push({ start, end });
  }
  return merged;
}

/** A passage that was found, with its text. */
export interface FoundPassage extends Place {
  readonly text: string;
}

/** The share, 0 to 1, of the evidence's characters that stand in the first `budget` tokens of the passages. */
export function recallWithin(
  evidence: readonly Place[],
  passages: readonly FoundPassage[],
  budget: number = BUDGET,
): number {
  let left = budget;
  const shown: Place[] = [];
  for (const { file, start, text } of passages) {
    if (left <= 0) break;
    const { length, used } = cut(text, left);
    shown.push({ file, start, end: start + length });
    left -= used;
  }
  const { total, hit } = covered(evidence, shown);
  return total === 0 ? 0 : hit / total;
}

/** Whether the first passage (its first 192 tokens) touches the evidence. */
export function hitAtOne(evidence: readonly Place[], passages: readonly FoundPassage[]): boolean {
  const [first] = passages;
  if (first === undefined) return false;
  const head = { start: first.start, end: first.start + cut(first.text, PASSAGE).length };
  return evidence.some((place) => place.file === first.file && overlaps(place, head));
}

/** A share with its 95 % interval. */
export interface Estimate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** How many questions it rests on. */
  readonly questions: number;
}

const Z = 1.96;

/**
 * The mean of values from 0 to 1 with Wilson's 95 % score interval (E. B. Wilson, JASA 22, 1927), which stays
 * sensible where all values are 0 or 1. For shares between them it is a little wide. Null without values.
 */
export function estimate(values: readonly number[]): Estimate | null {
  const n = values.length;
  if (n === 0) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const middle = (mean + (Z * Z) / (2 * n)) / (1 + (Z * Z) / n);
  const half = (Z * Math.sqrt((mean * (1 - mean)) / n + (Z * Z) / (4 * n * n))) / (1 + (Z * Z) / n);
  return { mean, low: Math.max(0, middle - half), high: Math.min(1, middle + half), questions: n };
}

/** The value that the share (0 to 1) of the values does not exceed: nearest rank; null without values. */
export function quantile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}
