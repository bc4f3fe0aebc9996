import type { Range } from '../text/range.ts';

/**
 * Words that were quoted from a text, and where: enough to find them again after the text was edited. Offsets are
 * UTF-16 units of the text in which the words were last found.
 */
export interface Anchor {
  readonly quote: string;
  /** Where the quote began when it was last seen. */
  readonly start: number;
  /** What stood before and after it when it last stood among its own neighbours; empty where nothing is known. */
  readonly before: string;
  readonly after: string;
}

/**
 * Where the quoted words are now. `stands`: among their neighbours, wherever edits elsewhere have pushed them;
 * `moved`: the same words in other company; `gone`: nowhere, and `near` is where they would have been. Only white
 * space may differ from the quote (an editor may unify line ends, a formatter may wrap lines): invariant 12.
 */
export type Located =
  ({ readonly standing: 'stands' | 'moved' } & Range) | { readonly standing: 'gone'; readonly near: number };

/** Where a longer quote is now. `changed`: parts of it stand where it was, others do not; the range spans the parts. */
export type LocatedWhole = Located | ({ readonly standing: 'changed' } & Range);

/** Units of context kept on each side. */
const CONTEXT = 64;
/** So many characters of one side, white space aside, show that the neighbours are the same. */
const ENOUGH = 12;
/** A phrase that stands everywhere is looked at in so many places at most. */
const MOST_PLACES = 200;
/** Words with other white space are looked for so many units to each side: a text that is wrapped anew stays near. */
const REACH = 200_000;

/** The anchor of a range of this text. */
export function anchorOf(text: string, { start, end }: Range): Anchor {
  return {
    quote: text.slice(start, end),
    start,
    before: text.slice(Math.max(0, start - CONTEXT), start),
    after: text.slice(end, end + CONTEXT),
  };
}

/**
 * Finds an anchor's words in a text. Of several places the one with the most of its neighbours counts, then the
 * nearest to where the words were.
 */
export function locate(anchor: Anchor, text: string): Located {
  let best: (Range & { readonly kept: number; readonly way: number }) | undefined;
  for (const place of places(anchor, text)) {
    const kept = keptNeighbours(anchor, text, place);
    const way = Math.abs(place.start - anchor.start);
    if (best === undefined || kept > best.kept || (kept === best.kept && way < best.way))
      best = { ...place, kept, way };
  }
  if (best === undefined) return { standing: 'gone', near: nearOf(anchor, text) };
  const { start, end } = best;
  return { standing: amongNeighbours(anchor, text, best) ? 'stands' : 'moved', start, end };
}

/**
 * The anchor to look with next time. Where the words stand, their neighbours are taken anew, so that edits close by,
 * one after the other, never add up to a move; where they have moved, changed or gone, the old neighbours are kept, so
 * that an undo brings them back.
 */
export function follow(anchor: Anchor, text: string, located: LocatedWhole): Anchor {
  switch (located.standing) {
    case 'stands':
      return { ...anchorOf(text, located), quote: anchor.quote };
    case 'moved':
    case 'changed':
      return { ...anchor, start: located.start };
    case 'gone':
      return anchor;
  }
}

/**
 * Finds a longer quote of which parts may have changed. Where the whole is gone and at least a third of its lines and
 * sentences (by length) still stand in order close to where it was, it has `changed`.
 */
export function locateWhole(anchor: Anchor, text: string): LocatedWhole {
  const whole = locate(anchor, text);
  if (whole.standing !== 'gone') return whole;
  const { length } = anchor.quote;
  const from = Math.max(0, whole.near - 3 * length);
  const around = text.slice(from, whole.near + 3 * length);
  let found: Range | undefined;
  let kept = 0;
  for (const part of parts({ ...anchor, start: whole.near - from })) {
    const located = locate(part, around);
    if (located.standing === 'gone') continue;
    const start = found?.start ?? located.start;
    if ((found !== undefined && located.start < found.end) || located.end - start > 3 * length) continue;
    found = { start, end: located.end };
    kept += part.quote.length;
  }
  return found !== undefined && kept * 3 >= anchor.quote.trim().length
    ? { standing: 'changed', start: from + found.start, end: from + found.end }
    : whole;
}

/**
 * Finds words that stand in a longer quote. Where the quote is found they are found in it, by counting characters
 * without white space, of which alone a found quote may have others. Where it is not, they count only among their own
 * neighbours: a few words ('30 days') stand in many places that say something else.
 *
 * @param part the words, with what stood beside them
 * @param from where they begin in the quote
 * @param whole the quote and where it is now
 */
export function locatePart(
  part: Anchor,
  from: number,
  whole: { readonly anchor: Anchor; readonly located: LocatedWhole },
  text: string,
): Located {
  const { anchor, located } = whole;
  if (located.standing === 'stands' || located.standing === 'moved') {
    const start = skipSolid(text, located.start, solid(anchor.quote.slice(0, from)).length);
    const first = start + (/^\s*/u.exec(text.slice(start))?.[0].length ?? 0);
    const end = skipSolid(text, first, solid(part.quote).length);
    if (end <= located.end && solid(text.slice(first, end)) === solid(part.quote))
      return { standing: located.standing, start: first, end };
  }
  const own = locate(part, text);
  const known = solid(part.before + part.after) !== '';
  if (own.standing === 'gone' || (own.standing === 'stands' && known)) return own;
  return { standing: 'gone', near: own.start };
}

