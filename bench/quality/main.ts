/**
 * How well passages are found, against flat search, on public sets and on the sample library.
 *
 *   npm run bench:quality -- [--sets a,b] [--systems bm25,dense,sum,recollect] [--all] [--json FILE]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { asText, reportOf } from './report.ts';
import { runSystem } from './compare.ts';
import { RESULTS, publicSetsPresent, readSets } from './sets.ts';
import { SYSTEMS, openSystems } from './systems/open.ts';
import type { BenchSet } from './sets.ts';
import type { Run, SetRuns } from './compare.ts';
import type { System } from './systems/system.ts';

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
  const sets = readSets({ all: values.all, own: true, ...(only === undefined ? {} : { only }) }).filter(
    ({ questions }) => questions.length > 0,
  );
  if (sets.length === 0) {
    console.log('There is no set to measure on, so nothing was measured.');
    return 0;
  }
  const opened = await openSystems(chosen);
  for (const reason of opened.missing) console.log(reason);
  const measured: SetRuns[] = [];
  for (const set of sets) measured.push({ set, runs: await measure(opened.systems, set) });
  await opened.close();

  const settings = {
    encoder: opened.fingerprint,
    all: values.all,
    systems: opened.systems.map(({ name }) => name),
  };
  const report = reportOf(measured, settings);
  console.log(`\n${asText(report)}`);
  console.log(
    '\nMeans over questions; a difference carries its 95 % paired bootstrap interval: * above 0, ! below 0.' +
      (values.all ? '' : '\nA starred count is a seeded draw of a larger set; --all asks every question.'),
  );
  const path = values.json ?? join(RESULTS, 'quality.json');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(report, null, 2)}\n`);
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
