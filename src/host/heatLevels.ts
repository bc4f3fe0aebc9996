/** How many shades of heat there are; a theme colour each. */
export const HEAT_LEVELS = 5;
/** A sentence with less than this part of the strongest one's weight is not heated. */
const FAINT = 0.06;

/**
 * The shade of a sentence, 1 to {@link HEAT_LEVELS}, or 0 for none: its weight relative to the strongest sentence of
 * the answer, by the square root, as the panel's marks have it. A second source stays visible beside a strong one.
 *
 * @param weight at least 0
 * @param strongest the largest weight of the answer
 */
export function heatLevel(weight: number, strongest: number): number {
  const part = strongest > 0 ? weight / strongest : 0;
  if (part < FAINT) return 0;
  const shade = (Math.sqrt(part) - Math.sqrt(FAINT)) / (1 - Math.sqrt(FAINT));
  return Math.max(1, Math.min(HEAT_LEVELS, Math.ceil(shade * HEAT_LEVELS)));
}
