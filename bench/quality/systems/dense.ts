import { best } from './windows.ts';
import type { FlatWorkspaces } from './flat.ts';
import type { Found, System } from './system.ts';

/** Cosine of an encoder's vectors over flat windows: what a plain vector store gives. */
export class FlatDense implements System {
  readonly name: string;
  readonly #workspaces: FlatWorkspaces;
  #workspace = '';

  /** Named `dense`, it is our encoder over windows of 128 tokens. */
  constructor(workspaces: FlatWorkspaces, name = 'dense') {
    this.#workspaces = workspaces;
    this.name = name;
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
