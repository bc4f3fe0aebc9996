import { questionTerms } from '../text/words.ts';

/** A question as recall takes it. */
export interface Question {
  readonly text: string;
  /** Distinct terms for the full-text index, in reading order. */
  readonly terms: readonly string[];
  /** What must stand in the passage as it is written: texts in quotation marks, part numbers, codes. */
  readonly literals: readonly Literal[];
}

export interface Literal {
  readonly pattern: RegExp;
  /** Quoted: it must stand there, however often. A code that stands everywhere is a word like others. */
  readonly quoted: boolean;
}

const QUOTED =
  /"([^"\n]{2,200})"|“([^”\n]{2,200})”|「([^」\n]{1,200})」|『([^』\n]{1,200})』|`([^`\n]{1,200})`/gu;
/** Letters and digits in one word, of any length and with the usual separators: QX-7731-B, E05, 2022/61a, β2-AR. */
const CODE =
  /(?<![A-Za-z\p{Script=Greek}\p{N}])(?=[A-Za-z\p{Script=Greek}\p{N}./_:#-]*[A-Za-z\p{Script=Greek}])(?=[A-Za-z\p{Script=Greek}./_:#-]*\p{N})[A-Za-z\p{Script=Greek}\p{N}]+(?:[./_:#-][A-Za-z\p{Script=Greek}\p{N}]+)*/gu;
/** Of these every further one is taken for words. */
const MOST_LITERALS = 8;
/** More terms than this add time and no precision. */
const MOST_TERMS = 64;
/** Of a pasted text no more are looked at. */
const MOST_LOOKED_AT = 2000;

/** Takes the question apart. Lone surrogates and control characters are no terms and do no harm. */
export function parseQuestion(text: string): Question {
  const literals: Literal[] = [];
  const rest = text.replace(QUOTED, (quoted: string) => {
    const literal = quoted.slice(1, -1).trim();
    if (literal !== '') literals.push({ pattern: new RegExp(escaped(literal), 'giu'), quoted: true });
    return ' ';
  });
  // A code is not found within a longer one: QX-77 is not QX-7731.
  for (const [code] of rest.matchAll(CODE)) {
    const pattern = new RegExp(`(?<![A-Za-z0-9])${escaped(code)}(?![A-Za-z0-9])`, 'giu');
    literals.push({ pattern, quoted: false });
  }
  return {
    text,
    terms: [...new Set(questionTerms(text))].slice(0, MOST_LOOKED_AT),
    literals: literals.slice(0, MOST_LITERALS),
  };
}

/**
 * The terms that are worth looking up: all of a question, of a long text those that the fewest leaves hold, in
 * reading order. What no leaf holds finds nothing and is left out of a long text.
 *
 * @param frequency how many leaves hold a term
 */
export function tellingTerms(
  terms: readonly string[],
  frequency: (term: string) => number,
): readonly string[] {
  if (terms.length <= MOST_TERMS) return terms;
  const known = terms
    .map((term) => ({ term, leaves: frequency(term) }))
    .filter(({ leaves }) => leaves > 0)
    .sort((a, b) => a.leaves - b.leaves)
    .slice(0, MOST_TERMS);
  const chosen = new Set(known.map(({ term }) => term));
  return terms.filter((term) => chosen.has(term));
}

function escaped(literal: string): string {
  return literal.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/**
 * Inverse document frequency of BM25, never negative.
 *
 * @param holders how many of the `leaves` hold the term
 */
export function inverseDocumentFrequency(holders: number, leaves: number): number {
  return Math.log(1 + (leaves - holders + 0.5) / (holders + 0.5));
}
