/**
 * How much of the heat lies on the evidence, by sentence and by word, for ways to weigh sentences in the same
 * attended leaves. The weights of each way, temperature included, are fitted on other families of sets.
 *
 * Then what reading does to it: heat on evidence before and after, and how much the reader's gap falls without the
 * strongest sentence (bench/heat/reading.ts, faithfulness.ts), on articles that no reader was trained on.
 *
 *   npm run bench:heat -- [--sets a,b] [--questions 120] [--reading] [--json FILE]
 *
 * `--reading` measures that part alone.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { SENTENCE_SIGNALS } from '../../src/core/answer/sentenceScore.ts';
import { SENTENCE_WEIGHTS, WORD_WEIGHTS } from '../../src/core/answer/weights.ts';
import { WORD_SIGNALS } from '../../src/core/answer/wordHeat.ts';
import { openEncoder } from '../../src/engine/models/openEncoder.ts';
import { openReader } from '../../src/engine/models/openReader.ts';
import { familyOf } from '../fit/dataset.ts';
import { ReaderCache } from '../quality/readerCache.ts';
import { pairedBootstrap } from '../quality/bootstrap.ts';
import { CACHE, RESULTS, publicSetsPresent, readSets } from '../quality/sets.ts';
import { VectorCache } from '../quality/vectors.ts';
import { collectHeat } from './collect.ts';
import { heatFigures, wordShare } from './figures.ts';
import { collectReadHeat } from './reading.ts';
import type { ReadHeatSet } from './reading.ts';
import { readingLines, readingReport } from './readingReport.ts';
import { SENTENCE_SYSTEMS, WORD_SYSTEMS, fitSentences, fitWords } from './systems.ts';
import type { Interval } from '../quality/bootstrap.ts';
import type { HeatSet, MeasuredSentence, MeasuredWord } from './collect.ts';
import type { HeatFigures } from './figures.ts';
import type { Features } from './systems.ts';

/** Sets whose evidence is a sentence or less, or a page of a few sentences. */
const SETS =
  'chunkeval,clapnq,cmrc,covidqa,drcd,hotpot,policyqa,xquad-de,xquad-en,xquad-zh,xquad-zh-over-en'.split(',');
const FIGURES = [
  'sentences',
  'characters',
  'hottest',
  'first',
] as const satisfies readonly (keyof HeatFigures)[];
/** What the engine uses now, as it stands: its weights have seen these sets. */
const ENGINE = 'engine';
const IN_USE: Features<MeasuredSentence> = {
  name: ENGINE,
  values: [
    ...SENTENCE_SIGNALS.map(
      (name) =>
        ({ signals }: MeasuredSentence) =>
          signals[name],
    ),
    ({ aloneOfFew }) => aloneOfFew,
  ],
};
const WEIGHT_NAMES = [...SENTENCE_SIGNALS, 'alone'] as const;
/** The way to weigh sentences that the engine takes. */
const CHOSEN = 'late + few alone';

const { values: options } = parseArgs({
  options: {
    sets: { type: 'string' },
    questions: { type: 'string', default: '120' },
    reading: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});

/** By set, one entry a question. */
type PerSet<T> = readonly (readonly T[])[];

/** Weights fitted without each set's family, and the questions measured with them. */
function heldOut<T>(
  sets: readonly HeatSet[],
  fit: (others: readonly HeatSet[]) => number[],
  use: (set: HeatSet, weights: number[]) => T[],
): PerSet<T> {
  const byFamily = new Map<string, number[]>();
  return sets.map((set) => {
    const family = familyOf(set.name);
    const weights = byFamily.get(family) ?? fit(sets.filter(({ name }) => familyOf(name) !== family));
    byFamily.set(family, weights);
    return use(set, weights);
  });
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, x) => sum + x, 0) / Math.max(1, values.length);
const macro = (sets: PerSet<number>): number => mean(sets.map(mean));
const against = (ours: PerSet<number>, theirs: PerSet<number>): Interval =>
  pairedBootstrap(ours.map((set, s) => set.map((value, q) => value - theirs[s]![q]!)));
const shown = (value: number): string => value.toFixed(3).replace(/^0/, '');
const signed = ({ mean: middle, low, high }: Interval): string => {
  const sign = (value: number): string => `${value < 0 ? '−' : '+'}${shown(Math.abs(value))}`;
  return `${sign(middle)} [${sign(low)}, ${sign(high)}]`;
};

