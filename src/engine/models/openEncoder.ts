import { blamed } from './nativeFault.ts';
import { OnnxEncoder, type OnnxEncoderOptions } from './onnxEncoder.ts';

/**
 * The encoder shipped with Recollect. `models` is the folder that holds `encoder/manifest.json`; else
 * RECOLLECT_MODELS, else the one beside the code. Fast: the model is loaded with the first text. Rejects with
 * `model-incomplete` where a file is missing or cut short, or the machine is none that models run on: some packages
 * hold none.
 */
export async function openEncoder(models?: string, options?: OnnxEncoderOptions): Promise<OnnxEncoder> {
  try {
    return new OnnxEncoder(models, options);
  } catch (error) {
    throw blamed(error);
  }
}
