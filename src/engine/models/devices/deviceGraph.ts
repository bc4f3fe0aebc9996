import { BLOCK, blocksOf, halves, valuesOf, type Blocks } from './blocks.ts';
import {
  type Attribute,
  FLOAT,
  FLOAT16,
  type GraphNode,
  INT64,
  INT8,
  type Initializer,
  readOnnx,
  UINT8,
  writeOnnx,
} from '../onnxGraph.ts';

/**
 * How a derived graph holds its weights and counts: `q4` 4-bit blocks and float32, `q4f16` the same blocks and half
 * precision, `f16` half precision throughout.
 */
export type GraphVariant = 'q4' | 'q4f16' | 'f16';

/** Raised with every change of what {@link deriveGraph} writes. */
export const DERIVATION = 1;

const RUNTIME = 'com.microsoft';
/** Inputs of a derived graph beside `input_ids` [batch, n]; all of them are padded to one length. */
export const BIAS = 'bias';
export const POOLING = 'pooling';

/**
 * The encoder's graph for graphics devices, made from the shipped one, which is int8 and would run on the processor:
 * the same weights in the 4 bits that they were (`blocks.ts`), products and activations in floating point, and many
 * texts at a time. Only standard operators around the weights, so that a device need not know more than ONNX.
 *
 * Inputs: `input_ids` int64 [batch, n], `bias` float32 [batch, 1, 1, n] (0 where a token stands, else a number so low
 * that nothing attends to it), `pooling` float32 [batch, 1, n] (1 / length where a token stands, else 0). Output:
 * `mean` float32 [batch, 1, hidden], not yet of unit length. Word embeddings stay where the shipped graph has them,
 * in a file of the encoder's folder.
 *
 * Throws where the graph is not one that `models/build/encoder.py` wrote.
 */
export function deriveGraph(encoder: Uint8Array, variant: GraphVariant): Uint8Array {
  return new Derivation(encoder, variant).write();
}

class Derivation {
  readonly #nodes: GraphNode[] = [];
  readonly #initializers: Initializer[] = [];
  readonly #source: ReturnType<typeof readOnnx>;
  readonly #variant: GraphVariant;
  readonly #half: boolean;
  readonly #epsilon: number;
  readonly #heads: number;

  constructor(encoder: Uint8Array, variant: GraphVariant) {
    this.#source = readOnnx(encoder);
    this.#variant = variant;
    this.#half = variant !== 'q4';
    this.#epsilon = this.#setting('LayerNormalization', 'epsilon');
    this.#heads = this.#setting('QAttention', 'num_heads');
  }

