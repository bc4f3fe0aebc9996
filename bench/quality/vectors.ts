import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { Encoder, EncodingRole, TokenStates } from '../../src/core/ports.ts';

const KEY_BYTES = 16;
/** Texts between two writes: little is lost when a run is stopped. */
const BATCH = 256;
/** Texts whose token states are kept: a question's own and those of the leaves that it attends to. */
const KEPT_STATES = 24;

/** What a flat index needs of an encoder, ours or another. */
export type VectorSource = Pick<Encoder, 'fingerprint' | 'dimensions' | 'encode' | 'close'>;

/**
 * Vectors on disk by content, so that a text is encoded once in the life of a checkout: one file an encoder
 * fingerprint, a record a vector (16 bytes of SHA-256 of role and text, then the numbers).
 */
export class KeptVectors implements VectorSource {
  readonly #encoder: VectorSource;
  readonly #path: string;
  readonly #vectors = new Map<string, Float32Array>();
  #encoded = 0;
  #seconds = 0;

  constructor(encoder: VectorSource, folder: string) {
    this.#encoder = encoder;
    mkdirSync(folder, { recursive: true });
    const name = createHash('sha256').update(encoder.fingerprint).digest('hex').slice(0, 16);
    this.#path = join(folder, `vectors-${name}.bin`);
    if (existsSync(this.#path)) this.#load();
  }

  get dimensions(): number {
    return this.#encoder.dimensions;
  }

  get fingerprint(): string {
    return this.#encoder.fingerprint;
  }

  /** Texts that had to be encoded since the cache was opened, and how long it took. */
  get work(): { readonly encoded: number; readonly seconds: number } {
    return { encoded: this.#encoded, seconds: this.#seconds };
  }

  /** As {@link Encoder.encode}; texts seen before come from the file. */
  async encode(texts: readonly string[], role: EncodingRole): Promise<Float32Array[]> {
    const keys = texts.map((text) => keyOf(text, role));
    const missing = new Map<string, string>();
    keys.forEach((key, i) => {
      if (!this.#vectors.has(key)) missing.set(key, texts[i]!);
    });
    const entries = [...missing];
    for (let from = 0; from < entries.length; from += BATCH) {
      const batch = entries.slice(from, from + BATCH);
      const started = performance.now();
      const vectors = await this.#encoder.encode(
        batch.map(([, text]) => text),
        role,
      );
      this.#seconds += (performance.now() - started) / 1000;
      this.#encoded += batch.length;
      this.#append(batch.map(([key], i) => [key, vectors[i]!]));
    }
    return keys.map((key) => this.#vectors.get(key)!);
  }

  close(): Promise<void> {
    return this.#encoder.close();
  }

  #append(records: readonly (readonly [string, Float32Array])[]): void {
    const size = KEY_BYTES + 4 * this.dimensions;
    const bytes = Buffer.alloc(records.length * size);
    records.forEach(([key, vector], i) => {
      bytes.write(key, i * size, KEY_BYTES, 'latin1');
      bytes.set(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength), i * size + KEY_BYTES);
      this.#vectors.set(key, vector);
    });
    appendFileSync(this.#path, bytes);
  }

  /** Cuts off a record that a stopped run left unfinished. */
  #load(): void {
    const bytes = readFileSync(this.#path);
    const size = KEY_BYTES + 4 * this.dimensions;
    if (bytes.length % size !== 0) truncateSync(this.#path, bytes.length - (bytes.length % size));
    for (let at = 0; at + size <= bytes.length; at += size) {
      const key = bytes.toString('latin1', at, at + KEY_BYTES);
      const from = bytes.byteOffset + at + KEY_BYTES;
      this.#vectors.set(key, new Float32Array(bytes.buffer.slice(from, from + 4 * this.dimensions)));
    }
  }
}

/** Our encoder, its vectors kept. */
export class VectorCache extends KeptVectors implements Encoder {
  readonly #whole: Encoder;
  readonly #states = new Map<string, TokenStates>();

  constructor(encoder: Encoder, folder: string) {
    super(encoder, folder);
    this.#whole = encoder;
  }

  get centres(): Encoder['centres'] {
    return this.#whole.centres;
  }

  /** The encoder's own: they are too large to keep but for the last few, which a question asked again takes. */
  async tokenStates(texts: readonly string[], role: EncodingRole): Promise<TokenStates[]> {
    const keys = texts.map((text) => keyOf(text, role));
    // Held on to: a call beside this one may let go of them while it waits.
    const kept = keys.map((key) => this.#states.get(key));
    const missing = texts.filter((_, i) => kept[i] === undefined);
    const made = await this.#whole.tokenStates(missing, role);
    const fresh = new Map(missing.map((text, i) => [keyOf(text, role), made[i]!]));
    const states = keys.map((key, i) => kept[i] ?? fresh.get(key)!);
    for (const [i, key] of keys.entries()) {
      this.#states.delete(key);
      this.#states.set(key, states[i]!);
    }
    for (const key of this.#states.keys()) {
      if (this.#states.size <= KEPT_STATES) break;
      this.#states.delete(key);
    }
    return states;
  }
}

function keyOf(text: string, role: EncodingRole): string {
  return createHash('sha256')
    .update(role)
    .update('\0')
    .update(text)
    .digest()
    .toString('latin1', 0, KEY_BYTES);
}
