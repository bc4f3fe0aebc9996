import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { KeptVectors } from '../../core/ports.ts';
import { quantize, type QuantizedVector } from '../../core/recall/quantized.ts';
import { keyBytes, keyFrom, storedSize, vectorBytes, vectorFrom } from './blobs.ts';
import { bytesIn, type Cell, numberIn } from './rows.ts';
import { prepare } from './schema.ts';

/** Bytes that a vector takes in the tables beside its own: two keys, key of content, stamp. */
const ROW_BYTES = 48;

/**
 * Vectors by what they were made of: fingerprint and content key (invariant 4). They outlive their leaves, so
 * that text which comes back is not encoded again; `used` is the generation at which a vector was last put or lost a
 * leaf, for a quota to prune by: nothing is written when a memory is asked.
 */
export class VectorTable {
  readonly #model: StatementSync;
  readonly #addModel: StatementSync;
  readonly #find: StatementSync;
  readonly #read: StatementSync;
  readonly #since: StatementSync;
  readonly #insertSlot: StatementSync;
  readonly #insert: StatementSync;
  readonly #updateSlot: StatementSync;
  readonly #use: StatementSync;
  readonly #useAll: StatementSync;
  readonly #ofDocument: StatementSync;
  readonly #leaves: StatementSync;
  readonly #documents: StatementSync;
  readonly #missing: StatementSync;
  readonly #leavesOf: StatementSync;
  readonly #kept: StatementSync;
  readonly #unused: StatementSync;
  readonly #oldest: StatementSync;
  readonly #deleteSlot: StatementSync;
  readonly #delete: StatementSync;
  /** By fingerprint: generation of each document whose leaves all had a vector when that was looked up. */
  readonly #complete = new Map<string, Map<number, number>>();

