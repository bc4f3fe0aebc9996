/**
 * Every figure of speed and size in one run, as ratios and against what was to be reached.
 *
 *   npm run bench:speed -- [--parts encoders,matrices,indexing,memory,scale] [--tokens 1000000] [--texts 128]
 *     [--rounds 5] [--leaves 10000,100000]
 *
 * Writes bench/results/speed.json and speed.html; a part that is not run keeps the figures it had. `encoders` needs the
 * stock export (models/build/stock.py) and installs @huggingface/transformers beside itself; `scale` the public sets.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isRecord } from '../../src/protocol/isRecord.ts';
import { RESULTS, ROOT } from '../quality/sets.ts';
import { compareEncoders, compareMatrices, peersMissing } from './encoders.ts';
import { goalsOf, type ScaleFigures, type SpeedReport } from './figures.ts';
import { measureIndexing } from './indexing.ts';
import { measureMemory } from './memory.ts';
import { speedPage } from './page.ts';

const PARTS = ['encoders', 'indexing', 'matrices', 'memory', 'scale'] as const;
const FILE = join(RESULTS, 'speed.json');
const SCALE = 'scale.json';

const { values } = parseArgs({
  options: {
    parts: { type: 'string', default: PARTS.join() },
    tokens: { type: 'string', default: '1000000' },
    texts: { type: 'string', default: '128' },
    rounds: { type: 'string', default: '5' },
    leaves: { type: 'string', default: '10000,100000' },
  },
});
const parts = new Set(values.parts.split(','));
for (const part of parts)
  if (!PARTS.some((known) => known === part))
    throw new Error(`There is no part ${part}: ${PARTS.join(', ')}.`);
const rounds = Number(values.rounds);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** What was measured before; nothing where there is none. */
function before(): Partial<SpeedReport> {
  return existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : {};
}

/** The version of a package that the project uses. */
function versionOf(name: string): string {
  const json: unknown = JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8'));
  return isRecord(json) ? String(json['version']) : '';
}

let report: Omit<SpeedReport, 'goals'> = {
  ...before(),
  machine: {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    node: process.versions.node,
    runtime: versionOf('onnxruntime-node'),
  },
};

if (parts.has('encoders')) {
  const missing = peersMissing();
  if (missing === undefined)
    report = { ...report, encoders: await compareEncoders(Number(values.texts), rounds) };
  else say(missing);
}
if (parts.has('indexing')) report = { ...report, indexing: await measureIndexing(Number(values.tokens)) };
if (parts.has('matrices')) {
  const { bareRate } = report.indexing ?? (await measureIndexing(100_000));
  report = { ...report, matrices: await compareMatrices(bareRate, rounds) };
}
if (parts.has('memory')) {
  const memory = await measureMemory();
  if (memory) report = { ...report, memory };
  else say('What a process takes is not told by this system.');
}
if (parts.has('scale')) {
  const file = join(RESULTS, SCALE);
  const run = fileURLToPath(new URL('scale.ts', import.meta.url));
  const { status } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', run, '--leaves', values.leaves, '--json', file],
    { stdio: 'inherit' },
  );
  if (status !== 0 || !existsSync(file)) say('The memories of many leaves were not measured.');
}
report = { ...report, ...scaleOf(join(RESULTS, SCALE)) };

/** Of what scale.ts writes: a size with the figures of each run. */
interface MeasuredScale {
  readonly leaves: number;
  readonly figures: readonly {
    readonly open: number;
    readonly after: number;
    readonly passages: { readonly median: number; readonly p95: number };
  }[];
}

/** What scale.ts wrote, in short. */
function scaleOf(file: string): { readonly scale?: readonly ScaleFigures[] } {
  if (!existsSync(file)) return {};
  const { scale }: { scale: readonly MeasuredScale[] } = JSON.parse(readFileSync(file, 'utf8'));
  const short = scale.flatMap(({ leaves, figures: [figures] }) => {
    if (figures === undefined) return [];
    const { open, after, passages } = figures;
    return [{ leaves, open, resident: after, p50: passages.median, p95: passages.p95 }];
  });
  return { scale: short };
}

const whole: SpeedReport = { ...report, goals: goalsOf(report) };
writeFileSync(FILE, `${JSON.stringify(whole, null, 2)}\n`);
writeFileSync(FILE.replace(/json$/, 'html'), speedPage(whole));
for (const { what, goal, measured, met } of whole.goals)
  say(`${met ? 'met   ' : 'missed'}  ${what}: ${measured} (${goal})`);
