import { questionTerms } from '../text/words.ts';

/** A question as recall takes it. */
export interface Question {
  readonly text: string;
  /** Distinct terms for the full-text index, in reading order. */
  readonly terms: readonly string[];
  /** Texts in quotation marks: they must stand in the passage as they are. */
  readonly literals: readonly string[];
}

const QUOTED =
  /"([^"\n]{2,200})"|“([^”\n]{2,200})”|「([^」\n]{1,200})」|『([^』\n]{1,200})』|`([^`\n]{1,200})`/gu;
/** More terms than this add time and no precision. */
const MOST_TERMS = 64;

/** Takes the question apart. Lone surrogates and control characters are no terms and do no harm. */
export function parseQuestion(text: string): Question {
  const literals: string[] = [];
  for (const match of text.matchAll(QUOTED)) {
    const literal = match
      .slice(1)
      .find((group) => group !== undefined)
      ?.trim();
    if (literal !== undefined && literal !== '') literals.push(literal);
  }
  return { text, terms: [...new Set(questionTerms(text))].slice(0, MOST_TERMS), literals };
}

/**
 * Inverse document frequency of BM25, never negative.
 *
 * @param holders how many of the `leaves` hold the term
 */
export function inverseDocumentFrequency(holders: number, leaves: number): number {
  return Math.log(1 + (leaves - holders + 0.5) / (holders + 0.5));
}
