import type { Fuse } from './hybrid.ts';

/** The sum of the z-scores of both: the plainest way to have both. */
export const sumOfZ: Fuse = (words, meaning, within) => {
  const dense = standardised(meaning, within);
  return standardised(words, within).map((z, i) => z + dense[i]!);
};

/** z-scores among the windows asked; all 0 where they do not differ. */
function standardised(scores: Float64Array, within: readonly boolean[]): Float64Array {
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < scores.length; i++) {
    if (within[i] !== true) continue;
    count++;
    sum += scores[i]!;
    squares += scores[i]! ** 2;
  }
  const mean = sum / Math.max(1, count);
  const deviation = Math.sqrt(Math.max(0, squares / Math.max(1, count) - mean ** 2));
  return scores.map((score) => (deviation > 1e-9 ? (score - mean) / deviation : 0));
}
