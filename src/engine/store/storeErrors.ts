import { RecollectError } from '../../protocol/errors.ts';
import { sentence } from '../../protocol/sentences.ts';

/**
 * The database holds something that it never wrote. Everything in it can be built again from the files, so
 * the way out is always the same: close the store (it marks itself as damaged) and open it again with
 * `openStore`, which sets the damaged file aside and starts a fresh one.
 */
export class StoreDamagedError extends RecollectError {
  constructor(detail: string, options?: ErrorOptions) {
    super('store-unusable', sentence('memory-damaged', detail), options);
    this.name = 'StoreDamagedError';
  }
}

/** A statement that does not fit the tables; also a generic code. */
const ERROR = 1;
/** SQLite's primary result codes that a person can act on (https://sqlite.org/rescode.html). */
const PERM = 3;
const BUSY = 5;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const NOTADB = 26;

/**
 * What an error of SQLite means for the user, as a {@link RecollectError}; anything else comes back as it was.
 * `path` is the store's folder or file, for the sentence.
 */
export function sqliteError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return error;
  const options = { cause: error };
  switch (error.errcode & 0xff) {
    case CORRUPT:
    case NOTADB:
      return new StoreDamagedError(error.message, options);
    case FULL:
      return diskFull(path, options);
    case BUSY:
      return new RecollectError('store-unusable', sentence('memory-locked', path), options);
    case PERM:
    case READONLY:
    case IOERR:
    case CANTOPEN:
      return unusable(path, error.message, options);
    default:
      return error;
  }
}

/**
 * As {@link storeError}, while a database is opened and its statements are prepared: they are ours, so where one
 * does not fit the tables, the tables are not.
 */
export function openingError(error: unknown, path: string): unknown {
  if (error instanceof Error && 'errcode' in error && error.errcode === ERROR) {
    return new StoreDamagedError(error.message, { cause: error });
  }
  return storeError(error, path);
}

/** As {@link sqliteError}, and for errors of the file system too: what may fail while a store is opened. */
export function storeError(error: unknown, path: string): unknown {
  const known = sqliteError(error, path);
  if (!(known instanceof Error) || known instanceof RecollectError) return known;
  // Node names the errors of the operating system in capitals (ENOSPC), its own with a prefix (ERR_...).
  if (!('code' in known) || typeof known.code !== 'string' || !/^E(?!RR_)[A-Z0-9]+$/.test(known.code)) {
    return known;
  }
  const options = { cause: known };
  return known.code === 'ENOSPC' || known.code === 'EDQUOT'
    ? diskFull(path, options)
    : unusable(path, known.code, options);
}

function diskFull(path: string, options: ErrorOptions): RecollectError {
  return new RecollectError('disk-full', sentence('disk-full', path), options);
}

function unusable(path: string, detail: string, options: ErrorOptions): RecollectError {
  return new RecollectError('store-unusable', sentence('memory-unusable', path, detail), options);
}
