import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { EncodingRole } from '../../../../src/core/ports.ts';
import { loadModel, type LoadedModel } from '../../../../src/engine/models/hub/hubEncoder.ts';
import { STOCK } from '../../../speed/stock.ts';
import type { VectorSource } from '../../vectors.ts';

/** As ours reads. */
const LONGEST = 512;
const PREFIXES: Readonly<Record<EncodingRole, string>> = { query: 'query: ', passage: 'passage: ' };
const GRAPH = 'onnx/model.onnx';

/**
 * The weights that ours was made of, in float32 and in the graph that PyTorch's exporter writes: what int8 costs in
 * quality is the difference between the two.
 */
export class Float32Encoder implements VectorSource {
  readonly fingerprint = `stock e5-small float32 mean ${LONGEST}`;
  readonly dimensions = 384;
  readonly #model: LoadedModel;

  private constructor(model: LoadedModel) {
    this.#model = model;
  }

  /** Undefined where `models/build/stock.py` has not been run. */
  static async open(): Promise<Float32Encoder | undefined> {
    if (!existsSync(join(STOCK, GRAPH))) return undefined;
    const recipe = { pooling: 'mean', prefixes: PREFIXES, maxTokens: LONGEST } as const;
    return new Float32Encoder(await loadModel(STOCK, { graph: GRAPH, recipe, files: [] }));
  }

  async encode(texts: readonly string[], role: EncodingRole): Promise<Float32Array[]> {
    const { tokenizer, pool } = this.#model;
    const vectors: Float32Array[] = [];
    for (const text of texts)
      vectors.push(await pool.vector(tokenizer.ids(PREFIXES[role] + text, LONGEST), false));
    return vectors;
  }

  async close(): Promise<void> {
    await this.#model.pool.close();
  }
}