async function main(): Promise<number> {
  if (!publicSetsPresent()) {
    console.log(
      'The public bench sets are not on this machine (../shared/bench); there is nothing to measure on.',
    );
    return 0;
  }
  const model = await openEncoder();
  const encoder = new VectorCache(model, CACHE);
  const reader = new ReaderCache(await openReader(model), CACHE);
  const read: ReadHeatSet[] = [];
  for (const set of readSets({ only: options.sets?.split(',') ?? SETS })) {
    const started = performance.now();
    read.push(await collectReadHeat(set, Number(options.questions), { encoder, reader }));
    console.log(`${set.name}, read: ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }
  const reading = readingReport(read);
  for (const line of readingLines(reading)) console.log(line);
  if (options.reading) {
    await encoder.close();
    write(options.json ?? join(RESULTS, 'heat-reading.json'), reading);
    return 0;
  }
  const sets: HeatSet[] = [];
  for (const set of readSets({ only: options.sets?.split(',') ?? SETS })) {
    const started = performance.now();
    sets.push(await collectHeat(set, Number(options.questions), encoder));
    console.log(`${set.name}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }
  await encoder.close();

  const bySystem = new Map<string, PerSet<HeatFigures>>();
  for (const system of SENTENCE_SYSTEMS)
    bySystem.set(
      system.name,
      heldOut(
        sets,
        (others) => fitSentences(others, system),
        ({ questions }, weights) => questions.map((question) => heatFigures(question, system, weights)),
      ),
    );
  const engine = WEIGHT_NAMES.map((name) => SENTENCE_WEIGHTS[name]);
  bySystem.set(
    ENGINE,
    sets.map(({ questions }) => questions.map((question) => heatFigures(question, IN_USE, engine))),
  );
  const figure = (system: string, name: keyof HeatFigures): PerSet<number> =>
    bySystem.get(system)!.map((set) => set.map((figures) => figures[name]));

  console.log(
    `\nmacro of ${sets.length} sets, ${sets.reduce((sum, set) => sum + set.questions.length, 0)} questions whose evidence was attended to`,
  );
  for (const name of FIGURES) {
    console.log(`\n${name.padEnd(16)} mean   − bm25                    − alone`);
    for (const [system] of bySystem) {
      const own = figure(system, name);
      console.log(
        `  ${system.padEnd(18)} ${shown(macro(own))}   ${signed(against(own, figure('bm25', name)))}   ${signed(against(own, figure('alone', name)))}`,
      );
    }
  }
  console.log(`\nby set, ${CHOSEN}: sentences, − bm25 | hottest, − bm25`);
  const bySet = sets.map((set, s) => {
    const one = (name: keyof HeatFigures): Interval =>
      against([figure(CHOSEN, name)[s]!], [figure('bm25', name)[s]!]);
    const row = {
      questions: set.questions.length,
      asked: set.asked,
      sentences: one('sentences'),
      hottest: one('hottest'),
    };
    console.log(
      `  ${set.name.padEnd(18)} ${String(row.questions).padStart(4)} of ${row.asked}  ${shown(mean(figure(CHOSEN, 'sentences')[s]!))} ${signed(row.sentences)} | ${shown(mean(figure(CHOSEN, 'hottest')[s]!))} ${signed(row.hottest)}`,
    );
    return [set.name, row] as const;
  });

  const late = SENTENCE_SYSTEMS.find(({ name }) => name === CHOSEN)!;
  const byWords = new Map(
    WORD_SYSTEMS.map((system): [string, PerSet<number>] => [system.name, wordShares(sets, late, system)]),
  );
  const evenly = byWords.get('evenly')!;
  console.log(`\nevidence by word, in the sentences of ${CHOSEN}   − evenly`);
  for (const [system, shares] of byWords)
    console.log(`  ${system.padEnd(26)} ${shown(macro(shares))}   ${signed(against(shares, evenly))}`);

  const all = {
    sentences: fitSentences(sets, IN_USE),
    words: fitWords(sets, WORD_SYSTEMS.at(-1)!),
    early: fitSentences(sets, SENTENCE_SYSTEMS[6]),
    lexical: fitSentences(sets, SENTENCE_SYSTEMS[2]),
  };
  console.log('\nfitted on every set (in use)');
  for (const [i, name] of WEIGHT_NAMES.entries())
    console.log(`  ${name.padEnd(12)} ${all.sentences[i]!.toFixed(2)} (${SENTENCE_WEIGHTS[name]})`);
  console.log(
    `  without a model: attended ${all.lexical[0]!.toFixed(2)}, words ${all.lexical[1]!.toFixed(2)}`,
  );
  console.log(
    `  before: attended, words, similarity, gathered ${all.early.map((w) => w.toFixed(2)).join(', ')}`,
  );
  for (const [i, name] of WORD_SIGNALS.entries())
    console.log(`  ${name.padEnd(12)} ${all.words[i]!.toFixed(2)} (${WORD_WEIGHTS[name]})`);

  const path = options.json ?? join(RESULTS, 'heat.json');
  const systems = [...bySystem.keys()].map((system) => [
    system,
    Object.fromEntries(
      FIGURES.map((name) => [
        name,
        {
          mean: macro(figure(system, name)),
          'minus bm25': against(figure(system, name), figure('bm25', name)),
          'minus alone': against(figure(system, name), figure('alone', name)),
        },
      ]),
    ),
  ]);
  const wordRows = [...byWords].map(([system, shares]) => [
    system,
    { mean: macro(shares), 'minus evenly': against(shares, evenly) },
  ]);
  const report = {
    encoder: encoder.fingerprint,
    systems: Object.fromEntries(systems),
    words: Object.fromEntries(wordRows),
    reading,
    sets: Object.fromEntries(bySet),
  };
  write(path, report);
  return 0;
}

function write(path: string, report: unknown): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(
    path,
    `${JSON.stringify(report, (_, value: unknown) => (typeof value === 'number' ? Number(value.toFixed(4)) : value), 2)}\n`,
  );
  console.log(`Written to ${relative('', path)}.`);
}

function wordShares(
  sets: readonly HeatSet[],
  late: Features<MeasuredSentence>,
  system: Features<MeasuredWord>,
): PerSet<number> {
  const sentenceWeights = heldOut(
    sets,
    (others) => fitSentences(others, late),
    (_, weights) => [weights],
  );
  return heldOut(
    sets,
    (others) => fitWords(others, system),
    (set, weights) => {
      const [own] = sentenceWeights[sets.indexOf(set)]!;
      return set.questions.map((question) =>
        wordShare(question, { system: late, weights: own! }, { system, weights }),
      );
    },
  );
}

process.exitCode = await main();
