import { FEATURES, type FeatureMatrix, type FeatureName } from './features.ts';

/**
 * The learned part of recall: one weight a feature. Means of fits by a listwise softmax loss over the leaves of a
 * question, on different sets and cuts; every family of bench sets was also tested with weights that had not seen it.
 */
export const WEIGHTS: Readonly<Record<FeatureName, number>> = {
  words: 0.305,
  'words of the passage': 0.29,
  'words of the section': 0.26,
  'words, squared': 0.31,
  meaning: 0.745,
  'meaning of the passage': 0.395,
  'meaning of the section': 0.38,
  'meaning, squared': 1.51,
  // A literal that stands in a file is found, whatever the models think (invariant 11).
  literal: 100,
};

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

/** Divides the logits before the softmax; fitted with the weights, so 1. */
export const TEMPERATURE = 1;
