import { existsSync } from 'node:fs';
import { Engine } from '../../src/engine/engine.ts';
import { openEncoder } from '../../src/engine/models/openEncoder.ts';
import type { SummaryResult } from '../../src/protocol/writing.ts';
import { pairedBootstrap, type Interval } from '../quality/bootstrap.ts';
import { CACHE, textReader } from '../quality/sets.ts';
import { benchStore, indexed } from '../quality/store.ts';
import { VectorCache } from '../quality/vectors.ts';
import { longFile, type LongFileFigures } from './longFile.ts';
import type { PartOutcome } from './part.ts';
import { recount, type CountedSummary } from './recount.ts';
import { rouge, type Rouge } from './rouge.ts';
import {
  bm25Sentences,
  lead,
  lexRank,
  ofWords,
  sentencesOf,
  wordsIn,
  type Baseline,
} from './summaryBaselines.ts';
import { SUMMARY_SETS, summaryItems, type SummaryItem } from './summarySets.ts';

const BASELINES: Readonly<Record<string, Baseline>> = { bm25: bm25Sentences, lexrank: lexRank, lead };
const FIGURES = ['r1', 'r2', 'rl'] as const satisfies readonly (keyof Rouge)[];

/** Of each kind of question of each set so many are asked at most; SUMMARIES=n takes fewer. */
const MOST = Number(process.env['SUMMARIES'] ?? Infinity);

/** Of each kind the coverage of so many is counted again. */
const RECOUNTED = 10;

/** Figures of one set and kind, mean F-measures in percent. */
export interface SummaryFigures {
  readonly set: string;
  readonly kind: string;
  readonly items: number;
  /** Mean words of our summaries, and of the others', which are cut at the same number. */
  readonly words: number;
  readonly systems: Readonly<Record<string, Rouge>>;
  /** Ours less theirs, in percent, with 95 % paired bootstrap intervals. */
  readonly differences: Readonly<Record<string, Readonly<Record<keyof Rouge, Interval>>>>;
  /** Share of citations whose quote stands at its offsets. */
  readonly citations: number;
  /** Percentage points between coverage as told and as counted again (`recount.ts`), where they are furthest apart. */
  readonly recounted: number;
}

/**
 * `npm run bench:writing -- --parts summaries`: extractive summaries, general and for a question, against BM25 of the
 * question, LexRank and Lead at the same number of words.
 */
export async function run(): Promise<PartOutcome> {
  const figures: SummaryFigures[] = [];
  let long: LongFileFigures | undefined;
  const encoder = await openEncoder();
  const cache = new VectorCache(encoder, CACHE);
  const store = benchStore();
  const engine = new Engine({ store });
  try {
    for (const set of SUMMARY_SETS) {
      const items = summaryItems(set);
      const workspace = items?.[0]?.workspace;
      if (items === undefined || workspace === undefined || !existsSync(workspace)) continue;
      (await indexed(workspace, store, cache)).close();
      await engine.index({ workspace });
      if (set === 'squality') long = await longFile(workspace, cache);
      for (const kind of ['general', 'question'] as const) {
        const asked = items.filter((item) => item.kind === kind).slice(0, MOST);
        figures.push(await compare(set, kind, asked, { engine, encoder: cache }));
      }
    }
  } finally {
    await engine.close();
    await encoder.close();
  }
  if (figures.length === 0) return { skipped: 'the sets squality and qmsum are not here (../shared/bench)' };
  print(figures);
  if (long !== undefined) printLong(long);
  return { figures: { sets: figures, ...(long === undefined ? {} : { long }) } };
}

