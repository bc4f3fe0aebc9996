import type { DatabaseSync } from 'node:sqlite';
import type {
  DocumentContent,
  DocumentRecord,
  KeptVectors,
  LexicalIndex,
  MemoryStore,
  SkippedFile,
  StoredLeaves,
  StoredTree,
} from '../../core/ports.ts';
import { RecollectError } from '../../protocol/errors.ts';
import type { Sentence } from '../../protocol/sentences.ts';
import type { QuantizedVector } from '../../core/recall/quantized.ts';
import { decodeOutline, encodeOutline, encodeText } from './blobs.ts';
import { OUTLINE, RECORD, recordFrom, TEXT, textFrom } from './documentRows.ts';
import { FtsIndex } from './fts.ts';
import { LeafTable } from './leafTable.ts';
import { numberIn, textIn } from './rows.ts';
import { inTransaction } from './schema.ts';
import { Statements, type Row } from './statements.ts';
import { sqliteError, StoreDamagedError } from './storeErrors.ts';
import { VectorTable } from './vectorTable.ts';

/** How a store is opened; `openStore` fills this in. */
export interface SqliteStoreOptions {
  /** The database's file, named in messages. */
  readonly file: string;
  /** Asked before each change; a string says why not. */
  readonly refusal: () => Sentence | undefined;
  /** Called once the database is closed; `damage` is what was found wrong with it, if anything. */
  readonly onClose?: (damage: StoreDamagedError | undefined) => void;
}

/**
 * The memory in one SQLite file. A file is remembered or skipped, never both: `put` takes it off the list of
 * skipped ones. Synchronous throughout; every method throws a RecollectError where the disk or the file
 * is at fault, {@link StoreDamagedError} where the file is damaged.
 */
export class SqliteStore implements MemoryStore {
  readonly lexical: LexicalIndex;
  /** Drawn when the database was made: leaf ids mean something under the same identity only. */
  readonly identity: string;
  readonly #database: DatabaseSync;
  readonly #options: SqliteStoreOptions;
  readonly #fts: FtsIndex;
  readonly #leaves: LeafTable;
  readonly #vectors: VectorTable;
  readonly #statements: Statements;
  readonly #counts = new Map<string, { readonly generation: number; readonly of: Counts }>();
  #writing = false;
  #damage: StoreDamagedError | undefined;

  constructor(database: DatabaseSync, options: SqliteStoreOptions) {
    this.#database = database;
    this.#options = options;
    this.#statements = new Statements(database);
    this.#fts = new FtsIndex(database, () => this.#generation());
    this.#leaves = new LeafTable(database, this.#fts);
    this.#vectors = new VectorTable(database);
    this.identity = this.#read(() =>
      textIn(this.#statements.get("SELECT value FROM meta WHERE key = 'identity'")?.[0]),
    );
    this.lexical = {
      add: (label, text) => this.#change(() => this.#fts.add(label, text)),
      remove: (label) => this.#change(() => this.#fts.remove(label)),
      search: (terms, limit) => this.#read(() => this.#fts.search(terms, limit)),
      frequency: (term) => this.#read(() => this.#fts.frequency(term)),
    };
  }

  generation(): number {
    return this.#read(() => this.#generation());
  }

