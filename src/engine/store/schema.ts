import { randomUUID } from 'node:crypto';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { RecollectError } from '../../protocol/errors.ts';
import { sentence } from '../../protocol/sentences.ts';
import { vectorBytes, vectorFrom } from './blobs.ts';
import { bytesIn, numberIn } from './rows.ts';
import { StoreDamagedError } from './storeErrors.ts';

/**
 * Raised with every change of the tables below; a newer one is refused, never guessed at.
 *
 * 1: vectors as floats. 2: vectors in bytes (`blobs.ts`), same tables: both are read, a writer makes 2 of 1.
 */
export const SCHEMA_VERSION = 2;
const OLDEST_VERSION = 1;

/** Full-text table; also created alone by tests of the index. */
export const FTS_TABLE = 'leaf_terms';

/**
 * Terms come cut and folded (core/text/words.ts), so every character that is not a separator belongs to
 * one, and `porter` stems what is English. The terms are stored in the table: a contentless one
 * (`contentless_delete=1`) never takes deleted rows off the totals that bm25() divides by, so that after edits
 * its scores differ from a rebuilt index's (SQLite 3.53; test 'scores after removals are those of a fresh index').
 */
export const FTS_DDL = `CREATE VIRTUAL TABLE ${FTS_TABLE} USING fts5(
  terms, tokenize = "porter unicode61 remove_diacritics 0 categories 'L* N* M* C* P* S*'")`;

/**
 * Leaf ids are labels in the full-text and vector indexes. AUTOINCREMENT never gives one out twice and a row
 * never changes its key, so a label stands for one content for as long as the database lives (`meta.identity`).
 * A vector's bytes stand apart from its key, so that counting and joining read 40 bytes a leaf and not 1,500.
 */
const DDL = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE document (
  id INTEGER PRIMARY KEY AUTOINCREMENT, file TEXT NOT NULL UNIQUE, size INTEGER NOT NULL, modified REAL NOT NULL,
  hash TEXT NOT NULL, note TEXT NOT NULL, generation INTEGER NOT NULL);
CREATE TABLE content (
  document INTEGER PRIMARY KEY, outline TEXT NOT NULL, form INTEGER NOT NULL, checksum INTEGER NOT NULL, text BLOB NOT NULL);
CREATE TABLE leaf (
  id INTEGER PRIMARY KEY AUTOINCREMENT, document INTEGER NOT NULL, ordinal INTEGER NOT NULL,
  start INTEGER NOT NULL, "end" INTEGER NOT NULL, passage INTEGER NOT NULL, key BLOB NOT NULL);
CREATE INDEX leaf_document ON leaf (document);
CREATE TABLE skipped (
  file TEXT PRIMARY KEY, reason TEXT NOT NULL, size INTEGER NOT NULL, modified REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE model (id INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL UNIQUE, dimensions INTEGER NOT NULL);
CREATE TABLE vector (
  model INTEGER NOT NULL, key BLOB NOT NULL, used INTEGER NOT NULL, slot INTEGER NOT NULL,
  PRIMARY KEY (model, key)) WITHOUT ROWID;
CREATE TABLE slot (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
${FTS_DDL};
`;

/**
 * Opens a store's database; `write` creates it where it is missing or empty. SQLite's own errors pass through.
 *
 * @throws RecollectError `store-newer` where a later version of Recollect wrote it; StoreDamagedError where
 * it is a database of something else.
 */
export function openDatabase(file: string, mode: 'write' | 'read'): DatabaseSync {
  const database = new DatabaseSync(file, { readOnly: mode === 'read', timeout: 5000 });
  try {
    database.exec('PRAGMA cache_size = -16384');
    if (mode === 'write') {
      // A text of some kilobytes lies in few pages of this size. No effect once it exists.
      database.exec('PRAGMA page_size = 8192');
      database.exec('PRAGMA journal_mode = WAL');
      // A killed process loses nothing; after a power cut the last changes may be missing, never half there.
      database.exec('PRAGMA synchronous = NORMAL');
      database.exec('PRAGMA journal_size_limit = 33554432');
      if (tableCount(database) === 0) createTables(database);
    }
    const version = readableVersion(database);
    if (mode === 'write' && version < SCHEMA_VERSION) quantizeVectors(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Whether the database has its tables yet: false in the moment between a writer's open and its first commit. */
export function isCreated(file: string): boolean {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
  try {
    return tableCount(database) > 0;
  } finally {
    database.close();
  }
}

/** Reads the whole structure; about a second a gigabyte. Throws StoreDamagedError with the first fault. */
export function checkStructure(database: DatabaseSync): void {
  const result = prepare(database, 'PRAGMA quick_check(1)').get()?.[0];
  if (result !== 'ok') throw new StoreDamagedError(String(result));
}

/** A statement that gives rows as arrays. */
export function prepare(database: DatabaseSync, sql: string): StatementSync {
  const statement = database.prepare(sql);
  statement.setReturnArrays(true);
  return statement;
}

/** Runs `change` in one transaction that takes the write lock at once; anything thrown undoes it. */
export function inTransaction<T>(database: DatabaseSync, change: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = change();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // SQLite has rolled back by itself after some errors, a full disk among them.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function createTables(database: DatabaseSync): void {
  inTransaction(database, () => {
    if (tableCount(database) > 0) return;
    database.exec(DDL);
    const put = database.prepare('INSERT INTO meta (key, value) VALUES (?, ?)');
    put.run('schema', SCHEMA_VERSION);
    put.run('generation', 0);
    put.run('identity', randomUUID());
  });
}

function tableCount(database: DatabaseSync): number {
  return numberIn(prepare(database, 'SELECT count(*) FROM sqlite_schema').get()?.[0]);
}

function readableVersion(database: DatabaseSync): number {
  if (prepare(database, "SELECT 1 FROM sqlite_schema WHERE name = 'meta'").get() === undefined) {
    throw new StoreDamagedError('it is not a memory of Recollect');
  }
  const version = numberIn(prepare(database, "SELECT value FROM meta WHERE key = 'schema'").get()?.[0]);
  if (version > SCHEMA_VERSION) {
    throw new RecollectError(
      'store-newer',
      sentence('memory-newer', String(version), String(SCHEMA_VERSION)),
    );
  }
  if (version < OLDEST_VERSION) throw new StoreDamagedError(`unknown format ${version}`);
  return version;
}

/** From format 1 to 2, in one transaction: about a second for 100,000 vectors. Nothing is encoded anew. */
function quantizeVectors(database: DatabaseSync): void {
  inTransaction(database, () => {
    const slots = prepare(database, 'SELECT slot, dimensions FROM vector JOIN model ON model.id = model');
    const read = prepare(database, 'SELECT data FROM slot WHERE id = ?');
    const update = prepare(database, 'UPDATE slot SET data = ? WHERE id = ?');
    for (const row of slots.all()) {
      const slot = numberIn(row[0]);
      update.run(vectorBytes(vectorFrom(bytesIn(read.get(slot)?.[0]), numberIn(row[1]))), slot);
    }
    prepare(database, "UPDATE meta SET value = ? WHERE key = 'schema'").run(SCHEMA_VERSION);
  });
  try {
    // Three quarters of the file are free pages now.
    database.exec('VACUUM');
  } catch {
    // No room for a second copy, or a reader holds it: the pages are used again for what comes.
  }
}
