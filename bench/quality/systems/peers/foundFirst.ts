import type { Passage } from '../../score.ts';

/**
 * A larger passage with what was found in it put first, then the rest of it in text order: the whole costs what it
 * costs, but a budget that ends within it, and the first passage of all, fall on the part that was found. This is
 * kinder than the recipes that return the whole, which hand it over from its start.
 */
export function foundFirst({ file, start, end }: Passage, found: readonly Passage[]): Passage[] {
  const passages: Passage[] = [];
  const taken: { start: number; end: number }[] = [];
  const take = (from: number, to: number): void => {
    let at = from;
    for (const other of taken.toSorted((a, b) => a.start - b.start)) {
      if (other.end <= at || other.start >= to) continue;
      if (other.start > at) passages.push({ file, start: at, end: other.start });
      at = other.end;
    }
    if (at < to) passages.push({ file, start: at, end: to });
    taken.push({ start: from, end: to });
  };
  for (const part of found) take(Math.max(start, part.start), Math.min(end, part.end));
  take(start, end);
  return passages;
}
