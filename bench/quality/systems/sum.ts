import { best } from './windows.ts';
import type { FlatWorkspaces } from './flat.ts';
import type { Found, System } from './system.ts';

/** The sum of the z-scores of BM25 and cosine over the same flat windows: the plainest way to have both. */
export class FlatSum implements System {
  readonly name = 'sum';
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
    const within = windows.map((window) => scope === undefined || window.file === scope);
    const lexical = standardised(this.#workspaces.lexical(this.#workspace).scores(question), within);
    const dense = standardised(await this.#workspaces.cosines(this.#workspace, question), within);
    return {
      passages: best(
        windows,
        lexical.map((z, i) => z + dense[i]!),
        scope,
      ),
    };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** z-scores among the windows asked; all 0 where they do not differ. */
function standardised(scores: Float64Array, within: readonly boolean[]): Float64Array {
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < scores.length; i++) {
    if (within[i] !== true) continue;
    count++;
    sum += scores[i]!;
    squares += scores[i]! ** 2;
  }
  const mean = sum / Math.max(1, count);
  const deviation = Math.sqrt(Math.max(0, squares / Math.max(1, count) - mean ** 2));
  return scores.map((score) => (deviation > 1e-9 ? (score - mean) / deviation : 0));
}
