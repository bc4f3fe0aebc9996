import { largest } from './best.ts';
import { inBlocks, multiply } from './blocks.ts';
import { exponential } from './exponential.ts';

/**
 * Attention over the memory: softmax of the leaves' logits, with one slot more, NULL, that takes the share of
 * 'nothing here answers'. The shares are at least 0 and sum, with NULL, to 1 (invariant 10).
 */
export interface Attention {
  /** By leaf index. */
  readonly weights: Float32Array;
  readonly nullWeight: number;
  readonly nullLogit: number;
}

/**
 * NULL's logit is the one that gives it the share 1 - confidence: log Z - logit(confidence), with Z the sum of the
 * leaves' exponentials. So one calibrated figure decides how much attention there is, the logits how it is shared.
 *
 * @param temperature above 0; higher spreads the attention wider
 * @param confidence that the files answer, 0 to 1
 */
export function attend(logits: Float32Array, temperature: number, confidence: number): Attention {
  const most = largest(logits);
  if (logits.length === 0 || most === -Infinity)
    return { weights: new Float32Array(logits.length), nullWeight: 1, nullLogit: 0 };
  const weights = new Float32Array(logits.length);
  const { z } = inBlocks(logits.length, { logits, weights, most, temperature, z: 0 }, exponentiate);
  const sure = Math.min(1 - 1e-6, Math.max(1e-6, confidence));
  const share = sure / z;
  multiply(weights, share, weights);
  return {
    weights,
    nullWeight: 1 - sure,
    nullLogit: most / temperature + Math.log(z) - Math.log(sure / (1 - sure)),
  };
}

interface Exponentials {
  readonly logits: Float32Array;
  readonly weights: Float32Array;
  readonly most: number;
  readonly temperature: number;
  z: number;
}

function exponentiate(state: Exponentials, from: number, to: number): void {
  const { logits, weights, most, temperature } = state;
  let sum = 0;
  for (let leaf = from; leaf < to; leaf++) {
    const value = exponential(((logits[leaf] ?? 0) - most) / temperature);
    weights[leaf] = value;
    sum += value;
  }
  state.z += sum;
}
