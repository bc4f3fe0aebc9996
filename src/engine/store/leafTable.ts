import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Leaf } from '../../core/memory/tree.ts';
import type { StoredLeaf } from '../../core/ports.ts';
import { terms as termsOf } from '../../core/text/words.ts';
import { keyBytes, keyFrom, sameLeaf } from './blobs.ts';
import type { FtsIndex } from './fts.ts';
import { bytesIn, numberIn } from './rows.ts';
import { prepare } from './schema.ts';

/** A leaf with its label in the indexes and the key of what the encoder reads for it. */
export interface LeafRow extends Leaf {
  readonly id: number;
  readonly key: string;
}

/** One version of a document, as far as its leaves go. */
export interface LeafVersion {
  readonly text: string;
  readonly leaves: readonly Leaf[];
  /** A key each. */
  readonly keys: readonly string[];
}

/** Rows of leaves, and with them their words in the full-text index. */
export class LeafTable {
  readonly #fts: FtsIndex;
  readonly #ofDocument: StatementSync;
  readonly #insert: StatementSync;
  readonly #move: StatementSync;
  readonly #delete: StatementSync;

  constructor(database: DatabaseSync, fts: FtsIndex) {
    this.#fts = fts;
    this.#ofDocument = prepare(
      database,
      'SELECT id, start, "end", passage, key FROM leaf WHERE document = ? ORDER BY ordinal',
    );
    this.#insert = prepare(
      database,
      'INSERT INTO leaf (document, ordinal, start, "end", passage, key) VALUES (?, ?, ?, ?, ?, ?)',
    );
    this.#move = prepare(
      database,
      'UPDATE leaf SET ordinal = ?, start = ?, "end" = ?, passage = ? WHERE id = ?',
    );
    this.#delete = prepare(database, 'DELETE FROM leaf WHERE id = ?');
  }

  /** In document order; none where the document is unknown. */
  ofDocument(document: number): LeafRow[] {
    return this.stored(document).map((leaf) => ({ ...leaf, key: keyFrom(leaf.key) }));
  }

  /** The same with keys as they are kept. */
  stored(document: number): StoredLeaf[] {
    return this.#ofDocument.all(document).map((row) => ({
      id: numberIn(row[0]),
      start: numberIn(row[1]),
      end: numberIn(row[2]),
      passage: numberIn(row[3]),
      key: bytesIn(row[4]),
    }));
  }

  /**
   * Brings the rows from the old version to the new one. Equal keys are paired in order, and a pair of equal terms
   * keeps its row. Returns the keys of the rows that are gone.
   */
  replace(document: number, oldText: string, next: LeafVersion): string[] {
    const spare = new Map<string, { readonly row: LeafRow; readonly ordinal: number }[]>();
    const old = this.ofDocument(document);
    // From the end, so that pop() gives the first one left.
    for (let ordinal = old.length - 1; ordinal >= 0; ordinal--) {
      const row = old[ordinal];
      if (row === undefined) continue;
      const rows = spare.get(row.key);
      if (rows === undefined) spare.set(row.key, [{ row, ordinal }]);
      else rows.push({ row, ordinal });
    }
    const gone: LeafRow[] = [];
    const added: { readonly leaf: Leaf; readonly ordinal: number; readonly key: string }[] = [];
    next.leaves.forEach((leaf, ordinal) => {
      const key = next.keys[ordinal] ?? '';
      const kept = spare.get(key)?.pop();
      if (kept === undefined || !this.#sameWords(oldText, kept.row, next.text, leaf)) {
        if (kept !== undefined) gone.push(kept.row);
        added.push({ leaf, ordinal, key });
        return;
      }
      if (kept.ordinal !== ordinal || !sameLeaf(kept.row, leaf)) {
        this.#move.run(ordinal, leaf.start, leaf.end, leaf.passage, kept.row.id);
      }
    });
    gone.push(...[...spare.values()].flat().map(({ row }) => row));
    for (const row of gone) this.#drop(row.id);
    for (const { leaf, ordinal, key } of added) {
      const { lastInsertRowid } = this.#insert.run(
        document,
        ordinal,
        leaf.start,
        leaf.end,
        leaf.passage,
        keyBytes(key),
      );
      this.#fts.add(Number(lastInsertRowid), next.text.slice(leaf.start, leaf.end));
    }
    return gone.map(({ key }) => key);
  }

  /** Deletes a document's leaves and returns their keys. */
  remove(document: number): string[] {
    const rows = this.ofDocument(document);
    for (const row of rows) this.#drop(row.id);
    return rows.map((row) => row.key);
  }

  /**
   * Whether two leaves of one key have the same terms: the key may leave out what the encoder does not read (white
   * space, a cut). A label stands for its terms for good, so other terms have a label of their own.
   */
  #sameWords(before: string, from: Leaf, after: string, to: Leaf): boolean {
    const old = before.slice(from.start, from.end);
    const words = after.slice(to.start, to.end);
    return old === words || termsOf(old).join(' ') === termsOf(words).join(' ');
  }

  #drop(id: number): void {
    this.#fts.remove(id);
    this.#delete.run(id);
  }
}
