import { minimise } from './lbfgs.ts';

/** One case: what is known of it, whether it is so, and how much it counts. */
export interface Case {
  readonly x: readonly number[];
  readonly is: boolean;
  readonly importance: number;
}

/** Log-odds are `bias` plus the weighted sum. */
export interface Logistic {
  readonly bias: number;
  readonly weights: readonly number[];
}

/** Logistic regression with an L2 penalty on the weights of the standardised values (not on the bias). */
export function fitLogistic(cases: readonly Case[], ridge: number): Logistic {
  const width = cases[0]?.x.length ?? 0;
  const total = cases.reduce((sum, { importance }) => sum + importance, 0);
  const centre = Float64Array.from({ length: width }, (_, f) => {
    return cases.reduce((sum, { x, importance }) => sum + importance * x[f]!, 0) / total;
  });
  const spread = Float64Array.from({ length: width }, (_, f) => {
    const variance =
      cases.reduce((sum, { x, importance }) => sum + importance * (x[f]! - centre[f]!) ** 2, 0) / total;
    return Math.sqrt(variance) || 1;
  });
  const rows = cases.map(({ x }) => Float64Array.from(x, (value, f) => (value - centre[f]!) / spread[f]!));
  const { x } = minimise(
    (w, gradient) => {
      gradient.fill(0);
      let loss = 0;
      for (const [i, { is, importance }] of cases.entries()) {
        const row = rows[i]!;
        let logit = w[width]!;
        for (let f = 0; f < width; f++) logit += w[f]! * row[f]!;
        // log(1 + exp(-|z|)) does not overflow, whichever way z points.
        loss +=
          (importance / total) * (Math.log1p(Math.exp(-Math.abs(logit))) + Math.max(0, is ? -logit : logit));
        const slope = (importance / total) * (1 / (1 + Math.exp(-logit)) - Number(is));
        for (let f = 0; f < width; f++) gradient[f]! += slope * row[f]!;
        gradient[width]! += slope;
      }
      for (let f = 0; f < width; f++) {
        loss += (ridge / 2) * w[f]! ** 2;
        gradient[f]! += ridge * w[f]!;
      }
      return loss;
    },
    new Float64Array(width + 1),
  );
  const weights = Array.from(spread, (s, f) => x[f]! / s);
  return { bias: x[width]! - weights.reduce((sum, w, f) => sum + w * centre[f]!, 0), weights };
}

/** The probability of a case. */
export function probability({ bias, weights }: Logistic, x: readonly number[]): number {
  return 1 / (1 + Math.exp(-weights.reduce((sum, w, f) => sum + w * x[f]!, bias)));
}

/**
 * Expected calibration error: the mean distance, over ten equal bins of the probability, between how sure and how
 * often right, each bin by the importance of its cases.
 */
export function calibrationError(cases: readonly Case[], probabilities: readonly number[]): number {
  const bins = Array.from({ length: 10 }, () => ({ sure: 0, right: 0, weight: 0 }));
  let total = 0;
  for (const [i, { is, importance }] of cases.entries()) {
    const bin = bins[Math.min(9, Math.floor(probabilities[i]! * 10))]!;
    bin.sure += importance * probabilities[i]!;
    bin.right += importance * Number(is);
    bin.weight += importance;
    total += importance;
  }
  return bins.reduce((sum, { sure, right }) => sum + Math.abs(sure - right), 0) / Math.max(1e-12, total);
}
