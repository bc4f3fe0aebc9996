import type { ChunkTree } from '../memory/tree.ts';
import type { Range } from '../text/range.ts';

/** A part of a document that is summarized for itself: one section or several, or a run of passages of a long one. */
export interface Part extends Range {
  /** The heading that names it; of several sections the first and the last one's. Empty where the text has none. */
  readonly heading: string;
  /** Its leaves: numbers in the tree, from `first` up to `last`, `last` not included. */
  readonly first: number;
  readonly last: number;
}

export interface PartOptions {
  /** Only what overlaps this range; the whole document where left out. */
  readonly within?: Range | undefined;
  /** By leaf: how much it says, above 0; leaves that hold only white space count 0. */
  readonly sizes: readonly number[];
  /** About how many parts are wanted. */
  readonly wanted: number;
  /**
   * How much alike two neighbouring leaves are, by the number of the second: where a section without inner headings is
   * long, it is cut where neighbours are least alike (Hearst 1997, TextTiling). All alike where left out.
   */
  readonly alike?: ((leaf: number) => number) | undefined;
}

/** Sections smaller than this share of the usual part are put together with their neighbours. */
const SMALL = 0.4;
/** A part is cut while it is this many times the usual one. */
const LARGE = 1.6;

/** Leaves in a row: what parts are made from. */
interface Run {
  readonly first: number;
  readonly last: number;
  readonly size: number;
  readonly heading: string;
}

/**
 * About how many parts a text of so many leaves is read in: few enough to look over, many enough that each is about
 * one thing. Grows with the root of the length: 8 for a story of 60 leaves, 30 for a book of 2,000.
 */
export function partsWanted(leaves: number): number {
  return Math.max(1, Math.min(40, Math.round(leaves ** 0.5 * 0.9)));
}

/**
 * Cuts a document into parts that tile it (or the leaves that overlap `within`). From the top: a section with all
 * that stands below it is one part where it is not too long; else its own text and each section in it are looked at.
 * Short neighbours are put together again, under the heading above where they are all there is below it.
 */
export function partsOf(tree: ChunkTree, options: PartOptions): Part[] {
  const { within, sizes, wanted } = options;
  const inside = (leaf: number): boolean => {
    const range = tree.leaves[leaf];
    return (
      range !== undefined && (within === undefined || (range.start < within.end && within.start < range.end))
    );
  };
  const leaves = tree.leaves.map((_, leaf) => leaf).filter(inside);
  const first = leaves[0];
  const end = (leaves.at(-1) ?? -1) + 1;
  if (first === undefined) return [];
  const sizeOf = (from: number, to: number): number => {
    let sum = 0;
    for (let leaf = from; leaf < to; leaf++) sum += sizes[leaf] ?? 0;
    return sum;
  };
  const usual = Math.max(1, sizeOf(first, end)) / Math.max(1, wanted);
  const levels = sectionLevels(tree);
  const run = (from: number, to: number, heading: string): Run => ({
    first: Math.max(from, first),
    last: Math.min(to, end),
    size: sizeOf(Math.max(from, first), Math.min(to, end)),
    heading,
  });

  const cut = (section: number): Run[] => {
    const level = levels[section];
    if (level === undefined || level.last <= first || level.first >= end) return [];
    const heading = tree.sections[section]?.heading ?? '';
    const whole = run(level.first, level.last, heading);
    if (whole.size <= LARGE * usual) return [whole];
    const own = run(level.first, level.ownLast, heading);
    const runs = [
      ...(own.last > own.first ? cutLong(own, usual, options) : []),
      ...level.children.flatMap(cut),
    ];
    return together(runs, usual, heading);
  };
  const roots = tree.sections.flatMap(({ parent }, section) => (parent < 0 ? cut(section) : []));
  const joined = together(roots, usual, undefined);
  return joined.map(({ first: from, last: to, heading }) => ({
    first: from,
    last: to,
    heading,
    start: tree.leaves[from]?.start ?? 0,
    end: tree.leaves[to - 1]?.end ?? 0,
  }));
}

