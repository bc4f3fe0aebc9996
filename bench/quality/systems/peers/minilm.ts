import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { MINILM, MINILM_FILES, MINILM_MODEL, MINILM_TOKENIZER, minilmFaults } from './minilmFiles.ts';
import type { VectorSource } from '../../vectors.ts';

/** What the model has positions for. sentence-transformers cuts at 256: no text is cut here that need not be. */
const LONGEST = 512;
const END = 102;

/** What is used of the tokenizer; the package's own types do not resolve here. */
interface WordPiece {
  encode(text: string): { readonly ids: readonly number[] };
}

/**
 * sentence-transformers/all-MiniLM-L6-v2 (English, 384 dimensions), int8: mean of the last hidden states, made to
 * length 1, as its model card says. One text a run, unpadded, as with our own encoder: int8 scales span a batch.
 * Queries and passages are encoded alike.
 */
export class MinilmEncoder implements VectorSource {
  readonly fingerprint = `all-MiniLM-L6-v2 ${MINILM_FILES[0].sha256.slice(0, 16)} mean ${LONGEST}`;
  readonly dimensions = 384;
  readonly #session: InferenceSession;
  readonly #tokenizer: WordPiece;

  private constructor(session: InferenceSession, tokenizer: WordPiece) {
    this.#session = session;
    this.#tokenizer = tokenizer;
  }

  /** Undefined where `bench/fetch-minilm.ts` has not been run, or its files are not those expected. */
  static async open(): Promise<MinilmEncoder | undefined> {
    if (minilmFaults().length > 0) return undefined;
    const session = await InferenceSession.create(join(MINILM, MINILM_MODEL), {
      // One thread: the same bits everywhere, and no fight with our own encoder's threads for two cores.
      intraOpNumThreads: 1,
      enableMemPattern: false,
      logSeverityLevel: 3,
    });
    const file: Record<string, unknown> = JSON.parse(readFileSync(join(MINILM, MINILM_TOKENIZER), 'utf8'));
    const tokenizer: WordPiece = new Tokenizer({ ...file, truncation: null, padding: null }, {});
    return new MinilmEncoder(session, tokenizer);
  }

  async encode(texts: readonly string[]): Promise<Float32Array[]> {
    const vectors: Float32Array[] = [];
    for (const text of texts) vectors.push(await this.#vector(text));
    return vectors;
  }

  async close(): Promise<void> {
    await this.#session.release();
  }

  async #vector(text: string): Promise<Float32Array> {
    const { ids: all } = this.#tokenizer.encode(text);
    const ids = all.length > LONGEST ? [...all.slice(0, LONGEST - 1), END] : all;
    const tensor = (value: (id: number) => bigint): Tensor =>
      new Tensor('int64', BigInt64Array.from(ids, value), [1, ids.length]);
    const { last_hidden_state: output } = await this.#session.run({
      input_ids: tensor(BigInt),
      attention_mask: tensor(() => 1n),
      token_type_ids: tensor(() => 0n),
    });
    const states = output?.data;
    if (!(states instanceof Float32Array)) throw new Error('all-MiniLM-L6-v2 gave no states.');
    return meanState(states, this.dimensions, ids.length);
  }
}

/** The mean of the states of the first `count` tokens, made to length 1. */
function meanState(states: Float32Array, dimensions: number, count: number): Float32Array {
  const sum = new Float64Array(dimensions);
  for (let t = 0; t < count; t++) for (let d = 0; d < dimensions; d++) sum[d]! += states[t * dimensions + d]!;
  const length = Math.hypot(...sum);
  return Float32Array.from(sum, (value) => (length > 0 ? value / length : 0));
}
