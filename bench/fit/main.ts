/**
 * Fits the weights of recall and tests them on sets they have not seen.
 *
 *   node bench/fit/main.ts [--goal share|any|both] [--ridge 0.01] [--sets a,b]
 */
import { parseArgs } from 'node:util';
import { FEATURES, features } from '../../src/core/recall/features.ts';
import { WEIGHTS } from '../../src/core/recall/weights.ts';
import { openEncoder } from '../../src/engine/models/openEncoder.ts';
import { pairedBootstrap } from '../quality/bootstrap.ts';
import { CACHE, publicSetsPresent, readSets } from '../quality/sets.ts';
import { VectorCache } from '../quality/vectors.ts';
import { collect } from './collect.ts';
import { fitted, joined, rank, rankingSet } from './dataset.ts';
import { minimise } from './lbfgs.ts';
import { featureScales, listwiseLoss } from './listwise.ts';
import type { FeatureMaker, Ranked, RankingSet } from './dataset.ts';
import type { Goal } from './listwise.ts';

const GOALS: readonly Goal[] = ['share', 'any', 'both'];

const { values: options } = parseArgs({
  options: {
    goal: { type: 'string', default: 'both' },
    ridge: { type: 'string', default: '0.003' },
    sets: { type: 'string' },
  },
});

/** The features of the engine, without the one that is not learned. */
const maker: FeatureMaker = { names: FEATURES, make: (table, legs) => features(table, legs).values };
const present = Float64Array.from(FEATURES, (name) => WEIGHTS[name]);
/** A literal always wins (invariant 11); its weight is not for fitting. */
const FIXED = FEATURES.indexOf('literal');

const dot = (weights: Float64Array, values: Float32Array, row: number): number => {
  let sum = 0;
  for (let f = 0, at = row * weights.length; f < weights.length; f++, at++) sum += values[at]! * weights[f]!;
  return sum;
};

function fit(sets: readonly RankingSet[], goal: Goal, ridge: number): Float64Array {
  const data = joined(sets);
  const objective = { goal, ridge, scales: featureScales(data), prior: new Float64Array(data.width) };
  const { x } = minimise((weights, gradient) => {
    const fixed = weights.map((weight, f) => (f === FIXED ? present[FIXED]! : weight));
    const loss = listwiseLoss(data, objective, fixed, gradient);
    gradient[FIXED] = 0;
    return loss;
  }, new Float64Array(data.width));
  x[FIXED] = present[FIXED]!;
  return x;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, x) => sum + x, 0) / Math.max(1, values.length);

async function main(): Promise<number> {
  const goal = GOALS.find((name) => name === options.goal) ?? 'both';
  const ridge = Number(options.ridge);
  if (!publicSetsPresent()) {
    console.log(
      'The public bench sets are not on this machine (../shared/bench); there is nothing to fit on.',
    );
    return 0;
  }
  const only = options.sets?.split(',');
  const encoder = new VectorCache(await openEncoder(), CACHE);
  const sets: RankingSet[] = [];
  for (const set of readSets(only === undefined ? {} : { only })) {
    const started = performance.now();
    const collected = await collect(set, encoder);
    sets.push(rankingSet(collected, maker, (row) => dot(present, row, 0)));
    console.log(`${set.name}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }
  await encoder.close();
  report(sets, goal, ridge);
  return 0;
}

function report(sets: readonly RankingSet[], goal: Goal, ridge: number): void {
  const training = sets.filter(({ name }) => fitted(name));
  const differences: Record<keyof Ranked, number[][]> = { recall: [], hit: [] };
  console.log(`\ngoal ${goal}, ridge ${ridge}; weights of the other families, tested on the set`);
  console.log(`${'set'.padEnd(18)} recall@1024 now, fitted   hit@1 now, fitted`);
  const now: Ranked[][] = [];
  const then: Ranked[][] = [];
  for (const set of sets) {
    const held = fit(
      training.filter(({ family }) => family !== set.family),
      goal,
      ridge,
    );
    const before = rank(set, (values, row) => dot(present, values, row));
    const after = rank(set, (values, row) => dot(held, values, row));
    console.log(line(set.name, before, after));
    if (!fitted(set.name)) continue;
    now.push(before);
    then.push(after);
    for (const figure of ['recall', 'hit'] as const)
      differences[figure].push(after.map((ranked, q) => ranked[figure] - before[q]![figure]));
  }
  const macro = (all: readonly Ranked[][], figure: keyof Ranked): string =>
    mean(all.map((set) => mean(set.map((ranked) => ranked[figure])))).toFixed(4);
  console.log(
    `${'macro'.padEnd(18)} ${macro(now, 'recall')} ${macro(then, 'recall')}  ${macro(now, 'hit')} ${macro(then, 'hit')}`,
  );
  for (const figure of ['recall', 'hit'] as const) {
    const { mean: by, low, high } = pairedBootstrap(differences[figure]);
    console.log(`${figure}: ${by.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`);
  }
  const all = fit(training, goal, ridge);
  console.log('\nweights fitted on every family (now in parentheses):');
  for (const [f, name] of FEATURES.entries())
    console.log(`  ${name.padEnd(26)} ${all[f]!.toFixed(3)} (${present[f]!.toFixed(3)})`);
}

function line(name: string, before: readonly Ranked[], after: readonly Ranked[]): string {
  const of = (all: readonly Ranked[], figure: keyof Ranked): string =>
    mean(all.map((r) => r[figure])).toFixed(3);
  return `${name.padEnd(18)} ${of(before, 'recall')} ${of(after, 'recall')}   ${of(before, 'hit')} ${of(after, 'hit')}`;
}

process.exitCode = await main();
