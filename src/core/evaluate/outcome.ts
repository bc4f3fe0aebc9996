import type { Range } from '../text/range.ts';
import { SCRIPTS, scriptOf, type Script } from '../text/script.ts';
import { holdsKey, keywords } from './keywords.ts';
import type { EvalQuestion, Place } from './question.ts';
import { hitAtOne, recallWithin, tokens, type FoundPassage } from './score.ts';

/** What the engine said to a question. */
export interface Said {
  /** Best first. */
  readonly passages: readonly FoundPassage[];
  /** The same, found by words alone and by meaning alone; null where that was not asked. */
  readonly words: readonly FoundPassage[] | null;
  readonly meaning: readonly FoundPassage[] | null;
  /** Where the memory has a graph, what comes through it and what comes when every leaf is compared, both unread. */
  readonly search: {
    readonly graph: readonly FoundPassage[];
    readonly exact: readonly FoundPassage[];
  } | null;
  readonly declined: boolean;
  /** The answer's text, empty where there is none. */
  readonly answer: string;
  readonly confidence: number;
  readonly milliseconds: number;
}

/** How a question went. Shares are 0 to 1; null where a figure does not apply. */
export interface Outcome {
  readonly question: EvalQuestion;
  /** The question's script, and the evidence's where it is another one: `latin`, `cjk > latin`. */
  readonly language: string;
  /** The share of the evidence in the first 1,024 tokens of what was found. */
  readonly recall: number | null;
  /** Whether the first passage touches the evidence. */
  readonly hit: boolean | null;
  readonly recallByWords: number | null;
  readonly recallByMeaning: number | null;
  /** Whether the answer holds one of the known answers to the letter; null where they are long or not known. */
  readonly answered: boolean | null;
  readonly declined: boolean;
  readonly confidence: number;
  readonly milliseconds: number;
  /** What came first. */
  readonly first: FoundPassage | null;
  /** Against an exact search, where there is a graph. */
  readonly search: {
    /** Through the graph, and exactly. */
    readonly recall: number | null;
    readonly exactRecall: number | null;
    /** Whether the first passage is the same, and which share of the first five is. */
    readonly first: boolean;
    readonly five: number;
  } | null;
  /** A word that question and evidence share, the longest; where the words alone found it, it is worth quoting. */
  readonly sharedWord: string | null;
}

/** Tokens of an answer that may be looked for to the letter. */
const PHRASE = 16;
/** A made quote of so many units, white space aside, is not met twice by chance. */
const TELLING_QUOTE = 16;

/**
 * Judges what was said to a question.
 * @param quotes the evidence's texts, in its order; empty where they are not known
 */
export function judge(question: EvalQuestion, said: Said, quotes: readonly string[]): Outcome {
  const { evidence, kind } = question;
  const known = evidence.length > 0;
  const recallOf = (passages: readonly FoundPassage[] | null) =>
    passages === null || !known ? null : shareFound(question, passages, quotes);
  // An answer that a person wrote out stands in no file; a short one does.
  const phrases = question.answers.filter((answer) => tokens(answer) <= PHRASE);
  const spoken = scriptName(question.question);
  const written = quotes.length === 0 ? spoken : scriptName(quotes.join('\n'));
  return {
    question,
    language: spoken === written ? spoken : `${spoken} > ${written}`,
    recall: recallOf(said.passages),
    hit: !known
      ? null
      : hitAtOne(evidence, said.passages) ||
        (kind !== 'given' && copyIn(said.passages.slice(0, 1), quotes) !== null),
    recallByWords: recallOf(said.words),
    recallByMeaning: recallOf(said.meaning),
    answered:
      phrases.length === 0 ? null : !said.declined && phrases.some((phrase) => holdsKey(said.answer, phrase)),
    declined: said.declined,
    confidence: said.confidence,
    milliseconds: said.milliseconds,
    first: said.passages[0] ?? null,
    search: said.search && {
      recall: recallOf(said.search.graph),
      exactRecall: recallOf(said.search.exact),
      ...agreement(said.search.graph, said.search.exact),
    },
    sharedWord: sharedWord(question.question, quotes),
  };
}

/** A made question is answered as well by a copy of its sentence elsewhere; a given one says where it wants it from. */
function shareFound(
  { kind, evidence }: EvalQuestion,
  passages: readonly FoundPassage[],
  quotes: readonly string[],
): number {
  const share = recallWithin(evidence, passages);
  if (share === 1 || kind === 'given') return share;
  const copy = copyIn(passages, quotes);
  return copy === null ? share : Math.max(share, recallWithin([copy], passages));
}

/** Where a passage holds the quote of the only piece of evidence to the letter. */
function copyIn(passages: readonly FoundPassage[], quotes: readonly string[]): Place | null {
  const [quote] = quotes;
  if (quote === undefined || quotes.length !== 1 || quote.replace(/\s+/gu, '').length < TELLING_QUOTE)
    return null;
  for (const { file, start, text } of passages) {
    const at = text.indexOf(quote);
    if (at >= 0) return { file, start: start + at, end: start + at + quote.length };
  }
  return null;
}

function agreement(graph: readonly FoundPassage[], exact: readonly FoundPassage[]) {
  const name = ({ file, start, end }: Place) => `${start}-${end} ${file}`;
  const best = new Set(exact.slice(0, 5).map(name));
  const [a, b] = [graph[0], exact[0]];
  return {
    first: (a === undefined ? '' : name(a)) === (b === undefined ? '' : name(b)),
    five:
      best.size === 0 ? 1 : graph.slice(0, 5).filter((passage) => best.has(name(passage))).length / best.size,
  };
}

function sharedWord(question: string, quotes: readonly string[]): string | null {
  const written = quotes.join('\n');
  const shared = keywords(question)
    .map(({ text }) => text)
    .filter((word) => holdsKey(written, word));
  return shared.toSorted((a, b) => b.length - a.length)[0] ?? null;
}

function scriptName(text: string): Script {
  return SCRIPTS[scriptOf(text)] ?? 'latin';
}

/** Whether at least half of the evidence was found; null where the question has none. */
export function found({ recall }: Pick<Outcome, 'recall'>): boolean | null {
  return recall === null ? null : recall >= 0.5;
}

/**
 * Where a quote stands in a text: to the letter, else with other white space. Null where it does not, or holds no
 * words.
 */
export function findQuote(text: string, quote: string): Range | null {
  const sought = quote.trim();
  if (sought === '') return null;
  const at = text.indexOf(sought);
  if (at >= 0) return { start: at, end: at + sought.length };
  const words = sought.split(/\s+/u).map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  const match = new RegExp(words.join('\\s+'), 'u').exec(text);
  return match === null ? null : { start: match.index, end: match.index + match[0].length };
}
