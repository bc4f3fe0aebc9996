import { nameKey, valueOf } from '../answer/values.ts';
import { scriptOf, isUnspaced } from '../text/script.ts';
import { overlaps, type Range } from '../text/range.ts';
import { inSimplified } from '../text/traditional.ts';
import { holdsTerm, questionTerms } from '../text/words.ts';
import { agree } from '../answer/values.ts';
import type { Claims } from './claims.ts';

/** A piece of a written sentence, and the sentence with a question word in its place. */
export interface GapQuestion {
  readonly piece: string;
  readonly question: string;
}

/** Questions that are read of a sentence. */
const MOST_QUESTIONS = 2;
const LONGEST = 300;

/**
 * Asks for pieces of a sentence one by one: amounts, dates, codes and names. 'The rent is £28,400' becomes 'The rent is
 * how much': readers trained on questions that people ask know both orders of words.
 *
 * @param wanted the pieces, as the sentence has them
 */
export function gapQuestions({ text, values, named }: Claims, wanted: readonly string[]): GapQuestion[] {
  if (text.length > LONGEST) return [];
  const unspaced = isUnspaced(scriptOf(text));
  const pieces: (Range & { readonly asks: string })[] = [];
  const add = (range: Range, asks: string): void => {
    if (
      wanted.includes(text.slice(range.start, range.end)) &&
      !pieces.some((piece) => overlaps(piece, range))
    )
      pieces.push({ start: range.start, end: range.end, asks });
  };
  for (const value of values) {
    if (value.kind === 'date') add(value, unspaced ? '什么时候' : 'when');
    else add(value, unspaced ? '多少' : value.kind === 'money' ? 'how much' : amountOf(text, value));
  }
  for (const name of named)
    add(
      name,
      unspaced ? (name.kind === 'date' ? '哪年' : '什么') : name.kind === 'name' ? 'who or what' : 'which',
    );
  return pieces.slice(0, MOST_QUESTIONS).flatMap(({ start, end, asks }) => {
    const rest = `${text.slice(0, start)}${asks}${text.slice(end)}`.replace(
      /[.。!！]?\s*$/u,
      unspaced ? '？' : '?',
    );
    const piece = text.slice(start, end);
    return questionTerms(text.slice(0, start) + text.slice(end)).length < 2
      ? []
      : [{ piece, question: rest }];
  });
}

/** 'how many metres' for '12 metres': what is counted stays. */
function amountOf(text: string, { start, end }: Range): string {
  const unit = text.slice(start, end).replace(/^[^\p{L}%°]+/u, '');
  return unit === '' ||
    /^(?:one|two|three|four|five|six|seven|eight|nine|ten|\p{L}+teen|\p{L}+ty)\b/iu.test(unit)
    ? 'how many'
    : `how many ${unit}`;
}

/** Whether what the reader found says what the piece says, 0 to 1. */
export function agreement(piece: string, found: string): number {
  const mine = nameKey(inSimplified(piece));
  const theirs = nameKey(inSimplified(found));
  if (agree(valueOf(inSimplified(piece)), valueOf(inSimplified(found)))) return 1;
  if (mine !== '' && (theirs.includes(mine) || (mine.includes(theirs) && theirs.length >= 2))) return 1;
  const terms = [...new Set(questionTerms(mine))];
  const held = new Set(questionTerms(theirs));
  return terms.length === 0 ? 0 : terms.filter((term) => holdsTerm(held, term)).length / terms.length;
}
