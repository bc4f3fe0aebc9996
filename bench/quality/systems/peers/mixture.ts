import { seeded } from '../../random.ts';

const SEED = 224;
const ROUNDS = 40;
/** Smallest variance, as scikit-learn adds to every one. */
const FLOOR = 1e-6;
/** Numbers of components tried beyond the best so far. */
const PATIENCE = 5;

/** Points, row by row. */
export interface Points {
  readonly count: number;
  readonly dimensions: number;
  readonly values: Float64Array;
}

/**
 * The points in the directions in which they differ most (principal components by subspace iteration), at most
 * `dimensions` of them.
 */
export function reduced(points: Points, dimensions: number): Points {
  const { count, dimensions: width } = points;
  const kept = Math.min(dimensions, count - 1, width);
  const mean = new Float64Array(width);
  for (let i = 0; i < count; i++)
    for (let d = 0; d < width; d++) mean[d]! += points.values[i * width + d]! / count;
  const centred = points.values.map((value, at) => value - mean[at % width]!);
  const random = seeded(SEED);
  let basis = Array.from({ length: kept }, () => Float64Array.from({ length: width }, () => random() - 0.5));
  orthonormalise(basis);
  for (let round = 0; round < 12; round++) {
    const next = basis.map(() => new Float64Array(width));
    for (let i = 0; i < count; i++) {
      const row = centred.subarray(i * width, (i + 1) * width);
      for (const [k, direction] of basis.entries()) {
        const along = dot(row, direction);
        for (let d = 0; d < width; d++) next[k]![d]! += along * row[d]!;
      }
    }
    basis = next;
    orthonormalise(basis);
  }
  const values = new Float64Array(count * kept);
  for (let i = 0; i < count; i++)
    for (let k = 0; k < kept; k++)
      values[i * kept + k] = dot(centred.subarray(i * width, (i + 1) * width), basis[k]!);
  return { count, dimensions: kept, values };
}

