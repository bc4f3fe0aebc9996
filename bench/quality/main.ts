/**
 * How well passages are found, against flat search, on public sets and on the sample library.
 *
 *   npm run bench:quality -- [--sets a,b] [--systems bm25,dense,sum,recollect] [--all] [--json FILE]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { asJson, asText } from './report.ts';
import { runSystem } from './compare.ts';
import { openEncoder } from '../../src/engine/models/openEncoder.ts';
import { CACHE, RESULTS, publicSetsPresent, readSets } from './sets.ts';
import { benchStore } from './store.ts';
import { VectorCache } from './vectors.ts';
import { FlatWorkspaces } from './systems/flat.ts';
import { FlatBm25 } from './systems/bm25.ts';
import { FlatDense } from './systems/dense.ts';
import { FlatSum } from './systems/sum.ts';
import { Recollect } from './systems/recollect.ts';
import type { BenchSet } from './sets.ts';
import type { Run, SetRuns } from './compare.ts';
import type { System } from './systems/system.ts';

const SYSTEMS = ['bm25', 'dense', 'sum', 'recollect'] as const;

const { values } = parseArgs({
  options: {
    sets: { type: 'string' },
    systems: { type: 'string' },
    all: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});

async function main(): Promise<number> {
  const only = values.sets?.split(',');
  const chosen = SYSTEMS.filter((name) => values.systems?.split(',').includes(name) ?? true);
  if (!publicSetsPresent())
    console.log(
      'The public bench sets are not on this machine (../shared/bench), so they are skipped; only the sample library is measured.',
    );
  const sets = readSets({ all: values.all, ...(only === undefined ? {} : { only }) }).filter(
    ({ questions }) => questions.length > 0,
  );
  if (sets.length === 0) {
    console.log('There is no set to measure on, so nothing was measured.');
    return 0;
  }
  const cache = chosen.every((name) => name === 'bm25')
    ? undefined
    : new VectorCache(await openEncoder(), CACHE);
  const workspaces = new FlatWorkspaces(cache);
  const systems: System[] = [];
  if (chosen.includes('bm25')) systems.push(new FlatBm25(workspaces));
  if (chosen.includes('dense')) systems.push(new FlatDense(workspaces));
  if (chosen.includes('sum')) systems.push(new FlatSum(workspaces));
  if (chosen.includes('recollect') && cache !== undefined) systems.push(new Recollect(benchStore(), cache));
  const measured: SetRuns[] = [];
  for (const set of sets) measured.push({ set, runs: await measure(systems, set) });
  for (const system of systems) await system.close();
  await cache?.close();

  const settings = { encoder: cache?.fingerprint, all: values.all, systems: chosen };
  console.log(`\n${asText(measured, settings)}`);
  console.log(
    '\nMeans over questions; a difference carries its 95 % paired bootstrap interval: * above 0, ! below 0.' +
      (values.all ? '' : '\nA starred count is a seeded draw of a larger set; --all asks every question.'),
  );
  const path = values.json ?? join(RESULTS, 'quality.json');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(asJson(measured, settings), null, 2)}\n`);
  console.log(`Written to ${relative('', path)}.`);
  return 0;
}

async function measure(systems: readonly System[], set: BenchSet): Promise<Run[]> {
  const runs: Run[] = [];
  for (const system of systems) {
    const started = performance.now();
    const run = await runSystem(system, set);
    runs.push(run);
    console.log(`${set.name}: ${system.name} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
    for (const failure of run.failures) console.log(`  counts as nothing found: ${failure}`);
  }
  return runs;
}

process.exitCode = await main();
