import { nameKey, valueOf } from '../answer/values.ts';
import { scriptOf, isUnspaced } from '../text/script.ts';
import { overlaps, type Range } from '../text/range.ts';
import { inSimplified } from '../text/traditional.ts';
import { holdsTerm, questionTerms } from '../text/words.ts';
import { agree } from '../answer/values.ts';
import { FUNCTION_WORDS } from '../recall/turns.ts';
import type { Claims } from './claims.ts';

/** A piece of a written sentence, and the sentence with a question word in its place. */
export interface GapQuestion {
  readonly piece: string;
  readonly question: string;
}

/** Questions that are read of a sentence. */
const MOST_QUESTIONS = 3;
const LONGEST = 300;

/**
 * Asks for the pieces of a sentence one by one: amounts, dates, codes and names, and where it has none the words that
 * it begins with and those that it ends with. 'The rent is £28,400' becomes 'The rent is how much': readers trained on
 * questions that people ask know both orders of words.
 */
export function gapQuestions({ text, values, named }: Claims): GapQuestion[] {
  if (text.length > LONGEST) return [];
  const unspaced = isUnspaced(scriptOf(text));
  const pieces: (Range & { readonly asks: string })[] = [];
  const add = (range: Range, asks: string): void => {
    if (!pieces.some((piece) => overlaps(piece, range)))
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
  for (const range of ends(text, unspaced)) add(range, unspaced ? '什么' : 'what');
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

/** The words before the first little word and those behind the last one: who does something, and what is told of it. */
function ends(text: string, unspaced: boolean): Range[] {
  if (unspaced) return [];
  const words = [...text.matchAll(/[\p{L}\p{N}][\p{L}\p{N}\p{M}'’-]*/gu)];
  const little = (word: string): boolean => FUNCTION_WORDS.has(word.toLowerCase());
  const firstOf = words.findIndex(([word]) => !little(word));
  let lastOf = firstOf;
  while (lastOf + 1 < words.length && !little(words[lastOf + 1]?.[0] ?? '') && lastOf - firstOf < 2) lastOf++;
  const final = words.length - 1;
  let from = final;
  while (from - 1 > lastOf && !little(words[from - 1]?.[0] ?? '') && final - from < 2) from--;
  const range = (first: number, last: number): Range[] => {
    const [one, other] = [words[first], words[last]];
    return one === undefined || other === undefined || last < first
      ? []
      : [{ start: one.index, end: other.index + other[0].length }];
  };
  return firstOf < 0 || final <= lastOf ? [] : [...range(firstOf, lastOf), ...range(from, final)];
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
