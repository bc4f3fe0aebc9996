/**
 * One memory, measured in a process of its own: opened, asked, its memory read. Started by `scale.ts` with the memory's
 * folders and the questions in a message, answers with the figures.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { openEncoder } from '../../src/engine/models/openEncoder.ts';
import { openReader } from '../../src/engine/models/openReader.ts';
import { Workspace } from '../../src/engine/workspace/workspace.ts';
import type { MixedMemory } from './mixedMemory.ts';

/** Milliseconds until the models are let go: more than lie between two questions. */
const IDLE = 2000;
/** Questions that are read for. */
const READ = 4;

/** What the child is asked to do. */
export interface ScaleTask {
  readonly memory: Pick<MixedMemory, 'root' | 'store'>;
  /** Asked first, untimed. */
  readonly warm: readonly string[];
  readonly timed: readonly string[];
  /** Whether a graph and what is kept for the next start are made first, as at the end of an index run. */
  readonly settle: boolean;
}

/** Milliseconds and megabytes. */
export interface ScaleFigures {
  /** Bringing graph, word index and kept leaves in step, as an index run does at its end. */
  readonly settled: number | null;
  /** From a closed memory to its first snapshot. */
  readonly open: number;
  /** The first question, its encoding included. */
  readonly first: number;
  /** Passages found: words, meaning and levels, no reader. */
  readonly passages: Spread;
  /** Answers composed beside it, no reader. */
  readonly answers: Spread;
  /** Encoding the question alone. */
  readonly encoding: Spread;
  /** Resident memory: with the encoder loaded and nothing open, after the questions, some of them read, and idle. */
  readonly before: number;
  readonly after: number;
  readonly idle: number;
  /** Of `after` what JavaScript holds. */
  readonly heap: number;
}

/** Of milliseconds. */
export interface Spread {
  readonly median: number;
  readonly p95: number;
  readonly worst: number;
}

export function spreadOf(times: readonly number[]): Spread {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    rounded(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return { median: at(0.5), p95: at(0.95), worst: at(1) };
}

async function measure({ memory, warm, timed, settle }: ScaleTask): Promise<ScaleFigures> {
  const encoder = await openEncoder(undefined, { idleAfter: IDLE });
  const reader = await openReader(encoder);
  await encoder.encode(['What is this?'], 'query');
  const before = resident();
  let settled: number | null = null;
  if (settle) {
    const writer = new Workspace(memory.root, { store: memory.store });
    const started = performance.now();
    // Nothing has changed for the files that are told: an update of none brings everything beside the database in step.
    await writer.update({ changes: [] }, encoder, {});
    settled = rounded(performance.now() - started);
    writer.close();
  }
  const workspace = new Workspace(memory.root, { store: memory.store });
  const opened = performance.now();
  await workspace.examine(encoder, () => undefined);
  const open = rounded(performance.now() - opened);
  const ask = async (question: string, passagesOnly: boolean): Promise<number> => {
    const started = performance.now();
    await workspace.ask({ workspace: memory.root, question, passagesOnly }, { encoder, reader: null });
    return performance.now() - started;
  };
  const first = rounded(await ask(warm[0] ?? 'What is this?', true));
  for (const question of warm) await ask(question, false);
  const passages: number[] = [];
  const answers: number[] = [];
  const encoding: number[] = [];
  for (const question of timed) {
    passages.push(await ask(question, true));
    const started = performance.now();
    await encoder.encode([question], 'query');
    encoding.push(performance.now() - started);
  }
  for (const question of timed.slice(0, Math.ceil(timed.length / 3)))
    answers.push(await ask(question, false));
  for (const question of timed.slice(0, READ))
    await workspace.ask({ workspace: memory.root, question }, { encoder, reader, readingBudget: Infinity });
  const after = resident();
  const heap = rounded(process.memoryUsage().heapUsed / 2 ** 20);
  await delay(3 * IDLE);
  const figures = {
    settled,
    open,
    first,
    passages: spreadOf(passages),
    answers: spreadOf(answers),
    encoding: spreadOf(encoding),
    before,
    after,
    heap,
    idle: resident(),
  };
  workspace.close();
  await encoder.close();
  return figures;
}

/** Megabytes that the process has in memory, models, graph and all. */
function resident(): number {
  const kilobytes = /^VmRSS:\s*(\d+) kB/mu.exec(statusFile())?.[1];
  return rounded(kilobytes === undefined ? process.memoryUsage().rss / 2 ** 20 : Number(kilobytes) / 1024);
}

function statusFile(): string {
  try {
    return readFileSync('/proc/self/status', 'utf8');
  } catch {
    return '';
  }
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

if (process.send !== undefined) {
  process.once('message', (task: ScaleTask) => {
    void measure(task).then(
      (figures) => process.send?.(figures, () => process.disconnect()),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
}
