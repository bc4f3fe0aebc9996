import ranking from '../../../models/ranking/weights.json' with { type: 'json' };
import { inBlocks } from './blocks.ts';
import { FEATURES, featureOf, type FeatureMatrix, type FeatureName } from './features.ts';

/**
 * The learned part of recall: one weight a feature, fitted by a listwise softmax loss over the leaves of a question
 * (bench/fit/main.ts). Where they come from stands in the file itself. The weight of a literal is not learned: what
 * stands in a file as it was asked for is found, whatever the models think (invariant 11).
 */
export const WEIGHTS: Readonly<Record<FeatureName, number>> = ranking.weights;

const VECTOR = Float32Array.from(FEATURES, (name) => WEIGHTS[name]);

/** One logit a leaf. */
export function logits(matrix: FeatureMatrix): Float32Array {
  const dense: Weighed[] = [];
  const changed = new Set<number>();
  for (const [f, column] of matrix.columns.entries()) {
    if (column instanceof Float32Array) dense.push({ column, weight: VECTOR[f] ?? 0 });
    else for (const leaf of column?.keys() ?? []) changed.add(leaf);
  }
  const result = new Float32Array(matrix.rows);
  inBlocks(result.length, { dense, result }, addWeighed);
  for (const leaf of changed) result[leaf] = logitOf(matrix, leaf);
  return result;
}

interface Weighed {
  readonly column: Float32Array;
  readonly weight: number;
}

function addWeighed(
  { dense, result }: { readonly dense: readonly Weighed[]; readonly result: Float32Array },
  from: number,
  to: number,
): void {
  // Column by column: what is summed up stays in the processor's nearest cache.
  const sums = new Float64Array(to - from);
  for (const { column, weight } of dense) addColumn(sums, column.subarray(from, to), weight);
  result.set(sums, from);
}

function addColumn(sums: Float64Array, column: Float32Array, weight: number): void {
  for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] ?? 0) + (column[i] ?? 0) * weight;
}

/** Makes the logits of some leaves anew, whose features have changed since: in place. */
export function makeAnew(logits: Float32Array, matrix: FeatureMatrix, leaves: Iterable<number>): void {
  for (const leaf of leaves) logits[leaf] = logitOf(matrix, leaf);
}

function logitOf(matrix: FeatureMatrix, leaf: number): number {
  let logit = 0;
  for (let f = 0; f < FEATURES.length; f++) logit += featureOf(matrix, leaf, f) * (VECTOR[f] ?? 0);
  return logit;
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
