import { agreed, supportsOf, type Support } from './agreement.ts';
import { answerType, wantsWords, type Wanted } from './answerType.ts';
import { compared } from './compare.ts';
import { changes } from './changes.ts';
import type { Composed } from './composed.ts';
import { contentTerms, coverage, type Rarity } from './coverage.ts';
import { factAnswer } from './fact.ts';
import { itemsAnswer } from './items.ts';
import { namedIn, stands } from './named.ts';
import type { ReadLeaf } from './read.ts';
import type { ScoredSentence } from './sentenceScore.ts';
import { sidesAnswer } from './sides.ts';
import { valuesIn } from './values.ts';
import { aboutAsGood, inReadingOrder, merged, statements, type Statement } from './statements.ts';
import { simplified } from '../text/simplified.ts';
import { holdsTerm, questionTerms } from '../text/words.ts';
import { questionParts } from '../recall/parts.ts';

/** What an answer is composed from. */
export interface ComposeInput {
  readonly question: string;
  /** The leaves that were read, best first. */
  readonly leaves: readonly ReadLeaf[];
  /** Sentences of the best leaves, read or not, best first. */
  readonly scored: readonly ScoredSentence[];
  /** Name of the file of a sentence's document. */
  readonly fileOf: (document: number) => string;
  /** Inverse document frequency of a term. */
  readonly rarity: Rarity;
}

/** How many sentences an answer of a kind has at most, and how far below the best they may be, in nats. */
const ROOM = {
  yesNo: { most: 2, margin: 1.5 },
  definition: { most: 2, margin: 1.5 },
  why: { most: 3, margin: 2 },
  how: { most: 4, margin: 2.5 },
  compare: { most: 3, margin: 2 },
} as const;

/**
 * The answer, put together from words that stand in the leaves: the span alone for a short fact, statements side by
 * side where files contradict each other, items of a list, or sentences in an order that reads well. Null where
 * nothing was read, or nothing asked: then whole sentences are all that is known (`compose`).
 */
export function composeAnswer(input: ComposeInput): Composed | null {
  const { question, leaves, scored, fileOf, rarity } = input;
  if (leaves.every(({ spans }) => spans.length === 0)) return null;
  const wanted = answerType(question);
  const found = (): Statement[] => merged(statements(scored, leaves, fileOf));
  switch (wanted.type) {
    case 'list':
      return itemsAnswer(question, leaves, scored, rarity) ?? words(input, wanted);
    case 'how':
      return (
        itemsAnswer(question, leaves, scored, rarity, { ordered: true }) ??
        inReadingOrder(best(found(), 'how'))
      );
    case 'compare': {
      const all = found();
      const both = compared(question, all, rarity);
      return inReadingOrder(both.length > 0 ? both : best(all, 'compare'));
    }
    case 'changed':
      return inReadingOrder(changes(question, leaves, found(), rarity));
    // Of words that ask nothing the reader makes nothing.
    case 'keywords':
      return null;
    case 'several':
      return inReadingOrder(ofEachPart(question, found(), rarity));
    case 'definition':
      // Words that the reader is not sure of are better read in their sentence.
      return (
        (leaves.some(({ gap }) => gap > 0) ? words(input, wanted) : null) ??
        inReadingOrder(best(found(), 'definition'))
      );
    case 'yesNo':
    case 'why':
      return inReadingOrder(best(found(), wanted.type));
    case 'fact':
    case 'open':
      return steps(input, wanted) ?? words(input, wanted) ?? inReadingOrder(aboutAsGood(found(), 3, 1.5));
  }
}

/** What the version or year that is asked for counts for in headings or in the file's name, beside others, in nats. */
const NAMED = 4;

/** The spans, those preferred that stand under what the question names: the 2022 version's among two versions'. */
function ofTheNamed(question: string, supports: readonly Support[]): readonly Support[] {
  const asked = namedIn(question).filter(({ kind }) => kind === 'date' || kind === 'code');
  if (asked.length === 0) return supports;
  const missing = supports.map(({ leaf }) => {
    const context = [...leaf.headings, leaf.file];
    return asked.filter((one) => !context.some((text) => stands(one, text))).length;
  });
  const least = Math.min(...missing);
  return supports.map((support, i) => ({
    ...support,
    logit: support.logit - NAMED * ((missing[i] ?? least) - least),
  }));
}

/** 'How is the trap defrosted?', 冷阱怎么化霜: a way to do it, or a fact. Steps where the files have them under this name. */
const PERHAPS_HOW = /\bhow (?:is|are|does|do|did)\b|怎么|怎样|如何/iu;
const LEAST_NAMED = 0.6;

function steps({ question, leaves, scored, rarity }: ComposeInput, { type }: Wanted): Composed | null {
  if (type !== 'open' || !PERHAPS_HOW.test(simplified(question))) return null;
  return itemsAnswer(question, leaves, scored, rarity, { ordered: true, least: LEAST_NAMED });
}

function words({ question, leaves, rarity }: ComposeInput, wanted: Wanted): Composed | null {
  const supports = ofTheNamed(question, telling(question, supportsOf(leaves, wanted.kinds)));
  const sides = wantsWords(wanted) ? sidesAnswer(question, wanted, supports, rarity) : null;
  const [surest] = agreed(supports);
  return sides ?? (surest === undefined ? null : factAnswer(surest));
}

/** 'Who was elected more often, A or B?', 甲还是乙: the answer stands in the question. */
const CHOICE = /\bor\b|还是|抑或|或/iu;

/** What a span that only repeats the question counts for beside others, in nats. */
const REPEATED = -4;

/** The spans, those preferred that say something which the question does not. */
function telling(question: string, supports: readonly Support[]): readonly Support[] {
  if (CHOICE.test(simplified(question))) return supports;
  const asked = new Set(questionTerms(question));
  return supports.map((support) => {
    const { leaf, span } = support;
    const said = questionTerms(leaf.source.slice(span.start, span.end));
    const repeats = said.length > 0 && said.every((term) => holdsTerm(asked, term));
    return repeats ? { ...support, logit: support.logit + REPEATED } : support;
  });
}

function best(found: readonly Statement[], type: keyof typeof ROOM): Statement[] {
  const { most, margin } = ROOM[type];
  return aboutAsGood(found, most, margin);
}

/** What covering a part of the question counts for, in nats. */
const PART = 6;
/** And holding a date where one is asked for, an amount likewise. */
const OF_KIND = 2;

/** The best sentence for each of several questions in one. */
function ofEachPart(question: string, found: readonly Statement[], rarity: Rarity): Statement[] {
  const chosen: Statement[] = [];
  for (const part of questionParts(question)) {
    const terms = contentTerms(part);
    const { kinds } = answerType(part);
    const [first] = found
      .map((statement) => ({
        statement,
        score:
          statement.score +
          PART * coverage(terms, [statement.candidate.text], rarity) +
          (valuesIn(statement.candidate.text).some(({ kind }) => kinds.some((one) => one === kind))
            ? OF_KIND
            : 0),
      }))
      .sort((a, b) => b.score - a.score);
    if (first !== undefined && !chosen.includes(first.statement)) chosen.push(first.statement);
  }
  return chosen;
}
