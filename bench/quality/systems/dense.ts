import { best } from './windows.ts';
import type { FlatWorkspaces } from './flat.ts';
import type { Found, System } from './system.ts';

/** Cosine of our encoder's vectors over flat windows of 128 tokens: what a plain vector store gives. */
export class FlatDense implements System {
  readonly name = 'dense';
  readonly #workspaces: FlatWorkspaces;
  #workspace = '';

  constructor(workspaces: FlatWorkspaces) {
    this.#workspaces = workspaces;
  }

  async prepare(workspace: string): Promise<void> {
    this.#workspace = workspace;
    await this.#workspaces.dense(workspace);
  }

  async find(question: string, scope?: string): Promise<Found> {
    const scores = await this.#workspaces.cosines(this.#workspace, question);
    return { passages: best(this.#workspaces.windows(this.#workspace), scores, scope) };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
