import { byLeaf, FEATURES, features } from '../../src/core/recall/features.ts';
import { openEncoder } from '../../src/engine/models/openEncoder.ts';
import { collect } from '../fit/collect.ts';
import { PRESENT, logit, openSets, rankWith } from '../fit/crossfit.ts';
import { rankingSet } from '../fit/dataset.ts';
import { pairedBootstrap } from './bootstrap.ts';
import { COMPARED, DEV } from './compare.ts';
import { signed } from './limits.ts';
import { rounded, table } from './report.ts';
import { CACHE, readSets } from './sets.ts';
import { VectorCache } from './vectors.ts';
import type { Encoder } from '../../src/core/ports.ts';
import type { FeatureName } from '../../src/core/recall/features.ts';
import type { Ranked, RankingSet } from '../fit/dataset.ts';
import type { Interval } from './bootstrap.ts';
import type { Compared } from './compare.ts';
import type { Compares } from './report.ts';

const GROUPS: Readonly<Record<string, (name: FeatureName) => boolean>> = {
  words: (name) => name.startsWith('words'),
  meaning: (name) => name.startsWith('meaning'),
  levels: (name) => name.includes(' of '),
  passage: (name) => name.endsWith('of the passage'),
};
const FIGURE: Readonly<Record<Compared, keyof Ranked>> = { 'recall@1024': 'recall', 'hit@1': 'hit' };
/** What a set is called whose questions are compared without centring: its scores are kept under this name. */
const UNCENTRED = '-uncentred';

/**
 * What each part of the ranking gives: the ranking as it is minus the ranking without the part, or with it alone, by
 * the weights in use (bench/fit `--ablate` fits them again). From the scores that bench/fit keeps of every leaf;
 * macro over the dev sets, or over `only`.
 */
export async function measureParts(only: readonly string[] | undefined): Promise<Compares> {
  const names = only ?? DEV;
  const sets = await openSets(names);
  const whole = sets.map((set) => rankWith(set, PRESENT));
  const differences: Record<string, Record<Compared, Interval>> = {};
  const minus = (part: string, other: readonly Ranked[][]): void => {
    const by = (figure: Compared): Interval =>
      rounded(
        pairedBootstrap(
          whole.map((own, s) =>
            own.map((ranked, q) => ranked[FIGURE[figure]] - other[s]![q]![FIGURE[figure]]),
          ),
        ),
      );
    differences[part] = { 'recall@1024': by('recall@1024'), 'hit@1': by('hit@1') };
  };
  const rankKeeping = (keep: (name: FeatureName) => boolean): Ranked[][] => {
    const weights = PRESENT.map((weight, f) => (keep(FEATURES[f]!) ? weight : 0));
    return sets.map((set) => rankWith(set, weights));
  };
  for (const [part, holds] of Object.entries(GROUPS))
    minus(
      `without ${part}`,
      rankKeeping((name) => !holds(name)),
    );
  for (const feature of FEATURES)
    if (!Object.values(GROUPS).some((holds) => holds(feature)))
      minus(
        `without ${feature}`,
        rankKeeping((name) => name !== feature),
      );
  const uncentred = await openUncentred(names);
  minus(
    'without centring',
    uncentred.map((set) => rankWith(set, PRESENT)),
  );
  for (const part of ['words', 'meaning'] as const) minus(`${part} alone`, rankKeeping(GROUPS[part]!));
  return { over: sets.map(({ name }) => name), differences };
}

/** As `openSets` of bench/fit, the questions compared with the leaves by plain cosine. */
async function openUncentred(names: readonly string[]): Promise<RankingSet[]> {
  const cache = new VectorCache(await openEncoder(), CACHE);
  // A fingerprint of its own: the store keeps means by it.
  const plain: Encoder = {
    fingerprint: `${cache.fingerprint}${UNCENTRED}`,
    dimensions: cache.dimensions,
    encode: (texts, role) => cache.encode(texts, role),
    tokenStates: (texts, role) => cache.tokenStates(texts, role),
    close: () => Promise.resolve(),
  };
  const maker = { names: FEATURES, make: (...of: Parameters<typeof features>) => byLeaf(features(...of)) };
  const sets: RankingSet[] = [];
  for (const set of readSets({ only: names })) {
    const collected = await collect({ ...set, name: `${set.name}${UNCENTRED}` }, plain);
    sets.push(rankingSet(collected, maker, (row) => logit(PRESENT, row, 0)));
  }
  await cache.close();
  return sets;
}

/** The differences as a table. */
export function partsText({ over, differences }: Compares): string {
  return table([
    [`whole ranking minus (macro of ${over.length})`, ...COMPARED],
    ...Object.entries(differences).map(([part, by]) => [
      part,
      ...COMPARED.map((figure) => {
        const interval = by[figure];
        return interval === undefined ? '' : signed(interval);
      }),
    ]),
  ]);
}
