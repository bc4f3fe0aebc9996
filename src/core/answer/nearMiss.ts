import { contentTerms, coverage, type Rarity } from './coverage.ts';
import { placeOf, type Place } from './composed.ts';
import { namedIn, stands, type Named } from './named.ts';
import type { ReadLeaf } from './read.ts';
import { inSentence } from './trim.ts';
import { sentences, trimmed } from '../text/sentences.ts';

/** Why the nearest passage is no answer: it is about another than the one that is asked for. */
export interface Missed {
  /** What is asked for, as the question has it. */
  readonly asked: string;
  /** What stands in its place, as the passage has it; none where nothing of the kind does. */
  readonly found: readonly string[];
  /** The sentence that would answer otherwise. */
  readonly place: Place;
  /**
   * True where something of the same kind stands in its place: another year, another unit, another code of the series.
   * False where the thing is only absent, which the passage may speak of in other words.
   */
  readonly other: boolean;
}

/**
 * What is left of the probability that the files answer where another stands in the place of what is asked for: of the
 * questions of seven sets that their files do answer 2 in 1,000 look so.
 */
export const MISSED = 0.05;

/** The rest of the question stands in the passage with its headings, by rarity. */
const LEAST_COVERED = 0.5;
/** Leaves that may speak of it instead. */
const LOOKED_AT = 6;
/** Leaves of which one may show what stands in its place. */
const SHOWING = 3;
const MOST_FOUND = 3;
const LONGEST = 2000;
/** A month by itself is told in too many ways to be missed for sure. */
const MONTH = /^--[0-9]{2}$/u;

/**
 * What the question names and none of the best leaves speaks of, though the best one covers the rest; undefined where
 * there is no such thing. Leaves best first.
 */
export function nearMiss(question: string, leaves: readonly ReadLeaf[], rarity: Rarity): Missed | undefined {
  const [best] = leaves;
  // A pasted text names much that nobody asks for.
  if (best === undefined || question.length > LONGEST) return undefined;
  const looked = leaves.slice(0, LOOKED_AT).flatMap((leaf) => contextOf(leaf));
  const titles = leaves.slice(0, LOOKED_AT).flatMap(({ headings }) => headings);
  const missing = namedIn(question).filter(
    (named) =>
      !MONTH.test(named.key) && !looked.some((text) => stands(named, text)) && !isNumbered(named, titles),
  );
  if (missing.length === 0) return undefined;
  const rest = missing.reduce((text, named) => text.replace(named.text, ' '), question);
  const terms = contentTerms(rest);
  if (terms.length === 0 || coverage(terms, contextOf(best), rarity) < LEAST_COVERED) return undefined;
  // A document that says the same may stand before the one that shows what else there is: a lease before its amendments.
  const near = leaves
    .slice(0, SHOWING)
    .filter((leaf) => coverage(terms, contextOf(leaf), rarity) >= LEAST_COVERED);
  const all = near.flatMap((leaf) => {
    const place = placeOf(leaf, sentenceOf(leaf, terms, rarity));
    return missing.map((named) => ({ named, place, found: inPlaceOf(named, place.text, leaf, question) }));
  });
  const chosen = all.find(({ found }) => found.length > 0) ?? all[0];
  if (chosen === undefined) return undefined;
  const { named, found, place } = chosen;
  return { asked: named.text, found, place, other: found.length > 0 };
}

/** Whether a title has the number of an ordinal: 第50届 under 'Super Bowl 50'. */
function isNumbered({ kind, key, series }: Named, titles: readonly string[]): boolean {
  if (kind !== 'code' || !series.startsWith('第')) return false;
  const number = new RegExp(`(?<![0-9.])${key.slice(series.length)}(?![0-9.])`, 'u');
  return titles.some((title) => number.test(title));
}

function contextOf({ text, headings, file, source }: ReadLeaf): string[] {
  // What a document says of itself holds for all of it: its title and date.
  return [text, ...headings, file, source.slice(0, HEAD)];
}
const HEAD = 300;

/** The sentence that the reader would answer from; where it would not, the one that covers most. */
function sentenceOf(
  leaf: ReadLeaf,
  terms: readonly string[],
  rarity: Rarity,
): { readonly start: number; readonly end: number } {
  const [span] = leaf.spans;
  const read = span === undefined ? undefined : inSentence(leaf.source, leaf, span)?.sentence;
  if (read !== undefined && coverage(terms, [leaf.source.slice(read.start, read.end)], rarity) > 0)
    return read;
  let best = trimmed(leaf.source, leaf);
  let most = -1;
  for (const one of sentences(leaf.source, leaf)) {
    const covered = coverage(terms, [leaf.source.slice(one.start, one.end)], rarity);
    if (covered > most) {
      most = covered;
      best = trimmed(leaf.source, one);
    }
  }
  return best;
}

/** What is of the same kind: in the sentence, else in the leaf, else in its headings. */
function inPlaceOf(asked: Named, sentence: string, leaf: ReadLeaf, question: string): string[] {
  const fold = new Set(namedIn(question).map(({ key }) => key));
  for (const texts of [[sentence], [leaf.text], [...leaf.headings, leaf.source.slice(0, HEAD)]]) {
    const found = texts.flatMap((text) => sameKind(asked, text).filter(({ key }) => !fold.has(key)));
    if (found.length > 0) return [...new Set(found.map(({ text }) => text))].slice(0, MOST_FOUND);
  }
  return [];
}

function sameKind(asked: Named, text: string): readonly { readonly text: string; readonly key: string }[] {
  switch (asked.kind) {
    case 'date': {
      // A year is told from years, a day from days.
      const dates = namedIn(text).filter(({ kind, key }) => kind === 'date' && !key.startsWith('-'));
      if (asked.key.length > 4) return dates;
      return dates.map(({ key }) => ({ text: key.slice(0, 4), key: key.slice(0, 4) }));
    }
    case 'code':
      return namedIn(text).filter(({ kind, series }) => kind === 'code' && series === asked.series);
    // Which other name stands in its place cannot be told.
    case 'name':
    case 'quoted':
      return [];
  }
}