  documents(): DocumentRecord[] {
    return this.#read(() =>
      this.#statements.all(`SELECT ${RECORD} FROM document ORDER BY file`).map(recordFrom),
    );
  }

  put(content: DocumentContent): DocumentRecord {
    const { file, size, modified, hash, note, text, tree, keys } = content;
    if (keys.length !== tree.leaves.length) {
      throw new RangeError(`${keys.length} keys for ${tree.leaves.length} leaves`);
    }
    return this.#change((generation) => {
      const row = this.#statements.get(
        `INSERT INTO document (file, size, modified, hash, note, generation) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (file) DO UPDATE SET size = excluded.size, modified = excluded.modified,
         hash = excluded.hash, note = excluded.note, generation = excluded.generation RETURNING ${RECORD}`,
        ...[file, size, modified, hash, note, generation],
      );
      const record = recordFrom(row ?? []);
      const old = this.#statements.get(TEXT, record.id);
      const oldText = old === undefined ? '' : textFrom(old);
      const gone = this.#leaves.replace(record.id, oldText, { text, leaves: tree.leaves, keys });
      this.#vectors.release(gone, generation);
      const { form, checksum, bytes } = encodeText(text);
      this.#statements.run(
        'INSERT OR REPLACE INTO content (document, outline, form, checksum, text) VALUES (?, ?, ?, ?, ?)',
        ...[record.id, encodeOutline(tree), form, checksum, bytes],
      );
      this.#statements.run('DELETE FROM skipped WHERE file = ?', file);
      return record;
    });
  }

  touch(file: string, size: number, modified: number): void {
    this.#write(() =>
      this.#statements.run('UPDATE document SET size = ?, modified = ? WHERE file = ?', size, modified, file),
    );
  }

  remove(file: string): void {
    this.#write(() => this.#forget(file));
  }

  skip(skipped: SkippedFile): void {
    this.#write(() => {
      this.#forget(skipped.file);
      this.#statements.run(
        'INSERT OR REPLACE INTO skipped (file, reason, size, modified) VALUES (?, ?, ?, ?)',
        ...[skipped.file, skipped.reason, skipped.size, skipped.modified],
      );
    });
  }

  unskip(file: string): void {
    this.#write(() => this.#statements.run('DELETE FROM skipped WHERE file = ?', file));
  }

  skipped(): SkippedFile[] {
    return this.#read(() =>
      this.#statements.all('SELECT file, reason, size, modified FROM skipped ORDER BY file').map((row) => ({
        file: textIn(row[0]),
        reason: textIn(row[1]),
        size: numberIn(row[2]),
        modified: numberIn(row[3]),
      })),
    );
  }

  text(documentId: number): string {
    return this.#inSnapshot(() => textFrom(this.#contentOf(TEXT, documentId)));
  }

  tree(documentId: number): StoredTree {
    return this.#inSnapshot(() => {
      const outline = decodeOutline(textIn(this.#contentOf(OUTLINE, documentId)[0]));
      const rows = this.#leaves.ofDocument(documentId);
      return {
        tree: { ...outline, leaves: rows.map(({ start, end, passage }) => ({ start, end, passage })) },
        leafIds: rows.map((leaf) => leaf.id),
        keys: rows.map((leaf) => leaf.key),
      };
    });
  }

  leaves(documentId: number): StoredLeaves {
    return this.#inSnapshot(() => ({
      outline: textIn(this.#contentOf(OUTLINE, documentId)[0]),
      leaves: this.#leaves.stored(documentId),
    }));
  }

  /** Leaves with higher labels than this, in their order, with their words as the full-text index has them. */
  termsAfter(label: number, most: number): ReturnType<FtsIndex['after']> {
    return this.#read(() => this.#fts.after(label, most));
  }

  /** How many leaves have a higher label than this. */
  leavesAfter(label: number): number {
    return this.#read(() => this.#fts.countAfter(label));
  }

  incomplete(fingerprint: string): number[] {
    return this.#read(() => this.#vectors.incomplete(fingerprint));
  }

  vectors(documentId: number, fingerprint: string): (QuantizedVector | undefined)[] {
    return this.#inSnapshot(() => this.#vectors.ofDocument(documentId, fingerprint));
  }

  vectorsOf(keys: readonly string[], fingerprint: string): (QuantizedVector | undefined)[] {
    return this.#inSnapshot(() => this.#vectors.ofKeys(keys, fingerprint));
  }

  vectorsSince(generation: number, fingerprint: string): Map<string, QuantizedVector> {
    return this.#inSnapshot(() => this.#vectors.since(generation, fingerprint));
  }

  known(keys: readonly string[], fingerprint: string): Set<string> {
    return this.#inSnapshot(() => this.#vectors.known(keys, fingerprint));
  }

  putVectors(vectors: ReadonlyMap<string, Float32Array>, fingerprint: string): void {
    if (vectors.size === 0) return;
    this.#change((generation) => this.#vectors.put(vectors, fingerprint, generation));
  }

  kept(fingerprint: string): KeptVectors {
    return this.#inSnapshot(() => this.#vectors.kept(fingerprint));
  }

  /** A transaction each {@link PRUNED}, so that nobody waits for long. No change of the memory: nobody uses them. */
  prune(fingerprint: string, quota: number): number {
    let surplus = this.#inSnapshot(() => this.#vectors.size()).bytes - quota;
    let freed = 0;
    while (surplus > 0) {
      const bytes = this.#write(() => this.#vectors.prune(fingerprint, surplus, PRUNED));
      if (bytes === 0) break;
      freed += bytes;
      surplus -= bytes;
    }
    return freed;
  }

  counts(fingerprint: string): Counts {
    return this.#inSnapshot(() => {
      const generation = this.#generation();
      const kept = this.#counts.get(fingerprint);
      if (kept?.generation === generation) return kept.of;
      const of = this.#vectors.counts(fingerprint);
      this.#counts.set(fingerprint, { generation, of });
      return of;
    });
  }

  countsOf(documentIds: readonly number[], fingerprint: string): Counts[] {
    return this.#inSnapshot(() => this.#vectors.countsOf(documentIds, fingerprint));
  }

  /** `read` must be synchronous: the snapshot ends when it returns. Snapshots may nest. */
  snapshot<T>(read: () => T): T {
    return this.#inSnapshot(read);
  }

  /** Closing twice is once. */
  close(): void {
    if (!this.#database.isOpen) return;
    try {
      this.#database.close();
    } finally {
      this.#options.onClose?.(this.#damage);
    }
  }

  /** One transaction that raises the generation; `change` gets the new one. */
  #change<T>(change: (generation: number) => T): T {
    return this.#write(() => change(this.#raise()));
  }

  #raise(): number {
    const row = this.#statements.get(
      "UPDATE meta SET value = value + 1 WHERE key = 'generation' RETURNING value",
    );
    return numberIn(row?.[0]);
  }

  #generation(): number {
    return numberIn(this.#statements.get("SELECT value FROM meta WHERE key = 'generation'")?.[0]);
  }

  #contentOf(sql: string, documentId: number): Row {
    const row = this.#statements.get(sql, documentId);
    if (row !== undefined) return row;
    if (this.#statements.get('SELECT 1 FROM document WHERE id = ?', documentId) !== undefined) {
      throw new StoreDamagedError('a document has lost its text');
    }
    throw new RangeError(`no document ${documentId} in the store`);
  }

  #forget(file: string): void {
    const row = this.#statements.get('DELETE FROM document WHERE file = ? RETURNING id', file);
    if (row === undefined) return;
    const id = numberIn(row[0]);
    this.#vectors.release(this.#leaves.remove(id), this.#raise());
    this.#statements.run('DELETE FROM content WHERE document = ?', id);
  }

  #write<T>(change: () => T): T {
    const refusal = this.#options.refusal();
    if (refusal !== undefined) throw new RecollectError('store-unusable', refusal);
    if (this.#writing || this.#database.isTransaction) throw new Error('a change inside a snapshot');
    this.#writing = true;
    try {
      return this.#read(() => inTransaction(this.#database, change));
    } finally {
      this.#writing = false;
    }
  }

  #inSnapshot<T>(read: () => T): T {
    if (this.#database.isTransaction) return this.#read(read);
    return this.#read(() => {
      this.#database.exec('BEGIN');
      try {
        return read();
      } finally {
        if (this.#database.isTransaction) this.#database.exec('COMMIT');
      }
    });
  }

  /** Gives SQLite's errors their meaning, and remembers damage for {@link close}. */
  #read<T>(read: () => T): T {
    try {
      return read();
    } catch (cause) {
      const error = sqliteError(cause, this.#options.file);
      if (error instanceof StoreDamagedError) this.#damage = error;
      throw error;
    }
  }
}

/** Vectors deleted in one transaction. */
const PRUNED = 5000;

type Counts = ReturnType<MemoryStore['counts']>;
