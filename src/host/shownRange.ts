import type { Range } from '../core/text/range.ts';
import type { TrackedPlace } from './placeTracker.ts';

/**
 * What the editor shows of a place: the words that answer, where it holds them; of a passage else its hottest
 * sentence; else the place itself, or where it was.
 *
 * @param others every place of the same file
 */
export function shownRange(place: TrackedPlace, others: readonly TrackedPlace[]): Range {
  const { located } = place;
  if (located === undefined)
    return { start: place.anchor.start, end: place.anchor.start + place.anchor.quote.length };
  if (located.standing === 'gone') return { start: located.near, end: located.near };
  if (place.kind !== 'passage') return partOf(place.id, others) ?? located;
  const [hottest] = others
    .flatMap((other) =>
      other.kind === 'heat' &&
      other.located !== undefined &&
      other.located.standing !== 'gone' &&
      other.located.start >= located.start &&
      other.located.end <= located.end
        ? [{ id: other.id, weight: other.weight, range: other.located }]
        : [],
    )
    .sort((a, b) => b.weight - a.weight);
  return hottest === undefined ? located : (partOf(hottest.id, others) ?? hottest.range);
}

/** Where the words that answer stand in the sentence of that id. */
function partOf(id: string, places: readonly TrackedPlace[]): Range | undefined {
  const located = places.find(({ part }) => part?.of === id)?.located;
  return located === undefined || located.standing === 'gone' ? undefined : located;
}
