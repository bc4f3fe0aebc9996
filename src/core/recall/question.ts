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
  /** As it was asked for, compatibility forms unified. */
  readonly text: string;
  /** Finds it in a text however its letters are stored: full width, composed or not, across the end of a line. */
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
    const literal = quoted.slice(1, -1).normalize('NFKC').trim();
    if (literal !== '')
      literals.push({ text: literal, pattern: new RegExp(anyForm(literal), 'giu'), quoted: true });
    return ' ';
  });
  // A code is not found within a longer one: QX-77 is not QX-7731.
  for (const [code] of rest.normalize('NFKC').matchAll(CODE)) {
    const pattern = new RegExp(`(?<!${ALNUM})${anyForm(code)}(?!${ALNUM})`, 'giu');
    literals.push({ text: code, pattern, quoted: false });
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

const ALNUM = '[A-Za-z0-9\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]';
/** Signs that are set for a hyphen. */
const HYPHENS = '[-\u2010\u2011\u2012\u2013\u2212\uff0d]';

/** The source of a pattern for a text in NFKC, in whatever form its characters stand; each step takes what it takes. */
function anyForm(literal: string): string {
  let source = '';
  for (const [piece] of literal.matchAll(/\s+|\P{M}\p{M}*|\p{M}/gu)) {
    const code = piece.charCodeAt(0);
    const decomposed = piece.normalize('NFD');
    if (/^\s/u.test(piece)) source += '\\s+';
    else if (piece === '-' || piece === '\u2010') source += HYPHENS;
    else if (piece.length === 1 && code > 0x20 && code < 0x7f)
      source += `(?:${escaped(piece)}|${String.fromCharCode(code + 0xfee0)})`;
    else if (decomposed !== piece) source += `(?:${escaped(piece)}|${escaped(decomposed)})`;
    else source += escaped(piece);
  }
  return source;
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
