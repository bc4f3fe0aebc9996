import { FUNCTION_WORDS } from '../recall/turns.ts';
import { stem } from '../text/porter.ts';
import { inSimplified } from '../text/traditional.ts';
import { fold } from '../text/words.ts';

/** A word, or a character of a script without spaces, for alignment. */
interface Unit {
  readonly text: string;
  readonly key: string;
  /** False for words that name nothing, and for punctuation. */
  readonly names: boolean;
  readonly spaced: boolean;
  /** Number of the clause that it stands in, cut at punctuation. */
  readonly clause: number;
}

/** Words that stand in both sentences side by side, the same run in both. */
interface Block {
  readonly from: number;
  readonly at: number;
  readonly length: number;
}

const UNITS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[[\p{L}\p{N}\p{M}]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]]+(?:[.,'’:\/\-][[\p{L}\p{N}\p{M}]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]]+)*/gv;
/** Little words that say how two things are related; 'is' and 'and' leave them the same the other way about. */
const RELATING = new Set(
  'of from to than for by in at on over under before after against 比 对 向 给 从 由 于'.split(' '),
);
const UNSPACED = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
/** Characters that hold a Chinese sentence together and name nothing. */
const PARTICLES = new Set('的了是在有和与及或也都还又就才再于被把将由给对向从到为之其而且但并因所以这那个些');
const CLAUSE_ENDS = /[,;:.!?()，；：。！？（）]|\s[–—-]+\s/u;
/** Of longer sentences no more is compared. */
const MOST_UNITS = 120;

function unitsOf(text: string): Unit[] {
  const plain = inSimplified(text);
  let clause = 0;
  let end = 0;
  return [...plain.matchAll(UNITS)].slice(0, MOST_UNITS).map(({ 0: word, index }) => {
    if (CLAUSE_ENDS.test(plain.slice(end, index))) clause++;
    end = index + word.length;
    const folded = fold(word);
    const spaced = !UNSPACED.test(word);
    const key = /^[a-z]{4,}$/u.test(folded) ? stem(folded) : folded;
    return {
      text: word,
      key,
      spaced,
      clause,
      names: spaced ? !FUNCTION_WORDS.has(folded) : !PARTICLES.has(word),
    };
  });
}

/**
 * The runs that two sentences share, longest first, whatever their order (greedy string tiling, Wise 1993). Of runs of
 * one length the one that is moved least counts.
 */
function sharedBlocks(a: readonly Unit[], b: readonly Unit[]): Block[] {
  const usedA = new Uint8Array(a.length);
  const usedB = new Uint8Array(b.length);
  const found: Block[] = [];
  for (;;) {
    let best: Block | undefined;
    for (let from = 0; from < a.length; from++) {
      for (let at = 0; at < b.length; at++) {
        let length = 0;
        while (
          from + length < a.length &&
          at + length < b.length &&
          usedA[from + length] === 0 &&
          usedB[at + length] === 0 &&
          a[from + length]?.key === b[at + length]?.key
        )
          length++;
        if (length === 0) continue;
        const moved = Math.abs(from / a.length - at / b.length);
        const before = best === undefined ? Infinity : Math.abs(best.from / a.length - best.at / b.length);
        if (length > (best?.length ?? 0) || (length === best?.length && moved < before))
          best = { from, at, length };
      }
    }
    if (best === undefined) break;
    usedA.fill(1, best.from, best.from + best.length);
    usedB.fill(1, best.at, best.at + best.length);
    // One character of a script without spaces says nothing of its place, nor does a word that names nothing.
    const units = a.slice(best.from, best.from + best.length);
    const names = units.filter((unit) => unit.names);
    if (names.some(({ spaced }) => spaced) || names.length >= 2 || units.some(({ key }) => RELATING.has(key)))
      found.push(best);
  }
  return found.sort((one, other) => one.from - other.from);
}

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
  const blocks = sharedBlocks(mine, theirs);
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
