import { FEATURES } from '../../src/core/recall/features.ts';
import { logit } from './crossfit.ts';
import type { RankingSet } from './dataset.ts';

/** What the logits are divided by, as `models/ranking/weights.json` holds it. */
export interface Temperatures {
  readonly words: number;
  readonly noWords: number;
}

const TRIED = Array.from({ length: 40 }, (_, i) => 0.3 + i * 0.05);
const OF_WORDS = FEATURES.map((name) => /^words|^coverage|^heading/.test(name));

/**
 * The temperatures under which the evidence is likeliest, each set counting as it does in a fit: with all features,
 * and with what the words say taken away, as it is for a question in another language than the files.
 */
export function fitTemperatures(sets: readonly RankingSet[], weights: Float64Array): Temperatures {
  const silent = weights.map((weight, f) => (OF_WORDS[f] === true ? 0 : weight));
  return { words: likeliest(sets, weights), noWords: likeliest(sets, silent) };
}

function likeliest(sets: readonly RankingSet[], weights: Float64Array): number {
  const logits = sets.map((set) => logitsOf(set, weights));
  const losses = TRIED.map((temperature) =>
    sets.reduce((sum, set, s) => {
      const relatives = sets.filter(({ family }) => family === set.family).length;
      return sum + surprise(set, logits[s]!, temperature) / Math.sqrt(relatives);
    }, 0),
  );
  return Number(TRIED[losses.indexOf(Math.min(...losses))]!.toFixed(2));
}

/** Mean over the questions of minus the log of the share of leaves that hold evidence. */
function surprise(set: RankingSet, logits: Float64Array, temperature: number): number {
  return mean(
    shares(set, logits, temperature).flatMap(({ onEvidence }) =>
      onEvidence > 0 ? [-Math.log(onEvidence)] : [],
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
): { first: number; right: boolean; onEvidence: number }[] {
  return Array.from({ length: offsets.length - 1 }, (_, q) => {
    const [from, to] = [offsets[q]!, offsets[q + 1]!];
    let best = from;
    for (let row = from; row < to; row++) if (logits[row]! > logits[best]!) best = row;
    let z = 0;
    let onEvidence = 0;
    for (let row = from; row < to; row++) {
      const exponential = Math.exp((logits[row]! - logits[best]!) / temperature);
      z += exponential;
      if (held[row]! > 0) onEvidence += exponential;
    }
    return { first: 1 / z, right: held[best]! > 0, onEvidence: onEvidence / z };
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / Math.max(1, values.length);
}
