import { questionTerms } from '../text/words.ts';
import { substance } from './turns.ts';

/** A word of a question that stands in no file, and the word of the files that it is read as. */
export interface Spelling {
  readonly typed: string;
  readonly read: string;
}

/**
 * A word of 4 to 30 letters alone, in one case or capitalised: no identifier, no number, no abbreviation. Longer ones
 * are no words of a language, and every letter more is another 50 words to look for.
 */
const WORD =
  /(?<![\p{L}\p{N}\p{M}_.@/#'’-])(?:\p{Lu}\p{Ll}{3,29}|\p{Ll}{4,30})(?![\p{L}\p{N}\p{M}_@/#-]|\.\p{L})/gu;
const QUOTED = /"[^"\n]*"|“[^”\n]*”|「[^」\n]*」|『[^』\n]*』|`[^`\n]*`/gu;
const ALPHABETS = [
  'abcdefghijklmnopqrstuvwxyz',
  'абвгдежзийклмнопрстуфхцчшщъыьэюяё',
  'αβγδεζηθικλμνξοπρσςτυφχψω',
];
/** More unknown words than these, or than half of all, are another language or another subject. */
const MOST_UNKNOWN = 3;
/** Candidates whose letters are compared with the files'. */
const MOST_LIKELY = 8;
/** A shorter word has too many neighbours: only two letters that changed places are put right. */
const LONG = 5;

/**
 * Finds words of a question that no file holds and that are one slip away from a word of the files: a letter too
 * many, too few or another, or two that changed places (Damerau-Levenshtein distance 1). Of several the one that the
 * most leaves hold is taken. What is quoted is meant as it is written.
 *
 * @param frequency how many leaves hold a term, or another form of its stem
 * @param stands whether a leaf holds it letter by letter
 */
export function misspelled(
  question: string,
  frequency: (term: string) => number,
  stands: (term: string) => boolean,
): Spelling[] {
  const words = [...new Set(question.replace(QUOTED, ' ').match(WORD) ?? [])].filter(
    (word) => substance(word) > 0,
  );
  const unknown = words.filter((word) => questionTerms(word).every((term) => frequency(term) === 0));
  if (unknown.length === 0 || unknown.length > MOST_UNKNOWN || unknown.length * 2 > words.length) return [];
  return unknown.flatMap((typed) => {
    const [term, ...others] = questionTerms(typed);
    if (term === undefined || others.length > 0) return [];
    const likely = [...new Set(oneSlipAway(term))]
      .map((read) => ({ read, leaves: frequency(read) }))
      .filter(({ leaves }) => leaves > 0)
      .sort((a, b) => b.leaves - a.leaves)
      .slice(0, MOST_LIKELY);
    const read = likely.find((candidate) => stands(candidate.read))?.read;
    return read === undefined ? [] : [{ typed, read }];
  });
}

/**
 * The question with what its misspelled words may mean behind it. Both are looked for: a word that no file holds may
 * be a right one all the same.
 */
export function respelled(question: string, spellings: readonly Spelling[]): string {
  return spellings.length === 0 ? question : `${question} (${spellings.map(({ read }) => read).join(' ')})`;
}

/** Every string at Damerau-Levenshtein distance 1, over the word’s own alphabet. */
function* oneSlipAway(word: string): Generator<string> {
  const letters = ALPHABETS.find((alphabet) => [...word].every((letter) => alphabet.includes(letter)));
  if (letters === undefined) return;
  for (let i = 0; i <= word.length; i++) {
    const before = word.slice(0, i);
    const after = word.slice(i);
    if (after.length > 1) yield `${before}${after.charAt(1)}${after.charAt(0)}${after.slice(2)}`;
    if (word.length < LONG) continue;
    if (after !== '') yield `${before}${after.slice(1)}`;
    for (const letter of letters) {
      yield `${before}${letter}${after}`;
      if (after !== '') yield `${before}${letter}${after.slice(1)}`;
    }
  }
}
