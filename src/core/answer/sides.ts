import type { Support } from './agreement.ts';
import type { ValueKind, Wanted } from './answerType.ts';
import { composed, placeOf, type Composed, type ComposedSentence } from './composed.ts';
import { contentTerms, coverage, type Rarity } from './coverage.ts';
import { statementDate } from './dated.ts';
import { placesOf } from './fact.ts';
import { namedIn, stands } from './named.ts';
import { simplified } from '../text/simplified.ts';
import { fold, holdsTerm, questionTerms } from '../text/words.ts';
import type { Range } from '../text/range.ts';
import type { ReadLeaf } from './read.ts';
import { agree, contradict, valuesIn } from './values.ts';

// Precision first: a contradiction shown where there is none is worse than one missed.

/** What is asked of a side where its document is about the same as the surest one's, and where it is not. */
const LEAST = {
  related: { gap: -4, behind: 10, covered: 0.35, equal: 0.5 },
  unrelated: { gap: 2, behind: 5, covered: 0.75, equal: 0.8 },
} as const;
/** The surest of all spans is no less sure than this. */
const LEAST_GAP = 0;
/** Within one document, what saying more of the question counts for, and standing beside its words, in nats. */
const SAYS_MORE = 6;
const BESIDE = 4;
/** Characters from a word of the question at which half of that is left. */
const NEAR = 12;
/** 'Who was born first, A or B': two that are named are no two statements about one. */
const ALTERNATIVES = /\bor\b|还是|還是|或者?/iu;
/** Of a long document no more is looked through for a name. */
const LOOKED_THROUGH = 100_000;
/** A name is no longer than this. */
const LONGEST_NAME = 32;
const MOST_SIDES = 3;
/** Kinds in which two answers can be told to differ. A name only where somebody is asked for. */
const COMPARABLE: readonly ValueKind[] = ['date', 'money', 'percentage', 'duration', 'number'];

interface Candidate {
  readonly support: Support;
  /** Share of the question that the sentence covers with its headings. */
  readonly covered: number;
}

/**
 * Statements of several documents that answer one short question, each surely, with values that cannot all be right:
 * shown side by side, the latest first where dates tell. Null where the files agree, or speak of different things.
 */
export function sidesAnswer(
  question: string,
  wanted: Wanted,
  supports: readonly Support[],
  rarity: Rarity,
): Composed | null {
  const surest = supports.reduce((best, { gap }) => Math.max(best, gap), -Infinity);
  if (surest < LEAST_GAP || ALTERNATIVES.test(question)) return null;
  const candidates = ofEachDocument(question, wanted, supports, rarity);
  const [first] = candidates;
  if (first === undefined || first.support.gap < surest - 3) return null;
  const most = candidates.reduce((best, { covered }) => Math.max(best, covered), 0);
  const sides = [first];
  for (const candidate of candidates.slice(1)) {
    const { support, covered } = candidate;
    const alike = related(first.support.leaf, support.leaf);
    const least = alike ? LEAST.related : LEAST.unrelated;
    const fits =
      [first, candidate].every((side) => speaksOf(question, side, alike)) &&
      (alike || support.value.kind !== 'name') &&
      support.gap >= Math.max(least.gap, surest - least.behind) &&
      Math.min(covered, first.covered) >= Math.max(least.covered, least.equal * most) &&
      sides.every((side) => contradict(side.support.value, support.value));
    if (fits && sides.length < MOST_SIDES) sides.push(candidate);
  }
  if (sides.length < 2) return null;
  return composed('sides', inOrderOfTime(sides.map(({ support }) => sideOf(support, supports))));
}

/** The statement of each document that answers best, the surest document first. */
function ofEachDocument(
  question: string,
  wanted: Wanted,
  supports: readonly Support[],
  rarity: Rarity,
): Candidate[] {
  const terms = contentTerms(question);
  const asked = namedIn(question).filter(({ kind }) => kind !== 'name');
  const best = new Map<number, Candidate & { readonly score: number }>();
  for (const support of supports) {
    if (!isComparable(support, wanted)) continue;
    const context = contextOf(support);
    const covered = coverage(terms, context, rarity);
    if (!asked.every((one) => context.some((text) => stands(one, text)))) continue;
    const score = support.gap + SAYS_MORE * covered + BESIDE * nearness(support, terms);
    const { document } = support.leaf;
    if (score > (best.get(document)?.score ?? -Infinity)) best.set(document, { support, covered, score });
  }
  return [...best.values()].sort((a, b) => b.support.gap - a.support.gap);
}

/** How close a word of the question stands to the value, 0 to 1. */
function nearness({ leaf, sentence, span }: Support, terms: readonly string[]): number {
  const text = fold(leaf.source.slice(sentence.start, sentence.end));
  const at = span.start - sentence.start;
  let least = Infinity;
  for (const term of terms)
    for (let i = text.indexOf(term); i >= 0; i = text.indexOf(term, i + 1))
      least = Math.min(least, i < at ? at - i - term.length : Math.max(0, i - (span.end - sentence.start)));
  return NEAR / (NEAR + Math.max(0, least));
}

