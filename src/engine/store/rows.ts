import type { SQLOutputValue } from 'node:sqlite';
import { StoreDamagedError } from './storeErrors.ts';

/**
 * Values of a row, narrowed. Statements give rows as arrays (`setReturnArrays`), which is faster than objects;
 * a value of another type than the schema's means that the file is damaged.
 */
export type Cell = SQLOutputValue | undefined;

/** An INTEGER or REAL column. */
export function numberIn(cell: Cell): number {
  if (typeof cell !== 'number') throw new StoreDamagedError('a number is missing');
  return cell;
}

/** A TEXT column. */
export function textIn(cell: Cell): string {
  if (typeof cell !== 'string') throw new StoreDamagedError('a text is missing');
  return cell;
}

/** A BLOB column. */
export function bytesIn(cell: Cell): Uint8Array {
  if (!(cell instanceof Uint8Array)) throw new StoreDamagedError('a block of bytes is missing');
  return cell;
}
