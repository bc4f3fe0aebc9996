/**
 * Fits how much the reader's gap counts in a leaf's logit and what the sum is divided by, on questions that the reader
 * was not trained on, tests both on families of sets that the fit has not seen, and says what reading gives.
 *
 *   node bench/fit/rerank.ts [--sets a,b] [--questions 80] [--most 8] [--write]
 *
 * What was read is kept in bench/.cache by the reader's fingerprint.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { NO_SPAN } from '../../src/core/answer/read.ts';
import { clippedGap, RERANKING } from '../../src/core/recall/rerank.ts';
import { temperature as before } from '../../src/core/recall/weights.ts';
import { openEncoder } from '../../src/engine/models/openEncoder.ts';
import { openReader } from '../../src/engine/models/openReader.ts';
import { pairedBootstrap } from '../quality/bootstrap.ts';
import { DEV } from '../quality/compare.ts';
import { sample } from '../quality/random.ts';
import { emF1, scoreQuestion } from '../quality/score.ts';
import { CACHE, publicSetsPresent, readSets, textReader } from '../quality/sets.ts';
import { VectorCache } from '../quality/vectors.ts';
import { familyOf, fitted } from './dataset.ts';
import { unseen } from './heldOut.ts';
import { ReaderCache } from '../quality/readerCache.ts';
import { readRankings, type ReadRanking } from './readings.ts';
import type { TextOf } from '../quality/score.ts';

const RANKING = join(import.meta.dirname, '../../models/ranking/reader.json');
const WEIGHTS = [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.6, 1];
const TEMPERATURES = Array.from({ length: 25 }, (_, i) => 0.6 + i * 0.1);
const SEED = 20240601;

const { values: options } = parseArgs({
  options: {
    sets: { type: 'string' },
    questions: { type: 'string', default: '80' },
    most: { type: 'string', default: '8' },
    write: { type: 'boolean', default: false },
  },
});

/** A set's questions, read. */
interface ReadSet {
  readonly name: string;
  readonly family: string;
  readonly rankings: readonly ReadRanking[];
  readonly textOf: TextOf;
}

interface Fit {
  readonly weight: number;
  /** Times what the logits are divided by before anything is read (`temperature`). */
  readonly temperature: number;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, x) => sum + x, 0) / Math.max(1, values.length);

async function main(): Promise<number> {
  if (!publicSetsPresent()) {
    console.log(
      'The public bench sets are not on this machine (../shared/bench); there is nothing to fit on.',
    );
    return 0;
  }
  const most = Number(options.most);
  const opened = await openEncoder();
  const reader = new ReaderCache(await openReader(opened), CACHE);
  const encoder = new VectorCache(opened, CACHE);
  const sets: ReadSet[] = [];
  for (const set of readSets({
    all: true,
    ...(options.sets === undefined ? {} : { only: options.sets.split(',') }),
  })) {
    const textOf = textReader(set.workspace);
    const asked = unseen(set, textOf).filter(({ evidence }) => evidence.length > 0);
    const questions = sample(asked, Number(options.questions), SEED);
    if (questions.length === 0) continue;
    const started = performance.now();
    const rankings = await readRankings(set, questions, {
      encoder,
      reader,
      most,
    });
    sets.push({ name: set.name, family: familyOf(set.name), rankings, textOf });
    const seconds = (performance.now() - started) / 1000;
    console.log(`${set.name}: ${questions.length} of ${asked.length} questions, ${seconds.toFixed(1)} s`);
  }
  await encoder.close();
  const training = sets.filter(({ name }) => fitted(name));
  const full = fit(training);
  const heldOut = new Map(
    sets.map(({ name, family }) => [name, fit(training.filter((other) => other.family !== family))]),
  );
  report(sets, heldOut);
  sweep(sets);
  console.log(
    `\nfitted on every family: weight ${full.weight}, temperature times ${full.temperature.toFixed(2)}; in use: ${RERANKING.weight}, ${RERANKING.temperature.words}`,
  );
  if (options.write) write(training, full, reader.fingerprint, heldOut);
  return 0;
}

function gapOf({ read }: ReadRanking, leaf: number, unread: number): number {
  const spans = read.get(leaf);
  return clippedGap(spans === undefined ? unread : (spans[0]?.gap ?? NO_SPAN));
}

function worst({ read }: ReadRanking): number {
  return Math.min(15, ...[...read.values()].map((spans) => spans[0]?.gap ?? NO_SPAN));
}

/** Weights whose hit@1 is this close to the best are as good: what is chosen lies in their middle, or below it. */
const AS_GOOD = 0.005;

