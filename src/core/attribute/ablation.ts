import { seeded } from '../evaluate/random.ts';
import { heldOutFit, lasso } from './lasso.ts';

/**
 * Which sources a text rests on, by leaving some of them out, again and again, and looking how likely the text still is
 * (ContextCite: Cohen-Wang, Shah, Georgiev and Madry 2024, arXiv:2409.00729).
 */

/** Whether each source is kept in a run. */
export type Mask = readonly boolean[];

/** Runs of a model that a person waits for. */
const FEWEST = 32;
const MOST = 64;
/** Of so few sources every selection is run. */
const ALL_OF = 5;

/** Runs for so many sources: all selections of a few; else 32, and with cheap runs up to 64 as sources grow. */
export function runsFor(sources: number, cheap: boolean): number {
  if (sources <= ALL_OF) return 2 ** sources;
  return cheap ? Math.min(MOST, Math.max(FEWEST, 2 * sources)) : FEWEST;
}

/** What is kept in each run: every source with probability one half, no selection twice, the same for the same seed. */
export function masks(sources: number, runs: number, seed: number): Mask[] {
  const random = seeded(seed);
  if (sources <= ALL_OF) {
    const every = Array.from({ length: 2 ** sources }, (_, bits) =>
      Array.from({ length: sources }, (_source, i) => (bits & (1 << i)) !== 0),
    );
    // Neighbours differ in one source alone; held out together they would say little.
    return every
      .map((mask) => ({ mask, key: random() }))
      .sort((a, b) => a.key - b.key)
      .slice(0, runs)
      .map(({ mask }) => mask);
  }
  const drawn = new Map<string, Mask>();
  while (drawn.size < runs) {
    const mask = Array.from({ length: sources }, () => random() < 0.5);
    drawn.set(mask.map(Number).join(''), mask);
  }
  return [...drawn.values()];
}

/** What each source gave to a text. */
export interface SourceWeights {
  /** By source, in the outcomes' unit: what leaving it out takes away; below 0 where the text is likelier without it. */
  readonly weights: readonly number[];
  /** Correlation on runs held out; null where nothing differs. See {@link heldOutFit}. */
  readonly fit: number | null;
}

/** Fits a sparse linear model of what came of each run on what was kept in it. */
export function sourceWeights(kept: readonly Mask[], outcomes: readonly number[]): SourceWeights {
  const runs = { rows: kept.map((mask) => mask.map(Number)), outcomes };
  return { weights: lasso(runs).weights, fit: heldOutFit(runs) };
}

/** The sources with a weight above 0, greatest first, as shares that sum to 1. */
export function sharesOf(weights: readonly number[]): { readonly source: number; readonly share: number }[] {
  const positive = weights.flatMap((weight, source) => (weight > 0 ? [{ source, weight }] : []));
  const sum = positive.reduce((total, { weight }) => total + weight, 0);
  return positive
    .map(({ source, weight }) => ({ source, share: weight / sum }))
    .sort((a, b) => b.share - a.share || a.source - b.source);
}
