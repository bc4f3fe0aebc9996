import { byLeaf, FEATURES, features } from '../../src/core/recall/features.ts';
import { WEIGHTS } from '../../src/core/recall/weights.ts';
import { openEncoder } from '../../src/engine/models/openEncoder.ts';
import { CACHE, readSets } from '../quality/sets.ts';
import { VectorCache } from '../quality/vectors.ts';
import { collect } from './collect.ts';
import { fitted, joined, rank, rankingSet } from './dataset.ts';
import { minimise } from './lbfgs.ts';
import { featureScales, listwiseLoss } from './listwise.ts';
import type { FeatureName } from '../../src/core/recall/features.ts';
import type { FeatureMaker, Ranked, RankingSet } from './dataset.ts';
import type { Goal } from './listwise.ts';

/** How weights are fitted. */
export interface FitOptions {
  readonly goal: Goal;
  readonly ridge: number;
  /** Features whose weight is given, not fitted. */
  readonly given: ReadonlyMap<number, number>;
  /** Where the search starts; {@link PRIOR} where left out. */
  readonly start?: Float64Array;
}

/** The engine's features. */
const maker: FeatureMaker = { names: FEATURES, make: (table, legs) => byLeaf(features(table, legs)) };

/** The engine's weights, in the order of the features. */
export const PRESENT = Float64Array.from(FEATURES, (name) => WEIGHTS[name]);

/**
 * What the penalty pulls the weights to: means of fits on many sets and cuts, longer ago, of the features that there
 * were. They hold up on files that no fit has seen better than a fit from nothing does.
 */
const PRIOR = Float64Array.from(FEATURES, (name) => {
  const given: Partial<Record<FeatureName, number>> = {
    words: 0.305,
    'words of the passage': 0.29,
    'words of the section': 0.26,
    meaning: 0.745,
    'meaning of the passage': 0.395,
  };
  return given[name] ?? 0;
});

/** A literal always wins (invariant 11): its weight is not for fitting. */
export const LITERAL: ReadonlyMap<number, number> = new Map([[FEATURES.indexOf('literal'), WEIGHTS.literal]]);

/** Index of a feature by name. */
export function featureIndex(name: FeatureName): number {
  return FEATURES.indexOf(name);
}

/** The logit of a row of candidates. */
export function logit(weights: Float64Array, values: Float32Array, row: number): number {
  let sum = 0;
  for (let f = 0, at = row * weights.length; f < weights.length; f++, at++) sum += values[at]! * weights[f]!;
  return sum;
}

/** Indexes the sets with the engine and makes candidates of their questions; says how long each took. */
export async function openSets(only: readonly string[] | undefined): Promise<RankingSet[]> {
  const encoder = new VectorCache(await openEncoder(), CACHE);
  const sets: RankingSet[] = [];
  for (const set of readSets(only === undefined ? {} : { only })) {
    const started = performance.now();
    sets.push(rankingSet(await collect(set, encoder), maker, (row) => logit(PRESENT, row, 0)));
    console.log(`${set.name}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }
  await encoder.close();
  return sets;
}

/** The weights that the questions of the sets ask for. */
export function fitWeights(
  sets: readonly RankingSet[],
  { goal, ridge, given, start }: FitOptions,
): Float64Array {
  const data = joined(sets);
  const objective = { goal, ridge, scales: featureScales(data), prior: PRIOR };
  const fix = (weights: Float64Array): Float64Array => weights.map((weight, f) => given.get(f) ?? weight);
  const { x } = minimise(
    (weights, gradient) => {
      const loss = listwiseLoss(data, objective, fix(weights), gradient);
      for (const f of given.keys()) gradient[f] = 0;
      return loss;
    },
    fix(start ?? PRIOR),
    { most: 100, tolerance: 1e-4 },
  );
  return fix(x);
}

/** What a fit gives. */
export interface Crossfit {
  /** Fitted on every set but the sample library. */
  readonly weights: Float64Array;
  /** By set, in order: each question ranked by weights that have seen no set of its family. */
  readonly heldOut: readonly Ranked[][];
  /** Those weights. */
  weightsOf(set: RankingSet): Float64Array;
}

/** Fits on all families, and tests each with the weights of the others. */
export function crossfit(sets: readonly RankingSet[], options: FitOptions): Crossfit {
  const training = sets.filter(({ name }) => fitted(name));
  const weights = fitWeights(training, options);
  const byFamily = new Map<string, Float64Array>();
  const weightsOf = (set: RankingSet): Float64Array => {
    const others = training.filter(({ family }) => family !== set.family);
    if (others.length === training.length) return weights;
    const known = byFamily.get(set.family) ?? fitWeights(others, { ...options, start: weights });
    byFamily.set(set.family, known);
    return known;
  };
  return { weights, weightsOf, heldOut: sets.map((set) => rankWith(set, weightsOf(set))) };
}

/** Each question of the set ranked by the weights. */
export function rankWith(set: RankingSet, weights: Float64Array): Ranked[] {
  return rank(set, (values, row) => logit(weights, values, row));
}
