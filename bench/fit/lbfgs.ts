/** A function to minimise: returns its value at `x` and writes its gradient into `gradient`. */
export type Differentiable = (x: Float64Array, gradient: Float64Array) => number;

export interface Minimum {
  readonly x: Float64Array;
  readonly value: number;
  readonly iterations: number;
}

/** Steps whose curvature is remembered. */
const MEMORY = 10;
const SUFFICIENT = 1e-4;

/**
 * Limited-memory BFGS (Nocedal & Wright, Numerical Optimization, algorithm 7.4) with a backtracking line search.
 * Stops where the largest slope is below `tolerance`, after `most` iterations, or where no step helps any more.
 */
export function minimise(
  f: Differentiable,
  start: Float64Array,
  { most = 200, tolerance = 1e-5 }: { most?: number; tolerance?: number } = {},
): Minimum {
  let x = Float64Array.from(start);
  let gradient = new Float64Array(x.length);
  let value = f(x, gradient);
  const steps: { s: Float64Array; y: Float64Array; rho: number }[] = [];
  for (let iteration = 0; ; iteration++) {
    if (iteration === most || gradient.every((slope) => Math.abs(slope) < tolerance))
      return { x, value, iterations: iteration };
    const direction = descent(gradient, steps);
    const slope = dot(gradient, direction);
    let length = steps.length === 0 ? 1 / Math.max(1, Math.sqrt(dot(gradient, gradient))) : 1;
    const nextGradient = new Float64Array(x.length);
    let next = x;
    let nextValue = Infinity;
    for (; length > 1e-12; length /= 2) {
      next = x.map((xi, i) => xi + length * direction[i]!);
      nextValue = f(next, nextGradient);
      if (nextValue <= value + SUFFICIENT * length * slope) break;
    }
    if (!(nextValue < value)) return { x, value, iterations: iteration };
    const s = next.map((xi, i) => xi - x[i]!);
    const y = nextGradient.map((gi, i) => gi - gradient[i]!);
    const curvature = dot(s, y);
    // Without positive curvature the step says nothing about the shape; keeping it would spoil the direction.
    if (curvature > 1e-12) steps.push({ s, y, rho: 1 / curvature });
    if (steps.length > MEMORY) steps.shift();
    x = next;
    gradient = nextGradient;
    value = nextValue;
  }
}

/** The two-loop recursion: minus the remembered inverse curvature times the gradient. */
function descent(
  gradient: Float64Array,
  steps: readonly { s: Float64Array; y: Float64Array; rho: number }[],
): Float64Array {
  const q = gradient.map((slope) => -slope);
  const alphas: number[] = [];
  for (const { s, y, rho } of steps.toReversed()) {
    const alpha = rho * dot(s, q);
    alphas.unshift(alpha);
    for (let i = 0; i < q.length; i++) q[i]! -= alpha * y[i]!;
  }
  const last = steps.at(-1);
  const scale = last === undefined ? 1 : 1 / (last.rho * dot(last.y, last.y));
  for (let i = 0; i < q.length; i++) q[i]! *= scale;
  for (const [k, { s, y, rho }] of steps.entries()) {
    const beta = rho * dot(y, q);
    for (let i = 0; i < q.length; i++) q[i]! += (alphas[k]! - beta) * s[i]!;
  }
  return q;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
