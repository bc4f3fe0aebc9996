/** Weights of one block, along the inputs. */
export const BLOCK = 32;
const BYTES = BLOCK / 2;
/** Nibbles stand for -8 to 7. */
const ZERO = 8;

/** A matrix as `MatMulNBits` reads it: rows of outputs, each in blocks of 32 inputs. */
export interface Blocks {
  /** uint8 [outputs, inputs / 32, 16]; the even input in the low nibble. */
  readonly nibbles: Uint8Array;
  /** [outputs, inputs / 32]; weight = (nibble - 8) * scale. */
  readonly scales: Float32Array;
}

/**
 * Finds the 4-bit blocks that an int8 matrix was made of. The shipped weights were 4-bit ones before each output got
 * one scale of 1/127 of its largest weight, which is fine enough to tell the sixteen values of a block apart: the
 * block's scale is sought among those at which its largest weight is one of the outermost values, the nibbles are
 * rounded to it, and the scale is fitted to them by least squares. What is found is nearer to the original than the
 * int8 weights are (a test compares the vectors of both with those of the original).
 *
 * @param weights int8 [inputs, outputs]
 * @param scales one an output
 */
export function blocksOf(weights: Int8Array, scales: Float32Array, inputs: number): Blocks {
  const outputs = scales.length;
  const perRow = inputs / BLOCK;
  const nibbles = new Uint8Array(outputs * perRow * BYTES);
  const found = new Float32Array(outputs * perRow);
  const block = new Float64Array(BLOCK);
  for (let output = 0; output < outputs; output++) {
    for (let b = 0; b < perRow; b++) {
      for (let i = 0; i < BLOCK; i++) block[i] = weights[(b * BLOCK + i) * outputs + output] ?? 0;
      const scale = scaleOf(block);
      const at = output * perRow + b;
      found[at] = scale * (scales[output] ?? 0);
      for (let i = 0; i < BLOCK; i += 2)
        nibbles[at * BYTES + i / 2] =
          (nibble(block[i] ?? 0, scale) + ZERO) | ((nibble(block[i + 1] ?? 0, scale) + ZERO) << 4);
    }
  }
  return { nibbles, scales: found };
}

/** The matrix that blocks stand for, [inputs, outputs]. */
export function valuesOf({ nibbles, scales }: Blocks, inputs: number): Float32Array {
  const perRow = inputs / BLOCK;
  const outputs = scales.length / perRow;
  const values = new Float32Array(inputs * outputs);
  for (let output = 0; output < outputs; output++)
    for (let input = 0; input < inputs; input++) {
      const at = output * perRow + Math.floor(input / BLOCK);
      const pair = nibbles[at * BYTES + Math.floor((input % BLOCK) / 2)] ?? 0;
      const value = (input % 2 === 0 ? pair & 15 : pair >> 4) - ZERO;
      values[input * outputs + output] = value * (scales[at] ?? 0);
    }
  return values;
}

/** Float32 as the bits of IEEE half precision, rounded to the nearest, ties to even; what is too large is infinite. */
export function halves(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const result = new Uint16Array(values.length);
  for (let i = 0; i < bits.length; i++) result[i] = half(bits[i] ?? 0);
  return result;
}

function half(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 112;
  const fraction = bits & 0x7fffff;
  // Infinite or not a number.
  if (exponent === 143) return sign | 0x7c00 | (fraction === 0 ? 0 : 0x200);
  if (exponent >= 31) return sign | 0x7c00;
  if (exponent <= 0) {
    if (exponent < -10) return sign;
    return sign | rounded(fraction | 0x800000, 14 - exponent);
  }
  // A fraction that is rounded up to the next power carries into the exponent, as it should.
  return sign | ((exponent << 10) + rounded(fraction, 13));
}

/** The number without its last bits, rounded to the nearest, ties to even. */
function rounded(value: number, bits: number): number {
  const kept = value >>> bits;
  const rest = value & ((1 << bits) - 1);
  const middle = 1 << (bits - 1);
  return rest > middle || (rest === middle && (kept & 1) === 1) ? kept + 1 : kept;
}

/** The scale at which the block's weights are nearest to whole numbers from -8 to 7. */
function scaleOf(block: Float64Array): number {
  let most = 0;
  for (const value of block) if (Math.abs(value) > Math.abs(most)) most = value;
  if (most === 0) return 0;
  let best = 0;
  let least = Infinity;
  for (const outermost of [-8, 7, -7]) {
    let scale = most / outermost;
    for (let round = 0; round < 2; round++) {
      let products = 0;
      let squares = 0;
      for (const value of block) {
        const n = nibble(value, scale);
        products += n * value;
        squares += n * n;
      }
      if (squares > 0) scale = products / squares;
    }
    let error = 0;
    for (const value of block) error += (nibble(value, scale) * scale - value) ** 2;
    if (error < least) {
      least = error;
      best = scale;
    }
  }
  return best;
}

function nibble(value: number, scale: number): number {
  return scale === 0 ? 0 : Math.max(-ZERO, Math.min(ZERO - 1, Math.round(value / scale)));
}
