import type { Shape } from './onnxFile.ts';

/** Layers of the encoder. */
export const LAYERS = 12;

/** The matrices of one layer: queries, keys and values in one, the way out of attention, both of the feed-forward. */
export const LAYER: readonly Shape[] = [
  { inputs: 384, outputs: 1152 },
  { inputs: 384, outputs: 384 },
  { inputs: 384, outputs: 1536 },
  { inputs: 1536, outputs: 384 },
];

/** Multiplications and additions a token in the matrices of all layers; attention between tokens not counted. */
export function matrixOperations(): number {
  return LAYERS * LAYER.reduce((sum, { inputs, outputs }) => sum + 2 * inputs * outputs, 0);
}
