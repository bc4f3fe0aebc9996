import { openEncoder } from '../../src/engine/models/openEncoder.ts';
import { COMPARED, DEV, difference, runSystem } from './compare.ts';
import { signed } from './limits.ts';
import { rounded, table } from './report.ts';
import { CACHE, readSets } from './sets.ts';
import { benchStore } from './store.ts';
import { Recollect } from './systems/recollect.ts';
import { VectorCache } from './vectors.ts';
import type { Run, SetRuns } from './compare.ts';
import type { Report } from './report.ts';
import type { BenchSet } from './sets.ts';

/** Recall that the graph may lose against exact search, macro. */
const LIMIT = 0.005;

/**
 * What the graph (HNSW) loses: every memory asked through it, however small, minus exact search. A question about
 * one file is asked of all files here, since within one file the engine compares every leaf anyway. Macro over the
 * dev sets, or over `only`.
 */
export async function measureHnsw(only: readonly string[] | undefined): Promise<Required<Report>['hnsw']> {
  const encoder = await openEncoder();
  const cache = new VectorCache(encoder, CACHE);
  // One at a time: a memory has one writer.
  const ask = async (name: string, graphFrom: number, set: BenchSet): Promise<[Run, number]> => {
    const system = new Recollect(benchStore(), cache, { name, graphFrom });
    try {
      return [await runSystem(system, set), system.throughGraph];
    } finally {
      await system.close();
    }
  };
  const measured: SetRuns[] = [];
  for (const set of readSets({ only: only ?? DEV })) {
    const whole = {
      ...set,
      questions: set.questions.map(({ scope: _, ...question }) => question),
    };
    const [exact] = await ask('exact', Infinity, whole);
    const [graph, through] = await ask('graph', 1, whole);
    const runs = [exact, graph];
    measured.push({ set: whole, runs });
    const by = difference(measured.slice(-1), 'graph', 'exact', 'recall@1024');
    console.log(`${set.name}: ${by === undefined ? '' : signed(by)}`);
    // A question may be empty (two of cmrc are) or name a file itself: there the graph is not asked.
    if (through < 0.95 * whole.questions.length)
      throw new Error(`${set.name}: only ${through} questions went through the graph.`);
    for (const failure of runs.flatMap((run) => run.failures)) console.log(`  failed: ${failure}`);
  }
  await encoder.close();
  const differences = Object.fromEntries(
    COMPARED.flatMap((figure) => {
      const by = difference(measured, 'graph', 'exact', figure);
      return by === undefined ? [] : [[figure, rounded(by)]];
    }),
  );
  return { over: measured.map(({ set }) => set.name), differences };
}

/** The differences as a table, and whether they are within the limit. */
export function hnswText({ over, differences }: Required<Report>['hnsw']): string {
  const recall = differences['recall@1024'];
  return [
    table([
      [`graph minus exact (macro of ${over.length})`, ...Object.keys(differences)],
      ['', ...Object.values(differences).map(signed)],
    ]),
    `Limit: recall@1024 not more than ${LIMIT} below: ${recall !== undefined && recall.mean >= -LIMIT ? 'met' : 'MISSED'}.`,
  ].join('\n');
}
