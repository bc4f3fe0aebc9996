import { Bm25 } from './bm25.ts';
import { cutWindows, windowsOf } from './windows.ts';
import type { VectorSource } from '../vectors.ts';
import type { Cut, Window } from './windows.ts';

/** Vectors of a workspace's windows, one after the other. */
export interface Dense {
  readonly dimensions: number;
  readonly vectors: Float32Array;
}

/** What the encoder is given for each window, in order. */
export type PassageTexts = (windows: readonly Window[]) => string[];

const ownText: PassageTexts = (windows) => windows.map((window) => window.text.trim());

/** Windows, words and vectors of the workspace at hand, made once and shared by the flat systems. */
export class FlatWorkspaces {
  readonly #cache: VectorSource | undefined;
  readonly #cut: Cut;
  readonly #texts: PassageTexts;
  #open = '';
  #windows: Window[] = [];
  #lexical: Bm25 | undefined;
  #dense: Dense | undefined;

  /** Without a cache of vectors only the lexical side works. */
  constructor(
    cache: VectorSource | undefined,
    { cut = cutWindows, texts = ownText }: { readonly cut?: Cut; readonly texts?: PassageTexts } = {},
  ) {
    this.#cache = cache;
    this.#cut = cut;
    this.#texts = texts;
  }

  windows(workspace: string): readonly Window[] {
    if (this.#open !== workspace) {
      this.#open = workspace;
      this.#windows = windowsOf(workspace, this.#cut);
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
      const encoded = await cache.encode(this.#texts(windows), 'passage');
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

  #required(): VectorSource {
    if (this.#cache === undefined) throw new Error('This bench was started without an encoder.');
    return this.#cache;
  }
}
