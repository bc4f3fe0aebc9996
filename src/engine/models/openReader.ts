import type { OnnxEncoder } from './onnxEncoder.ts';
import { OnnxReader } from './onnxReader.ts';

/**
 * The reader shipped with Recollect, beside the encoder whose threads it shares. `models` is as for `openEncoder`.
 * Fast: the model is loaded with the first window. Rejects with `model-incomplete`, which says why, where a file is
 * missing or cut short.
 */
export async function openReader(encoder: OnnxEncoder, models?: string): Promise<OnnxReader> {
  return new OnnxReader(encoder, models);
}
