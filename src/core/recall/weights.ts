import { FEATURES, type FeatureMatrix, type FeatureName } from './features.ts';

/**
 * The learned part of recall: one weight a feature. The mean of two fits by a listwise softmax loss over the leaves of
 * a question, on different sets and cuts; each bench set was also tested with weights that had not seen it.
 */
export const WEIGHTS: Readonly<Record<FeatureName, number>> = {
  words: 0.27,
  'words before': 0.02,
  'words after': 0.11,
  'words of the passage': 0.26,
  'words of the section': 0.26,
  'words of the document': 0.3,
  'words, squared': 0.43,
  meaning: 0.97,
  'meaning before': 0.06,
  'meaning after': 0.12,
  'meaning of the passage': 0.34,
  'meaning of the section': 0.35,
  'meaning of the document': -0.21,
  'meaning, squared': 2.1,
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