  constructor(database: DatabaseSync) {
    this.#model = prepare(database, 'SELECT id, dimensions FROM model WHERE fingerprint = ?');
    this.#addModel = prepare(database, 'INSERT INTO model (fingerprint, dimensions) VALUES (?, ?)');
    this.#find = prepare(database, 'SELECT slot FROM vector WHERE model = ? AND key = ?');
    this.#read = prepare(
      database,
      'SELECT slot.data FROM vector JOIN slot ON slot.id = vector.slot WHERE model = ? AND key = ?',
    );
    this.#since = prepare(
      database,
      'SELECT key, slot.data FROM vector JOIN slot ON slot.id = vector.slot WHERE model = ? AND used > ?',
    );
    this.#insertSlot = prepare(database, 'INSERT INTO slot (data) VALUES (?)');
    this.#insert = prepare(database, 'INSERT INTO vector (model, key, used, slot) VALUES (?, ?, ?, ?)');
    this.#updateSlot = prepare(database, 'UPDATE slot SET data = ? WHERE id = ?');
    this.#use = prepare(database, 'UPDATE vector SET used = ? WHERE model = ? AND key = ?');
    this.#useAll = prepare(
      database,
      'UPDATE vector SET used = ?1 WHERE key = ?2 AND model IN (SELECT id FROM model)',
    );
    this.#ofDocument = prepare(
      database,
      `SELECT slot.data FROM leaf LEFT JOIN vector ON vector.model = ? AND vector.key = leaf.key
       LEFT JOIN slot ON slot.id = vector.slot WHERE leaf.document = ? ORDER BY leaf.ordinal`,
    );
    this.#leaves = prepare(database, 'SELECT count(*) FROM leaf');
    this.#documents = prepare(database, 'SELECT id, generation FROM document ORDER BY id');
    this.#missing = prepare(
      database,
      `SELECT count(*) FROM leaf WHERE document = ? AND NOT EXISTS
         (SELECT 1 FROM vector WHERE vector.model = ? AND vector.key = leaf.key)`,
    );
    this.#leavesOf = prepare(database, 'SELECT count(*) FROM leaf WHERE document = ?');
    this.#kept = prepare(
      database,
      'SELECT count(*), dimensions FROM vector JOIN model ON model.id = vector.model GROUP BY model.id',
    );
    this.#unused = prepare(database, `SELECT count(*) FROM vector WHERE ${UNUSED}`);
    this.#oldest = prepare(
      database,
      `SELECT model, key, slot, dimensions FROM vector JOIN model ON model.id = vector.model
       WHERE ${UNUSED} ORDER BY used, key LIMIT ?2`,
    );
    this.#deleteSlot = prepare(database, 'DELETE FROM slot WHERE id = ?');
    this.#delete = prepare(database, 'DELETE FROM vector WHERE model = ? AND key = ?');
  }

  /** Adds or replaces, stamped with the generation. */
  put(vectors: ReadonlyMap<string, Float32Array>, fingerprint: string, generation: number): void {
    let model = this.#modelOf(fingerprint);
    for (const [key, vector] of vectors) {
      if (model === undefined) {
        const { lastInsertRowid } = this.#addModel.run(fingerprint, vector.length);
        model = { id: Number(lastInsertRowid), dimensions: vector.length };
      }
      if (vector.length !== model.dimensions) {
        throw new RangeError(`a vector of ${vector.length} floats among those of ${model.dimensions}`);
      }
      const bytes = vectorBytes(quantize(vector));
      const slot = this.#find.get(model.id, keyBytes(key))?.[0];
      if (slot === undefined) {
        const { lastInsertRowid } = this.#insertSlot.run(bytes);
        this.#insert.run(model.id, keyBytes(key), generation, lastInsertRowid);
      } else {
        this.#updateSlot.run(bytes, slot);
        this.#use.run(generation, model.id, keyBytes(key));
      }
    }
  }

  /** Stamps the vectors of leaves that are gone. */
  release(keys: Iterable<string>, generation: number): void {
    for (const key of keys) this.#useAll.run(generation, keyBytes(key));
  }

  known(keys: readonly string[], fingerprint: string): Set<string> {
    const model = this.#modelOf(fingerprint);
    if (model === undefined) return new Set();
    return new Set(keys.filter((key) => this.#find.get(model.id, keyBytes(key)) !== undefined));
  }

  ofDocument(document: number, fingerprint: string): (QuantizedVector | undefined)[] {
    const model = this.#modelOf(fingerprint);
    return this.#ofDocument.all(model?.id ?? -1, document).map((row) => vectorIn(row[0], model?.dimensions));
  }

  ofKeys(keys: readonly string[], fingerprint: string): (QuantizedVector | undefined)[] {
    const model = this.#modelOf(fingerprint);
    if (model === undefined) return keys.map(() => undefined);
    return keys.map((key) => vectorIn(this.#read.get(model.id, keyBytes(key))?.[0], model.dimensions));
  }

  /** By key what was put after that generation; beside it what has lost a leaf since. */
  since(generation: number, fingerprint: string): Map<string, QuantizedVector> {
    const model = this.#modelOf(fingerprint);
    const found = new Map<string, QuantizedVector>();
    for (const row of this.#since.all(model?.id ?? -1, generation)) {
      const vector = vectorIn(row[1], model?.dimensions);
      if (vector !== undefined) found.set(keyFrom(bytesIn(row[0])), vector);
    }
    return found;
  }

  counts(fingerprint: string): { readonly leaves: number; readonly encoded: number } {
    const leaves = numberIn(this.#leaves.get()?.[0]);
    const missing = [...this.#missingByDocument(fingerprint).values()];
    return { leaves, encoded: missing.reduce((sum, count) => sum - count, leaves) };
  }

  countsOf(
    documents: readonly number[],
    fingerprint: string,
  ): { readonly leaves: number; readonly encoded: number }[] {
    const model = this.#modelOf(fingerprint)?.id ?? -1;
    return documents.map((id) => {
      const leaves = numberIn(this.#leavesOf.get(id)?.[0]);
      return { leaves, encoded: leaves - numberIn(this.#missing.get(id, model)?.[0]) };
    });
  }

  incomplete(fingerprint: string): number[] {
    return [...this.#missingByDocument(fingerprint).keys()];
  }

  kept(fingerprint: string): KeptVectors {
    const unused = numberIn(this.#unused.get(this.#modelOf(fingerprint)?.id ?? -1)?.[0]);
    return { ...this.size(), unused };
  }

  /** Of all models together. */
  size(): Omit<KeptVectors, 'unused'> {
    let vectors = 0;
    let bytes = 0;
    for (const row of this.#kept.all()) {
      vectors += numberIn(row[0]);
      bytes += numberIn(row[0]) * (storedSize(numberIn(row[1])) + ROW_BYTES);
    }
    return { vectors, bytes };
  }

  /**
   * Deletes vectors that no leaf uses under the fingerprint, those that were used longest ago first, until `bytes`
   * are freed, there are no more, or `most` are gone. Returns the bytes that were freed.
   */
  prune(fingerprint: string, bytes: number, most: number): number {
    let freed = 0;
    for (const row of this.#oldest.all(this.#modelOf(fingerprint)?.id ?? -1, most)) {
      if (freed >= bytes) break;
      this.#delete.run(numberIn(row[0]), bytesIn(row[1]));
      this.#deleteSlot.run(numberIn(row[2]));
      freed += storedSize(numberIn(row[3])) + ROW_BYTES;
    }
    return freed;
  }

  /**
   * By document, in id order, how many of its leaves have no vector; those that have all are left out. A vector that
   * a leaf uses is never deleted, so a document that was whole is looked up again only once it has changed.
   */
  #missingByDocument(fingerprint: string): Map<number, number> {
    const model = this.#modelOf(fingerprint)?.id ?? -1;
    const before = this.#complete.get(fingerprint);
    const complete = new Map<number, number>();
    const missing = new Map<number, number>();
    for (const row of this.#documents.all()) {
      const id = numberIn(row[0]);
      const generation = numberIn(row[1]);
      const count = before?.get(id) === generation ? 0 : numberIn(this.#missing.get(id, model)?.[0]);
      if (count === 0) complete.set(id, generation);
      else missing.set(id, count);
    }
    this.#complete.set(fingerprint, complete);
    return missing;
  }

  #modelOf(fingerprint: string): { readonly id: number; readonly dimensions: number } | undefined {
    const row = this.#model.get(fingerprint);
    return row && { id: numberIn(row[0]), dimensions: numberIn(row[1]) };
  }
}

/** Of rows of `vector`: no leaf uses it under the model that is in use, ?1. */
const UNUSED = '(vector.model <> ?1 OR vector.key NOT IN (SELECT key FROM leaf))';

function vectorIn(cell: Cell | undefined, dimensions = 0): QuantizedVector | undefined {
  return cell === null || cell === undefined ? undefined : vectorFrom(bytesIn(cell), dimensions);
}
