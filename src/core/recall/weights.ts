import { FEATURES, type FeatureMatrix, type FeatureName } from './features.ts';

/**
 * The learned part of recall: one weight a feature. Fitted by a listwise softmax loss over the leaves of a
 * question (bench/fit); each set of the bench was tested with the weights of the others.
 */
export const WEIGHTS: Readonly<Record<FeatureName, number>> = {
  words: 0.17,
  'words before': 0.03,
  'words after': 0.2,
  'words of the passage': 0.13,
  'words of the section': 0.45,
  'words of the document': 0.8,
  'words, squared': 0.8,
  meaning: 1,
  'meaning before': 0,
  'meaning after': 0.2,
  'meaning of the passage': 0.05,
  'meaning of the section': 0.3,
  'meaning of the document': 0.45,
  'meaning, squared': 4,
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
