import { coverage } from '../answer/coverage.ts';
import { scriptOf } from '../text/script.ts';
import { holdsTerm } from '../text/words.ts';
import type { Claims } from './claims.ts';
import type { Sources, SourceSentence } from './sources.ts';

/** The sentences of the sources that a written one most likely rests on. */
export interface Resting {
  /** Numbers among `Sources.sentences`, best first; three at most. */
  readonly sentences: readonly number[];
  /** Share of the written terms, by rarity, in the best sentence, and anywhere in what was attended. */
  readonly covered: { readonly best: number; readonly anywhere: number };
  /** Terms that none of the sentences holds. */
  readonly uncovered: readonly string[];
  /** Highest similarity of a sentence; null where nothing could be compared. */
  readonly similarity: number | null;
  /** True where the best sentence is in another script, so that words cannot be compared. */
  readonly foreign: boolean;
}

/** What similarity counts for beside coverage in the choice of a sentence. */
const SIMILARITY = 1.2;
/** A further sentence is taken in where it covers so much more. */
const WORTH = 0.12;
const MOST = 3;
/** A neighbour is the likelier continuation. */
const NEIGHBOUR = 0.04;

/**
 * The sentence that covers most of the written one and is most like it, and those that cover what it leaves out.
 *
 * @param similarities by source sentence; empty without a model
 */
export function restingOn(
  written: Claims,
  sources: Sources,
  similarities: readonly number[],
): Resting | undefined {
  const { sentences, under, rarity } = sources;
  const script = scriptOf(written.text);
  const { terms } = written;
  const weights = terms.map(rarity);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const held = sentences.map(({ words, leaf }) => terms.map((term) => has(words, under[leaf], term)));
  const share = (flags: readonly boolean[]): number =>
    total === 0 ? 0 : flags.reduce((sum, flag, i) => sum + (flag ? (weights[i] ?? 0) : 0), 0) / total;
  const rank = sentences.map((sentence, i) => {
    const similar = similarities[i] ?? 0;
    // In another script meaning alone tells.
    return (sentence.script === script ? share(held[i] ?? []) : similar) + SIMILARITY * similar;
  });
  const best = indexOfMost(rank);
  const first = sentences[best];
  if (first === undefined) return undefined;
  const chosen = [best];
  let flags = held[best] ?? [];
  while (chosen.length < MOST) {
    const now = share(flags);
    const gains = sentences.map((sentence, i) => {
      if (chosen.includes(i) || sentence.script !== script) return -1;
      const gain = share(union(flags, held[i] ?? [])) - now;
      return gain < WORTH ? -1 : gain + (Math.abs(i - best) === 1 ? NEIGHBOUR : 0);
    });
    const next = indexOfMost(gains);
    if ((gains[next] ?? -1) < 0) break;
    chosen.push(next);
    flags = union(flags, held[next] ?? []);
  }
  return {
    sentences: chosen,
    covered: {
      best: share(held[best] ?? []),
      anywhere: total === 0 ? 0 : coverage(terms, [[...sources.words].join(' ')], rarity),
    },
    uncovered: terms.filter((_, i) => flags[i] !== true),
    similarity: similarities.length === 0 ? null : Math.max(...similarities),
    foreign: first.script !== script,
  };
}

function has(words: ReadonlySet<string>, under: ReadonlySet<string> | undefined, term: string): boolean {
  return holdsTerm(words, term) || (under !== undefined && holdsTerm(under, term));
}

function union(a: readonly boolean[], b: readonly boolean[]): boolean[] {
  return a.map((flag, i) => flag || b[i] === true);
}

function indexOfMost(values: readonly number[]): number {
  let best = 0;
  for (const [i, value] of values.entries()) if (value > (values[best] ?? -Infinity)) best = i;
  return best;
}

/** The sentences themselves, best first. */
export function sentencesOf({ sentences }: Resting, sources: Sources): SourceSentence[] {
  return sentences.flatMap((i) => sources.sentences[i] ?? []);
}
