import ranking from '../../../models/ranking/reader.json' with { type: 'json' };
import { ramp, type Temperatures } from './weights.ts';

/**
 * What the reader makes of the order. It reads few leaves and each by itself, so its gaps are comparable; a leaf's
 * logit gains its gap times one weight, fitted with what divides the sum (bench/fit/rerank.ts).
 */
export interface Reranking {
  /** Nats of logit a nat of gap. */
  readonly weight: number;
  readonly temperature: Temperatures;
}

export const RERANKING: Reranking = ranking;

/** Beyond this a gap says no more: the reader is sure. */
export const MOST_GAP = 15;

/** A gap as far as it counts, -15 to 15. */
export function clippedGap(gap: number): number {
  return Math.min(MOST_GAP, Math.max(-MOST_GAP, gap));
}

/**
 * What a leaf that was not read counts as: the worst of those that were. They stood before it, so it cannot pass one
 * of them for not having been looked at.
 */
export function unreadGap(gaps: ReadonlyMap<number, number>): number {
  return gaps.size === 0 ? 0 : clippedGap(Math.min(...gaps.values()));
}

/**
 * The logits with what was read added to them.
 *
 * @param gaps by leaf index: the gap of the leaf's best span, for those that were read
 */
export function rerank(
  logits: Float32Array,
  gaps: ReadonlyMap<number, number>,
  weight = RERANKING.weight,
): Float32Array {
  const unread = weight * unreadGap(gaps);
  const changed = new Float32Array(logits.length);
  for (let leaf = 0; leaf < logits.length; leaf++) changed[leaf] = (logits[leaf] ?? 0) + unread;
  for (const [leaf, gap] of gaps)
    if (leaf in changed) changed[leaf] = (logits[leaf] ?? 0) + weight * clippedGap(gap);
  return changed;
}

/** As `temperature` in weights.ts, for logits that the reader has changed. */
export function readTemperature(lexicalTrust: number): number {
  return ramp(RERANKING.temperature, lexicalTrust);
}
