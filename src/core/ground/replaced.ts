import { agree } from '../answer/values.ts';
import { overlaps, type Range } from '../text/range.ts';
import { inSimplified } from '../text/traditional.ts';
import type { Claims } from './claims.ts';
import { opposites } from './polarity.ts';
import { sharedBlocks, unitsOf, type Block, type Unit } from './tiling.ts';

/** Another thing in the place of one: what stands between the same words here and there. */
export interface Replaced {
  /** `meaning`: a word and its opposite. */
  readonly kind: 'number' | 'name' | 'meaning';
  readonly words: string;
  readonly found: string;
  /** How surely it is another, 0 to 1. */
  readonly weight: number;
}

/** Units that a thing may have; what is longer is another clause. */
const LONGEST = 8;
/** Units that the words around it have together, at least; the beginning and the end count for one each. */
const LEAST_AROUND = 3;
/** Two words of two characters each are synonyms as often as not. */
const SHORT_HAN = 0.3;

/**
 * Numbers and names of the sentence in whose place, between the same words, the source has others, and words in whose
 * place it has their opposite. In Chinese, where
 * names are not told from words, other words of three characters and more count as well.
 */
export function replacedIn(written: Claims, source: Claims): Replaced[] {
  const mine = unitsOf(written.text);
  const theirs = unitsOf(source.text);
  const blocks = sharedBlocks(mine, theirs);
  const taken = blocks.map(({ at, length }) => spanOf(theirs.slice(at, at + length)));
  const isFree = (range: Range): boolean => !taken.some((block) => overlaps(block, range));
  // What the source says elsewhere, and the sentence has not said there as well, has only changed its place.
  const free = { values: source.values.filter(isFree), named: source.named.filter(isFree) };
  const found: Replaced[] = [];
  for (let i = 0; i <= blocks.length; i++) {
    const before = blocks[i - 1] ?? START;
    const after = blocks[i] ?? { from: mine.length, at: theirs.length, length: 1 };
    const [from, at] = [before.from + before.length, before.at + before.length];
    if (before.length + after.length < LEAST_AROUND) continue;
    const gap = mine.slice(from, after.from);
    const other = theirs.slice(at, Math.max(at, after.at));
    if (gap.length === 0 || other.length === 0 || gap.length > LONGEST || other.length > LONGEST) continue;
    const one = compared(written, gap, source, other, free);
    if (one !== undefined) found.push(one);
  }
  return found;
}

/** One unit before the first: a sentence that begins otherwise. */
const START: Block = { from: -1, at: -1, length: 1 };

function compared(
  written: Claims,
  gap: readonly Unit[],
  source: Claims,
  other: readonly Unit[],
  free: Pick<Claims, 'values' | 'named'>,
): Replaced | undefined {
  const [mine, theirs] = [spanOf(gap), spanOf(other)];
  const words = written.text.slice(mine.start, mine.end);
  const found = source.text.slice(theirs.start, theirs.end);
  const value = written.values.find((one) => overlaps(one, mine));
  const values = source.values.filter((one) => overlaps(one, theirs));
  if (value !== undefined && values.length > 0)
    return [...values, ...free.values].some((one) => agree(one, value))
      ? undefined
      : { kind: 'number', words, found, weight: 1 };
  const name = written.named.find((one) => overlaps(one, mine));
  const names = source.named.filter((one) => overlaps(one, theirs));
  if (name !== undefined && names.length > 0)
    return [...names, ...free.named].some(({ key }) => key.includes(name.key) || name.key.includes(key))
      ? undefined
      : { kind: 'name', words, found, weight: 1 };
  if (opposites(words, found).length > 0) return { kind: 'meaning', words, found, weight: 1 };
  if (gap.some(({ spaced }) => spaced) || other.some(({ spaced }) => spaced)) return undefined;
  const own = gap.filter(({ names: is }) => is).map(({ text }) => inSimplified(text));
  const its = other.filter(({ names: is }) => is).map(({ text }) => inSimplified(text));
  if (own.length < 2 || its.length < 2 || own.some((letter) => its.includes(letter))) return undefined;
  return { kind: 'name', words, found, weight: Math.max(own.length, its.length) > 2 ? 1 : SHORT_HAN };
}

function spanOf(units: readonly Unit[]): Range {
  return { start: units[0]?.start ?? 0, end: units.at(-1)?.end ?? 0 };
}
