import { riskTable, type JudgedAnswer, type RiskThreshold } from './riskControl.ts';

/** What `recollect calibrate` has learned of one folder's questions. */
export interface Calibration {
  /** The calibrated log-odds are `bias + scale * log-odds as shipped`; the scale is above 0, so the order stays. */
  readonly bias: number;
  readonly scale: number;
  /** Whether the reader had read the questions that it was fitted to. */
  readonly read: boolean;
  readonly risks: readonly RiskThreshold[];
}

/** A question of known outcome, as it was judged by the constants as shipped. */
export interface CalibrationQuestion {
  /** 0 to 1. */
  readonly confidence: number;
  readonly answerable: boolean;
  /** True where the answer, given at any confidence, is wrong; it is where the question is not answerable. */
  readonly wrong: boolean;
}

/** How much the fit holds on to the constants as shipped: as much as so many questions say. */
const RIDGE = 4;
const LEAST_SCALE = 0.2;
const STEPS = 40;
const BINS = 10;

/**
 * Fits scale and bias by logistic regression on the log-odds (Platt 1999, 'Probabilistic outputs for support vector
 * machines'), held to what is shipped by a ridge, answerable and unanswerable questions counting the same; and the
 * thresholds of each risk. The new probabilities keep the order of the old ones, so the thresholds' bound is as good as
 * if the scale had been known before (see `riskControl.ts`).
 */
export function fitCalibration(questions: readonly CalibrationQuestion[], read: boolean): Calibration {
  const shares = { true: 0, false: 0 };
  for (const { answerable } of questions) shares[answerable ? 'true' : 'false']++;
  const cases = questions.map(({ confidence, answerable }) => ({
    z: logit(confidence),
    y: Number(answerable),
    weight: questions.length / 2 / shares[answerable ? 'true' : 'false'],
  }));
  const both = shares.true > 0 && shares.false > 0;
  const { bias, scale } = both ? platt(cases) : { bias: 0, scale: 1 };
  const judged = questions.map(({ confidence, wrong }): JudgedAnswer => ({
    probability: calibrated(confidence, { bias, scale }),
    wrong,
  }));
  return { bias, scale, read, risks: riskTable(judged) };
}

/** The probability on the user's own questions, from that of the constants as shipped. */
export function calibrated(confidence: number, { bias, scale }: Pick<Calibration, 'bias' | 'scale'>): number {
  return 1 / (1 + Math.exp(-(bias + scale * logit(confidence))));
}

/**
 * Expected calibration error (Naeini et al. 2015) over ten bins of as many cases each, in order of probability: the
 * mean distance between how probable and how often so.
 */
export function calibrationError(
  cases: readonly { readonly probability: number; readonly is: boolean }[],
): number {
  const ordered = cases.toSorted((a, b) => a.probability - b.probability);
  const n = ordered.length;
  let error = 0;
  for (let bin = 0; bin < BINS; bin++) {
    const members = ordered.slice(Math.round((bin * n) / BINS), Math.round(((bin + 1) * n) / BINS));
    const off = members.reduce((sum, { probability, is }) => sum + probability - Number(is), 0);
    error += Math.abs(off) / Math.max(1, n);
  }
  return error;
}

/** Newton's method on a convex loss of two numbers. */
function platt(cases: readonly { readonly z: number; readonly y: number; readonly weight: number }[]): {
  bias: number;
  scale: number;
} {
  let bias = 0;
  let scale = 1;
  for (let step = 0; step < STEPS; step++) {
    let [gb, gs] = [RIDGE * bias, RIDGE * (scale - 1)];
    let [hbb, hbs, hss] = [RIDGE, 0, RIDGE];
    for (const { z, y, weight } of cases) {
      const p = 1 / (1 + Math.exp(-(bias + scale * z)));
      const slope = weight * (p - y);
      const bend = weight * p * (1 - p);
      gb += slope;
      gs += slope * z;
      hbb += bend;
      hbs += bend * z;
      hss += bend * z * z;
    }
    const determinant = hbb * hss - hbs * hbs;
    // Half steps: far from the minimum the loss is not like its parabola.
    bias -= (0.5 * (hss * gb - hbs * gs)) / determinant;
    scale -= (0.5 * (hbb * gs - hbs * gb)) / determinant;
  }
  return { bias, scale: Math.max(LEAST_SCALE, scale) };
}

function logit(probability: number): number {
  const p = Math.min(1 - 1e-9, Math.max(1e-9, probability));
  return Math.log(p / (1 - p));
}
