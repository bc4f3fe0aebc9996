/**
 * How well passages are found, against flat search and other projects' recipes, on public sets and on our own files.
 *
 *   npm run bench:quality -- [--sets a,b] [--systems bm25,recollect] [--all] [--json FILE]
 *   npm run bench:quality -- --parts [--sets a,b] [--json FILE]
 *   npm run bench:quality -- --hnsw [--sets a,b] [--json FILE]
 *
 * Results and their page go to bench/results; `--parts` and `--hnsw` add to what a run without them has left there.
 */
import { parseArgs } from 'node:util';
import { runSystem } from './compare.ts';
import { hnswText, measureHnsw } from './hnsw.ts';
import { measureParts, partsText } from './parts.ts';
import { asText, reportOf } from './report.ts';
import { QUALITY, readReport, writeReport } from './results.ts';
import { publicSetsPresent, readSets } from './sets.ts';
import { ON_REQUEST, SYSTEMS, openSystems } from './systems/open.ts';
import type { BenchSet } from './sets.ts';
import type { Run, SetRuns } from './compare.ts';
import type { System } from './systems/system.ts';

const { values } = parseArgs({
  options: {
    sets: { type: 'string' },
    systems: { type: 'string' },
    all: { type: 'boolean', default: false },
    json: { type: 'string' },
    parts: { type: 'boolean', default: false },
    hnsw: { type: 'boolean', default: false },
  },
});

async function main(): Promise<number> {
  const only = values.sets?.split(',');
  const path = values.json ?? QUALITY;
  if (values.parts || values.hnsw) return add(path, only);
  const chosen = SYSTEMS.filter(
    (name) => values.systems?.split(',').includes(name) ?? !ON_REQUEST.includes(name),
  );
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
  // What other runs have added to the file stays with it.
  const { parts, hnsw } = readReport(path) ?? {};
  writeReport(path, {
    ...report,
    ...(parts === undefined ? {} : { parts }),
    ...(hnsw === undefined ? {} : { hnsw }),
  });
  return 0;
}

/** Runs `--parts` and `--hnsw`, and adds what they measure to the report of an earlier run where there is one. */
async function add(path: string, only: readonly string[] | undefined): Promise<number> {
  if (!publicSetsPresent()) {
    console.log('The public bench sets are not on this machine (../shared/bench), so nothing was measured.');
    return 0;
  }
  const parts = values.parts ? await measureParts(only) : undefined;
  if (parts !== undefined) console.log(`\n${partsText(parts)}`);
  const hnsw = values.hnsw ? await measureHnsw(only) : undefined;
  if (hnsw !== undefined) console.log(`\n${hnswText(hnsw)}`);
  const report = readReport(path);
  if (report === undefined) console.log(`There is no report in ${path} yet to add this to.`);
  else
    writeReport(path, {
      ...report,
      ...(parts === undefined ? {} : { parts }),
      ...(hnsw === undefined ? {} : { hnsw }),
    });
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
