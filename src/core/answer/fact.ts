import type { Agreed, Support } from './agreement.ts';
import { composed, MOST_PLACES, placeOf, type Composed, type Place } from './composed.ts';

/** A short fact: the words alone, as they stand, with the sentences of all that say the same, the surest first. */
export function factAnswer({ supports }: Agreed): Composed | null {
  const [best] = supports;
  if (best === undefined) return null;
  const { span } = best;
  const text = best.leaf.source.slice(span.start, span.end);
  const sentence = placeOf(best.leaf, best.sentence);
  return {
    ...composed('words', [{ text: sentence.text, places: placesOf(supports), span }]),
    text,
  };
}

/** The sentences of the supports, each once, {@link MOST_PLACES} at most. */
export function placesOf(supports: readonly Support[]): Place[] {
  const places: Place[] = [];
  for (const { leaf, sentence } of supports) {
    const place = placeOf(leaf, sentence);
    if (places.some(({ document, start }) => document === place.document && start === place.start)) continue;
    places.push(place);
    if (places.length === MOST_PLACES) break;
  }
  return places;
}