function isComparable({ value, span }: Support, { kinds }: Wanted): boolean {
  const { kind } = value;
  if (kind === 'name' && span.end - span.start > LONGEST_NAME) return false;
  if (kind === 'words') return false;
  return kinds.length === 0 ? COMPARABLE.includes(kind) : kinds.includes(kind);
}

/** What a statement is read with: its sentence, the headings that it stands under, and its file's name. */
function contextOf({ leaf, sentence }: Support): string[] {
  return [leaf.source.slice(sentence.start, sentence.end), ...leaf.headings, leaf.file];
}

/**
 * Whether all names of the question, every word of them, stand with a statement; for documents about one thing, which
 * need not name it again, anywhere in the document.
 */
function speaksOf(question: string, { support }: Candidate, alike: boolean): boolean {
  const names = namedIn(question).filter(({ kind }) => kind === 'name');
  if (names.length === 0) return true;
  const context = alike
    ? [support.leaf.source.slice(0, LOOKED_THROUGH), support.leaf.file]
    : contextOf(support);
  const words = new Set(context.flatMap(questionTerms));
  return names.every(({ key }) => questionTerms(key).every((word) => holdsTerm(words, word)));
}

/** What tells versions of one document apart, and what every document of a kind is called. */
const VERSION =
  /\b(?:the|an?|of|to|for|on|first|second|third|fourth|fifth|amendments?|amended|amending|addendum|supplement(?:al|ary)?|agreement|deed|version|edition|revision|revised|draft|final|minutes|meeting|report|v\.?|no\.?|january|february|march|april|may|june|july|august|september|october|november|december)\b|第[^次条届版期]{1,3}(?:次|届|版|期)|修正案|修订版?|补充协议|补充|修改|会议|纪要|记录|报告|(?<=[年版])版|[年月日号]|试行|暂行|草案|[0-9]+/giu;

/** 'Invoice' says nothing of what two documents are about. */
const LEAST_TITLE = 2;

/**
 * Whether two documents are about one thing: their titles name the same but for what tells versions apart, or one names
 * all that the other does (the lease of a place, and the amendment to it).
 */
export function related(a: ReadLeaf, b: ReadLeaf): boolean {
  const [one, other] = [a, b].map(({ headings, source }) => {
    const title = headings[0] ?? source.trimStart().split('\n', 1)[0] ?? '';
    return new Set(questionTerms(simplified(title).replace(VERSION, ' ')));
  });
  if (one === undefined || other === undefined || Math.min(one.size, other.size) < LEAST_TITLE) return false;
  const both = [...one].filter((term) => other.has(term)).length;
  return both === Math.min(one.size, other.size);
}

function sideOf(support: Support, supports: readonly Support[]): ComposedSentence {
  const { leaf, sentence, value } = support;
  const text = leaf.source.slice(sentence.start, sentence.end);
  const span = valueRange(support);
  const date = statementDate(text, leaf.source, leaf.file);
  const side = { value: leaf.source.slice(span.start, span.end), ...(date === undefined ? {} : { date }) };
  const places = placesOf([
    support,
    ...supports.filter((other) => other !== support && other.gap >= LEAST_GAP && agree(other.value, value)),
  ]);
  return { text: placeOf(leaf, sentence).text, places, span, side };
}

/** The value alone within a span that says more, whole where the span has a part of it ('320' of '320 元'). */
function valueRange({ leaf, sentence, span, value }: Support): Range {
  const own = valuesIn(leaf.source.slice(sentence.start, sentence.end)).find(
    ({ kind, key, start, end }) =>
      kind === value.kind &&
      key === value.key &&
      sentence.start + start < span.end &&
      span.start < sentence.start + end,
  );
  return own === undefined ? span : { start: sentence.start + own.start, end: sentence.start + own.end };
}

/** The latest first and named so, where every side is dated and the dates can be told apart. */
function inOrderOfTime(sides: readonly ComposedSentence[]): ComposedSentence[] {
  const dates = sides.map(({ side }) => side?.date);
  const known = dates.flatMap((date) => date ?? []);
  const shortest = Math.min(...known.map(({ length }) => length));
  const distinct = new Set(known.map((date) => date.slice(0, shortest)));
  if (known.length < sides.length || distinct.size < sides.length) return [...sides];
  return [...sides]
    .sort((a, b) => (b.side?.date ?? '').localeCompare(a.side?.date ?? ''))
    .map((sentence, i) =>
      i > 0 || sentence.side === undefined
        ? sentence
        : { ...sentence, side: { ...sentence.side, latest: true } },
    );
}
