import { Engine } from '../../../src/engine/engine.ts';
import type { Found, System } from './system.ts';

/** The engine itself, in this process, finding passages as `recollect batch --passages-only` does. */
export class Recollect implements System {
  readonly name = 'recollect';
  readonly #store: string;
  #engine: Engine | undefined;
  #workspace = '';

  /** @param store folder of the bench's own store; what is indexed there stays for the next run */
  constructor(store: string) {
    this.#store = store;
  }

  async prepare(workspace: string): Promise<void> {
    this.#engine ??= new Engine({ store: this.#store });
    this.#workspace = workspace;
    await this.#engine.index({ workspace });
  }

  async find(question: string, scope?: string): Promise<Found> {
    if (this.#engine === undefined) throw new Error('prepare was not called');
    const { passages, confidence, abstained } = await this.#engine.ask({
      workspace: this.#workspace,
      question,
      passagesOnly: true,
      ...(scope === undefined ? {} : { scope }),
    });
    return { passages, confidence, abstained };
  }

  async close(): Promise<void> {
    await this.#engine?.close();
  }
}
