import type { LocatedWhole } from '../../core/answer/anchor.ts';
import { overlaps, type Range } from '../../core/text/range.ts';
import type { Place } from '../places.ts';
import { HEAT_LEVELS, heatLevel, type HeatDetail, type LitSentence, type Shade } from './heatLevels.ts';

/** A place with where its words stand in some text; undefined while nobody has looked. */
export interface LocatedPlace extends Place {
  readonly located: LocatedWhole | undefined;
}

/** A place that stands somewhere in a text. */
export interface StandingPlace extends Place {
  readonly located: Exclude<LocatedWhole, { standing: 'gone' }>;
}

/** A sentence that is lit, with its shade and the words in it that answer. */
export interface LitPlace {
  readonly place: StandingPlace;
  readonly level: number;
  readonly span: StandingPlace | undefined;
  /** Its words with their shades, where they are drawn one by one. */
  readonly words: readonly Shade[] | undefined;
}

/** What of a text is lit. */
export interface Lit {
  readonly sentences: readonly LitPlace[];
  /** The passages around them. */
  readonly passages: readonly StandingPlace[];
  /** Whether the answer has words that answer, in whatever file. */
  readonly anySpan: boolean;
}

/** The faintest shade of a sentence that the answer cites: the first that the ruler shows. */
const CITED = 2;

/** Where nothing is lit. */
export const DARK: Lit = { sentences: [], passages: [], anySpan: false };

/**
 * What of a text is lit: sentences with their shades, relative to the strongest of the whole answer, and the passages
 * around them.
 *
 * @param all places of the answer, in whatever file
 * @param here those of the text, with where they stand in it
 */
export function litIn(all: readonly Place[], here: readonly LocatedPlace[], detail: HeatDetail): Lit {
  const heat = all.filter(({ kind }) => kind === 'heat');
  const strongest = heat.reduce((most, { weight }) => Math.max(most, weight), 0);
  const strongestWord = detail === 'words' ? mostOf(heat.flatMap(({ words = [] }) => words)) : 0;
  const heated = new Set(heat.map(({ id }) => id));
  const ofHeat = ({ part }: Place): boolean => part !== undefined && heated.has(part.of);
  const standing = here.filter(isThere);
  const ids = new Set(standing.map(({ id }) => id));
  const spans = new Map(
    standing.flatMap((place) => (place.part === undefined ? [] : [[place.part.of, place]])),
  );
  const citations = standing.filter(({ kind }) => kind === 'citation');
  const sentences = standing.flatMap((place): LitPlace[] => {
    const cited =
      place.kind === 'heat' ? citations.find(({ located }) => overlaps(located, place.located)) : undefined;
    const shade = place.kind === 'heat' || ofHeat(place) ? heatLevel(place.weight, strongest) : 0;
    // What the answer cites is lit, however little of the attention it got beside the rest.
    const level = cited === undefined ? shade : Math.max(CITED, shade);
    if (level === 0) return [];
    // Words outlive their sentence where that was edited around them: then they are lit alone.
    if (place.kind === 'span')
      return ids.has(place.part?.of ?? '') ? [] : [{ place, level, span: place, words: undefined }];
    const words = detail === 'words' ? wordShades(place, strongestWord) : undefined;
    return [{ place, level, span: spans.get(place.id) ?? spans.get(cited?.id ?? ''), words }];
  });
  const passages = standing.filter(
    ({ kind, located }) => kind === 'passage' && sentences.some(({ place }) => holds(located, place.located)),
  );
  return { sentences, passages, anySpan: all.some(ofHeat) };
}

/** The citations of these ids alone: the best strongest, the others lighter. */
export function focusedIn(here: readonly LocatedPlace[], ids: readonly string[]): Lit {
  const sentences = here.flatMap((place): LitPlace[] => {
    const rank = ids.indexOf(place.id);
    return rank < 0 || !isThere(place)
      ? []
      : [{ place, level: Math.max(2, HEAT_LEVELS - 2 * rank), span: undefined, words: undefined }];
  });
  return { ...DARK, sentences };
}

/** What is lit as it is painted: see `shades`. */
export function litSentences({ sentences }: Lit): LitSentence[] {
  return sentences.map(({ place: { located }, level, span, words }) => ({
    start: located.start,
    end: located.end,
    level,
    span: span?.located,
    words,
  }));
}

/** True where the outer range holds the whole of the inner one. */
export function holds(outer: Range, inner: Range): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/**
 * The words of a sentence where it stands, each with its shade; words that follow each other in one shade are one.
 * Undefined where it has none, or stands with other white space than it had.
 *
 * @param strongest the largest weight of a word of the answer
 */
function wordShades({ words, anchor, located }: StandingPlace, strongest: number): Shade[] | undefined {
  if (words === undefined || located.end - located.start !== anchor.quote.length) return undefined;
  const found: Shade[] = [];
  for (const { from, to, weight } of words) {
    const level = heatLevel(weight, strongest);
    if (level === 0) continue;
    const [start, end] = [located.start + from, located.start + to];
    const last = found.at(-1);
    const between = last === undefined ? '' : anchor.quote.slice(last.end - located.start, from);
    if (last?.level === level && between.length <= 1 && between.trim() === '')
      found[found.length - 1] = { ...last, end };
    else found.push({ start, end, level });
  }
  return found.length === 0 ? undefined : found;
}

function isThere<T extends LocatedPlace>(place: T): place is T & StandingPlace {
  return place.located !== undefined && place.located.standing !== 'gone';
}

function mostOf(words: readonly { readonly weight: number }[]): number {
  return words.reduce((most, { weight }) => Math.max(most, weight), 0);
}
