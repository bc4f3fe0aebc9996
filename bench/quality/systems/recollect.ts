import { Engine } from '../../../src/engine/engine.ts';
import { indexed } from '../store.ts';
import type { Encoder } from '../../../src/core/ports.ts';
import type { Found, System } from './system.ts';

/**
 * The engine itself, in this process, finding passages as `recollect batch --passages-only` does; or, with `reads`, as
 * `recollect batch` does: the reader sharpens their order, and there is an answer.
 */
export class Recollect implements System {
  readonly name: string;
  readonly #store: string;
  readonly #encoder: Encoder;
  readonly #engine: Engine;
  readonly #reads: boolean;
  #workspace = '';
  #throughGraph = 0;

  /**
   * @param store folder of the bench's own memories
   * @param encoder encodes files, from the bench's cache; questions are encoded by the engine's own
   * @param options its name in tables, from how many leaves on it asks through the graph, and whether it reads
   */
  constructor(
    store: string,
    encoder: Encoder,
    {
      name = 'recollect',
      graphFrom,
      reads = false,
    }: { readonly name?: string; readonly graphFrom?: number; readonly reads?: boolean } = {},
  ) {
    this.name = name;
    this.#store = store;
    this.#encoder = encoder;
    // However busy the machine: a figure is the same every time.
    this.#engine = new Engine({ store, graphFrom, readingBudget: Infinity });
    this.#reads = reads;
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
    const { passages, answer, confidence, abstained, memory } = await this.#engine.ask({
      workspace: this.#workspace,
      question,
      passagesOnly: !this.#reads,
      ...(scope === undefined ? {} : { scope }),
    });
    if (memory.graph === true) this.#throughGraph++;
    return { passages, answer, confidence, abstained };
  }

  /** Questions so far whose meaning was looked up through the graph (HNSW). */
  get throughGraph(): number {
    return this.#throughGraph;
  }

  async close(): Promise<void> {
    await this.#engine.close();
  }
}
