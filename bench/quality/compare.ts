import { auroc, means, scoreQuestion } from './score.ts';
import { pairedBootstrap } from './bootstrap.ts';
import { SAMPLE, textReader } from './sets.ts';
import type { BenchSet } from './sets.ts';
import type { Figures } from './score.ts';
import type { Interval } from './bootstrap.ts';
import type { Found, System } from './systems/system.ts';

/** Figures that systems are compared by. */
export const COMPARED = ['recall@1024', 'hit@1'] as const;
export type Compared = (typeof COMPARED)[number];
/** Systems that a plain tool would be; the better of them on a set is what must be beaten there. */
export const FLAT = ['bm25', 'dense'] as const;
/** Stands for the better of the flat systems, chosen by the mean of the figure on each set. */
export const BETTER_FLAT = 'better flat';

/** One system on one set. */
export interface Run {
  readonly system: string;
  /** A question each, in the set's order, those without evidence left out. */
  readonly figures: readonly Figures[];
  /** Answerable against unanswerable by confidence; undefined where the set or the system has none. */
  readonly auroc: number | undefined;
  readonly prepareSeconds: number;
  /** Median time to find, in milliseconds. */
  readonly medianMs: number;
  /** Questions that the system could not take, with its reason; each counts as nothing found. */
  readonly failures: readonly string[];
}

/** All systems on one set. */
export interface SetRuns {
  readonly set: BenchSet;
  readonly runs: readonly Run[];
}

/** Asks the system every question of the set. */
export async function runSystem(system: System, set: BenchSet): Promise<Run> {
  const prepared = performance.now();
  await system.prepare(set.workspace);
  const prepareSeconds = (performance.now() - prepared) / 1000;
  const textOf = textReader(set.workspace);
  const figures: Figures[] = [];
  const times: number[] = [];
  const failures: string[] = [];
  const confidences = { answerable: [] as number[], not: [] as number[] };
  for (const question of set.questions) {
    const started = performance.now();
    const found = await system.find(question.question, question.scope).catch((error: unknown): Found => {
      failures.push(`${question.id}: ${error instanceof Error ? error.message : String(error)}`);
      return { passages: [] };
    });
    times.push(performance.now() - started);
    if (question.evidence.length > 0) figures.push(scoreQuestion(question, found, textOf));
    if (found.confidence !== undefined && question.answerable !== undefined)
      confidences[question.answerable ? 'answerable' : 'not'].push(found.confidence);
  }
  times.sort((a, b) => a - b);
  return {
    system: system.name,
    figures,
    auroc: auroc(confidences.answerable, confidences.not),
    prepareSeconds,
    medianMs: times[times.length >> 1] ?? 0,
    failures,
  };
}

/** Means of the retrieval figures, the questions weighing the same. */
export function meansOf(run: Run): Record<string, number> {
  const reading = new Set(['em', 'f1']);
  return Object.fromEntries(Object.entries(means(run.figures)).filter(([name]) => !reading.has(name)));
}

/** Sets that count in the macro average: the public ones, or the sample library where they are missing. */
export function macroSets(all: readonly SetRuns[]): readonly SetRuns[] {
  const shared = all.filter(({ set }) => set.name !== SAMPLE);
  return shared.length > 0 ? shared : all;
}

/** The mean over sets of a system's mean; undefined where it did not run on all of them. */
export function macro(sets: readonly SetRuns[], system: string, figure: Compared): number | undefined {
  let sum = 0;
  for (const { runs } of sets) {
    const run = runs.find((candidate) => candidate.system === system);
    if (run === undefined) return undefined;
    sum += means(run.figures)[figure] ?? 0;
  }
  return sets.length === 0 ? undefined : sum / sets.length;
}

/**
 * How much better `system` is than `baseline` (a system's name or {@link BETTER_FLAT}), paired by question;
 * over several sets their mean. Undefined where one of the two did not run.
 */
export function difference(
  sets: readonly SetRuns[],
  system: string,
  baseline: string,
  figure: Compared,
): Interval | undefined {
  const paired: number[][] = [];
  for (const { runs } of sets) {
    const ours = runs.find((run) => run.system === system);
    const theirs =
      baseline === BETTER_FLAT ? betterFlat(runs, figure) : runs.find((run) => run.system === baseline);
    if (ours === undefined || theirs === undefined) return undefined;
    paired.push(ours.figures.map((own, i) => (own[figure] ?? 0) - (theirs.figures[i]?.[figure] ?? 0)));
  }
  return pairedBootstrap(paired);
}

function betterFlat(runs: readonly Run[], figure: Compared): Run | undefined {
  const flat = runs.filter((run) => FLAT.some((name) => name === run.system));
  if (flat.length < FLAT.length) return undefined;
  return flat.toSorted((a, b) => (means(b.figures)[figure] ?? 0) - (means(a.figures)[figure] ?? 0))[0];
}
