/**
 * Vectors in bytes: symmetric linear quantisation with one scale a vector (as in Jacob et al. 2018,
 * arXiv:1712.05877, without a zero point). A unit vector of 384 floats takes 388 bytes in place of 1,536, and what
 * that costs is below what can be measured (bench/README.md).
 */

/** A vector whose component i is `values[i] * scale`, within half a scale. */
export interface QuantizedVector {
  readonly values: Int8Array;
  /** The largest component over 127; 0 for a vector of zeros. */
  readonly scale: number;
}

const LARGEST = 127;

/** @throws RangeError where a component is not finite. */
export function quantize(vector: Float32Array): QuantizedVector {
  let most = 0;
  let finite = 0;
  for (const component of vector) {
    most = Math.max(most, Math.abs(component));
    finite += component * 0;
  }
  if (finite !== 0) throw new RangeError('a vector that is not finite');
  // Rounded to a float first: that is what is stored, and a vector must not depend on whether it was stored.
  const scale = Math.fround(most / LARGEST);
  const values = new Int8Array(vector.length);
  if (scale > 0) {
    for (let i = 0; i < vector.length; i++) {
      values[i] = Math.max(-LARGEST, Math.min(LARGEST, Math.round((vector[i] ?? 0) / scale)));
    }
  }
  return { values, scale };
}

/** Vectors in rows, by whatever they are kept in. */
export interface Rows {
  readonly dimensions: number;
  /** A row as it is kept; valid until rows are added. */
  quantized(row: number): QuantizedVector;
  /** A row as floats: a copy. */
  vector(row: number): Float32Array;
}

/** The vectors of a document's leaves, row by row. A row that was never set is a vector of zeros. */
export class VectorRows implements Rows {
  readonly dimensions: number;
  readonly #values: Int8Array;
  readonly #scales: Float32Array;

  constructor(count: number, dimensions: number) {
    this.dimensions = dimensions;
    this.#values = new Int8Array(count * dimensions);
    this.#scales = new Float32Array(count);
  }

  /** Copies the vector. @throws RangeError where it has another length. */
  set(row: number, { values, scale }: QuantizedVector): void {
    if (values.length !== this.dimensions) {
      throw new RangeError(`a vector of ${values.length} components among those of ${this.dimensions}`);
    }
    this.#values.set(values, row * this.dimensions);
    this.#scales[row] = scale;
  }

  quantized(row: number): QuantizedVector {
    const at = row * this.dimensions;
    return { values: this.#values.subarray(at, at + this.dimensions), scale: this.#scales[row] ?? 0 };
  }

  /** The squared length of what is left of a row once `centre` is taken off. */
  squaredDistance(row: number, centre: Float32Array): number {
    const at = row * this.dimensions;
    const scale = this.#scales[row] ?? 0;
    let squares = 0;
    for (let i = 0; i < this.dimensions; i++) {
      const difference = (this.#values[at + i] ?? 0) * scale - (centre[i] ?? 0);
      squares += difference * difference;
    }
    return squares;
  }

  vector(row: number): Float32Array {
    const { values, scale } = this.quantized(row);
    return Float32Array.from(values, (value) => value * scale);
  }
}

/** The dot product of a row with a vector as long. About 0.3 µs for 384 dimensions, as it is among floats. */
export function dotRow({ values, scale }: QuantizedVector, vector: Float32Array): number {
  const whole = vector.length & ~3;
  // Four sums: the additions do not wait for each other.
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let i = 0; i < whole; i += 4) {
    a += (values[i] ?? 0) * (vector[i] ?? 0);
    b += (values[i + 1] ?? 0) * (vector[i + 1] ?? 0);
    c += (values[i + 2] ?? 0) * (vector[i + 2] ?? 0);
    d += (values[i + 3] ?? 0) * (vector[i + 3] ?? 0);
  }
  for (let i = whole; i < vector.length; i++) a += (values[i] ?? 0) * (vector[i] ?? 0);
  return (a + b + c + d) * scale;
}