/** The offset behind so many characters that are no white space. */
function skipSolid(text: string, start: number, count: number): number {
  let position = start;
  for (let left = count; left > 0 && position < text.length; position++)
    if (!/\s/u.test(text.charAt(position))) left--;
  return position;
}

/** Where the words stand in the text: as they are, or with other white space where they stand nowhere as they are. */
function* places({ quote, start }: Anchor, text: string): Iterable<Range> {
  if (quote.trim() === '') return;
  if (text.startsWith(quote, start)) yield { start, end: start + quote.length };
  let count = 0;
  // From the old place outwards, so that a phrase that stands everywhere is found near it.
  let below = start > 0 ? text.lastIndexOf(quote, start - 1) : -1;
  let above = text.indexOf(quote, start + 1);
  while ((below >= 0 || above >= 0) && count < MOST_PLACES) {
    count++;
    if (above < 0 || (below >= 0 && start - below <= above - start)) {
      yield { start: below, end: below + quote.length };
      below = below > 0 ? text.lastIndexOf(quote, below - 1) : -1;
    } else {
      yield { start: above, end: above + quote.length };
      above = text.indexOf(quote, above + 1);
    }
  }
  if (count > 0 || text.startsWith(quote, start)) return;
  const words = quote.trim().split(/\s+/u);
  if (words.length < 2) return;
  const spaced = new RegExp(words.map(escaped).join('\\s+'), 'gu');
  const from = Math.max(0, Math.min(start, text.length) - REACH);
  for (const match of text.slice(from, from + 2 * REACH).matchAll(spaced)) {
    yield { start: from + match.index, end: from + match.index + match[0].length };
    if (++count >= MOST_PLACES) return;
  }
}

/** The word as a pattern that matches it alone. */
function escaped(word: string): string {
  return word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** How much of the neighbours is still there, in characters without white space. */
function keptNeighbours({ before, after }: Anchor, text: string, place: Range): number {
  return keptBefore(before, text, place) + keptAfter(after, text, place);
}

function amongNeighbours({ before, after }: Anchor, text: string, place: Range): boolean {
  const known = [solid(before).length, solid(after).length];
  const kept = [keptBefore(before, text, place), keptAfter(after, text, place)];
  if (known.every((length) => length === 0)) return true;
  return kept.some((length, i) => length > 0 && length >= Math.min(ENOUGH, known[i] ?? 0));
}

function keptBefore(before: string, text: string, { start }: Range): number {
  const was = solid(before);
  const is = solid(text.slice(Math.max(0, start - 2 * CONTEXT), start));
  let kept = 0;
  while (kept < was.length && kept < is.length && was.at(-1 - kept) === is.at(-1 - kept)) kept++;
  return kept;
}

function keptAfter(after: string, text: string, { end }: Range): number {
  const was = solid(after);
  const is = solid(text.slice(end, end + 2 * CONTEXT));
  let kept = 0;
  while (kept < was.length && kept < is.length && was[kept] === is[kept]) kept++;
  return kept;
}

function solid(text: string): string {
  return text.replace(/\s+/gu, '');
}

/** Where words that are gone would be: behind what stood before them, else in front of what stood after. */
function nearOf({ before, after, start }: Anchor, text: string): number {
  const last = tail(before);
  if (last !== '') {
    const at = nearest(text, last, start - last.length);
    if (at >= 0) return at + last.length;
  }
  const next = after.trimStart().slice(0, ENOUGH * 2);
  if (next !== '') {
    const at = nearest(text, next, start);
    if (at >= 0) return at;
  }
  return Math.min(start, text.length);
}

function tail(before: string): string {
  return before.trimEnd().slice(-ENOUGH * 2);
}

function nearest(text: string, phrase: string, start: number): number {
  const below = text.lastIndexOf(phrase, Math.max(0, start));
  const above = text.indexOf(phrase, Math.max(0, start));
  if (below < 0 || above < 0) return Math.max(below, above);
  return start - below <= above - start ? below : above;
}

/**
 * A quote's lines and, in longer ones, its sentences as anchors of their own, each with what stands before and after
 * it. What ends a sentence is guessed: a piece too short to be told from others is taken together with the next.
 */
function parts({ quote, start }: Anchor): Anchor[] {
  const found: Anchor[] = [];
  let begin: number | undefined;
  for (const match of quote.matchAll(/\S.*?(?:[.!?](?=\s)|[。！？；]|$)/gmu)) {
    begin ??= match.index;
    const end = begin + quote.slice(begin, match.index + match[0].length).trimEnd().length;
    const closesLine = /^[^\S\r\n]*(?:[\r\n]|$)/u.test(quote.slice(end, end + CONTEXT));
    if (end - begin < 2 * ENOUGH && !closesLine) continue;
    found.push({ ...anchorOf(quote, { start: begin, end }), start: start + begin });
    begin = undefined;
  }
  return found;
}
