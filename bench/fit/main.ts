/**
 * Fits the weights of recall, tests them on sets they have not seen, and shows what each part of the ranking is
 * worth: the weights are fitted again without it.
 *
 *   node bench/fit/main.ts [--goal share|any|both] [--ridge 0.02] [--sets a,b] [--ablate] [--write]
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { FEATURES } from '../../src/core/recall/features.ts';
import { pairedBootstrap } from '../quality/bootstrap.ts';
import { publicSetsPresent } from '../quality/sets.ts';
import { LITERAL, PRESENT, crossfit, featureIndex, openSets, rankWith } from './crossfit.ts';
import { fitted } from './dataset.ts';
import { calibration, fitTemperatures } from './sharpness.ts';
import type { FeatureName } from '../../src/core/recall/features.ts';
import type { Crossfit, FitOptions } from './crossfit.ts';
import type { Ranked, RankingSet } from './dataset.ts';
import type { Temperatures } from './sharpness.ts';
import type { Goal } from './listwise.ts';

const RANKING = join(import.meta.dirname, '../../models/ranking/weights.json');
const GOALS: readonly Goal[] = ['share', 'any', 'both'];

const OF_WORDS = /^words|^coverage/;
const OF_MEANING = /^meaning/;

/** Parts of the ranking that can be left out: each feature, and some together. */
const PARTS: Readonly<Record<string, readonly FeatureName[]>> = {
  ...Object.fromEntries(FEATURES.filter((name) => name !== 'literal').map((name) => [name, [name]])),
  'all words': FEATURES.filter((name) => OF_WORDS.test(name)),
  'all meaning': FEATURES.filter((name) => OF_MEANING.test(name)),
  'both levels': FEATURES.filter((name) => name.includes(' of ')),
};

