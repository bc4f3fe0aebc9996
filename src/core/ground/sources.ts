import { scriptOf } from '../text/script.ts';
import { sentences, trimmed } from '../text/sentences.ts';
import { inSimplified } from '../text/traditional.ts';
import { questionTerms } from '../text/words.ts';
import { overlaps, type Range } from '../text/range.ts';
import { injectedIn } from '../write/injected.ts';
import type { Rarity } from '../answer/coverage.ts';
import { claimsOf, type Claims } from './claims.ts';
import { clausesOf, type Clause } from './polarity.ts';

/** A leaf that was attended: what a written sentence may rest on. Offsets are of the document. */
export interface AttendedText extends Range {
  readonly file: string;
  /** The whole document. */
  readonly source: string;
  /** That it stands under, from the title down. */
  readonly headings: readonly string[];
}

/** A sentence of an attended leaf. Offsets are of the document, without white space around it. */
export interface SourceSentence extends Range {
  /** Number of its leaf. */
  readonly leaf: number;
  readonly text: string;
  /** Index into `SCRIPTS`. */
  readonly script: number;
  /** What it says, with its words for look-ups; its headings' words among those of `under`. */
  readonly claims: Claims;
  readonly words: ReadonlySet<string>;
  readonly clauses: readonly Clause[];
}

/** What all written sentences are checked against, prepared once. */
export interface Sources {
  readonly leaves: readonly AttendedText[];
  readonly sentences: readonly SourceSentence[];
  /** By leaf: the words of its headings and file name, which hold for all of it. */
  readonly under: readonly ReadonlySet<string>[];
  readonly rarity: Rarity;
  /** Every word of the leaves and what they stand under. */
  readonly words: ReadonlySet<string>;
}

const SAYS = /[\p{L}\p{N}]/u;

/**
 * Takes the attended leaves apart; best first. Sentences that talk to a model are none of what a document says: nothing
 * rests on them.
 */
export function sourcesOf(leaves: readonly AttendedText[]): Sources {
  const found = leaves.flatMap(({ source, start, end }, leaf) => {
    const injected = injectedIn(source.slice(start, end)).map((one) => ({
      start: start + one.start,
      end: start + one.end,
    }));
    return sentences(source, { start, end }).flatMap((one): SourceSentence[] => {
      if (injected.some((other) => overlaps(other, one))) return [];
      const range = trimmed(source, one);
      const text = source.slice(range.start, range.end);
      if (!SAYS.test(text)) return [];
      return [
        {
          ...range,
          leaf,
          text,
          script: scriptOf(text),
          claims: claimsOf(text),
          words: new Set(questionTerms(inSimplified(text))),
          clauses: clausesOf(text),
        },
      ];
    });
  });
  const under = leaves.map(
    ({ file, headings }) => new Set(questionTerms(inSimplified([file, ...headings].join('\n')))),
  );
  const frequency = new Map<string, number>();
  for (const { words } of found)
    for (const word of words) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  const rarity: Rarity = (term) => Math.log(1 + (found.length + 1) / ((frequency.get(term) ?? 0) + 0.5));
  const words = new Set([...frequency.keys(), ...under.flatMap((some) => [...some])]);
  return { leaves, sentences: found, under, rarity, words };
}
