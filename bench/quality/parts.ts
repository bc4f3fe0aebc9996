import { join } from 'node:path';
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
import { Float32Encoder } from './systems/peers/float32.ts';
import { KeptVectors, VectorCache, type VectorSource } from './vectors.ts';
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
/** What a set is called whose questions are compared in another way: its scores are kept under this name. */
const UNCENTRED = '-uncentred';
const FLOAT32 = '-float32';

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
  const cache = new VectorCache(await openEncoder(), CACHE);
  const plain: Encoder = { ...encoderLike(cache, cache, UNCENTRED), centres: undefined };
  const rankBy = async (encoder: Encoder, suffix: string): Promise<Ranked[][]> =>
    (await openWith(names, encoder, suffix)).map((set) => rankWith(set, PRESENT));
  minus('without centring', await rankBy(plain, UNCENTRED));
  const float32 = await Float32Encoder.open();
  if (float32 !== undefined) {
    const vectors = new KeptVectors(float32, join(CACHE, 'peers'));
    minus('encoder in float32', await rankBy(encoderLike(cache, vectors, FLOAT32), FLOAT32));
    await vectors.close();
  }
  await cache.close();
  for (const part of ['words', 'meaning'] as const) minus(`${part} alone`, rankKeeping(GROUPS[part]!));
  return { over: sets.map(({ name }) => name), differences };
}

/** The encoder with vectors of another source, under a fingerprint of its own: the store keeps means by it. */
function encoderLike(encoder: VectorCache, vectors: VectorSource, suffix: string): Encoder {
  return {
    fingerprint: `${vectors.fingerprint}${suffix}`,
    dimensions: encoder.dimensions,
    centres: encoder.centres,
    encode: (texts, role) => vectors.encode(texts, role),
    tokenStates: (texts, role) => encoder.tokenStates(texts, role),
    close: () => Promise.resolve(),
  };
}

/** As `openSets` of bench/fit, the questions compared with the leaves by another encoder. */
async function openWith(names: readonly string[], encoder: Encoder, suffix: string): Promise<RankingSet[]> {
  const maker = { names: FEATURES, make: (...of: Parameters<typeof features>) => byLeaf(features(...of)) };
  const sets: RankingSet[] = [];
  for (const set of readSets({ only: names })) {
    const collected = await collect({ ...set, name: `${set.name}${suffix}` }, encoder);
    sets.push(rankingSet(collected, maker, (row) => logit(PRESENT, row, 0)));
  }
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