/**
 * The weight that puts evidence first most often, and the temperature under which the first leaf's share is nearest to
 * how often it is right; each family counts as the root of its sets. (Under the temperature that makes the evidence
 * likeliest the first leaf is right far more often than its share says: evidence often lies in several leaves.)
 */
function fit(sets: readonly ReadSet[]): Fit {
  const counts = sets.map(
    ({ family }) => 1 / Math.sqrt(sets.filter((other) => other.family === family).length),
  );
  const total = counts.reduce((sum, count) => sum + count, 0);
  const meanOf = (of: (set: ReadSet) => number): number =>
    sets.reduce((sum, set, s) => sum + counts[s]! * of(set), 0) / total;
  const hits = WEIGHTS.map((weight) => meanOf((set) => hitOf(set, weight)));
  const good = WEIGHTS.filter((_, w) => hits[w]! >= Math.max(...hits) - AS_GOOD);
  const weight = good[(good.length - 1) >> 1] ?? 0;
  const losses = TEMPERATURES.map((temperature) =>
    meanOf(({ rankings }) => calibration(rankings, { weight, temperature })),
  );
  return { weight, temperature: TEMPERATURES[losses.indexOf(Math.min(...losses))] ?? 1 };
}

const HITS = new WeakMap<ReadSet, Map<number, number>>();

/** The set's hit@1 under a weight; found once. */
function hitOf(set: ReadSet, weight: number): number {
  const known = HITS.get(set) ?? new Map<number, number>();
  HITS.set(set, known);
  const hit = known.get(weight) ?? mean(figures(set, weight).map((one) => one.hit));
  known.set(weight, hit);
  return hit;
}

/** hit@1, recall@1024 and the F1 of the surest words, by question. */
function figures(
  { rankings, textOf }: ReadSet,
  weight: number,
): { hit: number; recall: number; f1: number | undefined }[] {
  return rankings.map((ranking) => {
    const logits = new Map(ranking.leaves.map(({ index, logit }) => [index, logit]));
    const unread = worst(ranking);
    const score = (index: number): number =>
      (logits.get(index) ?? -Infinity) + weight * gapOf(ranking, index, unread);
    const ranked = ranking.ranked.toSorted((a, b) => score(b.index) - score(a.index));
    const found = scoreQuestion(ranking.question, { passages: ranked.map(({ passage }) => passage) }, textOf);
    const first = ranked.find(({ index }) => (ranking.read.get(index)?.length ?? 0) > 0);
    const span = first && ranking.read.get(first.index)?.[0];
    const answers = ranking.question.answers;
    return {
      hit: found['hit@1'] ?? 0,
      recall: found['recall@1024'] ?? 0,
      f1:
        answers.length === 0 || first === undefined || span === undefined
          ? undefined
          : emF1(first.passage.text.slice(span.start, span.end), answers).f1,
    };
  });
}

function report(sets: readonly ReadSet[], heldOut: ReadonlyMap<string, Fit>): void {
  console.log('\nbefore, and after reading with the weight fitted on the other families');
  console.log(
    `${'set'.padEnd(18)} hit@1 before, after    recall@1024 before, after   weight  first share off before, after`,
  );
  const rows = sets.map((set) => {
    const { weight, temperature } = heldOut.get(set.name)!;
    const unread = figures(set, 0);
    const after = figures(set, weight);
    const row = [
      mean(unread.map(({ hit }) => hit)),
      mean(after.map(({ hit }) => hit)),
      mean(unread.map(({ recall }) => recall)),
      mean(after.map(({ recall }) => recall)),
    ];
    const [a, b, c, d] = row.map((figure) => figure.toFixed(3));
    const error = calibration(set.rankings, { weight, temperature });
    const first = calibration(set.rankings, { weight: 0, temperature: 1 });
    console.log(
      `${set.name.padEnd(18)} ${a} ${b}            ${c} ${d}                ${weight}   ${first.toFixed(3)} ${error.toFixed(3)}`,
    );
    return { name: set.name, row, unread, after, first, error };
  });
  const groups: readonly (readonly [string, (name: string) => boolean])[] = [
    ['dev 10', (name) => DEV.includes(name)],
    ['public', fitted],
    ['not trained on', (name) => ['apidocs', 'clapnq', 'hotpot', 'qmsum'].includes(name)],
  ];
  for (const [name, has] of groups) {
    const chosen = rows.filter((row) => has(row.name));
    if (chosen.length === 0) continue;
    const macro = [0, 1, 2, 3].map((i) => mean(chosen.map(({ row }) => row[i]!)).toFixed(4));
    const interval = (figure: 'hit' | 'recall'): string => {
      const {
        mean: by,
        low,
        high,
      } = pairedBootstrap(
        chosen.map(({ unread, after }) => after.map((one, i) => one[figure] - unread[i]![figure])),
      );
      return `${by.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`;
    };
    console.log(
      `macro of ${name} (${chosen.length}): hit@1 ${macro[0]} ${macro[1]}, ${interval('hit')}; recall@1024 ${macro[2]} ${macro[3]}, ${interval('recall')}; first share off by ${mean(chosen.map(({ first }) => first)).toFixed(3)} before, ${mean(chosen.map(({ error }) => error)).toFixed(3)} after`,
    );
  }
}

