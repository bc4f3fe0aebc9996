import type { Range } from '../text/range.ts';
import type { LeafTable } from './leafTable.ts';

/**
 * What earlier turns attended to leads what goes on from them: what is asked next stands most likely in the document
 * that was just read. A prior in the ranking, never a filter, bounded, and nothing where a question stands alone.
 *
 * It is the document's, not the passage's: the leaf that answered the last question is the one that answers this one
 * least (hit@1 −.046 [−.083, −.009] where leaves are favoured; bench/README.md).
 */

/** A place that a turn attended to. */
export interface AttendedPlace extends Range {
  readonly file: string;
  /** Share of the attention, 0 to 1. */
  readonly weight: number;
}

/** An earlier turn, as far as attention goes. */
export interface AttendedTurn {
  readonly attended?: readonly AttendedPlace[] | undefined;
  readonly pinned?: boolean | undefined;
}

/** The most that it adds to a logit. */
export const MOST_LED = 0.6;
/** What a turn counts, of the one after it. */
const FADE = 0.5;

/**
 * The logit that earlier turns add to each leaf, 0 to {@link MOST_LED}: the most in the document that the last turn
 * attended to most, by their greatest shares less in others, half for the turn before, and so on; a pinned turn counts
 * as the last. Null where nothing of the table was attended.
 *
 * @param turns oldest first
 */
export function attendedBefore(table: LeafTable, turns: readonly AttendedTurn[]): Float32Array | null {
  const strengths = new Map<string, number>();
  for (const [i, { attended = [], pinned = false }] of turns.entries()) {
    const fade = pinned ? 1 : FADE ** (turns.length - 1 - i);
    const shares = attended.filter(({ weight }) => weight > 0 && weight < Infinity);
    const most = shares.reduce((high, { weight }) => Math.max(high, weight), 0);
    for (const { file, weight } of shares) {
      const strength = (fade * weight) / most;
      strengths.set(file, Math.max(strengths.get(file) ?? 0, strength));
    }
  }
  const led = table.documents.map(({ file }) => MOST_LED * (strengths.get(file) ?? 0));
  if (!led.some((more) => more > 0)) return null;
  const logits = new Float32Array(table.size);
  for (let leaf = 0; leaf < logits.length; leaf++) logits[leaf] = led[table.document[leaf] ?? 0] ?? 0;
  return logits;
}