function orthonormalise(basis: readonly Float64Array[]): void {
  for (const [k, vector] of basis.entries()) {
    for (const other of basis.slice(0, k)) {
      const along = dot(vector, other);
      for (let d = 0; d < vector.length; d++) vector[d]! -= along * other[d]!;
    }
    const length = Math.sqrt(dot(vector, vector));
    for (let d = 0; d < vector.length; d++) vector[d] = length > 1e-12 ? vector[d]! / length : 0;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += a[d]! * b[d]!;
  return sum;
}

/**
 * Soft clusters: each component's members, a point belonging to every component that has more than `threshold` of
 * it. A Gaussian mixture with diagonal covariances, fitted by expectation maximisation; of `least` to `most`
 * components the number with the lowest Bayesian information criterion.
 */
export function mixtureClusters(
  points: Points,
  { least, most, threshold }: { least: number; most: number; threshold: number },
): number[][] {
  let chosen: { bic: number; k: number; shares: Float64Array } | undefined;
  for (let k = least; k <= Math.min(most, points.count - 1); k++) {
    const fitted = { ...fit(points, k), k };
    if (chosen === undefined || fitted.bic < chosen.bic) chosen = fitted;
    else if (k - chosen.k >= PATIENCE) break;
  }
  if (chosen === undefined) return [Array.from({ length: points.count }, (_, i) => i)];
  const { k, shares } = chosen;
  return Array.from({ length: k }, (_, c) =>
    Array.from({ length: points.count }, (_, i) => i).filter((i) => shares[i * k + c]! > threshold),
  ).filter((members) => members.length > 0);
}

function fit({ count, dimensions, values }: Points, k: number): { bic: number; shares: Float64Array } {
  const shares = new Float64Array(count * k);
  const first = nearest({ count, dimensions, values }, spreadOut({ count, dimensions, values }, k));
  for (let i = 0; i < count; i++) shares[i * k + first[i]!] = 1;
  const weights = new Float64Array(k);
  const means = new Float64Array(k * dimensions);
  const variances = new Float64Array(k * dimensions);
  let likelihood = -Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    maximise();
    const before = likelihood;
    likelihood = expect();
    if (Math.abs(likelihood - before) < 1e-3 * count) break;
  }
  const parameters = k * dimensions * 2 + k - 1;
  return { bic: parameters * Math.log(count) - 2 * likelihood, shares };

  function maximise(): void {
    weights.fill(1e-10);
    means.fill(0);
    variances.fill(0);
    for (let i = 0; i < count; i++)
      for (let c = 0; c < k; c++) {
        const share = shares[i * k + c]!;
        weights[c]! += share;
        for (let d = 0; d < dimensions; d++)
          means[c * dimensions + d]! += share * values[i * dimensions + d]!;
      }
    for (let at = 0; at < means.length; at++) means[at]! /= weights[Math.floor(at / dimensions)]!;
    for (let i = 0; i < count; i++)
      for (let c = 0; c < k; c++) {
        const share = shares[i * k + c]!;
        if (share < 1e-9) continue;
        for (let d = 0; d < dimensions; d++)
          variances[c * dimensions + d]! +=
            share * (values[i * dimensions + d]! - means[c * dimensions + d]!) ** 2;
      }
    for (let at = 0; at < variances.length; at++)
      variances[at] = variances[at]! / weights[Math.floor(at / dimensions)]! + FLOOR;
    for (let c = 0; c < k; c++) weights[c]! /= count;
  }

  function expect(): number {
    const constants = Array.from({ length: k }, (_, c) => {
      let sum = Math.log(weights[c]!);
      for (let d = 0; d < dimensions; d++)
        sum -= 0.5 * Math.log(2 * Math.PI * variances[c * dimensions + d]!);
      return sum;
    });
    let total = 0;
    const logs = new Float64Array(k);
    for (let i = 0; i < count; i++) {
      let most = -Infinity;
      for (let c = 0; c < k; c++) {
        let log = constants[c]!;
        for (let d = 0; d < dimensions; d++) {
          const at = c * dimensions + d;
          log -= (0.5 * (values[i * dimensions + d]! - means[at]!) ** 2) / variances[at]!;
        }
        logs[c] = log;
        most = Math.max(most, log);
      }
      let sum = 0;
      for (let c = 0; c < k; c++) sum += Math.exp(logs[c]! - most);
      for (let c = 0; c < k; c++) shares[i * k + c] = Math.exp(logs[c]! - most) / sum;
      total += most + Math.log(sum);
    }
    return total;
  }
}

/** Indices of k points far from each other (k-means++), the same in every run. */
function spreadOut({ count, dimensions, values }: Points, k: number): number[] {
  const random = seeded(SEED + k);
  const chosen = [Math.floor(random() * count)];
  const far = new Float64Array(count).fill(Infinity);
  while (chosen.length < k) {
    const last = chosen.at(-1)!;
    let sum = 0;
    for (let i = 0; i < count; i++) {
      far[i] = Math.min(far[i]!, distance(values, dimensions, i, last));
      sum += far[i]!;
    }
    let left = random() * sum;
    let next = 0;
    while (next < count - 1 && left >= far[next]!) left -= far[next++]!;
    chosen.push(next);
  }
  return chosen;
}

function nearest({ count, dimensions, values }: Points, centres: readonly number[]): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => {
    let best = 0;
    let least = Infinity;
    for (const [c, centre] of centres.entries()) {
      const far = distance(values, dimensions, i, centre);
      if (far < least) [least, best] = [far, c];
    }
    return best;
  });
}

function distance(values: Float64Array, dimensions: number, i: number, j: number): number {
  let sum = 0;
  for (let d = 0; d < dimensions; d++)
    sum += (values[i * dimensions + d]! - values[j * dimensions + d]!) ** 2;
  return sum;
}