/** Every weight on every set. */
function sweep(sets: readonly ReadSet[]): void {
  console.log(
    `\nhit@1, F1 of the first leaf's span, recall@1024 by weight\n${'set'.padEnd(18)} ${WEIGHTS.map((weight) => String(weight).padStart(11)).join('')}`,
  );
  const table = sets.map((set) =>
    WEIGHTS.map((weight) => {
      const found = figures(set, weight);
      return {
        hit: mean(found.map(({ hit }) => hit)),
        recall: mean(found.map(({ recall }) => recall)),
        f1: mean(found.flatMap(({ f1 }) => f1 ?? [])),
      };
    }),
  );
  for (const [s, { name }] of sets.entries())
    console.log(
      `${name.padEnd(18)} ${table[s]!.map(({ hit, f1, recall }) => ` ${hit.toFixed(3).slice(1)} ${f1.toFixed(3).slice(1)} ${recall.toFixed(3).slice(1)}`.padStart(11)).join('')}`,
    );
  const counted = sets.flatMap(({ name }, s) => (fitted(name) ? [table[s]!] : []));
  console.log(
    `${'macro'.padEnd(18)} ${WEIGHTS.map((_, w) => `${mean(counted.map((row) => row[w]!.hit)).toFixed(3)} ${mean(counted.map((row) => row[w]!.f1)).toFixed(3)}`.padStart(11)).join('')}`,
  );
  console.log(
    `${'recall@1024'.padEnd(18)} ${WEIGHTS.map((_, w) =>
      mean(counted.map((row) => row[w]!.recall))
        .toFixed(4)
        .padStart(11),
    ).join('')}`,
  );
}

/** How far the first leaf's share is from how often it holds evidence (expected calibration error, ten bins). */
function calibration(rankings: readonly ReadRanking[], { weight, temperature }: Fit): number {
  const bins = Array.from({ length: 10 }, () => 0);
  for (const ranking of rankings) {
    const unread = worst(ranking);
    const logits = ranking.leaves.map(
      ({ index, logit }) =>
        (logit + weight * gapOf(ranking, index, unread)) / (temperature * before(ranking.trust)),
    );
    const top = Math.max(...logits);
    const first = 1 / logits.reduce((sum, logit) => sum + Math.exp(logit - top), 0);
    const right = ranking.leaves[logits.indexOf(top)]!.held > 0;
    bins[Math.min(9, Math.floor(first * 10))]! += first - Number(right);
  }
  return bins.reduce((sum, gap) => sum + Math.abs(gap), 0) / Math.max(1, rankings.length);
}

/** Keeps what was fitted, with where it comes from. */
function write(
  training: readonly ReadSet[],
  { weight, temperature }: Fit,
  fingerprint: string,
  heldOut: ReadonlyMap<string, Fit>,
): void {
  const macro = (weightOf: (set: ReadSet) => number, figure: 'hit' | 'recall'): number =>
    Number(
      mean(training.map((set) => mean(figures(set, weightOf(set)).map((one) => one[figure])))).toFixed(4),
    );
  const nothing = (): number => 0;
  const fittedElsewhere = ({ name }: ReadSet): number => heldOut.get(name)?.weight ?? weight;
  const json = {
    about:
      "What a leaf's logit gains for each nat of the reader's gap, and what the logits are divided by once leaves were read",
    provenance: {
      command: `node bench/fit/rerank.ts${options.sets === undefined ? '' : ` --sets ${options.sets}`} --questions ${options.questions} --most ${options.most} --write`,
      date: new Date().toISOString().slice(0, 10),
      reader: fingerprint,
      sets: training.map(({ name }) => name),
      heldOut: {
        'hit@1': { before: macro(nothing, 'hit'), after: macro(fittedElsewhere, 'hit') },
        'recall@1024': { before: macro(nothing, 'recall'), after: macro(fittedElsewhere, 'recall') },
      },
    },
    weight,
    temperature: {
      words: Number((temperature * before(1)).toFixed(2)),
      noWords: Number((temperature * before(0)).toFixed(2)),
    },
  };
  writeFileSync(RANKING, `${JSON.stringify(json, null, 2)}\n`);
}

process.exitCode = await main();
