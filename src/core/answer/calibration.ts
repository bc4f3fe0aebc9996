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
  const weightOf = evenWeights(questions);
  const cases = questions.map((question) => ({
    z: logit(question.confidence),
    y: Number(question.answerable),
    weight: weightOf(question),
  }));
  const both = new Set(cases.map(({ y }) => y)).size === 2;
  const { bias, scale } = both ? platt(cases) : { bias: 0, scale: 1 };
  const judged = questions.map(({ confidence, wrong }): JudgedAnswer => ({
    probability: calibrated(confidence, { bias, scale }),
    wrong,
  }));
  return { bias, scale, read, risks: riskTable(judged) };
}

/** Weights, 1 on average, with which answerable and unanswerable questions count the same. */
export function evenWeights(
  questions: readonly Pick<CalibrationQuestion, 'answerable'>[],
): (question: Pick<CalibrationQuestion, 'answerable'>) => number {
  const answerable = questions.filter((question) => question.answerable).length;
  const counts = { answerable, not: questions.length - answerable };
  return (question) => questions.length / 2 / counts[question.answerable ? 'answerable' : 'not'];
}

/** The probability on the user's own questions, from that of the constants as shipped. */
export function calibrated(confidence: number, { bias, scale }: Pick<Calibration, 'bias' | 'scale'>): number {
  return 1 / (1 + Math.exp(-(bias + scale * logit(confidence))));
}

/** A case of which a probability was said. */
export interface ProbableCase {
  readonly probability: number;
  readonly is: boolean;
  /** How much it counts; 1 where left out. */
  readonly weight?: number;
}

/**
 * Expected calibration error (Naeini et al. 2015) over ten bins of as much weight each, in order of probability: the
 * mean distance between how probable and how often so.
 */
export function calibrationError(cases: readonly ProbableCase[]): number {
  const ordered = cases.toSorted((a, b) => a.probability - b.probability);
  const total = cases.reduce((sum, { weight = 1 }) => sum + weight, 0);
  const off = new Float64Array(BINS);
  let seen = 0;
  for (const { probability, is, weight = 1 } of ordered) {
    const bin = Math.min(BINS - 1, Math.floor((BINS * (seen + weight / 2)) / total));
    off[bin] = (off[bin] ?? 0) + weight * (probability - Number(is));
    seen += weight;
  }
  return off.reduce((sum, distance) => sum + Math.abs(distance), 0) / Math.max(1e-12, total);
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