  write(): Uint8Array {
    const layers = [...this.#source.initializers.keys()].filter((name) => /^l\d+\.qkv\.w$/.test(name)).length;
    if (layers === 0) throw new Error('the graph has no layers to derive from');
    const hidden = this.#floats('emb.ln.b').length;
    let x = this.#embedded();
    let bias = BIAS;
    if (this.#half) {
      x = this.#node('Cast', [x], 'x0.half', { to: int(FLOAT16) });
      bias = this.#node('Cast', [BIAS], 'bias.half', { to: int(FLOAT16) });
    }
    this.#ints('split', [hidden, hidden, hidden]);
    this.#ints('heads', [0, 0, this.#heads, hidden / this.#heads]);
    this.#ints('joined', [0, 0, hidden]);
    for (let layer = 0; layer < layers; layer++) x = this.#layer(`l${layer}`, x, bias, hidden);
    if (this.#half) x = this.#node('Cast', [x], 'states', { to: int(FLOAT) });
    this.#node('MatMul', [POOLING, x], 'mean');
    return writeOnnx({
      name: `encoder-${this.#variant}`,
      nodes: this.#nodes,
      initializers: this.#initializers,
      inputs: [
        { name: 'input_ids', type: INT64, shape: ['b', 'n'] },
        { name: BIAS, type: FLOAT, shape: ['b', 1, 1, 'n'] },
        { name: POOLING, type: FLOAT, shape: ['b', 1, 'n'] },
      ],
      outputs: [{ name: 'mean', type: FLOAT, shape: ['b', 1, hidden] }],
      operators: { '': 20, [RUNTIME]: 1 },
    });
  }

  /** Word and position embeddings, normalised: always in float32, which is what their table gives. */
  #embedded(): string {
    const gather = this.#source.nodes.find(({ kind }) => kind === 'GatherBlockQuantized');
    if (!gather) throw new Error('the graph has no table of words to derive from');
    for (const name of gather.inputs)
      if (name !== 'input_ids') this.#initializers.push(this.#initializer(name));
    this.#nodes.push(gather);
    const words = gather.outputs[0] ?? '';
    this.#initializers.push(this.#initializer('positions'));
    this.#ints('zero', [0]);
    this.#ints('one', [1]);
    const length = this.#node('Shape', ['input_ids'], 'length', { start: int(1), end: int(2) });
    const places = this.#node('Slice', ['positions', 'zero', length, 'one'], 'places');
    const sum = this.#node('Add', [words, places], 'embedded');
    const [gain, bias] = [this.#keep('emb.ln.w', FLOAT), this.#keep('emb.ln.b', FLOAT)];
    return this.#node('LayerNormalization', [sum, gain, bias], 'x0', this.#normalising());
  }

  #layer(layer: string, x: string, bias: string, hidden: number): string {
    const all = this.#linear(x, `${layer}.qkv`, hidden);
    const parts = ['q', 'k', 'v'].map((part) => `${layer}.${part}`);
    this.#nodes.push({
      kind: 'Split',
      domain: '',
      inputs: [all, 'split'],
      outputs: parts,
      attributes: { axis: int(-1) },
    });
    const [q = '', k = '', v = ''] = parts.map((part) =>
      this.#node('Reshape', [part, 'heads'], `${part}.heads`),
    );
    const queries = this.#node('Transpose', [q], `${layer}.queries`, { perm: ints([0, 2, 1, 3]) });
    const keys = this.#node('Transpose', [k], `${layer}.keys`, { perm: ints([0, 2, 3, 1]) });
    const values = this.#node('Transpose', [v], `${layer}.values`, { perm: ints([0, 2, 1, 3]) });
    const products = this.#node('MatMul', [queries, keys], `${layer}.products`);
    const logits = this.#node('Add', [products, bias], `${layer}.logits`);
    const weights = this.#node('Softmax', [logits], `${layer}.weights`, { axis: int(-1) });
    const mixed = this.#node('MatMul', [weights, values], `${layer}.mixed`);
    const placed = this.#node('Transpose', [mixed], `${layer}.placed`, { perm: ints([0, 2, 1, 3]) });
    const context = this.#node('Reshape', [placed, 'joined'], `${layer}.context`);
    const y = this.#residual(this.#linear(context, `${layer}.ao`, hidden), x, `${layer}.aln`);
    const wide = this.#linear(y, `${layer}.fi`, hidden);
    const active = this.#node('Gelu', [wide], `${layer}.gelu`, {}, RUNTIME);
    return this.#residual(this.#linear(active, `${layer}.fo`, 4 * hidden), y, `${layer}.oln`);
  }

  /** x weights + bias. Queries are divided by the root of a head's width here, so that products need not be. */
  #linear(x: string, name: string, inputs: number): string {
    const { shape, bytes, type } = this.#initializer(`${name}.w`);
    const [rows, outputs = 0] = shape;
    if (type !== INT8 || rows !== inputs || inputs % BLOCK !== 0)
      throw new Error(`the weights ${name}.w are not those of a graph to derive from`);
    const weights = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    const blocks = blocksOf(weights, this.#floats(`${name}.s`), inputs);
    const bias = this.#floats(`${name}.b`);
    if (name.endsWith('.qkv')) {
      const factor = 1 / Math.sqrt(outputs / 3 / this.#heads);
      scale(bias.subarray(0, outputs / 3), factor);
      scale(blocks.scales.subarray(0, blocks.scales.length / 3), factor);
    }
    const product = this.#product(x, name, blocks, [inputs, outputs]);
    return this.#node('Add', [product, this.#constant(`${name}.b`, bias, [outputs])], name);
  }

  #product(x: string, name: string, blocks: Blocks, [inputs, outputs]: readonly [number, number]): string {
    if (this.#variant === 'f16') {
      const weights = this.#constant(`${name}.w`, valuesOf(blocks, inputs), [inputs, outputs]);
      return this.#node('MatMul', [x, weights], `${name}.product`);
    }
    const perRow = inputs / BLOCK;
    this.#initializers.push({
      name: `${name}.w`,
      type: UINT8,
      shape: [outputs, perRow, BLOCK / 2],
      bytes: blocks.nibbles,
    });
    const scales = this.#constant(`${name}.s`, blocks.scales, [outputs * perRow]);
    const attributes = { K: int(inputs), N: int(outputs), bits: int(4), block_size: int(BLOCK) };
    return this.#node('MatMulNBits', [x, `${name}.w`, scales], `${name}.product`, attributes, RUNTIME);
  }

  #residual(x: string, y: string, name: string): string {
    const sum = this.#node('Add', [x, y], `${name}.sum`);
    const gain = this.#keep(`${name}.w`);
    const bias = this.#keep(`${name}.b`);
    return this.#node('LayerNormalization', [sum, gain, bias], `${name}.y`, this.#normalising());
  }

  #normalising(): Readonly<Record<string, Attribute>> {
    return { axis: int(-1), epsilon: { kind: 'float', value: this.#epsilon } };
  }

  #node(
    kind: string,
    inputs: readonly string[],
    output: string,
    attributes: Readonly<Record<string, Attribute>> = {},
    domain = '',
  ): string {
    this.#nodes.push({ kind, domain, inputs, outputs: [output], attributes });
    return output;
  }

  #ints(name: string, values: readonly number[]): void {
    const bytes = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    this.#initializers.push({ name, type: INT64, shape: [values.length], bytes });
  }

  /** A vector of the shipped graph, in the precision that is counted in. */
  #keep(name: string, type = this.#half ? FLOAT16 : FLOAT): string {
    const values = this.#floats(name);
    return this.#constant(name, values, [values.length], type);
  }

  #constant(
    name: string,
    values: Float32Array,
    shape: readonly number[],
    type = this.#half ? FLOAT16 : FLOAT,
  ): string {
    const held = type === FLOAT16 ? halves(values) : values;
    const bytes = new Uint8Array(held.buffer, held.byteOffset, held.byteLength);
    this.#initializers.push({ name, type, shape, bytes });
    return name;
  }

  #initializer(name: string): Initializer {
    const found = this.#source.initializers.get(name);
    if (!found) throw new Error(`the graph has no ${name} to derive from`);
    return found;
  }

  /** A copy: the bytes of a file need not begin where a number may. */
  #floats(name: string): Float32Array<ArrayBuffer> {
    const { type, bytes } = this.#initializer(name);
    if (type !== FLOAT) throw new Error(`${name} is not of the type to derive from`);
    return new Float32Array(bytes.slice().buffer);
  }

  #setting(kind: string, name: string): number {
    const attribute = this.#source.nodes.find((node) => node.kind === kind)?.attributes[name];
    if (attribute?.kind !== 'int' && attribute?.kind !== 'float')
      throw new Error(`the graph has no ${kind} to derive from`);
    return attribute.value;
  }
}

function int(value: number): Attribute {
  return { kind: 'int', value };
}

function ints(value: readonly number[]): Attribute {
  return { kind: 'ints', value };
}

function scale(values: Float32Array, factor: number): void {
  for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) * factor;
}
