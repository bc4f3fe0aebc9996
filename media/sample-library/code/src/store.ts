/** Reads and writes the JSON file, so that a power cut leaves either the old list or the new one. */

import { closeSync, copyFileSync, existsSync, fsyncSync, openSync, readFileSync } from 'node:fs';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import type { Ticket } from './queue.ts';
import type { Message } from './notify.ts';

export type Saved = {
  readonly format: 2;
  readonly tickets: readonly Ticket[];
  /** Messages not yet delivered, oldest first. */
  readonly outbox: readonly Message[];
};

/** The list on disk. A missing file is an empty list; format 1, which had no outbox, is brought up to date in memory. */
export function load(file: string): Saved {
  if (!existsSync(file)) return { format: 2, tickets: [], outbox: [] };
  const raw = JSON.parse(readFileSync(file, 'utf8'));
  if (raw.format === 1) return { format: 2, tickets: raw.tickets, outbox: [] };
  if (raw.format !== 2) throw new Error(`${file} has format ${raw.format}. This Chainlane is too old for it.`);
  return raw;
}

/** Writes beside the target, flushes to the disk, keeps the old file as `.bak`, then renames. */
export function save(file: string, saved: Saved): void {
  const fresh = `${file}.new`;
  const handle = openSync(fresh, 'w');
  try {
    writeFileSync(handle, JSON.stringify(saved, null, 2));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  if (existsSync(file)) copyFileSync(file, `${file}.bak`);
  renameSync(fresh, file);
}

/**
 * Runs `work` while holding `FILE.lock`, which contains our process number.
 * A lock whose owner no longer lives is taken over. A living owner makes this throw at once:
 * waiting would only leave a volunteer staring at a silent screen.
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const lock = `${file}.lock`;
  if (existsSync(lock)) {
    const pid = Number(readFileSync(lock, 'utf8'));
    if (isAlive(pid)) throw new Error(`Chainlane is open in another window (process ${pid}). Finish there first.`);
    rmSync(lock);
  }
  writeFileSync(lock, String(process.pid), { flag: 'wx' });
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0); // signal 0 only asks
    return true;
  } catch {
    return false;
  }
}
