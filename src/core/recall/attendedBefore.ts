import { overlaps, type Range } from '../text/range.ts';
import type { LeafTable } from './leafTable.ts';

/**
 * What earlier turns attended to leads what goes on from them: "How long did that take?" is most likely answered near
 * what was just read. A prior in the ranking, never a filter, bounded, and nothing where a question stands alone.
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
export const MOST_LED = 0.3;
/** Of that a leaf's own share, its section's, its document's; they sum to 1. */
const LEVEL = { leaf: 0.4, section: 0.4, document: 0.2 };
/** What a turn counts, of the one after it. */
const FADE = 0.5;

/**
 * The logit that earlier turns add to each leaf, 0 to {@link MOST_LED}: the most for the one that the last turn
 * attended to most, less for its section and its document, half for the turn before, and so on; a pinned turn counts
 * as the last. Null where nothing of the table was attended.
 *
 * @param turns oldest first
 */
export function attendedBefore(table: LeafTable, turns: readonly AttendedTurn[]): Float32Array | null {
  const places = turns.flatMap(({ attended = [], pinned = false }, i) => {
    const fade = pinned ? 1 : FADE ** (turns.length - 1 - i);
    const most = attended.reduce((high, { weight }) => Math.max(high, weight), 0);
    return attended
      .filter(({ weight }) => weight > 0)
      .map((place) => ({ ...place, strength: fade * Math.min(1, place.weight / most) }));
  });
  const byFile = Map.groupBy(places, ({ file }) => file);
  if (byFile.size === 0) return null;
  const leaves = new Float32Array(table.size);
  const sections = new Map<number, number>();
  const documents = new Map<number, number>();
  for (let index = 0; index < table.size; index++) {
    const { file, tree } = table.documents[table.document[index] ?? -1] ?? {};
    const leaf = tree?.leaves[table.ordinal[index] ?? -1];
    for (const place of (file !== undefined && byFile.get(file)) || []) {
      if (leaf === undefined || !overlaps(place, leaf)) continue;
      leaves[index] = Math.max(leaves[index] ?? 0, place.strength);
      raise(sections, table.section[index] ?? -1, place.strength);
      raise(documents, table.document[index] ?? -1, place.strength);
    }
  }
  if (documents.size === 0) return null;
  return leaves.map((leaf, index) => {
    const section = sections.get(table.section[index] ?? -1) ?? 0;
    const document = documents.get(table.document[index] ?? -1) ?? 0;
    return MOST_LED * (LEVEL.leaf * leaf + LEVEL.section * section + LEVEL.document * document);
  });
}

function raise(of: Map<number, number>, key: number, strength: number): void {
  of.set(key, Math.max(of.get(key) ?? 0, strength));
}
