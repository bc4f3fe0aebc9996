// Graphs as repositories of models have them (exports of optimum, sentence-transformers and transformers.js): what
// they want beside the ids, and how one vector comes out of what they give.
import type * as Ort from 'onnxruntime-node';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { HubGraphUse } from '../modelMessages.ts';
import { processorSession } from '../processorSession.ts';

type Runtime = typeof Ort;
type Metadata = InferenceSession.ValueMetadata;

/** Runs native code; see `native`. */
export type Guard = <T>(work: () => Promise<T>) => Promise<T>;

/** A loaded graph. */
export interface HubGraph {
  /** The unit vector of a text, by its ids. One text a run: it depends on nothing else (invariant 4). */
  vector(ids: Int32Array): Promise<Float32Array<ArrayBuffer>>;
  release(): Promise<void>;
}

/** Outputs that hold a state for each token, and those that hold the text's vector already, most usual first. */
const BY_TOKEN = ['last_hidden_state', 'token_embeddings'];
const WHOLE = ['sentence_embedding', 'dense', 'dense_vecs', 'text_embeds', 'embedding', 'embeddings'];

/**
 * Loads a graph.
 *
 * @throws Error where it cannot be loaded, wants an input that is not known here, or has no output to take vectors from
 */
export async function openHubGraph(
  ort: Runtime,
  file: string,
  use: HubGraphUse,
  guard: Guard,
): Promise<HubGraph> {
  const session = await guard(() => ort.InferenceSession.create(file, processorSession(use.threads)));
  const feeds = session.inputMetadata.map((input) => ({ name: input.name, make: feedOf(ort, input) }));
  const output = outputOf(session.outputMetadata, use.output);
  return {
    vector: async (ids) => {
      const inputs = Object.fromEntries(feeds.map(({ name, make }) => [name, make(ids)]));
      const result = (await guard(() => session.run(inputs, [output])))[output];
      if (result === undefined) throw new Error(`the model gave no ${output}`);
      return pooled(result, use.pooling);
    },
    release: () => session.release(),
  };
}

/** What makes an input of the ids. */
function feedOf(ort: Runtime, input: Metadata): (ids: Int32Array) => Tensor {
  if (!input.isTensor) throw new Error(`the model's input ${input.name} is no tensor`);
  const { name, type, shape } = input;
  const integers = (values: Int32Array): Tensor =>
    type === 'int32'
      ? new ort.Tensor('int32', values, [1, values.length])
      : new ort.Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
  if (name === 'input_ids') return integers;
  if (name === 'attention_mask') return (ids) => integers(new Int32Array(ids.length).fill(1));
  if (name === 'token_type_ids') return (ids) => integers(new Int32Array(ids.length));
  if (name === 'position_ids') return (ids) => integers(Int32Array.from(ids.keys()));
  if (name.startsWith('past_key_values.')) {
    // A decoder's cache of the text before: there is none. The batch is its first dimension, the length its open one.
    const dims = shape.map((size, axis) =>
      typeof size === 'number' && size >= 0 ? size : axis === 0 ? 1 : 0,
    );
    if (!dims.includes(0)) throw new Error(`the model's input ${name} has no length of its own`);
    return () =>
      type === 'float16'
        ? new ort.Tensor('float16', new Uint16Array(0), dims)
        : new ort.Tensor('float32', new Float32Array(0), dims);
  }
  throw new Error(`the model wants an input ${name}, which Recollect does not know`);
}

/** The output to take vectors from: the one that is named, else by usual names, else the only one of its kind. */
function outputOf(outputs: readonly Metadata[], named: string | undefined): string {
  const names = outputs.map(({ name }) => name);
  const known = named === undefined ? [...BY_TOKEN, ...WHOLE] : [named];
  const found = known.find((name) => names.includes(name));
  if (found !== undefined) return found;
  const likely = outputs.filter((one) => one.isTensor && [2, 3].includes(one.shape.length));
  const [only] = likely;
  if (named === undefined && likely.length === 1 && only !== undefined) return only.name;
  throw new Error(`none of the model's outputs (${names.slice(0, 5).join(', ')}) is known to hold vectors`);
}

/** The unit vector of what the graph gave: [1, tokens, width] is pooled, [1, width] is the vector already. */
function pooled({ data, dims }: Tensor, pooling: HubGraphUse['pooling']): Float32Array<ArrayBuffer> {
  const values = floatsOf(data);
  const width = dims.at(-1) ?? 0;
  const rows = width === 0 ? 0 : values.length / width;
  if (![2, 3].includes(dims.length) || dims[0] !== 1 || rows < 1)
    throw new Error(`the model gave figures of the shape ${dims.join(' x ')}`);
  const vector = new Float32Array(width);
  if (dims.length === 2 || pooling === 'cls') vector.set(values.subarray(0, width));
  else if (pooling === 'last') vector.set(values.subarray((rows - 1) * width, rows * width));
  // The sum points where the mean does.
  else for (let i = 0; i < rows * width; i++) vector[i % width] = (vector[i % width] ?? 0) + (values[i] ?? 0);
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  if (!Number.isFinite(length) || length === 0)
    throw new Error('the model gave no figures that are a vector');
  return vector.map((value) => value / length);
}

function floatsOf(data: Tensor['data']): Float32Array {
  if (data instanceof Float32Array) return data;
  // Half precision comes as its bits, and where the platform has a type for it, as that.
  if (data instanceof Uint16Array) return Float32Array.from(data, halfToFloat);
  if (ArrayBuffer.isView(data) && data.constructor.name === 'Float16Array')
    return Float32Array.from(new Uint16Array(data.buffer, data.byteOffset, data.length), halfToFloat);
  throw new Error('the model gave no floating-point figures');
}

/** IEEE 754 binary16: one bit of sign, five of exponent, ten of fraction. */
function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
