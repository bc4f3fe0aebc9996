import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Hit, LexicalIndex } from '../../core/ports.ts';
import { terms as termsOf } from '../../core/text/words.ts';
import { numberIn, textIn } from './rows.ts';
import { FTS_TABLE, prepare } from './schema.ts';

/** One character of a script without spaces: words.ts cuts such runs into pairs, so alone it is a prefix. */
const ONE_UNSPACED =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}々]$/u;

/** The weight that FTS5's bm25() gives a term in more than half of all rows. */
export const LEAST_SCORE = 1e-6;

/** Whether a term stands for all that begin with it. */
export function isPrefix(term: string): boolean {
  return ONE_UNSPACED.test(term);
}

/**
 * Leaves by their words, in SQLite's FTS5 (k1 = 1.2, b = 0.75). Labels are rowids of the full-text table. Runs in whatever
 * transaction the caller has open; `version` tells when counts of terms that were kept are out of date.
 */
export class FtsIndex implements LexicalIndex {
  readonly #version: () => number;
  readonly #insert: StatementSync;
  readonly #delete: StatementSync;
  readonly #search: StatementSync;
  readonly #match: StatementSync;
  readonly #count: StatementSync;
  readonly #total: StatementSync;
  readonly #after: StatementSync;
  readonly #countAfter: StatementSync;
  readonly #frequencies = new Map<string, number>();
  #size: number | undefined;
  #countedAt = -1;

  constructor(database: DatabaseSync, version: () => number) {
    this.#version = version;
    this.#insert = prepare(database, `INSERT INTO ${FTS_TABLE} (rowid, terms) VALUES (?, ?)`);
    this.#delete = prepare(database, `DELETE FROM ${FTS_TABLE} WHERE rowid = ?`);
    this.#search = prepare(
      database,
      `SELECT rowid, -bm25(${FTS_TABLE}) AS score FROM ${FTS_TABLE} WHERE ${FTS_TABLE} MATCH ?
       ORDER BY score DESC, rowid LIMIT ?`,
    );
    this.#match = prepare(
      database,
      `SELECT rowid FROM ${FTS_TABLE} WHERE ${FTS_TABLE} MATCH ? ORDER BY rowid`,
    );
    this.#count = prepare(database, `SELECT count(*) FROM ${FTS_TABLE} WHERE ${FTS_TABLE} MATCH ?`);
    this.#after = prepare(
      database,
      `SELECT id, c0 FROM ${FTS_TABLE}_content WHERE id > ? ORDER BY id LIMIT ?`,
    );
    this.#countAfter = prepare(database, `SELECT count(*) FROM ${FTS_TABLE}_docsize WHERE id > ?`);
    this.#total = prepare(database, `SELECT count(*) FROM ${FTS_TABLE}_docsize`);
  }

  add(label: number, text: string): void {
    this.remove(label);
    this.#insert.run(label, termsOf(text).join(' '));
  }

  remove(label: number): void {
    this.#forget();
    this.#delete.run(label);
  }

  /**
   * A repeated term counts once; a single Chinese, Japanese, Korean or Thai character matches every term that
   * begins with it.
   *
   * bm25() gives a term that stands in more than half of all leaves the weight 0.000001, yet such words ("the",
   * "of") take nine tenths of its time. Beside rarer terms they are therefore only matched, not weighed: a leaf
   * that holds nothing else gets that weight as its score.
   */
  search(terms: readonly string[], limit: number): Hit[] {
    const phrases = [...new Set(terms)].map(phrase).filter((one) => one !== '');
    if (phrases.length === 0 || limit < 1) return [];
    const half = this.#leaves() / 2;
    const telling = phrases.filter((one) => this.#frequency(one) <= half);
    if (telling.length === 0) return this.#weigh(phrases, limit);
    const hits = this.#weigh(telling, limit);
    if (telling.length === phrases.length || hits.length >= limit) return hits;
    const weighed = new Set(hits.map((hit) => hit.label));
    for (const row of this.#match.all(phrases.filter((one) => !telling.includes(one)).join(' OR '))) {
      const label = numberIn(row[0]);
      if (weighed.has(label)) continue;
      hits.push({ label, score: LEAST_SCORE });
      if (hits.length >= limit) break;
    }
    return hits;
  }

  frequency(term: string): number {
    const one = phrase(term);
    return one === '' ? 0 : this.#frequency(one);
  }

  /** Leaves with higher labels than this, in their order, with their terms as they were cut. */
  after(label: number, most: number): { readonly label: number; readonly terms: readonly string[] }[] {
    return this.#after.all(label, most).map((row) => {
      const terms = textIn(row[1]);
      return { label: numberIn(row[0]), terms: terms === '' ? [] : terms.split(' ') };
    });
  }

  /** How many leaves have a higher label than this. */
  countAfter(label: number): number {
    return numberIn(this.#countAfter.get(label)?.[0]);
  }

  #weigh(phrases: readonly string[], limit: number): Hit[] {
    return this.#search.all(phrases.join(' OR '), Math.floor(limit)).map((row) => ({
      label: numberIn(row[0]),
      score: numberIn(row[1]),
    }));
  }

  #frequency(one: string): number {
    this.#refresh();
    let count = this.#frequencies.get(one);
    if (count === undefined) {
      count = numberIn(this.#count.get(one)?.[0]);
      this.#frequencies.set(one, count);
    }
    return count;
  }

  #leaves(): number {
    this.#refresh();
    this.#size ??= numberIn(this.#total.get()?.[0]);
    return this.#size;
  }

  #refresh(): void {
    const version = this.#version();
    if (version === this.#countedAt && this.#frequencies.size < 10_000) return;
    this.#forget();
    this.#countedAt = version;
  }

  #forget(): void {
    this.#frequencies.clear();
    this.#size = undefined;
  }
}

/** A term in FTS5's query language, or empty where nothing is left to look up. */
function phrase(term: string): string {
  const bare = term.replaceAll('\0', '').trim();
  if (bare === '') return '';
  return `"${bare.replaceAll('"', '""')}"${isPrefix(bare) ? ' *' : ''}`;
}
