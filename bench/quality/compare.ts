import { auroc, means, scoreQuestion } from './score.ts';
import { pairedBootstrap } from './bootstrap.ts';
import { OWN, SAMPLE, textReader } from './sets.ts';
import type { BenchSet } from './sets.ts';
import type { Figures } from './score.ts';
import type { Interval } from './bootstrap.ts';
import type { Found, System } from './systems/system.ts';

/** Figures that systems are compared by. */
export const COMPARED = ['recall@1024', 'hit@1'] as const;
export type Compared = (typeof COMPARED)[number];
/** Names that stand for the best of several systems, chosen by the mean of the figure on each set. */
export const BETTER_FLAT = 'better flat';
export const BETTER_MINILM = 'better minilm';
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  [BETTER_FLAT]: ['bm25', 'dense'],
  [BETTER_MINILM]: ['minilm', 'minilm-256'],
};
/** The public sets whose macro average has limits to keep; the other three of XQuAD are saturated. */
export const DEV: readonly string[] = [
  'apidocs',
  'chunkeval',
  'clapnq',
  'cmrc',
  'covidqa',
  'drcd',
  'hotpot',
  'policyqa',
  'qmsum',
  'xquad-zh-over-en',
];

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

/** Sets that count in the macro average: the public ones, or what there is where they are missing. */
export function macroSets(all: readonly SetRuns[]): readonly SetRuns[] {
  const shared = all.filter(({ set }) => set.name !== SAMPLE && set.name !== OWN);
  return shared.length > 0 ? shared : all;
}

/** Those of the sets that are in {@link DEV}. */
export function devSets(all: readonly SetRuns[]): readonly SetRuns[] {
  return all.filter(({ set }) => DEV.includes(set.name));
}

/** What `system` is compared with where these systems ran: each other one, and the groups that are complete. */
export function baselines(system: string, systems: readonly string[]): string[] {
  const groups = Object.entries(GROUPS).filter(([, members]) =>
    members.every((name) => systems.includes(name)),
  );
  return [...systems.filter((name) => name !== system), ...groups.map(([name]) => name)];
}

/** The mean over sets of a system's mean; undefined where it did not run on all of them. */
export function macro(sets: readonly SetRuns[], system: string, figure: string): number | undefined {
  let sum = 0;
  for (const { runs } of sets) {
    const run = runs.find((candidate) => candidate.system === system);
    if (run === undefined) return undefined;
    sum += means(run.figures)[figure] ?? 0;
  }
  return sets.length === 0 ? undefined : sum / sets.length;
}

/**
 * How much better `system` is than `baseline` (a system's name or that of a group), paired by question;
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
    const theirs = bestOf(runs, GROUPS[baseline] ?? [baseline], figure);
    if (ours === undefined || theirs === undefined) return undefined;
    paired.push(ours.figures.map((own, i) => (own[figure] ?? 0) - (theirs.figures[i]?.[figure] ?? 0)));
  }
  return pairedBootstrap(paired);
}

/** The interval of a system's macro average; undefined where it did not run on all of the sets. */
export function spreadOf(sets: readonly SetRuns[], system: string, figure: Compared): Interval | undefined {
  const values = sets.map(({ runs }) => runs.find((run) => run.system === system)?.figures);
  return values.includes(undefined)
    ? undefined
    : pairedBootstrap(values.map((figures) => (figures ?? []).map((own) => own[figure] ?? 0)));
}

/** Undefined where one of the named did not run. */
function bestOf(runs: readonly Run[], names: readonly string[], figure: Compared): Run | undefined {
  const named = runs.filter((run) => names.includes(run.system));
  if (named.length < names.length) return undefined;
  return named.toSorted((a, b) => (means(b.figures)[figure] ?? 0) - (means(a.figures)[figure] ?? 0))[0];
}
