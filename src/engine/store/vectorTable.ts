import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { keyBytes, vectorBytes, vectorFrom } from './blobs.ts';
import { bytesIn, type Cell, numberIn } from './rows.ts';
import { prepare } from './schema.ts';
import { StoreDamagedError } from './storeErrors.ts';

/**
 * Vectors by what they were made of: fingerprint and content key (invariant 4). They outlive their leaves, so
 * that text which comes back is not encoded again; `used` is the generation at which a vector was last put or lost a
 * leaf, for a quota to prune by.
 */
export class VectorTable {
  readonly #model: StatementSync;
  readonly #addModel: StatementSync;
  readonly #find: StatementSync;
  readonly #insertSlot: StatementSync;
  readonly #insert: StatementSync;
  readonly #updateSlot: StatementSync;
  readonly #use: StatementSync;
  readonly #useAll: StatementSync;
  readonly #ofDocument: StatementSync;
  readonly #leaves: StatementSync;
  readonly #encoded: StatementSync;
  readonly #incomplete: StatementSync;

  constructor(database: DatabaseSync) {
    this.#model = prepare(database, 'SELECT id, dimensions FROM model WHERE fingerprint = ?');
    this.#addModel = prepare(database, 'INSERT INTO model (fingerprint, dimensions) VALUES (?, ?)');
    this.#find = prepare(database, 'SELECT slot FROM vector WHERE model = ? AND key = ?');
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
    this.#encoded = prepare(
      database,
      'SELECT count(*) FROM leaf CROSS JOIN vector ON vector.model = ? AND vector.key = leaf.key',
    );
    this.#incomplete = prepare(
      database,
      `SELECT id FROM document WHERE EXISTS (SELECT 1 FROM leaf WHERE leaf.document = document.id AND NOT EXISTS
         (SELECT 1 FROM vector WHERE vector.model = ? AND vector.key = leaf.key)) ORDER BY id`,
    );
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
      const slot = this.#find.get(model.id, keyBytes(key))?.[0];
      if (slot === undefined) {
        const { lastInsertRowid } = this.#insertSlot.run(vectorBytes(vector));
        this.#insert.run(model.id, keyBytes(key), generation, lastInsertRowid);
      } else {
        this.#updateSlot.run(vectorBytes(vector), slot);
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

  ofDocument(document: number, fingerprint: string): (Float32Array | undefined)[] {
    const model = this.#modelOf(fingerprint);
    return this.#ofDocument
      .all(model?.id ?? -1, document)
      .map((row) =>
        row[0] === null || model === undefined ? undefined : vectorOf(row[0], model.dimensions),
      );
  }

  counts(fingerprint: string): { readonly leaves: number; readonly encoded: number } {
    const model = this.#modelOf(fingerprint);
    return {
      leaves: numberIn(this.#leaves.get()?.[0]),
      encoded: model === undefined ? 0 : numberIn(this.#encoded.get(model.id)?.[0]),
    };
  }

  incomplete(fingerprint: string): number[] {
    return this.#incomplete.all(this.#modelOf(fingerprint)?.id ?? -1).map((row) => numberIn(row[0]));
  }

  #modelOf(fingerprint: string): { readonly id: number; readonly dimensions: number } | undefined {
    const row = this.#model.get(fingerprint);
    return row && { id: numberIn(row[0]), dimensions: numberIn(row[1]) };
  }
}

function vectorOf(cell: Cell, dimensions: number): Float32Array {
  const vector = vectorFrom(bytesIn(cell));
  if (vector.length !== dimensions) throw new StoreDamagedError('a vector is cut short');
  return vector;
}
