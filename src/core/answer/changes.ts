import { candidates } from './compose.ts';
import { contentTerms, coverage, type Rarity } from './coverage.ts';
import type { ReadLeaf } from './read.ts';
import { aboutAsGood, merged, type Statement } from './statements.ts';
import { valuesIn } from './values.ts';

/** Words by which a sentence tells of a change. */
const CHANGE =
  /\b(?:chang|amend|replac|becom|increas|reduc|rais|lower|shorten|extend|struck|remov|added\b|adds\b|no longer|instead|deleted|revis|updat|falls away|takes the place)|改为|改成|改按|改配|变更|调整|修改|修订|新增|增加|减少|取消|撤销|删除|替换|替代|不再|不必再|提高|降低|缩短|延长|并入|废止|由.{1,20}(?:改|调|增|减)?(?:为|至|到)/iu;
/** What telling of a change counts for, in nats. */
const TELLS = 3;
const ROOM = { most: 5, margin: 4 } as const;

/** A file whose title covers so much of the question is the one that is asked about. */
const LEAST_TITLED = 0.6;
/** So many of its sentences are told, looked for in so much of it. */
const MOST_TOLD = 8;
const LOOKED_THROUGH = 60_000;

/**
 * What has changed: where the question names a file by its title (the second amendment), its sentences that tell of
 * changes, those with the new amount or date first; else the best sentences, those that tell of changes first.
 */
export function changes(
  question: string,
  leaves: readonly ReadLeaf[],
  found: readonly Statement[],
  rarity: Rarity,
): Statement[] {
  const named = ofNamedFile(question, leaves, rarity);
  if (named.length > 1) return named;
  const weighed = found
    .map((statement) => ({
      ...statement,
      score: statement.score + (CHANGE.test(statement.candidate.text) ? TELLS : 0),
    }))
    .sort((a, b) => b.score - a.score);
  return aboutAsGood(weighed, ROOM.most, ROOM.margin);
}

function ofNamedFile(question: string, leaves: readonly ReadLeaf[], rarity: Rarity): Statement[] {
  const terms = contentTerms(
    question.replace(/\b(?:changed?|changes|amended|revised)\b|变化|改动|变更|修改|修订|调整/giu, ' '),
  );
  const named = leaves
    .map((leaf) => ({ leaf, titled: coverage(terms, [leaf.headings[0] ?? '', leaf.file], rarity) }))
    .filter(({ titled }) => titled >= LEAST_TITLED)
    .sort((a, b) => b.titled - a.titled)[0]?.leaf;
  if (named === undefined) return [];
  const whole = { ...named, start: 0, end: Math.min(named.source.length, LOOKED_THROUGH) };
  const telling = candidates([whole])
    .filter(({ text }) => CHANGE.test(text))
    .map((candidate): Statement => ({
      candidate,
      file: named.file,
      score: valuesIn(candidate.text).some(({ kind }) => kind !== 'number') ? 1 : 0,
      also: [],
    }))
    .sort((a, b) => b.score - a.score);
  return merged(telling).slice(0, MOST_TOLD);
}
