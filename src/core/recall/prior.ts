import type { LeafTable } from './leafTable.ts';

/**
 * What is known of a document before anything is asked of it: it was changed lately, it was read before, the user
 * pinned it. A prior in the ranking, never a filter: it decides between leaves that answer about as well.
 */
export interface DocumentUse {
  /** Milliseconds since the epoch. */
  readonly modified?: number;
  /** How often passages of it were opened from an answer. */
  readonly opened?: number;
  readonly pinned?: boolean;
}

/** The most that a prior adds to a logit: e^0.3 is a third more attention, less than one rare word of a question. */
export const MOST_PRIOR = 0.3;

const DAY = 86_400_000;
/** After so many days a change counts half. */
const HALF_LIFE_DAYS = 30;
/** Opened so often, a document counts half of what use can give. */
const HALF_USE = 3;
const PART = { recency: 0.1, use: 0.1, pinned: 0.2 };

/**
 * The logit that a document's use adds to each of its leaves, 0 to {@link MOST_PRIOR}; 0 where nothing is known.
 *
 * @param now milliseconds since the epoch; what is modified later counts as modified now
 */
export function softPrior({ modified, opened = 0, pinned = false }: DocumentUse, now: number): number {
  const days = modified === undefined ? Infinity : Math.max(0, now - modified) / DAY;
  const recency = PART.recency * 2 ** (-days / HALF_LIFE_DAYS);
  const use = PART.use * (Math.max(0, opened) / (Math.max(0, opened) + HALF_USE));
  return bounded(recency + use + (pinned ? PART.pinned : 0));
}

/** A prior that may come from anywhere, held to what a prior may do; what is not a number counts as nothing. */
export function bounded(prior: number): number {
  return Number.isNaN(prior) ? 0 : Math.min(MOST_PRIOR, Math.max(-MOST_PRIOR, prior));
}

/**
 * Adds to every leaf's logit what its document is favoured by above the least favoured one: where all are equal,
 * nothing changes.
 *
 * @param priors by number of the document in the table
 * @returns what was added, by number of the document
 */
export function addPriors(
  logits: Float32Array,
  { first }: LeafTable,
  priors: readonly number[],
): readonly number[] {
  const held = priors.map(bounded);
  const least = held.reduce((low, prior) => Math.min(low, prior), Infinity);
  const added = held.map((prior) => prior - least);
  for (const [number, more] of added.entries()) {
    if (more === 0) continue;
    for (let leaf = first[number] ?? 0; leaf < (first[number + 1] ?? 0); leaf++)
      logits[leaf] = (logits[leaf] ?? 0) + more;
  }
  return added;
}
