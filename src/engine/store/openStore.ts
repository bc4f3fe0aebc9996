import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { RecollectError } from '../../protocol/errors.ts';
import { sentence, type Sentence } from '../../protocol/sentences.ts';
import { writeAtomically } from './atomicFile.ts';
import { createFolder, locateStore, storeRoot } from './location.ts';
import { acquireLock, type LockHolder, lockHolder, type WriterLock } from './lock.ts';
import { checkStructure, isCreated, openDatabase } from './schema.ts';
import { SqliteStore } from './sqliteStore.ts';
import { openingError, StoreDamagedError } from './storeErrors.ts';

/** A memory that is open. */
export interface OpenedStore {
  readonly store: SqliteStore;
  /** The memory's own folder, for what is kept beside the database. */
  readonly folder: string;
  readonly access: 'write' | 'read';
  /** Who writes to it, where this process may only read. */
  readonly holder: LockHolder | undefined;
  /** What the user should know: the memory was damaged and is made anew. */
  readonly warnings: readonly Sentence[];
  /** Which file is open. Where {@link memoryFile} gives another one, a writer has set this one aside as damaged. */
  readonly opened: string | undefined;
  /** Closes the store and gives the lock back. Twice is once. */
  close(): void;
}

/** Milliseconds that a reader waits for a writer that is just making the memory. */
const CREATION_WAIT = 2000;

export interface OpenOptions {
  /** The folder of all memories; else RECOLLECT_STORE, else the user's data folder. */
  readonly store?: string | undefined;
  /** `read` asks for no lock and changes nothing; `write` when not given. */
  readonly access?: 'write' | 'read';
  /** The file in which damage was met while it was open for reading: a writer sets it aside. */
  readonly damaged?: string | undefined;
}

/**
 * Opens the memory of a workspace's folder for writing or, where another process writes to it, for reading: then
 * `holder` says who. `store.close()` gives everything back.
 *
 * Damage that is noticed while the memory is open comes as a {@link StoreDamagedError} from the method that met it.
 * The caller closes the store and opens it again: a writer then gets a new, empty memory and a warning, and
 * indexes.
 *
 * @throws RecollectError `workspace-missing`, `store-unusable`, `store-newer` or `disk-full`; StoreDamagedError
 * only where the file may not be set aside because another process writes or only reading was asked for.
 */
export function openStore(workspace: string, options: OpenOptions = {}): OpenedStore {
  const location = locateStore(workspace, storeRoot(options.store));
  try {
    if (options.access === 'read') return openForReading(location.folder);
    createFolder(location);
    let { lock } = acquireLock(location.folder);
    if (lock === undefined) {
      const opened = openForReading(location.folder, 'unless abandoned');
      if (opened !== undefined) return opened;
      // Whoever was about to make the memory died before it could.
      ({ lock } = acquireLock(location.folder));
      if (lock === undefined) return openForReading(location.folder);
    }
    try {
      return openForWriting(location.folder, lock, options.damaged);
    } catch (error) {
      lock.release();
      throw error;
    }
  } catch (error) {
    throw openingError(error, location.folder);
  }
}

/** The database's file in a memory's folder. */
export function databaseFile(folder: string): string {
  return join(folder, 'memory.db');
}

/** Which file the memory in a folder is now, whatever it is called; undefined where there is none. */
export function memoryFile(folder: string): string | undefined {
  const found = statSync(databaseFile(folder), { throwIfNoEntry: false, bigint: true });
  return found === undefined ? undefined : `${found.dev} ${found.ino}`;
}

function openForWriting(folder: string, lock: WriterLock, damaged: string | undefined): OpenedStore {
  const file = databaseFile(folder);
  const marker = join(folder, 'memory.state');
  const known = damaged !== undefined && damaged === memoryFile(folder);
  const state = known ? 'damaged' : readState(marker);
  const warnings: Sentence[] = [];
  let opened: { readonly database: DatabaseSync; readonly store: SqliteStore };
  const open = (): typeof opened => {
    const database = openDatabase(file, 'write');
    try {
      // Only where the last writer did not get to close it: the check reads the whole file.
      if (state === 'open') checkStructure(database);
      return { database, store: new SqliteStore(database, { file, refusal, onClose }) };
    } catch (error) {
      database.close();
      throw error;
    }
  };
  const refusal = (): Sentence | undefined =>
    lock.stillHeld() ? undefined : sentence('memory-taken-over', folder);
  const onClose = (damage: StoreDamagedError | undefined): void => {
    try {
      if (lock.stillHeld()) {
        if (damage === undefined) rmSync(marker, { force: true });
        else writeAtomically(marker, 'damaged');
      }
    } catch {
      // The folder is gone or full; a marker that stays makes the next writer check the file.
    }
    lock.release();
  };
  try {
    if (state === 'damaged') throw new StoreDamagedError('it was found while it was in use');
    opened = open();
  } catch (cause) {
    const error = openingError(cause, file);
    if (!(error instanceof StoreDamagedError)) throw error;
    const aside = setAside(file);
    warnings.push(sentence('memory-rebuilt', aside));
    opened = open();
  }
  try {
    writeAtomically(marker, 'open');
  } catch (error) {
    opened.database.close();
    throw error;
  }
  const { store } = opened;
  return {
    store,
    folder,
    access: 'write',
    holder: undefined,
    warnings,
    opened: memoryFile(folder),
    close: () => store.close(),
  };
}

function openForReading(folder: string): OpenedStore;
/** Undefined where there is no memory and nobody is making one. */
function openForReading(folder: string, how: 'unless abandoned'): OpenedStore | undefined;
function openForReading(folder: string, how?: 'unless abandoned'): OpenedStore | undefined {
  const file = databaseFile(folder);
  const deadline = Date.now() + CREATION_WAIT;
  for (;;) {
    const holder = lockHolder(folder);
    if (existsSync(file) && isCreated(file)) {
      const database = openDatabase(file, 'read');
      try {
        const store = new SqliteStore(database, { file, refusal: () => readOnly(holder) });
        return {
          store,
          folder,
          access: 'read',
          holder,
          warnings: [],
          opened: memoryFile(folder),
          close: () => store.close(),
        };
      } catch (error) {
        database.close();
        throw error;
      }
    }
    if (holder === undefined && how === 'unless abandoned') return undefined;
    if (holder === undefined || Date.now() > deadline) {
      throw new RecollectError(
        'store-unusable',
        holder === undefined
          ? sentence('memory-missing', folder)
          : sentence('memory-being-made', folder, String(holder.pid), holder.host),
      );
    }
    // Blocks this thread; making the memory takes a writer a few milliseconds.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  }
}

function readOnly(holder: LockHolder | undefined): Sentence {
  return holder === undefined
    ? sentence('memory-read-only')
    : sentence('memory-read-beside', String(holder.pid), holder.host);
}

/** `open`: the last writer was killed. `damaged`: it found damage. `closed`: all is well. */
function readState(marker: string): 'open' | 'damaged' | 'closed' {
  if (!existsSync(marker)) return 'closed';
  return readFileSync(marker, 'utf8') === 'damaged' ? 'damaged' : 'open';
}

/** Moves the database and its log out of the way and returns the new name; only the latest one is kept. */
function setAside(file: string): string {
  const folder = dirname(file);
  for (const name of readdirSync(folder)) {
    if (name.startsWith('memory.db.damaged-')) rmSync(join(folder, name), { force: true });
  }
  const aside = `${file}.damaged-${new Date().toISOString().replaceAll(/[:.]/g, '')}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
  }
  return aside;
}
