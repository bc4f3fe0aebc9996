import { OnnxEncoder, type OnnxEncoderOptions } from './onnxEncoder.ts';

/**
 * The encoder shipped with Recollect. `models` is the folder that holds `encoder/manifest.json`; else
 * RECOLLECT_MODELS, else the one beside the code. Fast: the model is loaded with the first text. Rejects with
 * `model-incomplete` where a file is missing or cut short.
 */
export async function openEncoder(models?: string, options?: OnnxEncoderOptions): Promise<OnnxEncoder> {
  return new OnnxEncoder(models, options);
}
