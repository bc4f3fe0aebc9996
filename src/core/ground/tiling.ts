import { FUNCTION_WORDS } from '../recall/turns.ts';
import type { Range } from '../text/range.ts';
import { stem } from '../text/porter.ts';
import { inSimplified } from '../text/traditional.ts';
import { fold } from '../text/words.ts';

/** A word, or a character of a script without spaces, for alignment; offsets are of the text. */
export interface Unit extends Range {
  readonly text: string;
  readonly key: string;
  /** False for words that name nothing, and for punctuation. */
  readonly names: boolean;
  readonly spaced: boolean;
  /** Number of the clause that it stands in, cut at punctuation. */
  readonly clause: number;
}

/** Words that stand in both sentences side by side, the same run in both. */
export interface Block {
  readonly from: number;
  readonly at: number;
  readonly length: number;
}

const UNITS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[[\p{L}\p{N}\p{M}]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]]+(?:[.,'’:\/\-][[\p{L}\p{N}\p{M}]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]]+)*/gv;
const UNSPACED = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
/** Characters that hold a Chinese sentence together and name nothing. */
const PARTICLES = new Set('的了是在有和与及或也都还又就才再于被把将由给对向从到为之其而且但并因所以这那个些');
const CLAUSE_ENDS = /[,;:.!?()，；：。！？（）]|\s[–—-]+\s/u;
/** Of longer sentences no more is compared. */
const MOST_UNITS = 120;

export function unitsOf(text: string): Unit[] {
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
      start: index,
      end,
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
export function sharedBlocks(a: readonly Unit[], b: readonly Unit[]): Block[] {
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
    found.push(best);
  }
  return found.sort((one, other) => one.from - other.from);
}
