import { Engine } from '../../../src/engine/engine.ts';
import { indexed } from '../store.ts';
import type { Encoder } from '../../../src/core/ports.ts';
import type { Found, System } from './system.ts';

/** The engine itself, in this process, finding passages as `recollect batch --passages-only` does. */
export class Recollect implements System {
  readonly name: string;
  readonly #store: string;
  readonly #encoder: Encoder;
  readonly #engine: Engine;
  #workspace = '';
  #throughGraph = 0;

  /**
   * @param store folder of the bench's own memories
   * @param encoder encodes files, from the bench's cache; questions are encoded by the engine's own
   * @param options its name in tables, and from how many leaves on it asks through the graph
   */
  constructor(
    store: string,
    encoder: Encoder,
    { name = 'recollect', graphFrom }: { readonly name?: string; readonly graphFrom?: number } = {},
  ) {
    this.name = name;
    this.#store = store;
    this.#encoder = encoder;
    this.#engine = new Engine({ store, graphFrom });
  }

  async prepare(workspace: string): Promise<void> {
    const prepared = await indexed(workspace, this.#store, this.#encoder);
    prepared.close();
    this.#workspace = workspace;
    const { encoded, warnings } = await this.#engine.index({ workspace });
    if (encoded > 0 || warnings.length > 0)
      throw new Error(
        `The engine did not take over the index as it is: ${encoded} encoded. ${warnings.map(({ text }) => text).join(' ')}`,
      );
  }

  async find(question: string, scope?: string): Promise<Found> {
    const { passages, confidence, abstained, memory } = await this.#engine.ask({
      workspace: this.#workspace,
      question,
      passagesOnly: true,
      ...(scope === undefined ? {} : { scope }),
    });
    if (memory.graph === true) this.#throughGraph++;
    return { passages, confidence, abstained };
  }

  /** Questions so far whose meaning was looked up through the graph (HNSW). */
  get throughGraph(): number {
    return this.#throughGraph;
  }

  async close(): Promise<void> {
    await this.#engine.close();
  }
}
