import { Bm25 } from './bm25.ts';
import { windowsOf } from './windows.ts';
import type { Encoder } from '../../../src/core/ports.ts';
import type { Window } from './windows.ts';

/** Vectors of a workspace's windows, one after the other. */
export interface Dense {
  readonly dimensions: number;
  readonly vectors: Float32Array;
}

/** Windows, words and vectors of the workspace at hand, made once and shared by the flat systems. */
export class FlatWorkspaces {
  readonly #cache: Encoder | undefined;
  #open = '';
  #windows: Window[] = [];
  #lexical: Bm25 | undefined;
  #dense: Dense | undefined;

  /** Without a cache of vectors only the lexical side works. */
  constructor(cache: Encoder | undefined) {
    this.#cache = cache;
  }

  windows(workspace: string): readonly Window[] {
    if (this.#open !== workspace) {
      this.#open = workspace;
      this.#windows = windowsOf(workspace);
      this.#lexical = undefined;
      this.#dense = undefined;
    }
    return this.#windows;
  }

  lexical(workspace: string): Bm25 {
    const windows = this.windows(workspace);
    this.#lexical ??= new Bm25(windows.map((window) => window.text));
    return this.#lexical;
  }

  /** Encodes what the cache does not hold. */
  async dense(workspace: string): Promise<Dense> {
    const windows = this.windows(workspace);
    if (this.#dense === undefined) {
      const cache = this.#required();
      const texts = windows.map((window) => window.text.trim());
      const encoded = await cache.encode(texts, 'passage');
      const vectors = new Float32Array(windows.length * cache.dimensions);
      encoded.forEach((vector, i) => vectors.set(vector, i * cache.dimensions));
      this.#dense = { dimensions: cache.dimensions, vectors };
    }
    return this.#dense;
  }

  /** Cosine of every window with the question. */
  async cosines(workspace: string, question: string): Promise<Float64Array> {
    const { dimensions, vectors } = await this.dense(workspace);
    const [query] = await this.#required().encode([question], 'query');
    const scores = new Float64Array(vectors.length / dimensions);
    if (query === undefined) return scores;
    for (let i = 0, at = 0; i < scores.length; i++) {
      let sum = 0;
      for (let d = 0; d < dimensions; d++, at++) sum += vectors[at]! * query[d]!;
      scores[i] = sum;
    }
    return scores;
  }

  #required(): Encoder {
    if (this.#cache === undefined) throw new Error('This bench was started without an encoder.');
    return this.#cache;
  }
}
