/** How long a summary is to be where nothing else is said. */
export const USUAL_LENGTH = 0.3;

/** Tokens of the shortest summary of a whole, two or three sentences, and how many times longer the longest is. */
const SHORTEST = 80;
const GROWTH = 20;
/** A summary holds at most this share of its text. */
const MOST_OF_TEXT = 0.3;
/** What the sections say together, beside the summary of the whole. */
const SECTIONS = 2;

/** How many tokens the summary of a whole and those of its sections may have. */
export interface Budgets {
  readonly whole: number;
  readonly sections: readonly number[];
}

/**
 * @param length 0 (a few sentences) to 1 (a few pages); what is beyond counts as the nearer end
 * @param sizes by section: tokens of its text
 */
export function budgets(length: number, sizes: readonly number[]): Budgets {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const bounded = Math.min(1, Math.max(0, length));
  const whole = Math.min(SHORTEST * GROWTH ** bounded, MOST_OF_TEXT * total);
  // A section ten times as long says three times as much.
  const roots = sizes.map((size) => Math.sqrt(size));
  const all = roots.reduce((sum, root) => sum + root, 0);
  const sections = sizes.map((size, i) =>
    Math.min((SECTIONS * whole * (roots[i] ?? 0)) / Math.max(1, all), MOST_OF_TEXT * size),
  );
  return { whole, sections };
}

/**
 * How many of the sentences, in the order of their worth, fit: one at least, where there is one. More tokens never give
 * fewer sentences.
 *
 * @param tokens by sentence
 */
export function fitting(tokens: readonly number[], budget: number): number {
  let used = 0;
  let count = 0;
  for (const length of tokens) {
    // A sentence that is more out than in stays out.
    if (count > 0 && used + length / 2 > budget) break;
    used += length;
    count++;
  }
  return count;
}
