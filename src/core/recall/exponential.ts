/** Steps from one power of two to the next. */
const STEPS = 64;
const STEPS_A_NAT = STEPS / Math.LN2;
const NATS_A_STEP = Math.LN2 / STEPS;
const WITHIN = Float64Array.from({ length: STEPS }, (_, step) => 2 ** (step / STEPS));
/** Powers of two from 2^-1023 on; the first step of all, and a half so that what is cut off was rounded. */
const POWERS = Float64Array.from({ length: 2047 }, (_, power) => 2 ** (power - 1023));
const ONE = 1023 * STEPS;
const ROUNDED = ONE + 0.5;
const MOST = 700;

/**
 * e^x to a relative 1e-12 in a quarter of the time of `Math.exp`, which is a call out of compiled JavaScript: recall
 * takes two for each of a million leaves. The nearest 64th of a power of two from a table and a polynomial for the rest
 * (Tang 1989, 'Table-driven implementation of the exponential function').
 *
 * @param x beyond -700 to 700 it counts as the nearest of the two
 */
export function exponential(x: number): number {
  const bounded = Math.max(-MOST, Math.min(MOST, x));
  const step = (bounded * STEPS_A_NAT + ROUNDED) | 0;
  const rest = bounded - (step - ONE) * NATS_A_STEP;
  const polynomial = 1 + rest * (1 + rest * (1 / 2 + rest * (1 / 6 + rest * (1 / 24))));
  return polynomial * (WITHIN[step & (STEPS - 1)] ?? 1) * (POWERS[Math.floor(step / STEPS)] ?? 0);
}
