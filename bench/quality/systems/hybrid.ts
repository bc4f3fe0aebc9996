import { best } from './windows.ts';
import type { FlatWorkspaces } from './flat.ts';
import type { Found, System } from './system.ts';

/**
 * Makes one score a window of two.
 *
 * @param words BM25, 0 where no word is shared
 * @param meaning cosine
 * @param within whether the question is asked of the window's file
 */
export type Fuse = (words: Float64Array, meaning: Float64Array, within: readonly boolean[]) => Float64Array;

/** BM25 and the cosine of our encoder over the same flat windows of 128 tokens, put together by `fuse`. */
export class FlatHybrid implements System {
  readonly name: string;
  readonly #workspaces: FlatWorkspaces;
  readonly #fuse: Fuse;
  #workspace = '';

  constructor(workspaces: FlatWorkspaces, name: string, fuse: Fuse) {
    this.#workspaces = workspaces;
    this.name = name;
    this.#fuse = fuse;
  }

  async prepare(workspace: string): Promise<void> {
    this.#workspace = workspace;
    this.#workspaces.lexical(workspace);
    await this.#workspaces.dense(workspace);
  }

  async find(question: string, scope?: string): Promise<Found> {
    const windows = this.#workspaces.windows(this.#workspace);
    const within = windows.map((window) => scope === undefined || window.file === scope);
    const words = this.#workspaces.lexical(this.#workspace).scores(question);
    const meaning = await this.#workspaces.cosines(this.#workspace, question);
    return { passages: best(windows, this.#fuse(words, meaning, within), scope) };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
