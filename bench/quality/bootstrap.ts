import { seeded } from './random.ts';

/** A difference of means with its 95 % percentile interval. */
export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 2000;

/**
 * Paired bootstrap: the questions of each set are drawn with replacement within the set, and the sets' means are
 * averaged, each counting the same. One inner array a set, one difference (ours minus theirs) a question; give
 * one set for that set's own interval. The same seed gives the same interval.
 */
export function pairedBootstrap(
  sets: readonly (readonly number[])[],
  { resamples = RESAMPLES, seed = 1 }: { resamples?: number; seed?: number } = {},
): Interval {
  const filled = sets.filter((differences) => differences.length > 0);
  if (filled.length === 0) return { mean: Number.NaN, low: Number.NaN, high: Number.NaN };
  const random = seeded(seed);
  const drawn = new Float64Array(resamples);
  for (const differences of filled) {
    const values = Float64Array.from(differences);
    for (let r = 0; r < resamples; r++) {
      let sum = 0;
      for (let i = 0; i < values.length; i++) sum += values[Math.floor(random() * values.length)]!;
      drawn[r]! += sum / values.length / filled.length;
    }
  }
  drawn.sort();
  let mean = 0;
  for (const differences of filled)
    mean += differences.reduce((sum, value) => sum + value, 0) / differences.length;
  return { mean: mean / filled.length, low: quantile(drawn, 0.025), high: quantile(drawn, 0.975) };
}

/** Linear between order statistics. */
function quantile(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below]!;
  return low + (position - below) * (sorted[Math.min(below + 1, sorted.length - 1)]! - low);
}