interface SectionLevel {
  /** Leaves of the section with all that stands below it. */
  first: number;
  last: number;
  /** Where its own ones, before the first section below, end. */
  ownLast: number;
  readonly children: number[];
}

function sectionLevels(tree: ChunkTree): SectionLevel[] {
  const levels: SectionLevel[] = tree.sections.map(() => ({
    first: Infinity,
    last: -1,
    ownLast: -1,
    children: [],
  }));
  for (const [leaf, { passage }] of tree.leaves.entries()) {
    const section = tree.passages[passage]?.section ?? -1;
    const own = levels[section];
    if (own !== undefined) own.ownLast = leaf + 1;
    for (let at = section; at >= 0; at = tree.sections[at]?.parent ?? -1) {
      const level = levels[at];
      if (level === undefined) break;
      level.first = Math.min(level.first, leaf);
      level.last = Math.max(level.last, leaf + 1);
    }
  }
  for (const [section, { parent }] of tree.sections.entries()) levels[parent]?.children.push(section);
  for (const level of levels) if (level.ownLast < 0) level.ownLast = level.first;
  return levels;
}

/** Cuts a long run into about equal ones, each cut where neighbouring leaves are least alike within reach. */
function cutLong(long: Run, usual: number, { sizes, alike = () => 0 }: PartOptions): Run[] {
  const pieces = Math.min(long.last - long.first, Math.round(long.size / usual));
  if (pieces < 2 || long.size <= LARGE * usual) return [long];
  const runs: Run[] = [];
  const piece = long.size / pieces;
  let from = long.first;
  let size = 0;
  let best = -1;
  let least = Infinity;
  let sizeAtBest = 0;
  for (let leaf = long.first; leaf < long.last; leaf++) {
    if (leaf > from && size >= 0.6 * piece) {
      const likeness = alike(leaf);
      if (likeness < least) {
        least = likeness;
        best = leaf;
        sizeAtBest = size;
      }
    }
    size += sizes[leaf] ?? 0;
    if (size > 1.4 * piece && best > from) {
      runs.push({ first: from, last: best, size: sizeAtBest, heading: long.heading });
      size -= sizeAtBest;
      from = best;
      least = Infinity;
    }
  }
  runs.push({ first: from, last: long.last, size, heading: long.heading });
  return runs;
}

/** Puts short neighbours together; all below one heading are named by it. */
function together(runs: readonly Run[], usual: number, above: string | undefined): Run[] {
  const joined: Run[] = [];
  let open: Run[] = [];
  const size = (): number => open.reduce((sum, run) => sum + run.size, 0);
  const close = (): void => {
    const [first] = open;
    const last = open.at(-1);
    if (first !== undefined && last !== undefined)
      joined.push({
        first: first.first,
        last: last.last,
        size: size(),
        heading: headingOf(open, runs, above),
      });
    open = [];
  };
  for (const run of runs) {
    const isSmall = run.size < SMALL * usual;
    if (open.length > 0 && (size() >= SMALL * usual || (!isSmall && size() + run.size > LARGE * usual))) {
      // What is left too small by a large neighbour stays with the part before it.
      const before = joined.at(-1);
      if (size() < SMALL * usual && before !== undefined && before.size + size() <= LARGE * usual)
        joined.splice(-1, 1, merged(before, open));
      else close();
      open = [];
    }
    open.push(run);
  }
  const before = joined.at(-1);
  if (open.length > 0 && size() < SMALL * usual && before !== undefined)
    joined.splice(-1, 1, merged(before, open));
  else close();
  return joined;
}

function merged(before: Run, open: readonly Run[]): Run {
  const last = open.at(-1) ?? before;
  return {
    first: before.first,
    last: last.last,
    size: open.reduce((sum, run) => sum + run.size, before.size),
    heading: before.heading,
  };
}

function headingOf(open: readonly Run[], all: readonly Run[], above: string | undefined): string {
  const names = [...new Set(open.map(({ heading }) => heading).filter((heading) => heading !== ''))];
  if (above !== undefined && above !== '' && open.length === all.length) return above;
  const [first = ''] = names;
  const last = names.at(-1) ?? '';
  return names.length < 2 || first === above ? first : `${first} – ${last}`;
}
