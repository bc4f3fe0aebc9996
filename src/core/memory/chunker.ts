import type { Range } from '../text/range.ts';
import { boundaryBefore, sentences, softEnd, trimmed } from '../text/sentences.ts';
import { countTokens } from '../text/tokens.ts';
import type { ChunkTree, Leaf, Outline, Passage, Section } from './tree.ts';

/** Part of every fingerprint: another way of cutting makes another index. */
export const CHUNKER_VERSION = 2;

/** Sizes in tokens as `countTokens` estimates them. */
const LEAF = { target: 128, longest: 190, longestSentence: 150 };
const PASSAGE = { shortest: 320, longest: 768 };
/** A sentence is cut at this many characters whatever its tokens: no encoder reads further. */
const LONGEST_SENTENCE_CHARACTERS = 1200;

/**
 * Cuts a document into sections, passages and leaves that tile it.
 *
 * Sections follow the headings. In a section, passages end where the content itself says so (at the sentence
 * with the smallest hash among those in reach, paragraphs first: content-defined chunking, as rsync and
 * deduplicating stores cut files), so that after an edit the bounds fall into step again within a passage or
 * two, however long the section is. In a passage, leaves of whole sentences are set by dynamic programming: as
 * near to the target as may be, rather between paragraphs than within one, and never across the start or the end of
 * an item of the outline but with the whole of it.
 */
export function chunk(text: string, outline: Outline): ChunkTree {
  const sections = cutSections(text, outline);
  const passages: Passage[] = [];
  const leaves: Leaf[] = [];
  for (const [section, range] of sections.entries()) {
    const units = cutUnits(text, range, outline);
    let from = 0;
    for (const to of passageEnds(text, units)) {
      const passage = passages.length;
      passages.push({ start: at(units, from).start, end: at(units, to - 1).end, section });
      let first = from;
      for (const last of leafEnds(units, from, to)) {
        leaves.push({ start: at(units, first).start, end: at(units, last - 1).end, passage });
        first = last;
      }
      from = to;
    }
  }
  return { sections, passages, leaves };
}

/** The headings that a leaf stands under, from the title down; of more than `most` the nearest. */
export function headingsOf(tree: ChunkTree, leaf: number, most = Infinity): string[] {
  const headings: string[] = [];
  const passage = tree.passages[tree.leaves[leaf]?.passage ?? -1];
  for (let section = passage?.section ?? -1; section >= 0; section = tree.sections[section]?.parent ?? -1) {
    if (headings.length === most) break;
    const heading = tree.sections[section]?.heading;
    if (heading !== undefined && heading !== '') headings.unshift(heading);
  }
  return headings;
}

interface Unit extends Range {
  readonly tokens: number;
  /** How hard the text breaks off before the unit: 0 sentence, 1 line, 2 paragraph or the format's own break. */
  readonly strength: number;
  /** Index of the outline's item that it lies in, or -1. */
  readonly item: number;
  /** The unit before lies in the same item. */
  readonly continues: boolean;
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new RangeError(`no item ${index} of ${items.length}`);
  return item;
}

/** A heading with nothing under it but the next heading opens that one's section. */
function cutSections(text: string, outline: Outline): Section[] {
  const sections: Section[] = [];
  const open: { depth: number; section: number }[] = [];
  const starts = outline.headings.map((heading) => heading.start);
  if (starts[0] !== 0 && text.length > 0)
    sections.push({ start: 0, end: starts[0] ?? text.length, depth: 0, heading: '', parent: -1 });
  for (const [i, heading] of outline.headings.entries()) {
    while (open.length > 0 && at(open, open.length - 1).depth >= heading.depth) open.pop();
    const parent = open.at(-1)?.section ?? -1;
    open.push({ depth: heading.depth, section: sections.length });
    sections.push({
      start: heading.start,
      end: starts[i + 1] ?? text.length,
      depth: heading.depth,
      heading: heading.title,
      parent,
    });
  }
  return foldEmptySections(text, sections);
}

/**
 * Sections that hold no more than their heading's line keep their place in the tree with no text of their own:
 * the next section's range starts at their heading. Ranges still tile; an empty range has no leaves.
 */
function foldEmptySections(text: string, sections: Section[]): Section[] {
  let carried: number | undefined;
  return sections.map((section, i) => {
    const start = carried ?? section.start;
    const body = trimmed(text, section);
    const headingOnly =
      !text.slice(body.start, body.end).includes('\n') &&
      i + 1 < sections.length &&
      countTokens(text, body.start, body.end) < 40;
    carried = headingOnly ? start : undefined;
    return { ...section, start, end: headingOnly ? start : section.end };
  });
}

function cutUnits(text: string, section: Range, { breaks, items = [] }: Outline): Unit[] {
  const units: Unit[] = [];
  let next = lowerBound(breaks, section.start + 1);
  let item = firstEndingAfter(items, section.start);
  const push = (start: number, end: number, strength: number): void => {
    while ((items[item]?.end ?? Infinity) <= start) item++;
    const within = (items[item]?.start ?? Infinity) <= start ? item : -1;
    const continues = within >= 0 && units.at(-1)?.item === within;
    // Nothing inside an item breaks off as hard as its start.
    const before = continues ? Math.min(strength, 1) : strength;
    units.push({
      start,
      end,
      tokens: countTokens(text, start, end),
      strength: before,
      item: within,
      continues,
    });
  };
  for (const sentence of sentences(text, section)) {
    let start = sentence.start;
    let strength = strengthBefore(text, start);
    // A break of the format inside a sentence cuts it; one at its start makes the boundary a strong one.
    for (; next < breaks.length && at(breaks, next) < sentence.end; next++) {
      const cut = at(breaks, next);
      if (cut > start && cut > section.start) {
        pushPieces(text, start, cut, strength, push);
        start = cut;
      }
      strength = 2;
    }
    pushPieces(text, start, sentence.end, strength, push);
  }
  return units;
}

