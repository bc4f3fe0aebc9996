import { agreed, supportsOf } from './agreement.ts';
import { answerType, wantsWords, type Wanted } from './answerType.ts';
import { compared } from './compare.ts';
import type { Composed } from './composed.ts';
import { contentTerms, coverage, type Rarity } from './coverage.ts';
import { factAnswer } from './fact.ts';
import { itemsAnswer } from './items.ts';
import type { ReadLeaf } from './read.ts';
import type { ScoredSentence } from './sentenceScore.ts';
import { sidesAnswer } from './sides.ts';
import { aboutAsGood, inReadingOrder, merged, statements, type Statement } from './statements.ts';
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
  changed: { most: 5, margin: 4 },
} as const;

/**
 * The answer, put together from words that stand in the leaves: the span alone for a short fact, statements side by
 * side where files contradict each other, items of a list, or sentences in an order that reads well. Null where
 * nothing was read: then whole sentences are all that is known (`compose`).
 */
export function composeAnswer(input: ComposeInput): Composed | null {
  const { question, leaves, scored, fileOf, rarity } = input;
  if (leaves.every(({ spans }) => spans.length === 0)) return null;
  const wanted = answerType(question);
  const found = merged(statements(scored, leaves, fileOf));
  switch (wanted.type) {
    case 'list':
      return itemsAnswer(question, leaves, scored, rarity) ?? words(input, wanted);
    case 'how':
      return itemsAnswer(question, leaves, scored, rarity, true) ?? inReadingOrder(best(found, 'how'));
    case 'compare': {
      const both = compared(question, found, rarity);
      return inReadingOrder(both.length > 0 ? both : best(found, 'compare'));
    }
    case 'changed':
      return itemsAnswer(question, leaves, scored, rarity) ?? inReadingOrder(changes(found));
    case 'several':
      return inReadingOrder(ofEachPart(question, found, rarity));
    case 'yesNo':
    case 'definition':
    case 'why':
      return inReadingOrder(best(found, wanted.type));
    case 'fact':
    case 'open':
      return words(input, wanted) ?? inReadingOrder(aboutAsGood(found, 3, 1.5));
  }
}

function words({ question, leaves, rarity }: ComposeInput, wanted: Wanted): Composed | null {
  const supports = supportsOf(leaves, wanted.kinds);
  const sides = wantsWords(wanted) ? sidesAnswer(question, wanted, supports, rarity) : null;
  const [surest] = agreed(supports);
  return sides ?? (surest === undefined ? null : factAnswer(surest));
}

function best(found: readonly Statement[], type: keyof typeof ROOM): Statement[] {
  const { most, margin } = ROOM[type];
  return aboutAsGood(found, most, margin);
}

/** Words by which a sentence tells of a change. */
const CHANGE =
  /\b(?:chang|amend|replac|becom|increas|reduc|rais|lower|shorten|extend|strike|struck|remov|add(?:ed|s)?\b|no longer|new(?:ly)?\b|instead|from now|delet|revis|update)|改|变|變|调整|調整|修订|修訂|新增|增加|减少|减|取消|撤销|删除|替换|不再|提高|降低|由.{1,20}(?:为|至|到)/iu;
/** What telling of a change counts for, in nats. */
const CHANGES = 3;

function changes(found: readonly Statement[]): Statement[] {
  const weighed = found
    .map((statement) => ({
      ...statement,
      score: statement.score + (CHANGE.test(statement.candidate.text) ? CHANGES : 0),
    }))
    .sort((a, b) => b.score - a.score);
  return best(weighed, 'changed');
}

/** What covering a part of the question counts for, in nats. */
const PART = 6;

/** The best sentence for each of several questions in one. */
function ofEachPart(question: string, found: readonly Statement[], rarity: Rarity): Statement[] {
  const chosen: Statement[] = [];
  for (const part of questionParts(question)) {
    const terms = contentTerms(part);
    const [first] = found
      .map((statement) => ({
        statement,
        score: statement.score + PART * coverage(terms, [statement.candidate.text], rarity),
      }))
      .sort((a, b) => b.score - a.score);
    if (first !== undefined && !chosen.includes(first.statement)) chosen.push(first.statement);
  }
  return chosen;
}
