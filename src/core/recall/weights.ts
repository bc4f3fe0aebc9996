import ranking from '../../../models/ranking/weights.json' with { type: 'json' };
import { FEATURES, type FeatureMatrix, type FeatureName } from './features.ts';

/**
 * The learned part of recall: one weight a feature, fitted by a listwise softmax loss over the leaves of a question
 * (bench/fit/main.ts). Where they come from stands in the file itself. The weight of a literal is not learned: what
 * stands in a file as it was asked for is found, whatever the models think (invariant 11).
 */
export const WEIGHTS: Readonly<Record<FeatureName, number>> = ranking.weights;

const VECTOR = Float32Array.from(FEATURES, (name) => WEIGHTS[name]);

/** One logit a leaf. */
export function logits({ rows, values }: FeatureMatrix): Float32Array {
  const width = FEATURES.length;
  const result = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    let logit = 0;
    for (let f = 0; f < width; f++) logit += (values[row * width + f] ?? 0) * (VECTOR[f] ?? 0);
    result[row] = logit;
  }
  return result;
}

/** Below this share of the question's words in the best leaf, the logits have less and less to go by. */
const FULL_TRUST = 0.3;

/** What logits are divided by: where the words say something, and where they say nothing. */
export interface Temperatures {
  readonly words: number;
  readonly noWords: number;
}

/**
 * What the logits are divided by before the softmax, so that the shares are as sharp as recall is right. Where the
 * words say nothing (a question in another language than the files) their part of every logit is missing: what is
 * left is spread less, and sharpened more. Fitted with the weights: the first share says best how likely it is right.
 *
 * @param lexicalTrust as in `LegScores`
 */
export function temperature(lexicalTrust: number): number {
  return ramp(ranking.temperature, lexicalTrust);
}

/** Between the two temperatures by how much the words say. */
export function ramp({ words, noWords }: Temperatures, lexicalTrust: number): number {
  return noWords + (words - noWords) * Math.min(1, Math.max(0, lexicalTrust) / FULL_TRUST);
}
