import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { writeAtomically } from './atomicFile.ts';

/** Who writes to a memory. Times are milliseconds since the epoch. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  /** When the lock was taken. */
  readonly started: number;
  /** When the holder last showed that it lives. */
  readonly heartbeat: number;
}

/** The right to write, until it is released or another process found it abandoned. */
export interface WriterLock {
  /** Refreshes the heartbeat where it is due and says whether the lock is still this one's. */
  stillHeld(): boolean;
  /** Twice is once; another's lock is never removed. */
  release(): void;
}

export type LockAttempt =
  | { readonly lock: WriterLock; readonly holder?: undefined }
  | { readonly lock?: undefined; readonly holder: LockHolder };

/** Milliseconds. A holder whose heartbeat is older than `stale` counts as gone, even where its pid lives on. */
export interface LockOptions {
  readonly beat?: number;
  readonly stale?: number;
}

interface LockContent extends LockHolder {
  readonly token: string;
}

/**
 * Takes the one writer's lock of a memory's folder, or says who has it. The lock is a file with the holder's
 * pid, host and a token, whose modification time is the heartbeat. Whoever reads it to judge and replace
 * it does so under {@link alone}, so that two processes never take over the same abandoned lock.
 */
export function acquireLock(folder: string, options: LockOptions = {}): LockAttempt {
  const file = join(folder, 'writer.lock');
  const token = randomUUID();
  const holder = alone(folder, () => {
    const current = readLock(file);
    if (current !== undefined && !isAbandoned(current, options.stale ?? 30_000)) return current;
    const mine = { pid: process.pid, host: hostname(), started: Date.now(), token };
    writeAtomically(file, JSON.stringify(mine));
    return undefined;
  });
  return holder === undefined
    ? { lock: new FileLock(folder, file, token, options.beat ?? 5000) }
    : { holder };
}

/** Who holds the lock of a memory's folder; undefined where nobody does. */
export function lockHolder(folder: string, options: LockOptions = {}): LockHolder | undefined {
  const current = readLock(join(folder, 'writer.lock'));
  if (current === undefined || isAbandoned(current, options.stale ?? 30_000)) return undefined;
  return current;
}

class FileLock implements WriterLock {
  readonly #folder: string;
  readonly #file: string;
  readonly #token: string;
  readonly #beat: number;
  readonly #timer: NodeJS.Timeout;
  #lastBeat = Date.now();
  #held = true;

  constructor(folder: string, file: string, token: string, beat: number) {
    this.#folder = folder;
    this.#file = file;
    this.#token = token;
    this.#beat = beat;
    this.#timer = setInterval(() => this.#refresh(), beat).unref();
  }

  stillHeld(): boolean {
    // Also here, because a long synchronous task or a sleeping machine holds the timer back.
    if (this.#held && Date.now() - this.#lastBeat >= this.#beat) this.#refresh();
    return this.#held;
  }

  release(): void {
    clearInterval(this.#timer);
    if (!this.#held) return;
    this.#held = false;
    try {
      alone(this.#folder, () => {
        if (readLock(this.#file)?.token === this.#token) rmSync(this.#file, { force: true });
      });
    } catch {
      // The folder is gone or full: whoever comes next finds the lock abandoned.
    }
  }

  #refresh(): void {
    if (readLock(this.#file)?.token !== this.#token) {
      this.#held = false;
      clearInterval(this.#timer);
      return;
    }
    try {
      const now = new Date();
      utimesSync(this.#file, now, now);
      this.#lastBeat = now.getTime();
    } catch {
      // Gone since it was read: the next refresh sees that.
    }
  }
}

/**
 * Runs `action` while no other process runs one for the folder. SQLite's lock on an empty database is the
 * operating system's own, so a process that is killed in here leaves nothing behind.
 */
function alone<T>(folder: string, action: () => T): T {
  const file = join(folder, 'writer.guard');
  const guard = openGuard(file);
  try {
    return action();
  } finally {
    guard.close();
  }
}

function openGuard(file: string): DatabaseSync {
  for (let attempt = 0; ; attempt++) {
    const guard = new DatabaseSync(file, { timeout: 5000 });
    try {
      guard.exec('BEGIN EXCLUSIVE');
      return guard;
    } catch (error) {
      guard.close();
      const NOTADB = 26;
      const spoiled = error instanceof Error && 'errcode' in error && error.errcode === NOTADB;
      if (!spoiled || attempt > 0) throw error;
      // It never holds anything, so whatever was written into it is not ours.
      rmSync(file, { force: true });
    }
  }
}

/** Undefined where there is no lock, or one that a power cut left without content. */
function readLock(file: string): LockContent | undefined {
  try {
    const heartbeat = statSync(file).mtimeMs;
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (
      typeof value === 'object' &&
      value !== null &&
      'pid' in value &&
      typeof value.pid === 'number' &&
      'host' in value &&
      typeof value.host === 'string' &&
      'started' in value &&
      typeof value.started === 'number' &&
      'token' in value &&
      typeof value.token === 'string'
    ) {
      return { pid: value.pid, host: value.host, started: value.started, token: value.token, heartbeat };
    }
  } catch {
    // Missing or not JSON: locks are renamed into place whole, so nobody is about to finish it.
  }
  return undefined;
}

function isAbandoned(lock: LockContent, stale: number): boolean {
  if (Date.now() - lock.heartbeat > stale) return true;
  if (lock.host !== hostname()) return false;
  // A restarted container gives the same pid on the same host: a lock from before this process began is not its own.
  if (lock.pid === process.pid) return lock.started < Date.now() - process.uptime() * 1000 - 1000;
  try {
    process.kill(lock.pid, 0);
    return false;
  } catch (error) {
    // EPERM: it lives and belongs to someone else.
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
