import type { Range } from '../text/range.ts';
import { composed, placeOf, type Composed } from './composed.ts';
import { contentTerms, coverage, type Rarity } from './coverage.ts';
import { headingAbove, listingAt, listingsAround, type Listing } from './listing.ts';
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

/** Lists that stand elsewhere in the files of the best leaves are looked at, so many characters to each side. */
const FAR = 40_000;
const FAR_LEAVES = 3;
/** The title of the file, the heading above and the line before such a list cover so much of the question. */
const FAR_LED = 0.5;
/** And heading and line by themselves. */
const FAR_OWN = 0.25;
const FAR_COST = 0.2;
/** Characters at the head of a file that tell what it is, its title among them. */
const HEAD = 300;

interface Found {
  readonly leaf: ReadLeaf;
  readonly listing: Listing;
  readonly score: number;
}

/**
 * The list that answers: items whole, in their order, each cited. Looked for where the reader found words, where the
 * best sentences stand, all through the most attended leaves, and under other headings of their files; headings and
 * lead must say what is asked for.
 *
 * @param ordered only numbered ones: the steps of what is to be done
 * @param least what leads it in covers so much of the question
 */
export function itemsAnswer(
  question: string,
  leaves: readonly ReadLeaf[],
  scored: readonly ScoredSentence[],
  rarity: Rarity,
  { ordered = false, least = LEAST_LED }: { readonly ordered?: boolean; readonly least?: number } = {},
): Composed | null {
  const terms = contentTerms(question);
  const found = [...nearby(terms, leaves, scored, rarity, least), ...elsewhere(terms, leaves, rarity)];
  const [best] = found
    .filter(({ leaf, listing }) => !ordered || (listing.ordered && !asksItself(leaf, listing)))
    .sort((a, b) => b.score - a.score);
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

/** Questions, numbered or not, are no steps. */
function asksItself({ source }: ReadLeaf, { items }: Listing): boolean {
  return items.every(({ start, end }) => /[?？]$/u.test(source.slice(start, end)));
}

function nearby(
  terms: readonly string[],
  leaves: readonly ReadLeaf[],
  scored: readonly ScoredSentence[],
  rarity: Rarity,
  least: number,
): Found[] {
  const most = heaviest(leaves);
  const found: Found[] = [];
  for (const leaf of leaves) {
    if (leaf.weight < LEAST_SHARE * most) continue;
    for (const offset of offsetsIn(leaf, scored)) {
      const listing = listingAt(leaf.source, offset);
      if (listing === undefined || found.some((other) => isSame(other, { leaf, listing }))) continue;
      const text = ({ start, end }: Range): string => leaf.source.slice(start, end);
      const lead = [...leaf.headings, text(listing.lead)];
      const led = coverage(terms, lead, rarity);
      const covered = coverage(terms, [...lead, ...listing.items.map(text)], rarity);
      if (led < least && covered < LEAST_COVERED) continue;
      const read = leaf.spans.some(
        ({ start, gap }) => gap > 0 && listing.items.some((item) => item.start <= start && start < item.end),
      );
      const score = led + 0.5 * covered + (read ? READ : 0) + 0.3 * Math.log(leaf.weight / most);
      found.push({ leaf, listing, score });
    }
  }
  return found;
}

function elsewhere(terms: readonly string[], leaves: readonly ReadLeaf[], rarity: Rarity): Found[] {
  const most = heaviest(leaves);
  const found: Found[] = [];
  for (const leaf of leaves.slice(0, FAR_LEAVES)) {
    const title = [leaf.headings[0] ?? '', leaf.source.slice(0, HEAD)];
    for (const listing of listingsAround(leaf.source, leaf.start, FAR)) {
      if (found.some((other) => isSame(other, { leaf, listing }))) continue;
      const own = [
        headingAbove(leaf.source, listing.items[0]?.start ?? 0),
        leaf.source.slice(listing.lead.start, listing.lead.end),
      ];
      const led = coverage(terms, [...title, ...own], rarity);
      if (led < FAR_LED || coverage(terms, own, rarity) < FAR_OWN) continue;
      found.push({ leaf, listing, score: 1.5 * led - FAR_COST + 0.3 * Math.log(leaf.weight / most) });
    }
  }
  return found;
}

function heaviest(leaves: readonly ReadLeaf[]): number {
  return leaves.reduce((most, { weight }) => Math.max(most, weight), 1e-9);
}

function isSame(a: Pick<Found, 'leaf' | 'listing'>, b: Pick<Found, 'leaf' | 'listing'>): boolean {
  return a.leaf.document === b.leaf.document && a.listing.items[0]?.start === b.listing.items[0]?.start;
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
