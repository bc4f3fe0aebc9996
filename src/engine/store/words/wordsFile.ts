import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { bytesIn, numberIn, textIn } from '../rows.ts';
import { prepare } from '../schema.ts';
import type { SegmentBuilder } from './segment.ts';
import { TermFilter, termHash } from './termFilter.ts';

/** Raised when the tables below, or the stems in them, change; a file of another one is made anew. */
const FORMAT = 3;
// A segment's terms lie together: it is written in order, page behind page, and a term costs a look-up a segment at most.

/** Terms written between two looks at the clock. */
const TERMS_AT_ONCE = 2000;

const DDL = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE segment (
  id INTEGER PRIMARY KEY, high INTEGER NOT NULL, leaves INTEGER NOT NULL, filter BLOB NOT NULL, lengths BLOB NOT NULL);
CREATE TABLE posting (
  segment INTEGER NOT NULL, term TEXT NOT NULL, data BLOB NOT NULL, PRIMARY KEY (segment, term)) WITHOUT ROWID;
`;

/** A run of labels whose terms are in the file. */
export interface WordsSegment {
  /** The highest label; the segment before it holds lower ones alone. */
  readonly high: number;
  readonly leaves: number;
}

/** The file that keeps a memory's words in its folder. */
export function wordsFile(folder: string): string {
  return join(folder, 'words.db');
}

/** Deletes it. What cannot be deleted stays; it is checked again before it is used. */
export function removeWords(folder: string): void {
  for (const suffix of ['', '-wal', '-shm']) {
    try {
      rmSync(wordsFile(folder) + suffix, { force: true });
    } catch {
      // Held open by another program on Windows.
    }
  }
}

/**
 * The terms of a memory's leaves with lists of the leaves that hold them, in a file of its own beside the memory: a
 * cache (invariant 6), which leaves the full-text index alone to be the truth. Throws what SQLite throws.
 */
export class WordsFile {
  readonly #database: DatabaseSync;
  readonly #find: StatementSync;
  readonly #findFrom: StatementSync;
  readonly #segments: StatementSync;
  readonly #lengths: StatementSync;
  readonly #filters: StatementSync;
  #known: readonly TermFilter[] | undefined;

  private constructor(database: DatabaseSync) {
    this.#database = database;
    this.#find = prepare(database, 'SELECT data FROM posting WHERE segment = ? AND term = ?');
    this.#findFrom = prepare(
      database,
      'SELECT data FROM posting WHERE segment = ? AND term >= ? AND term < ?',
    );
    this.#segments = prepare(database, 'SELECT high, leaves FROM segment ORDER BY id');
    this.#lengths = prepare(database, 'SELECT lengths FROM segment ORDER BY id');
    this.#filters = prepare(database, 'SELECT filter FROM segment ORDER BY id');
  }

  /**
   * Opens the file where it was made for the memory of that identity; undefined where there is none, or another one.
   *
   * @param mode `write` makes it where it is not there, or not right
   */
  static open(folder: string, identity: string, mode: 'read' | 'write'): WordsFile | undefined {
    const file = wordsFile(folder);
    if (mode === 'read' && !existsSync(file)) return undefined;
    try {
      const known = existsSync(file) ? WordsFile.#opened(file, identity, mode) : undefined;
      if (known !== undefined || mode === 'read') return known;
    } catch (error) {
      if (mode === 'read') throw error;
    }
    removeWords(folder);
    const database = new DatabaseSync(file, { timeout: 5000 });
    try {
      database.exec('PRAGMA page_size = 8192');
      database.exec('PRAGMA journal_mode = WAL');
      database.exec('PRAGMA synchronous = NORMAL');
      database.exec(`BEGIN; ${DDL}`);
      const put = database.prepare('INSERT INTO meta (key, value) VALUES (?, ?)');
      put.run('format', FORMAT);
      put.run('identity', identity);
      database.exec('COMMIT');
      return new WordsFile(database);
    } catch (error) {
      database.close();
      throw error;
    }
  }

  static #opened(file: string, identity: string, mode: 'read' | 'write'): WordsFile | undefined {
    const database = new DatabaseSync(file, { readOnly: mode === 'read', timeout: 5000 });
    try {
      database.exec('PRAGMA cache_size = -8192');
      if (mode === 'write') database.exec('PRAGMA synchronous = NORMAL');
      const meta = prepare(database, 'SELECT value FROM meta WHERE key = ?');
      const right =
        numberIn(meta.get('format')?.[0]) === FORMAT && textIn(meta.get('identity')?.[0]) === identity;
      if (right) return new WordsFile(database);
      database.close();
      return undefined;
    } catch (error) {
      if (database.isOpen) database.close();
      throw error;
    }
  }

  segments(): WordsSegment[] {
    return this.#segments.all().map((row) => ({ high: numberIn(row[0]), leaves: numberIn(row[1]) }));
  }

  /** By segment its leaves with the number of terms of each, as a list of postings. */
  lengths(): Uint8Array[] {
    return this.#lengths.all().map((row) => bytesIn(row[0]));
  }

  /** The lists of a term, a segment each, labels ascending throughout. */
  postings(term: string): Uint8Array[] {
    const hash = termHash(term);
    return this.#segmentFilters().flatMap((filter, i) => {
      const row = filter.mayHold(hash) ? this.#find.get(i + 1, term) : undefined;
      return row === undefined ? [] : [bytesIn(row[0])];
    });
  }

  /** The lists of all terms that begin so. */
  postingsFrom(prefix: string): Uint8Array[] {
    const last = prefix.codePointAt(prefix.length - 1) ?? 0;
    const after = prefix.slice(0, -String.fromCodePoint(last).length) + String.fromCodePoint(last + 1);
    return this.#segmentFilters().flatMap((_, i) =>
      this.#findFrom.all(i + 1, prefix, after).map((row) => bytesIn(row[0])),
    );
  }

  /** By segment; read once, since a file that is open to read is opened anew where it has grown. */
  #segmentFilters(): readonly TermFilter[] {
    return (this.#known ??= this.#filters.all().map((row) => new TermFilter(bytesIn(row[0]))));
  }

  /** Adds a segment behind the last one, in one transaction; `pause` is awaited within it now and then. */
  async add(segment: SegmentBuilder, high: number, pause: () => Promise<void>): Promise<void> {
    const id = this.segments().length + 1;
    const insert = this.#database.prepare('INSERT INTO posting (segment, term, data) VALUES (?, ?, ?)');
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      let written = 0;
      for (const { term, postings } of segment.terms()) {
        insert.run(id, term, postings);
        if (++written % TERMS_AT_ONCE === 0) await pause();
      }
      this.#database
        .prepare('INSERT INTO segment (id, high, leaves, filter, lengths) VALUES (?, ?, ?, ?, ?)')
        .run(id, high, segment.leaves, segment.filter().bytes, segment.lengths());
      this.#database.exec('COMMIT');
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  /** Takes the last segment away again, so that a larger one can take its place. */
  dropLast(): void {
    const id = this.segments().length;
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      this.#database.prepare('DELETE FROM posting WHERE segment = ?').run(id);
      this.#database.prepare('DELETE FROM segment WHERE id = ?').run(id);
      this.#database.exec('COMMIT');
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }
}
