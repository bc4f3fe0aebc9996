/**
 * The kernel that compares a vector with many rows of bytes: `scan.wat` beside this file, assembled. 128 bits at a time
 * (WebAssembly SIMD, which every Node that runs the engine has), it takes about 50 ns a row of 384 components.
 *
 *   npm run kernel    # assembles scan.wat again; a test says where the two differ
 */
const ASSEMBLED =
  'AGFzbQEAAAABCwFgB39/f39/fX8AAg8BA2VudgZtZW1vcnkCAAEDAgEABwgBBHNjYW4AAArDAQHAAQIEfwJ7IAAgASADbGohBwJAA0AgACAHTw0BIAAhCCAAIAJqIQkgBCEK/QwAAAAAAAAAAAAAAAAAAAAAIQwDQCAI/QAAACELIAwgC/2HASAK/QAAAP26Af2uASEMIAwgC/2IASAK/QAAEP26Af2uASEMIApBIGohCiAIQRBqIQggCCAJSQ0ACyAGIAz9GwAgDP0bAWogDP0bAiAM/RsDamqyIAkqAACUIAWUOAAAIAZBBGohBiAAIANqIQAMAAsLCw==';

/**
 * Dot products of a vector with `count` rows; all addresses are in the memory that the kernel was made for, see scan.wat.
 *
 * @param rows where the first row begins
 * @param dims bytes of a row that count, a multiple of 16, at least 16
 * @param stride bytes from one row to the next; behind the components stands the row's scale
 * @param vector where the vector's 16-bit components begin
 * @param step what all results are multiplied by
 * @param out where the results go, a float each
 */
export type Scan = (
  rows: number,
  count: number,
  dims: number,
  stride: number,
  vector: number,
  step: number,
  out: number,
) => void;

let module: WebAssembly.Module | undefined;

/** The kernel over a memory. */
export function scanIn(memory: WebAssembly.Memory): Scan {
  module ??= new WebAssembly.Module(assembled());
  const { scan } = new WebAssembly.Instance(module, { env: { memory } }).exports;
  if (!isScan(scan)) throw new Error('the kernel has no scan');
  return scan;
}

/** The module's bytes. */
export function assembled(): Uint8Array {
  return Buffer.from(ASSEMBLED, 'base64');
}

function isScan(value: unknown): value is Scan {
  return typeof value === 'function';
}
