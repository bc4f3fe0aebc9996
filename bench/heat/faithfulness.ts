import { NO_SPAN } from '../../src/core/answer/read.ts';
import type { Range } from '../../src/core/text/range.ts';
import type { Span } from '../../src/core/answer/spans.ts';
import { seeded } from '../quality/random.ts';

/**
 * How faithful the heat is to what the reader reads (comprehensiveness of a rationale, DeYoung et al. 2020,
 * arXiv:1911.03429): what a sentence carries of the answer shows when it is taken out of its window.
 */
export interface GapDrops {
  /** By how much the gap of its window falls without the strongest sentence. */
  readonly strongest: number;
  /** The same of another sentence, drawn at random: of the same window, and of all attended ones. Null without one. */
  readonly mate: number | null;
  readonly other: number | null;
}

/** What {@link gapDrops} looks at: sentences with their heat, and the windows that they stand in. */
export interface HeatedWindows {
  readonly heats: readonly number[];
  /** By sentence: number of the window and place in it. */
  readonly candidates: readonly { readonly leaf: number; readonly within: Range }[];
  readonly windows: readonly string[];
}

/**
 * The drops of one question, or null where fewer than two sentences were attended.
 *
 * @param read the best spans of each window, best first
 */
export async function gapDrops(
  { id }: { readonly id: string },
  { heats, candidates, windows }: HeatedWindows,
  read: (windows: readonly string[]) => Promise<readonly (readonly Span[])[]>,
): Promise<GapDrops | null> {
  const strongest = heats.indexOf(Math.max(...heats));
  const first = candidates[strongest];
  if (first === undefined || candidates.length < 2) return null;
  const random = seeded(seedOf(id));
  const draw = (from: readonly number[]): number | undefined => from[Math.floor(random() * from.length)];
  const others = [...candidates.keys()].filter((i) => i !== strongest);
  const chosen = [strongest, draw(others.filter((i) => candidates[i]?.leaf === first.leaf)), draw(others)];
  const drops: (number | null)[] = [];
  for (const number of chosen) {
    const candidate = number === undefined ? undefined : candidates[number];
    if (candidate === undefined) {
      drops.push(null);
      continue;
    }
    const window = windows[candidate.leaf] ?? '';
    const [whole, rest] = await read([window, without(window, candidate.within)]);
    drops.push(gapOf(whole) - gapOf(rest));
  }
  const [most, mate, other] = drops;
  return { strongest: most ?? 0, mate: mate ?? null, other: other ?? null };
}

function without(window: string, { start, end }: Range): string {
  return window.slice(0, start) + window.slice(end).trimStart();
}

function gapOf(spans: readonly Span[] | undefined): number {
  return spans?.[0]?.gap ?? NO_SPAN;
}

/** A number of the question's own, the same in every run. */
function seedOf(id: string): number {
  let seed = 7;
  for (const character of id) seed = (seed * 31 + (character.codePointAt(0) ?? 0)) % 2147483647;
  return seed;
}
