import { holdsTerm, terms } from '../core/text/words.ts';
import type { LookedUpTerm } from '../protocol/asking.ts';

/** A word in more than this part of the leaves says nothing about why one of them was attended. */
const COMMON = 0.25;
/** Up to so many leaves a part says nothing about how common a word is. */
const FEW = 8;
const MOST_WORDS = 6;

/**
 * Which of a question's words a sentence holds: the rarer ones, rarest first.
 *
 * @param looked what was looked up, with how many leaves hold each
 * @param leaves of the whole memory
 */
export function sharedWords(sentence: string, looked: readonly LookedUpTerm[], leaves: number): string[] {
  const words = new Set(terms(sentence));
  return looked
    .filter((term) => term.leaves > 0 && term.leaves <= Math.max(FEW, COMMON * leaves))
    .filter(({ term }) => holdsTerm(words, term))
    .sort((a, b) => a.leaves - b.leaves)
    .slice(0, MOST_WORDS)
    .map(({ term }) => term);
}
