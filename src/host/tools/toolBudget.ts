/** How many tokens a result may have, and how they are counted. */
export interface TokenBudget {
  readonly tokens: number;
  readonly count: (text: string) => PromiseLike<number>;
}

/** Versions of one text, the longest first; each is made when it is looked at. */
export type Versions = readonly [() => string, ...(() => string)[]];

/**
 * The longest version that the budget has room for; undefined where not even the shortest fits. Counting crosses a
 * process boundary, so few are counted: each version is held to be no longer than the one before it.
 */
export async function longestWithin(
  versions: Versions,
  budget: TokenBudget | undefined,
): Promise<string | undefined> {
  const whole = versions[0]();
  if (budget === undefined) return whole;
  const fits = async (text: string): Promise<boolean> => (await budget.count(text)) <= budget.tokens;
  if (await fits(whole)) return whole;
  let best: string | undefined;
  let low = 1;
  let high = versions.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const text = versions[middle]?.() ?? '';
    if (await fits(text)) {
      best = text;
      high = middle - 1;
    } else low = middle + 1;
  }
  return best;
}
