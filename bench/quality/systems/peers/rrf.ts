import { best } from '../windows.ts';
import type { FlatWorkspaces } from '../flat.ts';
import type { Found, System } from '../system.ts';

/** Of Cormack, Clarke and Büttcher (SIGIR 2009), and what Elasticsearch, OpenSearch and Azure use unasked. */
const K = 60;

/**
 * Reciprocal rank fusion: the sum of 1 / (60 + rank) over the list of BM25 (texts that share a word with the
 * question) and that of our encoder's cosine (all texts), over the same flat windows of 128 tokens.
 */
export class ReciprocalRankFusion implements System {
  readonly name = 'rrf';
  readonly #workspaces: FlatWorkspaces;
  #workspace = '';

  constructor(workspaces: FlatWorkspaces) {
    this.#workspaces = workspaces;
  }

  async prepare(workspace: string): Promise<void> {
    this.#workspace = workspace;
    this.#workspaces.lexical(workspace);
    await this.#workspaces.dense(workspace);
  }

  async find(question: string, scope?: string): Promise<Found> {
    const windows = this.#workspaces.windows(this.#workspace);
    const within = (i: number): boolean => scope === undefined || windows[i]!.file === scope;
    const words = this.#workspaces.lexical(this.#workspace).scores(question);
    const meaning = await this.#workspaces.cosines(this.#workspace, question);
    const fused = new Float64Array(windows.length);
    addRanks(fused, words, (i) => within(i) && words[i]! > 0);
    addRanks(fused, meaning, within);
    return { passages: best(windows, fused, scope) };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** Adds 1 / (60 + rank), the first rank being 1, to each text in the list of scores. */
export function addRanks(fused: Float64Array, scores: Float64Array, listed: (i: number) => boolean): void {
  const list = Array.from(scores.keys()).filter(listed);
  list.sort((a, b) => scores[b]! - scores[a]! || a - b);
  for (const [rank, i] of list.entries()) fused[i]! += 1 / (K + rank + 1);
}
