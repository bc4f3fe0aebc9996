import type { Range } from '../text/range.ts';
import { stem } from '../text/porter.ts';
import { sentences, trimmed } from '../text/sentences.ts';
import { countTokens } from '../text/tokens.ts';
import { questionTerms } from '../text/words.ts';

/** A sentence that a summary may consist of. */
export interface SentenceCandidate extends Range {
  /** Number of its leaf, as the caller numbers them. */
  readonly leaf: number;
  /** Without white space at its ends. */
  readonly text: string;
  /** As `countTokens` estimates them. */
  readonly tokens: number;
  /** Its distinct terms, English ones stemmed. */
  readonly terms: readonly string[];
  /** What keeps it from being understood without what stands before it. */
  readonly faults: Faults;
  /** Who says it, where it does not say so itself: a further sentence of somebody's turn. */
  readonly speaker?: string | undefined;
}

/** Somebody's turn in a conversation. */
export interface Turn extends Range {
  readonly speaker: string;
  /** Where the words begin, behind the name. */
  readonly words: number;
}

/** Each 0 to 1, most of them one of the two. */
export interface Faults {
  /** Begins with a word that points back: a pronoun, a connective. */
  readonly dangling: number;
  /** No full sentence: too short, no end, begins in the middle. */
  readonly fragment: number;
  /** Somebody's direct speech, or a question. */
  readonly spoken: number;
  /** The share of its words that only fill: 'um', 'you know', '嗯', marks of noise; a quarter counts as all. */
  readonly hesitant: number;
  /** A heading, a row of a table, a rule, code: only where a part holds nothing else. */
  readonly apart: number;
}

/** A leaf with the text that it stands in. */
export interface CandidateLeaf extends Range {
  readonly source: string;
  /** The headings of the section that begins in the leaf, which are no sentences. */
  readonly headings: readonly string[];
  /** The turn that holds an offset of the text, where it is a conversation. */
  readonly turnAt?: ((offset: number) => Turn | undefined) | undefined;
}

const DANGLING_ENGLISH =
  /^["“'‘(]*(?:he|she|it|they|this|that|these|those|his|her|hers|its|their|theirs|him|them|such|and|but|so|or|nor|then|also|however|therefore|thus|hence|moreover|furthermore|meanwhile|otherwise|instead|yet|because|which|who|whom|whose|still|besides|nevertheless|nonetheless|likewise|similarly|accordingly|consequently|again|too|either|neither|both|another|others|one|ones|here|there|now|anyway|well|okay|ok|yeah|yes|no|right|oh|um|uh|hmm|mm)\b/iu;
const DANGLING_CHINESE =
  /^["“「『‘（(]*(?:他们|她们|它们|他|她|它|这|那|该|此(?!外)|其(?!中|他|余|实)|但|而(?!言)|并(?!行|购|列)|且|所以|因此|然而|不过|于是|同时|另外|此外|否则|因为|接着|随后|然后|后来|也|还(?!款|贷|原)|则|又|再|却|嗯|啊|哦|对|好的)/u;
const QUOTE = /^["“「『‘'«]/u;
const QUESTION = /[?？]["”’」』)）]*$/u;
const ENDS = /[.!?。！？…；;]["”’」』)）\]*_]*$/u;
const LOWER = /^\p{Ll}/u;
const HEADING =
  /^(?:#{1,6}\s|[=\-*_~`+|]{3,}|\*\*[^*\n]+\*\*\s*$|<\/?\w|\\(?:section|chapter|sub|begin|end)|@\w+\{)/u;
const TABLE_ROW = /^\s*\||\|\s*\|?\s*$|\t.*\t/u;
/** Of a sentence's characters other than white space at least this share is letters. */
const LETTERS = 0.6;
const LETTER = /\p{L}|\p{M}/gu;
const FILLER =
  /\b(?:um+|uh+|erm?|hmm?|mm+|mhm|huh|ah|oh|yeah|yep|okay|ok|well|kinda|sorta|gonna|wanna|you know|i mean|i guess|sort of|kind of)\b|\{\w+\}|\[(?:laughter|noise|inaudible|crosstalk|applause)\]|嗯|呃|唔|那个那个|就是说|对吧|哎|哦/giu;
const WORD = /[\p{L}\p{N}'’]+/gu;
/** A sentence of fewer tokens says little by itself. */
const SHORT = 8;
/** A longer one is a list, a table or no sentence at all. */
const LONG = 110;

/** The sentences of the leaves, in order. White space alone is none. */
export function candidatesIn(leaves: readonly CandidateLeaf[]): SentenceCandidate[] {
  const found: SentenceCandidate[] = [];
  for (const [leaf, { source, start, end, headings, turnAt }] of leaves.entries()) {
    for (const sentence of sentences(source, { start, end })) {
      const range = trimmed(source, sentence);
      const text = source.slice(range.start, range.end);
      if (text === '') continue;
      const tokens = countTokens(text);
      const turn = turnAt?.(range.start);
      const said = Math.max(range.start, Math.min(turn?.words ?? range.start, range.end));
      found.push({
        ...range,
        leaf,
        text,
        tokens,
        terms: summaryTerms(source.slice(said, range.end)),
        faults: faultsOf(source.slice(said, range.end), {
          tokens,
          headings,
          line: lineOf(source, range.start),
        }),
        ...(turn !== undefined && said === range.start ? { speaker: turn.speaker } : {}),
      });
    }
  }
  return found;
}

/** The distinct terms of a text as summaries count them. */
export function summaryTerms(text: string): string[] {
  return [...new Set(questionTerms(text).map((term) => stemmed(term)))];
}

const stems = new Map<string, string>();
const MOST_STEMS = 50_000;

/** A term as candidates have it: English ones stemmed. */
export function stemmed(term: string): string {
  let found = stems.get(term);
  if (found === undefined) {
    if (stems.size >= MOST_STEMS) stems.clear();
    stems.set(term, (found = /^[a-z]/u.test(term) ? stem(term) : term));
  }
  return found;
}

function lineOf(source: string, start: number): string {
  const from = source.lastIndexOf('\n', start - 1) + 1;
  const end = source.indexOf('\n', start);
  return source.slice(from, Math.min(end < 0 ? source.length : end, from + 400));
}

function faultsOf(
  text: string,
  {
    tokens,
    headings,
    line,
  }: { readonly tokens: number; readonly headings: readonly string[]; readonly line: string },
): Faults {
  const letters = text.match(LETTER)?.length ?? 0;
  const visible = text.replace(/\s/gu, '').length;
  const body = text.replace(
    /^(?:[-*+•·◦▪–—>]+|\d{1,3}[.)、．]|[（(][\da-z一二三四五六七八九十]{1,3}[)）])\s*/iu,
    '',
  );
  const apart =
    HEADING.test(line.trimStart()) ||
    TABLE_ROW.test(line) ||
    letters < LETTERS * visible ||
    headings.some((heading) => heading !== '' && text.includes(heading) && text.length < heading.length + 12);
  return {
    dangling: DANGLING_ENGLISH.test(body) || DANGLING_CHINESE.test(body) ? 1 : 0,
    fragment: tokens < SHORT || tokens > LONG || !ENDS.test(text) || LOWER.test(body) ? 1 : 0,
    spoken: QUOTE.test(body) || QUESTION.test(text) ? 1 : 0,
    hesitant: Math.min(
      1,
      (4 * (text.match(FILLER)?.length ?? 0)) / Math.max(8, text.match(WORD)?.length ?? 0),
    ),
    apart: apart ? 1 : 0,
  };
}
