import type { TokenStates } from '../ports.ts';
import { FUNCTION_WORDS } from '../recall/turns.ts';
import { inSimplified } from '../text/traditional.ts';
import { fold, holdsTerm, questionTerms } from '../text/words.ts';

/** A text with its token states, encoded by itself. */
export interface StatedText {
  readonly text: string;
  readonly tokens: TokenStates;
}

/** How well the words of a written sentence are matched in context, where the source does not have them as they are. */
export interface Alignment {
  /**
   * Of the words that do not stand in the source the least of their cosines with the token that is most like them; 1
   * where all stand there.
   */
  readonly least: number;
  readonly leastWord: string;
}

const WORD = /[\p{L}\p{N}]/u;

/**
 * Matches every word that names something with the source's tokens by their states in context (ColBERT, Khattab &
 * Zaharia 2020; as a measure of what a text says, BERTScore, Zhang et al. 2020): the late interaction that heat is made
 * of (`core/answer/lateInteraction.ts`), for the written sentence's words instead of the passage's.
 * Undefined where the sentence has no such word.
 *
 * @param sources the sentences it may rest on
 */
export function align(written: StatedText, sources: readonly StatedText[]): Alignment | undefined {
  const words = wordsOf(written);
  const width = written.tokens.states.length / Math.max(1, written.tokens.lengths.length);
  let least = 1;
  let leastWord = '';
  const held = inSimplified(fold(sources.map(({ text }) => text).join('\n')));
  const heldWords = new Set(questionTerms(held));
  for (const { text, rows } of words) {
    let best = 0;
    for (const row of rows) {
      let most = -1;
      for (const { tokens } of sources)
        for (const other of tokens.lengths.keys()) {
          if ((tokens.ranges[2 * other + 1] ?? 0) <= (tokens.ranges[2 * other] ?? 0)) continue;
          let dot = 0;
          for (let i = 0; i < width; i++)
            dot += (written.tokens.states[row * width + i] ?? 0) * (tokens.states[other * width + i] ?? 0);
          if (dot > most) most = dot;
        }
      best += most / rows.length;
    }
    const own = inSimplified(fold(text));
    const stands = LATIN.test(own) ? holdsTerm(heldWords, own) : held.includes(own);
    if (stands) continue;
    if (best < least) {
      least = best;
      leastWord = text;
    }
  }
  return words.length === 0 ? undefined : { least, leastWord };
}

/** The words of a text that name something: tokens that stand without a space between them are one word. */
function wordsOf({
  text,
  tokens,
}: StatedText): { readonly text: string; readonly rows: readonly number[] }[] {
  const words: { start: number; end: number; readonly rows: number[] }[] = [];
  for (const row of tokens.lengths.keys()) {
    const [start = 0, end = 0] = tokens.ranges.subarray(2 * row, 2 * row + 2);
    if (end <= start || !WORD.test(text.slice(start, end))) continue;
    const last = words.at(-1);
    if (
      last !== undefined &&
      last.end === start &&
      LATIN.test(text.slice(start, end)) &&
      LATIN.test(text[start - 1] ?? '')
    ) {
      last.end = end;
      last.rows.push(row);
    } else words.push({ start, end, rows: [row] });
  }
  return words
    .map(({ start, end, rows }) => ({ text: text.slice(start, end), rows }))
    .filter((word) => !FUNCTION_WORDS.has(fold(word.text)));
}
const LATIN = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}]/u;
