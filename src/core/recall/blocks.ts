/** Leaves that are taken at once. */
export const BLOCK = 4096;

/**
 * Does something for every leaf of a memory a block at a time, each in a call of its own. A function that lives as long
 * as its module and is called often is compiled well once and for all; one loop over a million leaves, or a closure made
 * for it, begins every time in slow code, is compiled as it runs, and leaves tens of megabytes of boxed numbers to the
 * collector.
 *
 * @param state what `work` reads and writes
 * @param work a function of the module, no closure; from the first leaf up to the one behind the last
 */
export function inBlocks<S>(size: number, state: S, work: (state: S, from: number, to: number) => void): S {
  for (let from = 0; from < size; from += BLOCK) work(state, from, Math.min(from + BLOCK, size));
  return state;
}

/** Every value times a factor. @param products where they go, `values` itself included; returned */
export function multiply(values: Float32Array, factor: number, products: Float32Array): Float32Array {
  return inBlocks(values.length, { values, factor, products }, multiplyBlock).products;
}

interface Products {
  readonly values: Float32Array;
  readonly factor: number;
  readonly products: Float32Array;
}

function multiplyBlock({ values, factor, products }: Products, from: number, to: number): void {
  for (let leaf = from; leaf < to; leaf++) products[leaf] = (values[leaf] ?? 0) * factor;
}
