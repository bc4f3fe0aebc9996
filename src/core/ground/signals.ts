import type { Alignment } from './alignment.ts';
import type { Claims } from './claims.ts';
import { sentencesOf, type Resting } from './evidence.ts';
import { missingFrom, type Missing, type Place } from './missing.ts';
import { clausesOf, opposites, turned, type Opposite, type Turned } from './polarity.ts';
import { reversal, type Reversal } from './order.ts';
import { replacedIn, type Replaced } from './replaced.ts';
import type { Sources, SourceSentence } from './sources.ts';

/** All that is found where a written sentence and the sentences that it may rest on are put side by side. */
export interface Compared {
  readonly written: Claims;
  readonly resting: Resting;
  readonly alignment: Alignment | undefined;
  /** What is missing in the best sentence, in all of them, in their leaves, and in all that was attended. */
  readonly missing: {
    readonly best: readonly Missing[];
    readonly near: readonly Missing[];
    readonly leaf: readonly Missing[];
    readonly anywhere: readonly Missing[];
  };
  readonly turned: Turned | undefined;
  readonly opposites: readonly Opposite[];
  readonly reversal: Reversal | undefined;
  /** Against the best sentence. */
  readonly replaced: readonly Replaced[];
}

/** Puts a written sentence beside what it may rest on; the alignment is added once it is known. */
export function compare(written: Claims, resting: Resting, sources: Sources): Compared {
  const near = sentencesOf(resting, sources);
  const leaves = new Set(near.map(({ leaf }) => leaf));
  const place = (some: readonly SourceSentence[], of: ReadonlySet<number>): Place => ({
    claims: some.map(({ claims }) => claims),
    text: [
      ...some.map(({ text }) => text),
      ...[...of].flatMap((i) => [sources.leaves[i]?.file ?? '', ...(sources.leaves[i]?.headings ?? [])]),
    ].join('\n'),
  });
  const inLeaves = sources.sentences.filter(({ leaf }) => leaves.has(leaf));
  const joined = near.map(({ text }) => text).join(' ');
  return {
    written,
    resting,
    alignment: undefined,
    missing: {
      best: missingFrom(written, place(near.slice(0, 1), new Set(near.slice(0, 1).map(({ leaf }) => leaf)))),
      near: missingFrom(written, place(near, leaves)),
      leaf: missingFrom(written, place(inLeaves, leaves)),
      anywhere: missingFrom(written, place(sources.sentences, new Set(sources.leaves.keys()))),
    },
    turned: resting.foreign
      ? undefined
      : turned(
          clausesOf(written.text),
          near.flatMap(({ clauses }) => clauses),
        ),
    opposites: resting.foreign ? [] : opposites(written.text, joined),
    replaced: resting.foreign ? [] : near.slice(0, 1).flatMap(({ claims }) => replacedIn(written, claims)),
    reversal: resting.foreign ? undefined : strongest(near.map(({ text }) => reversal(written.text, text))),
  };
}

function strongest(found: readonly (Reversal | undefined)[]): Reversal | undefined {
  return found.reduce((best, one) => ((one?.weight ?? 0) > (best?.weight ?? 0) ? one : best), undefined);
}

/** What the logistic model sees of a comparison; each 0 where nothing speaks against the sentence. */
export const SIGNALS = [
  'dissimilar',
  'unheard of',
  'least alike',
  'number not in the best',
  'number not near',
  'number not in the leaf',
  'number nowhere',
  'another number',
  'name not in the best',
  'name not in the leaf',
  'name nowhere',
  'replaced',
  'negated',
  'opposite',
  'reversed',
  'another script',
] as const;
export type Signal = (typeof SIGNALS)[number];

/** Counts up to two count. */
const MOST_COUNTED = 2;

/** The signals of a comparison, in the order of {@link SIGNALS}. */
export function signalsOf({ written, resting, alignment, missing, ...found }: Compared): number[] {
  const count = (
    some: readonly Missing[],
    kind: Missing['kind'],
    test: (one: Missing) => boolean = () => true,
  ): number => Math.min(MOST_COUNTED, some.filter((one) => one.kind === kind && test(one)).length);
  const { covered, foreign } = resting;
  // In another script words cannot be compared; what they would say is left to meaning.
  const lexical = (value: number): number => (foreign || written.terms.length === 0 ? 0 : value);
  const values: Readonly<Record<Signal, number>> = {
    dissimilar: resting.similarity === null ? 0.5 : 1 - resting.similarity,
    'unheard of': lexical(1 - covered.anywhere),
    'least alike': 10 * (1 - (alignment?.least ?? (resting.uncovered.length > 0 ? 0.85 : 1))),
    'number not in the best': count(missing.best, 'number'),
    'number not near': count(missing.near, 'number'),
    'number not in the leaf': count(missing.leaf, 'number'),
    'number nowhere': count(missing.anywhere, 'number'),
    'another number': count(missing.near, 'number', (one) => one.found !== undefined),
    'name not in the best': count(missing.best, 'name'),
    'name not in the leaf': count(missing.leaf, 'name'),
    'name nowhere': count(missing.anywhere, 'name'),
    replaced: Math.min(
      MOST_COUNTED,
      found.replaced.reduce((sum, { weight }) => sum + weight, 0),
    ),
    negated: found.turned?.share ?? 0,
    opposite: Math.min(MOST_COUNTED, found.opposites.length),
    reversed: found.reversal?.weight ?? 0,
    'another script': foreign ? 1 : 0,
  };
  return SIGNALS.map((name) => values[name]);
}
