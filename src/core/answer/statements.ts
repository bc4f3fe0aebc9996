import type { Range } from '../text/range.ts';
import type { Candidate } from './compose.ts';
import { composed, MOST_PLACES, type Composed, type ComposedSentence, type Place } from './composed.ts';
import { resemblance } from './coverage.ts';
import type { ReadLeaf } from './read.ts';
import type { ScoredSentence } from './sentenceScore.ts';
import { trimSpan } from './trim.ts';
import { questionTerms } from '../text/words.ts';
import { valuesIn } from './values.ts';

/** A sentence that may become part of an answer, with all that says how well it answers. */
export interface Statement {
  readonly candidate: Candidate;
  readonly file: string;
  /** In nats, the reader's part included. */
  readonly score: number;
  /** The words that the reader would answer with, trimmed. */
  readonly span?: Range;
  /** Where the same is said once more. */
  readonly also: readonly Place[];
}

/** What a nat of the reader's gap counts for beside the sentence's own score. */
const READ = 0.4;
/** The reader's gap counts up to here. */
const SURE = 12;
/** Two sentences with so much in common, and the same dates and amounts, say the same. */
const SAME = 0.6;

/** All candidates, best first: their own scores, and what the reader makes of the words in them. */
export function statements(
  scored: readonly ScoredSentence[],
  leaves: readonly ReadLeaf[],
  fileOf: (document: number) => string,
): Statement[] {
  return scored
    .map(({ candidate, score }): Statement => {
      const leaf = leaves.find(
        ({ document, start, end }) =>
          document === candidate.document && start <= candidate.start && candidate.end <= end,
      );
      const file = fileOf(candidate.document);
      const best = leaf?.spans
        .map((span) => ({ ...span, held: overlap(span, candidate) }))
        .filter(({ held, start, end }) => 2 * held > end - start)
        .sort((a, b) => b.gap - a.gap)[0];
      if (leaf === undefined || best === undefined) return { candidate, file, score, also: [] };
      const span = trimSpan(leaf.source, {
        start: Math.max(best.start, candidate.start),
        end: Math.min(best.end, candidate.end),
      });
      return { candidate, file, score: score + READ * Math.max(0, Math.min(SURE, best.gap)), span, also: [] };
    })
    .sort((a, b) => b.score - a.score);
}

function overlap(a: Range, b: Range): number {
  return Math.min(a.end, b.end) - Math.max(a.start, b.start);
}

/** What a sentence says, for comparison: its terms, and every date and amount. */
interface Said {
  readonly terms: ReadonlySet<string>;
  readonly values: string;
}

function saidBy(text: string): Said {
  const keys = new Set(valuesIn(text).map(({ kind, key }) => `${kind} ${key}`));
  return { terms: new Set(questionTerms(text)), values: [...keys].sort().join() };
}

function saysTheSame(a: Said, b: Said): boolean {
  return a.values === b.values && resemblance(a.terms, b.terms) >= SAME;
}

/** Statements, best first, each once: where one is said again, its place is added to the first. */
export function merged(found: readonly Statement[]): Statement[] {
  const kept: { readonly said: Said; statement: Statement }[] = [];
  for (const statement of found) {
    const said = saidBy(statement.candidate.text);
    const same = kept.find((other) => saysTheSame(other.said, said));
    if (same === undefined) kept.push({ said, statement });
    else
      same.statement = {
        ...same.statement,
        also: [...same.statement.also, placeOfCandidate(statement)],
      };
  }
  return kept.map(({ statement }) => statement);
}

function placeOfCandidate({ candidate: { document, start, end, text }, file }: Statement): Place {
  return { document, file, start, end, text };
}

/**
 * An answer of whole sentences, to be read one after the other: files in the order of their best statement, the
 * sentences of a file as they stand in it.
 */
export function inReadingOrder(chosen: readonly Statement[]): Composed | null {
  if (chosen.length === 0) return null;
  const files = [
    ...new Set([...chosen].sort((a, b) => b.score - a.score).map(({ candidate }) => candidate.document)),
  ];
  const ordered = [...chosen].sort(
    (a, b) =>
      files.indexOf(a.candidate.document) - files.indexOf(b.candidate.document) ||
      a.candidate.start - b.candidate.start,
  );
  return composed('sentences', ordered.map(sentenceOf));
}

/** The statement as a sentence of an answer. */
export function sentenceOf(statement: Statement): ComposedSentence {
  const places = [placeOfCandidate(statement), ...statement.also].slice(0, MOST_PLACES);
  const { span } = statement;
  return { text: statement.candidate.text, places, ...(span === undefined ? {} : { span }) };
}

/**
 * The statements that are about as good as the best.
 *
 * @param most so many at most
 * @param margin no further below the best than this, in nats
 */
export function aboutAsGood(found: readonly Statement[], most: number, margin: number): Statement[] {
  const best = found[0]?.score ?? 0;
  return found.slice(0, most).filter(({ score }) => score >= best - margin);
}