function strengthBefore(text: string, offset: number): number {
  const boundary = boundaryBefore(text, offset);
  return boundary === 'paragraph' ? 2 : boundary === 'line' ? 1 : 0;
}

/** Whole sentences; a sentence that no leaf could hold is split, never dropped (invariant 5). */
function pushPieces(
  text: string,
  start: number,
  end: number,
  strength: number,
  push: (start: number, end: number, strength: number) => void,
): void {
  let from = start;
  let before = strength;
  while (from < end) {
    let to = Math.min(end, from + LONGEST_SENTENCE_CHARACTERS);
    if (to < end) to = softEnd(text, from, to);
    while (countTokens(text, from, to) > LEAF.longestSentence) {
      const shorter = softEnd(text, from, from + Math.ceil((to - from) * 0.75));
      if (shorter >= to || shorter <= from) break;
      to = shorter;
    }
    push(from, to, before);
    before = 0;
    from = to;
  }
}

/** Index of the first value not below `value`. */
function lowerBound(values: readonly number[], value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at(values, middle) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the first range that ends behind `offset`; ranges are in order and apart. */
function firstEndingAfter(ranges: readonly Range[], offset: number): number {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at(ranges, middle).end <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Ends (exclusive unit indices) of the passages. */
function passageEnds(text: string, units: readonly Unit[]): number[] {
  const ends: number[] = [];
  const hashes = units.map((unit) => hashOf(text, unit));
  let rest = units.reduce((sum, unit) => sum + unit.tokens, 0);
  let from = 0;
  while (rest > PASSAGE.longest) {
    let tokens = at(units, from).tokens;
    let best = -1;
    let i = from + 1;
    for (; i < units.length && tokens <= PASSAGE.longest; i++) {
      const unit = at(units, i);
      if (
        tokens >= PASSAGE.shortest &&
        (best < 0 ||
          unit.strength > at(units, best).strength ||
          (unit.strength === at(units, best).strength && at(hashes, i) < at(hashes, best)))
      )
        best = i;
      tokens += unit.tokens;
    }
    const end = best > 0 ? best : i;
    for (let k = from; k < end; k++) rest -= at(units, k).tokens;
    ends.push(end);
    from = end;
    if (from >= units.length) return ends;
  }
  if (from < units.length) ends.push(units.length);
  return ends;
}

/** FNV-1a over the unit's words, white space left out, so that reflowing a paragraph moves nothing. */
function hashOf(text: string, unit: Range): number {
  let hash = 0x811c9dc5;
  for (let i = unit.start; i < unit.end; i++) {
    const code = text.charCodeAt(i);
    if (code <= 0x20) continue;
    hash = Math.imul(hash ^ (code & 0xff), 0x01000193);
    hash = Math.imul(hash ^ (code >>> 8), 0x01000193);
  }
  // The low bits of FNV are weak in their order; mix once (finaliser of MurmurHash3).
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  return hash >>> 0;
}

/** Cost of starting a leaf in the middle of a paragraph, between lines, between paragraphs. */
const START_COST = [0.3, 0.12, 0];
/** More than any other cut costs: an item that a leaf could hold is not cut, nor part of one put to another. */
const CUT_ITEM = 100;

/** Ends (exclusive unit indices) of the leaves of the passage `from`..`to`, cheapest cut overall. */
function leafEnds(units: readonly Unit[], from: number, to: number): number[] {
  const cost = new Float64Array(to - from + 1).fill(Infinity);
  const previous = new Int32Array(to - from + 1);
  const whole = fittingItems(units, from, to);
  cost[0] = 0;
  for (let end = 1; end <= to - from; end++) {
    const last = at(units, from + end - 1);
    const endsInItem = from + end < to && at(units, from + end).continues;
    let tokens = 0;
    for (let start = end - 1; start >= 0; start--) {
      const unit = at(units, from + start);
      tokens += unit.tokens;
      if (tokens > LEAF.longest && start < end - 1) break;
      const startsInItem = start > 0 && unit.continues;
      const off = (tokens - LEAF.target) / LEAF.target;
      let total =
        (cost[start] ?? Infinity) + off * off + (start === 0 ? 0 : (START_COST[unit.strength] ?? 0));
      if (startsInItem && whole.has(unit.item)) total += CUT_ITEM;
      if ((startsInItem || endsInItem) && unit.item !== last.item) total += CUT_ITEM;
      if (total < (cost[end] ?? Infinity)) {
        cost[end] = total;
        previous[end] = start;
      }
    }
  }
  const ends: number[] = [];
  for (let end = to - from; end > 0; end = previous[end] ?? 0) ends.unshift(from + end);
  return ends;
}

/** The items of which a leaf can hold as much as the passage does. */
function fittingItems(units: readonly Unit[], from: number, to: number): Set<number> {
  const tokens = new Map<number, number>();
  for (let i = from; i < to; i++) {
    const { item, tokens: own } = at(units, i);
    if (item >= 0) tokens.set(item, (tokens.get(item) ?? 0) + own);
  }
  return new Set([...tokens].flatMap(([item, sum]) => (sum <= LEAF.longest ? [item] : [])));
}