async function compare(
  set: string,
  kind: SummaryItem['kind'],
  items: readonly SummaryItem[],
  { engine, encoder }: { readonly engine: Engine; readonly encoder: VectorCache },
): Promise<SummaryFigures> {
  const scores: Record<string, Rouge[]> = {};
  let words = 0;
  let cited = 0;
  let standing = 0;
  let recounted = 0;
  const orders = new Map<string, { readonly all: string[]; readonly lexrank: number[] }>();
  for (const [i, item] of items.entries()) {
    if (i % 20 === 0) console.error(`${set} ${kind} ${i} of ${items.length}`);
    const result = await engine.summarize({
      workspace: item.workspace,
      of: item.file,
      question: item.question,
    });
    const ours = result.summary.map(({ text }) => text).join('\n');
    const textOf = textReader(item.workspace);
    for (const { file, start, end, quote } of citationsOf(result)) {
      cited++;
      if (textOf(file)?.slice(start, end) === quote) standing++;
    }
    if (i < RECOUNTED) {
      const counted: CountedSummary = JSON.parse(JSON.stringify(result));
      const { apart } = await recount(counted, { file: item.file, text: textOf(item.file) ?? '' }, encoder);
      recounted = Math.max(recounted, apart);
    }
    const own = wordsIn(ours);
    words += own;
    (scores['ours'] ??= []).push(rouge(ours, item.references));
    let file = orders.get(item.file);
    if (file === undefined) {
      const all = sentencesOf(textOf(item.file) ?? '');
      orders.set(item.file, (file = { all, lexrank: lexRank(all, '') }));
    }
    for (const [name, baseline] of Object.entries(BASELINES)) {
      const order = name === 'lexrank' ? file.lexrank : baseline(file.all, item.question);
      (scores[name] ??= []).push(rouge(ofWords(file.all, order, own), item.references));
    }
  }
  const ours = scores['ours'] ?? [];
  return {
    set,
    kind,
    items: items.length,
    words: words / Math.max(1, items.length),
    systems: mapped(scores, (own) => perFigure((figure) => 100 * mean(own.map((one) => one[figure])))),
    differences: mapped(
      Object.fromEntries(Object.entries(scores).filter(([name]) => name !== 'ours')),
      (own) =>
        perFigure((figure) => pairedBootstrap([ours.map((one, i) => 100 * (one[figure] - own[i]![figure]))])),
    ),
    citations: standing / Math.max(1, cited),
    recounted,
  };
}

function citationsOf({ summary, sections }: SummaryResult): SummaryResult['summary'][number]['citations'] {
  return [...summary, ...sections.flatMap((section) => section.summary)].flatMap(
    ({ citations }) => citations,
  );
}

function mapped<A, B>(of: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(of).map(([name, value]) => [name, change(value)]));
}

function perFigure<T>(of: (figure: keyof Rouge) => T): Record<keyof Rouge, T> {
  return { r1: of('r1'), r2: of('r2'), rl: of('rl') };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function print(all: readonly SummaryFigures[]): void {
  for (const { set, kind, items, words, systems, differences, citations, recounted } of all) {
    console.log(
      `\n${set}, ${kind}: ${items} summaries of ${words.toFixed(0)} words, citations that stand ${citations}, coverage counted again at most ${recounted.toFixed(2)} points apart`,
    );
    for (const [name, figures] of Object.entries(systems)) {
      const own = FIGURES.map((figure) => figures[figure].toFixed(1)).join(' / ');
      const than = differences[name];
      const behind =
        than === undefined
          ? ''
          : FIGURES.map((figure) => {
              const { mean: difference, low, high } = than[figure];
              return `${signed(difference)} [${signed(low)}, ${signed(high)}]`;
            }).join('  ');
      console.log(`  ${name.padEnd(8)} ${own.padEnd(20)} ${behind}`);
    }
  }
}

function printLong(long: LongFileFigures): void {
  const { words, leaves, sections, first, processor, again, edited, redone, longest, usual } = long;
  console.log(
    `\nA file of ${words} words (${leaves} leaves, ${sections} sections): ${first.toFixed(1)} s (${processor.toFixed(1)} s of processor time), again ${again.toFixed(1)} s, ` +
      `after an edit ${edited.toFixed(1)} s (${redone} sections done again); nothing else ran for ${longest.toFixed(0)} ms ` +
      `at the longest, ${usual.toFixed(0)} ms in 99 of 100 turns`,
  );
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`;
}
