import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { Cell } from './rows.ts';
import { prepare } from './schema.ts';

/** A row of a result, by column. */
export type Row = Readonly<Record<number, Cell>>;

/** The statements of a database, each prepared when it is first run. Throws what SQLite throws. */
export class Statements {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** The first row, if there is one. */
  get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#statement(sql).get(...values);
  }

  all(sql: string): Row[] {
    return this.#statement(sql).all();
  }

  run(sql: string, ...values: SQLInputValue[]): void {
    this.#statement(sql).run(...values);
  }

  #statement(sql: string): StatementSync {
    let statement = this.#prepared.get(sql);
    if (statement === undefined) {
      statement = prepare(this.#database, sql);
      this.#prepared.set(sql, statement);
    }
    return statement;
  }
}
