import { sharedBlocks, unitsOf, type Block } from './tiling.ts';

/** Little words that say how two things are related; 'is' and 'and' leave them the same the other way about. */
const RELATING = new Set(
  'of from to than for by in at on over under before after against 比 对 向 给 从 由 于'.split(' '),
);

/** Two parts of a sentence that stand the other way about in the source, around words that stand in both. */
export interface Reversal {
  /** Letters of the shorter part, bounded to 1 at {@link WHOLE}: how surely it is one. */
  readonly weight: number;
  readonly first: string;
  readonly between: string;
  readonly last: string;
}

/** A part of so many letters is a name or a noun; a Chinese character counts three. */
const WHOLE = 6;

/** 'by' after a form of be, 被, 由: what stands last does it. */
const PASSIVE =
  /\b(?:is|are|was|were|be|been|being|gets?|got)\b[^.;]{0,40}\bby\b|被|遭|受到?|由[^于此]|所(?=[\p{Script=Han}]{1,3}[的，。]?)|把|将/iu;

/**
 * Whether the sentence tells of two things in the other relation: 'B bought A' for 'A bought B'. Both stand in both
 * sentences, what stands between them as well, and all three in the contrary order. Undefined where there is no such
 * thing, or where one of the two is passive and the other is not.
 */
export function reversal(written: string, source: string): Reversal | undefined {
  if (PASSIVE.test(written) !== PASSIVE.test(source)) return undefined;
  const mine = unitsOf(written);
  const theirs = unitsOf(source);
  const blocks = sharedBlocks(mine, theirs).filter(({ from, length }) => {
    // One character of a script without spaces says nothing of its place, nor does a word that names nothing.
    const units = mine.slice(from, from + length);
    const names = units.filter((unit) => unit.names);
    return (
      names.some(({ spaced }) => spaced) || names.length >= 2 || units.some(({ key }) => RELATING.has(key))
    );
  });
  const textOf = ({ from, length }: Block): string => {
    const units = mine.slice(from, from + length);
    return units
      .map(({ text, spaced }) => (spaced ? ` ${text}` : text))
      .join('')
      .trim();
  };
  const sizeOf = ({ from, length }: Block): number =>
    mine
      .slice(from, from + length)
      .reduce((sum, { text, names, spaced }) => sum + (names ? (spaced ? text.length : 3) : 0), 0);
  let best: Reversal | undefined;
  for (const [i, first] of blocks.entries()) {
    if (sizeOf(first) === 0) continue;
    for (let k = i + 2; k < blocks.length; k++) {
      const last = blocks[k];
      if (last === undefined || last.at > first.at || sizeOf(last) === 0) continue;
      // What is told of two things is told in one clause; whole clauses change places freely.
      if (mine[first.from]?.clause !== mine[last.from]?.clause) continue;
      if (theirs[first.at]?.clause !== theirs[last.at]?.clause) continue;
      const middle = blocks.slice(i + 1, k).find(({ at }) => last.at < at && at < first.at);
      if (middle === undefined) continue;
      const weight = Math.min(1, Math.min(sizeOf(first), sizeOf(last)) / WHOLE);
      if (weight <= (best?.weight ?? 0)) continue;
      best = { weight, first: textOf(first), between: textOf(middle), last: textOf(last) };
    }
  }
  return best;
}
