import type { QuantizedVector, Rows } from '../../core/recall/quantized.ts';
import { scanIn, type Scan } from './kernel/scan.ts';

const PAGE = 1 << 16;
/** Pages that a WebAssembly memory can have: 4 GiB, some ten million leaves. */
const MOST_PAGES = 1 << 16;
/** Components that the kernel takes at a time. */
const BLOCK = 16;
/** Behind a row's components: its scale, and the squared length of what it stands for, a float each. */
const TAIL = 8;
/** Results that the kernel writes before they are taken over. */
const RESULTS = 4096;
const LARGEST_16 = 32767;
const LARGEST_BYTE = 127;

/**
 * The vectors of a memory's leaves in bytes (`core/recall/quantized.ts`), row behind row in one block outside the
 * JavaScript heap, where the kernel compares one vector with all of them. 392 bytes a leaf of 384 dimensions.
 *
 * Rows are only ever added and never changed, so a snapshot's rows stay what they are while the memory goes on; what is
 * no longer used is left behind when the rows in use are copied to a new matrix (`snapshot.ts`).
 */
export class LeafMatrix {
  readonly dimensions: number;
  /** Bytes from one row to the next. */
  readonly stride: number;
  readonly #padded: number;
  readonly #memory: WebAssembly.Memory;
  readonly #scan: Scan;
  readonly #vectorAt = 0;
  readonly #resultsAt: number;
  readonly #rowsAt: number;
  #bytes: Int8Array;
  #floats: DataView;
  #size = 0;

  /** @param capacity rows that there is room for at once; it grows where there are more */
  constructor(dimensions: number, capacity = 0) {
    this.dimensions = dimensions;
    this.#padded = Math.max(BLOCK, Math.ceil(dimensions / BLOCK) * BLOCK);
    this.stride = this.#padded + TAIL;
    this.#resultsAt = this.#padded * 2;
    this.#rowsAt = this.#resultsAt + RESULTS * 4;
    const pages = Math.ceil((this.#rowsAt + capacity * this.stride) / PAGE);
    this.#memory = new WebAssembly.Memory({ initial: Math.min(MOST_PAGES, pages), maximum: MOST_PAGES });
    this.#scan = scanIn(this.#memory);
    this.#bytes = new Int8Array(this.#memory.buffer);
    this.#floats = new DataView(this.#memory.buffer);
  }

  /** Rows, those that nobody uses any more included. */
  get size(): number {
    return this.#size;
  }

  /** Bytes that are taken from the system. */
  get bytes(): number {
    return this.#bytes.length;
  }

  /** Adds rows of zeros and returns the number of the first; `set` and `copy` fill them, before anybody reads them. */
  add(count: number): number {
    const first = this.#size;
    const end = this.#rowsAt + (first + count) * this.stride;
    if (end > this.#bytes.length) {
      // A quarter more than is there, so that growing leaf by leaf does not grow every time.
      const wanted = Math.max(end, Math.min(this.#bytes.length * 1.25, MOST_PAGES * PAGE));
      this.#memory.grow(Math.ceil((wanted - this.#bytes.length) / PAGE));
      this.#bytes = new Int8Array(this.#memory.buffer);
      this.#floats = new DataView(this.#memory.buffer);
    }
    this.#size += count;
    return first;
  }

  /** Fills a row. @throws RangeError where the vector has another length. */
  set(row: number, { values, scale }: QuantizedVector): void {
    if (values.length !== this.dimensions)
      throw new RangeError(`a vector of ${values.length} components among those of ${this.dimensions}`);
    const at = this.#at(row);
    this.#bytes.set(values, at);
    let squares = 0;
    for (const value of values) squares += value * value;
    this.#floats.setFloat32(at + this.#padded, scale, true);
    this.#floats.setFloat32(at + this.#padded + 4, squares * scale * scale, true);
  }

  /** Takes over rows of another matrix of the same dimensions, or of this one. */
  copy(row: number, from: LeafMatrix, fromRow: number, count = 1): void {
    const begin = from.#at(fromRow);
    this.#bytes.set(from.#bytes.subarray(begin, begin + count * from.stride), this.#at(row));
  }

  /** The bytes of a run of rows, as they are kept in files: a view, gone once the matrix grows. */
  block(row: number, count: number): Uint8Array {
    return new Uint8Array(this.#memory.buffer, this.#at(row), count * this.stride);
  }

  /** Readies a vector for {@link scan}, in the kernel's own form; it stays until another one comes. */
  load(vector: Float32Array): number {
    let most = 0;
    for (const component of vector) most = Math.max(most, Math.abs(component));
    // Sums of `padded` products with bytes must stay below 2^31.
    const largest = Math.min(LARGEST_16, Math.floor(2 ** 31 / (LARGEST_BYTE * this.#padded)) - 1);
    const step = most / largest;
    const components = new Int16Array(this.#memory.buffer, this.#vectorAt, this.#padded).fill(0);
    if (step > 0) for (const [i, component] of vector.entries()) components[i] = Math.round(component / step);
    return step;
  }

  /**
   * Dot products of the vector that was loaded last with a run of rows, as exact as its 16 bits (some 1e-5 of its
   * length).
   *
   * @param step what {@link load} gave
   * @param out where the results go, from `at` on
   */
  scan(row: number, count: number, step: number, out: Float32Array, at: number): void {
    for (let done = 0; done < count; done += RESULTS) {
      const some = Math.min(RESULTS, count - done);
      this.#scan(
        this.#at(row + done),
        some,
        this.#padded,
        this.stride,
        this.#vectorAt,
        step,
        this.#resultsAt,
      );
      out.set(new Float32Array(this.#memory.buffer, this.#resultsAt, some), at + done);
    }
  }

  /** The squared length of a row. */
  squares(row: number): number {
    return this.#floats.getFloat32(this.#at(row) + this.#padded + 4, true);
  }

  scale(row: number): number {
    return this.#floats.getFloat32(this.#at(row) + this.#padded, true);
  }

  /** A row's components in bytes: a view, gone once the matrix grows. */
  components(row: number): Int8Array {
    const at = this.#at(row);
    return this.#bytes.subarray(at, at + this.dimensions);
  }

  #at(row: number): number {
    return this.#rowsAt + row * this.stride;
  }
}

/** The rows of one document in the matrix of all. */
export class MatrixRows implements Rows {
  readonly matrix: LeafMatrix;
  /** The matrix's number of the first row. */
  readonly first: number;

  constructor(matrix: LeafMatrix, first: number) {
    this.matrix = matrix;
    this.first = first;
  }

  get dimensions(): number {
    return this.matrix.dimensions;
  }

  quantized(row: number): QuantizedVector {
    return { values: this.matrix.components(this.first + row), scale: this.matrix.scale(this.first + row) };
  }

  vector(row: number): Float32Array {
    const { values, scale } = this.quantized(row);
    return Float32Array.from(values, (value) => value * scale);
  }
}
