import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { ROOT } from '../quality/sets.ts';
import { asShipped, SHIPPED } from './asShipped.ts';

/** Megabytes that a process takes. */
export interface ProcessMemory {
  /** Resident in all, and of that what no file stands behind: the embeddings are a map of their file. */
  readonly resident: number;
  readonly own: number;
}

/** What the engine's process takes at each of its states. */
export interface MemoryFigures {
  readonly started: ProcessMemory;
  /** After a folder was indexed. */
  readonly encoder: ProcessMemory;
  /** After questions were answered with the reader. */
  readonly reader: ProcessMemory;
  /** After the models were let go. */
  readonly idle: ProcessMemory;
}

/** What the child tells once it has come to a state; it goes on when it is told to. */
export type MemoryState = keyof MemoryFigures;

/** Runs the engine over the sample library in a process of its own. Undefined where the system does not tell (Linux does). */
export async function measureMemory(): Promise<MemoryFigures | undefined> {
  if (process.platform !== 'linux') return undefined;
  const store = mkdtempSync(`${tmpdir()}/recollect-speed-`);
  const child = fork(await asShipped('memoryChild'), [store], { cwd: ROOT, ...SHIPPED });
  const figures: Partial<Record<MemoryState, ProcessMemory>> = {};
  try {
    await new Promise<void>((resolve, reject) => {
      child.on('message', (state: MemoryState) => {
        figures[state] = memoryOf(child.pid ?? 0);
        child.send('on');
      });
      child.on('exit', (code) =>
        code === 0 ? resolve() : reject(new Error(`the engine ended with ${code}`)),
      );
    });
  } finally {
    child.kill();
    rmSync(store, { recursive: true, force: true });
  }
  const { started, encoder, reader, idle } = figures;
  if (!started || !encoder || !reader || !idle) throw new Error('the engine did not come to every state');
  return { started, encoder, reader, idle };
}

function memoryOf(pid: number): ProcessMemory {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const megabytes = (name: string): number =>
    Math.round(Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0) / 1024);
  return { resident: megabytes('VmRSS'), own: megabytes('RssAnon') };
}
