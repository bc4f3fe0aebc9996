import { FUNCTION_UNSPACED, FUNCTION_WORDS } from '../recall/turns.ts';
import { holdsTerm, questionTerms } from '../text/words.ts';

/** Inverse document frequency of a term. */
export type Rarity = (term: string) => number;

/** 哪一天, 几个, 多少台: what asks, with the measure behind it. */
const ASKS_UNSPACED =
  /列出|列举|列舉|(?:哪|几|幾|多少)一?(?:天|年|月|日|个|個|位|种|種|些|里|裡|家|次|条|條|项|項|台|臺|批|届|屆|部|本|座|所|国|國|钱|錢|元|块)?/gu;

/** The terms of a question that name something: without question words and other words that every question has. */
export function contentTerms(question: string): string[] {
  const named = question.replaceAll(ASKS_UNSPACED, ' ').replaceAll(FUNCTION_UNSPACED, ' ');
  return [...new Set(questionTerms(named).filter((term) => !FUNCTION_WORDS.has(term)))];
}

/** Share of the terms' summed rarity that stands in the texts, 0 to 1; 0 without terms. */
export function coverage(terms: readonly string[], texts: readonly string[], rarity: Rarity): number {
  const held = new Set(texts.flatMap(questionTerms));
  let sum = 0;
  let total = 0;
  for (const term of terms) {
    const weight = rarity(term);
    total += weight;
    if (holdsTerm(held, term)) sum += weight;
  }
  return total > 0 ? sum / total : 0;
}

/** Jaccard index of two sets of terms, 0 to 1. */
export function resemblance(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let both = 0;
  for (const term of a) if (b.has(term)) both++;
  return both / Math.max(1, a.size + b.size - both);
}