const { values: options } = parseArgs({
  options: {
    goal: { type: 'string', default: 'any' },
    ridge: { type: 'string', default: '0.02' },
    sets: { type: 'string' },
    ablate: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});

const mean = (values: readonly number[]): number =>
  values.reduce((sum, x) => sum + x, 0) / Math.max(1, values.length);
const meanOf = (ranked: readonly Ranked[], figure: keyof Ranked): number =>
  mean(ranked.map((r) => r[figure]));

async function main(): Promise<number> {
  if (!publicSetsPresent()) {
    console.log(
      'The public bench sets are not on this machine (../shared/bench); there is nothing to fit on.',
    );
    return 0;
  }
  const goal = GOALS.find((name) => name === options.goal) ?? 'any';
  const fit: FitOptions = { goal, ridge: Number(options.ridge), given: LITERAL };
  const sets = await openSets(options.sets?.split(','));
  const now = sets.map((set) => rankWith(set, PRESENT));
  const full = crossfit(sets, fit);
  console.log(`\ngoal ${goal}, ridge ${fit.ridge}: fitted on the other families, tested on the set`);
  compare(sets, now, full.heldOut);
  console.log('\nweights fitted on every family (now in parentheses)');
  for (const [f, name] of FEATURES.entries())
    console.log(`  ${name.padEnd(26)} ${full.weights[f]!.toFixed(3)} (${PRESENT[f]!.toFixed(3)})`);
  const trained = sets.filter(({ name }) => fitted(name));
  const temperature = fitTemperatures(trained, full.weights);
  console.log(`temperature: ${temperature.words}, where the words say nothing ${temperature.noWords}`);
  const errors = trained.map((set) => calibration(set, full.weights, temperature.words));
  console.log(
    `first share against how often it is right, mean of the sets' errors: ${mean(errors).toFixed(3)}`,
  );
  if (options.ablate) ablate(sets, fit, full);
  if (options.write) write(sets, fit, full, temperature);
  return 0;
}

/** Keeps what was fitted, with where it comes from. */
function write(
  sets: readonly RankingSet[],
  { goal, ridge }: FitOptions,
  { weights, heldOut }: Crossfit,
  temperature: Temperatures,
): void {
  const trained = sets.flatMap(({ name }, s) => (fitted(name) ? [{ name, ranked: heldOut[s]! }] : []));
  const macro = (figure: keyof Ranked): number =>
    Number(mean(trained.map(({ ranked }) => meanOf(ranked, figure))).toFixed(4));
  const json = {
    about: 'Weights of recall, one a feature, and what the logits are divided by',
    provenance: {
      command: `node bench/fit/main.ts --goal ${goal} --ridge ${ridge} --write`,
      date: new Date().toISOString().slice(0, 10),
      sets: trained.map(({ name }) => name),
      heldOut: { 'recall@1024': macro('recall'), 'hit@1': macro('hit') },
    },
    weights: Object.fromEntries(FEATURES.map((name, f) => [name, Number(weights[f]!.toFixed(3))])),
    temperature,
  };
  writeFileSync(RANKING, `${JSON.stringify(json, null, 2)}\n`);
}

function compare(sets: readonly RankingSet[], before: readonly Ranked[][], after: readonly Ranked[][]): void {
  console.log(`${'set'.padEnd(18)} recall@1024 now, fitted   hit@1 now, fitted`);
  const line = (name: string, figures: readonly number[]): void => {
    const [a, b, c, d] = figures.map((figure) => figure.toFixed(4));
    console.log(`${name.padEnd(18)} ${a} ${b}            ${c} ${d}`);
  };
  const rows = sets.map((set, s) => ({
    name: set.name,
    figures: (['recall', 'hit'] as const).flatMap((figure) => [
      meanOf(before[s]!, figure),
      meanOf(after[s]!, figure),
    ]),
  }));
  for (const { name, figures } of rows) line(name, figures);
  const counted = rows.filter(({ name }) => fitted(name));
  line(
    `macro of ${counted.length}`,
    [0, 1, 2, 3].map((i) => mean(counted.map(({ figures }) => figures[i]!))),
  );
  console.log(
    `fitted - now: recall@1024 ${interval(sets, after, before, 'recall')}, hit@1 ${interval(sets, after, before, 'hit')}`,
  );
}

/**
 * What is lost without a part; the same where there is no meaning to go by (a model that is missing, leaves that are
 * not encoded yet); and the sets that would gain more than a point from losing it.
 */
function ablate(sets: readonly RankingSet[], fit: FitOptions, full: Crossfit): void {
  console.log('\nwhat each part gives (fitted with it - fitted without it, both held out)');
  for (const [part, names] of Object.entries(PARTS)) {
    const given = new Map([...fit.given, ...names.map((name) => [featureIndex(name), 0] as const)]);
    const without = crossfit(sets, { ...fit, given });
    const costs = sets.flatMap(({ name }, s) =>
      (['recall', 'hit'] as const).flatMap((figure) => {
        const by = meanOf(full.heldOut[s]!, figure) - meanOf(without.heldOut[s]!, figure);
        return by < -0.01 ? [`${name} ${figure} ${by.toFixed(3)}`] : [];
      }),
    );
    const by = (figure: keyof Ranked): string => interval(sets, full.heldOut, without.heldOut, figure);
    console.log(`  ${part.padEnd(26)} recall@1024 ${by('recall')}, hit@1 ${by('hit')}`);
    if (names.some((name) => OF_WORDS.test(name)) && part !== 'all words') {
      const ofWords = (figure: keyof Ranked): string =>
        interval(sets, rankByWords(sets, full), rankByWords(sets, without), figure);
      console.log(
        `  ${'  by words alone'.padEnd(26)} recall@1024 ${ofWords('recall')}, hit@1 ${ofWords('hit')}`,
      );
    }
    if (costs.length > 0) console.log(`  ${' '.repeat(26)} costs ${costs.join('; ')}`);
  }
}

/** Each question as it is ranked without any meaning, by the weights that have not seen the set. */
function rankByWords(sets: readonly RankingSet[], { weightsOf }: Crossfit): Ranked[][] {
  return sets.map((set) =>
    rankWith(
      set,
      weightsOf(set).map((weight, f) => (OF_MEANING.test(FEATURES[f]!) ? 0 : weight)),
    ),
  );
}

function interval(
  sets: readonly RankingSet[],
  ours: readonly Ranked[][],
  theirs: readonly Ranked[][],
  figure: keyof Ranked,
): string {
  const differences = sets.flatMap(({ name }, s) =>
    fitted(name) ? [ours[s]!.map((ranked, q) => ranked[figure] - theirs[s]![q]![figure])] : [],
  );
  const { mean: by, low, high } = pairedBootstrap(differences);
  return `${by.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`;
}

process.exitCode = await main();
