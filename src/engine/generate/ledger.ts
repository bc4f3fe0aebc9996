import {
  closeSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { LedgerEntry } from '../../protocol/writing.ts';
import { storeError } from '../store/storeErrors.ts';

/** The ledger's file in a memory's folder: a JSON object a line, the oldest first. */
export const LEDGER_FILE = 'ledger.jsonl';

/** The account of everything that is sent to language models for a workspace, in its memory's folder. */
export class Ledger {
  readonly file: string;
  readonly #folder: string;

  /** @param folder the memory's folder; made where it is missing */
  constructor(folder: string) {
    this.#folder = folder;
    this.file = join(folder, LEDGER_FILE);
  }

  /**
   * Writes an entry down and waits until the disk has it: what cannot be written down is not to be sent.
   *
   * @throws RecollectError `store-unusable` or `disk-full`
   */
  append(entry: LedgerEntry): void {
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      const file = openSync(this.file, 'a+', 0o600);
      try {
        // One write: entries of two processes do not mix, since the file is opened for appending.
        writeSync(file, `${endsInLine(file) ? '' : '\n'}${JSON.stringify(entry)}\n`);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
    } catch (error) {
      throw storeError(error, this.#folder);
    }
  }

  /** Every entry, the oldest first. A line that a crash cut off is left out: what it was about was never sent. */
  entries(): LedgerEntry[] {
    let text: string;
    try {
      text = readFileSync(this.file, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw storeError(error, this.#folder);
    }
    return text.split('\n').flatMap((line) => {
      const entry = parsed(line);
      return entry === undefined ? [] : [entry];
    });
  }
}

/** Whether the file ends with a line, and not in one that a crash cut off. */
function endsInLine(file: number): boolean {
  const { size } = fstatSync(file);
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  readSync(file, last, 0, 1, size - 1);
  return last.toString() === '\n';
}

function parsed(line: string): LedgerEntry | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isEntry(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isEntry(value: unknown): value is LedgerEntry {
  return (
    typeof value === 'object' &&
    value !== null &&
    'time' in value &&
    typeof value.time === 'string' &&
    'method' in value &&
    typeof value.method === 'string' &&
    'to' in value &&
    typeof value.to === 'string' &&
    'local' in value &&
    typeof value.local === 'boolean' &&
    'redacted' in value &&
    Array.isArray(value.redacted) &&
    'body' in value &&
    typeof value.body === 'string'
  );
}
