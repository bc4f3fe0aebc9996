/**
 * The bytes of an ONNX model of integer matrix products alone, written by hand so that the bench needs no Python. The
 * fields are those of onnx.proto3 (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3).
 */

const UINT8 = 2;
const INT8 = 3;
const INT32 = 6;
const INT64 = 7;

/** A matrix of weights: [inputs, outputs]. */
export interface Shape {
  readonly inputs: number;
  readonly outputs: number;
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}

function number(field: number, value: number): Buffer {
  return Buffer.from([...varint(field * 8), ...varint(value)]);
}

function bytes(field: number, ...content: readonly (Buffer | string)[]): Buffer {
  const whole = Buffer.concat(content.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
  return Buffer.concat([Buffer.from([...varint(field * 8 + 2), ...varint(whole.length)]), whole]);
}

function node(kind: string, inputs: readonly string[], output: string): Buffer {
  return bytes(
    1,
    ...inputs.map((input) => bytes(1, input)),
    bytes(2, output),
    bytes(3, output),
    bytes(4, kind),
  );
}

function weights(name: string, type: number, dimensions: readonly number[], raw: Buffer): Buffer {
  return bytes(
    5,
    ...dimensions.map((size) => number(1, size)),
    number(2, type),
    bytes(8, name),
    bytes(9, raw),
  );
}

/** Field 11 for an input, 12 for an output. */
function value(field: number, name: string, type: number, dimensions: readonly (number | string)[]): Buffer {
  const shape = dimensions.map((size) =>
    bytes(1, typeof size === 'number' ? number(1, size) : bytes(2, size)),
  );
  return bytes(field, bytes(1, name), bytes(2, bytes(1, number(1, type), bytes(2, ...shape))));
}

/**
 * A model that multiplies its inputs `x{inputs}` (uint8 [n, inputs], one for each width there is) by each matrix, as
 * the encoder does with its layers, each with weights of its own. Every product is an output, so that none is left out;
 * `length`, a single number, is what is to be fetched.
 */
export function matrixModel(shapes: readonly Shape[]): Buffer {
  const widths = [...new Set(shapes.map(({ inputs }) => inputs))];
  let seed = 1;
  const random = (length: number): Buffer => {
    const raw = Buffer.allocUnsafe(length);
    for (let i = 0; i < length; i++) {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      raw[i] = seed >> 16;
    }
    return raw;
  };
  const graph = [
    node('Shape', [`x${widths[0]}`], 'length'),
    ...shapes.map((shape, i) => node('MatMulInteger', [`x${shape.inputs}`, `w${i}`, 'zero'], `y${i}`)),
    bytes(2, 'matrices'),
    weights('zero', UINT8, [], Buffer.from([128])),
    ...shapes.map(({ inputs, outputs }, i) =>
      weights(`w${i}`, INT8, [inputs, outputs], random(inputs * outputs)),
    ),
    ...widths.map((width) => value(11, `x${width}`, UINT8, ['n', width])),
    value(12, 'length', INT64, [2]),
    ...shapes.map(({ outputs }, i) => value(12, `y${i}`, INT32, ['n', outputs])),
  ];
  return Buffer.concat([number(1, 10), bytes(2, 'recollect'), bytes(8, number(2, 20)), bytes(7, ...graph)]);
}
