import { FEATURES } from '../../src/core/recall/features.ts';
import { logit } from './crossfit.ts';
import type { RankingSet } from './dataset.ts';

/** What the logits are divided by, as `models/ranking/weights.json` holds it. */
export interface Temperatures {
  readonly words: number;
  readonly noWords: number;
}

/** A share of 1 that is wrong is not an infinite surprise. */
const LEAST = 1e-4;
const TRIED = Array.from({ length: 40 }, (_, i) => 0.3 + i * 0.05);
const OF_WORDS = FEATURES.map((name) => /^words|^coverage/.test(name));

/**
 * The temperatures under which the first leaf's share tells best how likely the leaf is right (log loss), every set
 * counting the same: with all features, and with what the words say taken away, as it is for a question in another
 * language than the files.
 */
export function fitTemperatures(sets: readonly RankingSet[], weights: Float64Array): Temperatures {
  const silent = weights.map((weight, f) => (OF_WORDS[f] === true ? 0 : weight));
  return { words: likeliest(sets, weights), noWords: likeliest(sets, silent) };
}

function likeliest(sets: readonly RankingSet[], weights: Float64Array): number {
  const logits = sets.map((set) => logitsOf(set, weights));
  const losses = TRIED.map((temperature) =>
    mean(sets.map((set, s) => surprise(set, logits[s]!, temperature))),
  );
  return Number(TRIED[losses.indexOf(Math.min(...losses))]!.toFixed(2));
}

/** Mean over the questions of minus the log of the first leaf's share where it is right, of what it leaves where not. */
function surprise(set: RankingSet, logits: Float64Array, temperature: number): number {
  return mean(
    shares(set, logits, temperature).map(
      ({ first, right }) => -Math.log(Math.max(LEAST, right ? first : 1 - first)),
    ),
  );
}

/** How far the first leaf's share is from how often it holds evidence (expected calibration error, ten bins). */
export function calibration(set: RankingSet, weights: Float64Array, temperature: number): number {
  const bins = Array.from({ length: 10 }, () => 0);
  const asked = shares(set, logitsOf(set, weights), temperature);
  for (const { first, right } of asked) bins[Math.min(9, Math.floor(first * 10))]! += first - Number(right);
  return bins.reduce((sum, gap) => sum + Math.abs(gap), 0) / Math.max(1, asked.length);
}

function logitsOf({ data }: RankingSet, weights: Float64Array): Float64Array {
  return Float64Array.from(data.targets, (_, row) => logit(weights, data.values, row));
}

function shares(
  { data: { offsets }, leaves: { held } }: RankingSet,
  logits: Float64Array,
  temperature: number,
): { first: number; right: boolean }[] {
  return Array.from({ length: offsets.length - 1 }, (_, q) => {
    const [from, to] = [offsets[q]!, offsets[q + 1]!];
    let best = from;
    for (let row = from; row < to; row++) if (logits[row]! > logits[best]!) best = row;
    let z = 0;
    for (let row = from; row < to; row++) {
      z += Math.exp((logits[row]! - logits[best]!) / temperature);
    }
    return { first: 1 / z, right: held[best]! > 0 };
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / Math.max(1, values.length);
}
