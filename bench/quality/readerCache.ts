import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { CancelSignal, Reader, SpanLogits } from '../../src/core/ports.ts';

const KEY_BYTES = 16;
/** Key, number of tokens, logit of 'no answer'. */
const HEAD_BYTES = KEY_BYTES + 8;
/** By token: start, end (floats), two offsets. */
const TOKEN_BYTES = 16;

/**
 * A reader whose logits are kept on disk by question and window, so that a window is read once in the life of a
 * checkout: one file a fingerprint.
 */
export class ReaderCache implements Reader {
  readonly #reader: Reader;
  readonly #path: string;
  readonly #logits = new Map<string, SpanLogits>();
  #read = 0;
  #seconds = 0;

  constructor(reader: Reader, folder: string) {
    this.#reader = reader;
    mkdirSync(folder, { recursive: true });
    this.#path = join(folder, `reader-${reader.fingerprint}.bin`);
    if (existsSync(this.#path)) this.#load();
  }

  get fingerprint(): string {
    return this.#reader.fingerprint;
  }

  /** Windows that had to be read since the cache was opened, and how long it took, in seconds. */
  get work(): { readonly read: number; readonly seconds: number } {
    return { read: this.#read, seconds: this.#seconds };
  }

  async read(question: string, windows: readonly string[], signal?: CancelSignal): Promise<SpanLogits[]> {
    const keys = windows.map((window) => keyOf(question, window));
    const missing = keys.flatMap((key, i) => (this.#logits.has(key) ? [] : [{ key, window: windows[i]! }]));
    if (missing.length > 0) {
      const started = performance.now();
      const logits = await this.#reader.read(
        question,
        missing.map(({ window }) => window),
        signal,
      );
      this.#seconds += (performance.now() - started) / 1000;
      this.#read += missing.length;
      for (const [i, { key }] of missing.entries()) this.#keep(key, logits[i]!);
    }
    return keys.map((key) => this.#logits.get(key)!);
  }

  close(): Promise<void> {
    return this.#reader.close();
  }

  #keep(key: string, logits: SpanLogits): void {
    const { starts, ends, none, ranges } = logits;
    const bytes = Buffer.alloc(HEAD_BYTES + starts.length * TOKEN_BYTES);
    bytes.write(key, 0, KEY_BYTES, 'latin1');
    bytes.writeUInt32LE(starts.length, KEY_BYTES);
    bytes.writeFloatLE(none, KEY_BYTES + 4);
    let at = HEAD_BYTES;
    for (const array of [starts, ends, ranges]) {
      bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
      at += array.byteLength;
    }
    appendFileSync(this.#path, bytes);
    this.#logits.set(key, logits);
  }

  /** Cuts off a record that a stopped run left unfinished. */
  #load(): void {
    const bytes = readFileSync(this.#path);
    let at = 0;
    while (at + HEAD_BYTES <= bytes.length) {
      const tokens = bytes.readUInt32LE(at + KEY_BYTES);
      const end = at + HEAD_BYTES + tokens * TOKEN_BYTES;
      if (end > bytes.length) break;
      const from = bytes.byteOffset + at + HEAD_BYTES;
      const part = (first: number, last: number): ArrayBuffer =>
        bytes.buffer.slice(from + first * tokens, from + last * tokens) as ArrayBuffer;
      this.#logits.set(bytes.toString('latin1', at, at + KEY_BYTES), {
        starts: new Float32Array(part(0, 4)),
        ends: new Float32Array(part(4, 8)),
        none: bytes.readFloatLE(at + KEY_BYTES + 4),
        ranges: new Int32Array(part(8, 16)),
      });
      at = end;
    }
    if (at < bytes.length) truncateSync(this.#path, at);
  }
}

function keyOf(question: string, window: string): string {
  return createHash('sha256')
    .update(question)
    .update('\0')
    .update(window)
    .digest()
    .toString('latin1', 0, KEY_BYTES);
}
