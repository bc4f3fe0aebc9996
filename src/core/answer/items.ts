import type { Range } from '../text/range.ts';
import { composed, placeOf, type Composed } from './composed.ts';
import { contentTerms, coverage, type Rarity } from './coverage.ts';
import { listingAt, type Listing } from './listing.ts';
import type { ReadLeaf } from './read.ts';
import type { ScoredSentence } from './sentenceScore.ts';

/** Items shown at most: more are better read in the file. */
const MOST_ITEMS = 24;
/** A leaf with less than this share of the best one's attention gives no list. */
const LEAST_SHARE = 0.2;
/** What leads a list in (headings and the line before it) covers so much of the question where the list answers. */
const LEAST_LED = 0.34;
/** Or lead and items together cover so much. */
const LEAST_COVERED = 0.7;
/** Bonus of a list in which the reader would answer. */
const READ = 0.3;

/**
 * The list that answers: items whole, in their order, each cited. Looked for where the reader found words, where the
 * best sentences stand, and all through the most attended leaves; its headings and lead must say what is asked for.
 *
 * @param ordered only numbered ones: the steps of what is to be done
 */
export function itemsAnswer(
  question: string,
  leaves: readonly ReadLeaf[],
  scored: readonly ScoredSentence[],
  rarity: Rarity,
  ordered = false,
): Composed | null {
  const terms = contentTerms(question);
  const most = Math.max(...leaves.map(({ weight }) => weight), 0);
  let best: { readonly leaf: ReadLeaf; readonly listing: Listing; readonly score: number } | undefined;
  const seen = new Set<string>();
  for (const leaf of leaves) {
    if (leaf.weight < LEAST_SHARE * most) continue;
    for (const offset of offsetsIn(leaf, scored)) {
      const listing = listingAt(leaf.source, offset);
      const first = listing?.items[0];
      if (listing === undefined || first === undefined || (ordered && !listing.ordered)) continue;
      const key = `${leaf.document} ${first.start}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const text = ({ start, end }: Range): string => leaf.source.slice(start, end);
      const lead = [...leaf.headings, text(listing.lead)];
      const led = coverage(terms, lead, rarity);
      const covered = coverage(terms, [...lead, ...listing.items.map(text)], rarity);
      if (led < LEAST_LED && covered < LEAST_COVERED) continue;
      const read = leaf.spans.some(
        ({ start, gap }) => gap > 0 && listing.items.some((item) => item.start <= start && start < item.end),
      );
      const score = led + 0.5 * covered + (read ? READ : 0) + 0.3 * Math.log(leaf.weight / most);
      if (best === undefined || score > best.score) best = { leaf, listing, score };
    }
  }
  if (best === undefined) return null;
  const { leaf, listing } = best;
  return composed(
    'items',
    listing.items.slice(0, MOST_ITEMS).map((item) => {
      const place = placeOf(leaf, item);
      return { text: place.text, places: [place] };
    }),
  );
}

/** Where to look for lists: at the reader's words, the best sentences, and every line of the leaf. */
function offsetsIn(
  { document, source, start, end, spans }: ReadLeaf,
  scored: readonly ScoredSentence[],
): number[] {
  const offsets = spans.map((span) => span.start);
  for (const { candidate } of scored.slice(0, 3))
    if (candidate.document === document && candidate.start >= start && candidate.end <= end)
      offsets.push(candidate.start);
  for (let at = start; at < end;) {
    if (source.slice(at, at + 1).trim() !== '') offsets.push(at);
    const newline = source.indexOf('\n', at);
    at = newline < 0 ? end : newline + 1;
  }
  return offsets;
}
