import { stem } from '../../../src/core/text/porter.ts';
import { STOP_WORDS } from './stopWords.ts';
import { best } from './windows.ts';
import type { Found, System } from './system.ts';
import type { FlatWorkspaces } from './flat.ts';

const K1 = 0.9;
const B = 0.4;
const RUN = /[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af]+|[\p{L}\p{N}\p{M}]+/gu;
const IS_CJK = /^[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af]/;

/** Porter stems without stop words; characters of Chinese, Japanese and Korean runs in pairs. */
export function bm25Terms(text: string): string[] {
  const found: string[] = [];
  for (const [run] of text.normalize('NFKC').toLowerCase().matchAll(RUN)) {
    if (!IS_CJK.test(run)) {
      if (!STOP_WORDS.has(run)) found.push(stem(run));
    } else if (run.length === 1) found.push(run);
    else for (let i = 0; i + 1 < run.length; i++) found.push(run.slice(i, i + 2));
  }
  return found;
}

/** Okapi BM25 with Lucene's idf, log(1 + (N - n + .5) / (n + .5)), over a fixed list of texts. */
export class Bm25 {
  readonly #postings = new Map<string, { readonly texts: number[]; readonly counts: number[] }>();
  readonly #lengths: number[] = [];
  readonly #mean: number;

  constructor(texts: readonly string[]) {
    for (const [index, text] of texts.entries()) {
      const counts = new Map<string, number>();
      const words = bm25Terms(text);
      for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
      for (const [word, count] of counts) {
        const posting = this.#postings.get(word) ?? { texts: [], counts: [] };
        posting.texts.push(index);
        posting.counts.push(count);
        this.#postings.set(word, posting);
      }
      this.#lengths.push(words.length);
    }
    this.#mean = this.#lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, this.#lengths.length);
  }

  /** The score of every text, 0 where it shares no term with the question. */
  scores(question: string): Float64Array {
    const scores = new Float64Array(this.#lengths.length);
    for (const term of bm25Terms(question)) {
      const posting = this.#postings.get(term);
      if (posting === undefined) continue;
      const n = posting.texts.length;
      const idf = Math.log(1 + (this.#lengths.length - n + 0.5) / (n + 0.5));
      for (let i = 0; i < n; i++) {
        const text = posting.texts[i]!;
        const count = posting.counts[i]!;
        const norm = K1 * (1 - B + (B * this.#lengths[text]!) / this.#mean);
        scores[text]! += (idf * count * (K1 + 1)) / (count + norm);
      }
    }
    return scores;
  }
}

/** BM25 over flat windows of 128 tokens: what good keyword search gives. */
export class FlatBm25 implements System {
  readonly name = 'bm25';
  readonly #workspaces: FlatWorkspaces;
  #workspace = '';

  constructor(workspaces: FlatWorkspaces) {
    this.#workspaces = workspaces;
  }

  prepare(workspace: string): Promise<void> {
    this.#workspace = workspace;
    this.#workspaces.lexical(workspace);
    return Promise.resolve();
  }

  find(question: string, scope?: string): Promise<Found> {
    const windows = this.#workspaces.windows(this.#workspace);
    const scores = this.#workspaces.lexical(this.#workspace).scores(question);
    return Promise.resolve({ passages: best(windows, scores, scope) });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
