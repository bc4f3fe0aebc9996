import { SIGNALS } from '../../src/core/ground/signals.ts';
import { supportProbability, type GroundingModel } from '../../src/core/ground/support.ts';
import { minimise } from '../fit/lbfgs.ts';
import type { Case, Logistic } from '../fit/logistic.ts';
import type { Kind, WritingCase } from './cases.ts';
import type { Looked } from './judged.ts';

/** A case with what was seen of it. */
export interface SeenCase extends WritingCase {
  readonly looked: Looked;
}

/**
 * How many of the others may get a mark: of unsupported sentences that are called supported, and of supported ones that
 * are called unsupported. Shares of the one class, so that they do not hang on how many there are of each.
 */
const MAY_BE_WRONG = { supported: 0.012, unsupported: 0.06 } as const;
/** A reference answer may say more than its passages: it counts half. */
const IMPORTANCE: Partial<Readonly<Record<Kind, number>>> = { reference: 0.5 };
export const RIDGE = 0.01;

/** Fits weights and both thresholds; sentences that are copied need no judging and are left out. */
export function fitGrounding(cases: readonly SeenCase[], ridge = RIDGE): GroundingModel {
  const judged = cases.filter(({ looked }) => looked.settled === null && looked.signals.length > 0);
  const balance = { true: 1 / total(judged, true), false: 1 / total(judged, false) };
  const { bias, weights } = fitAgainst(
    judged.map((one) => ({
      x: one.looked.signals,
      is: one.supported,
      importance: (IMPORTANCE[one.kind] ?? 1) * balance[one.supported ? 'true' : 'false'],
    })),
    ridge,
  );
  const named = Object.fromEntries(SIGNALS.map((name, i) => [name, weights[i] ?? 0]));
  const model = { bias, weights: complete(named), supported: 0.5, unsupported: 0.5 };
  return { ...model, ...thresholds(judged, model) };
}

function complete(weights: Readonly<Record<string, number>>): GroundingModel['weights'] {
  const missing = SIGNALS.filter((name) => weights[name] === undefined);
  if (missing.length > 0) throw new Error(`no weight for ${missing.join(', ')}`);
  return weights as GroundingModel['weights'];
}

function total(cases: readonly SeenCase[], supported: boolean): number {
  return cases.reduce((sum, one) => sum + (one.supported === supported ? (IMPORTANCE[one.kind] ?? 1) : 0), 0);
}

/** The lowest probability of 'supported' and the highest of 'unsupported' at which no more are wrong than may be. */
function thresholds(
  cases: readonly SeenCase[],
  model: GroundingModel,
): Pick<GroundingModel, 'supported' | 'unsupported'> {
  const of = (is: boolean): number[] =>
    cases
      .filter((one) => one.supported === is && !(one.looked.unheard && !is))
      .map((one) => supportProbability(one.looked.signals, model))
      .sort((a, b) => a - b);
  const all = (is: boolean): number => cases.filter((one) => one.supported === is).length;
  const [no, yes] = [of(false), of(true)];
  const wrongly = Math.floor(MAY_BE_WRONG.supported * all(false));
  const supported = no.at(-1 - wrongly) ?? 0.5;
  const unsupported = yes[Math.floor(MAY_BE_WRONG.unsupported * yes.length)] ?? 0.5;
  // Where both could be said, what is likelier.
  if (unsupported >= supported) {
    const middle = (supported + unsupported) / 2;
    return { supported: middle, unsupported: middle - 1e-4 };
  }
  return { supported: supported + 1e-4, unsupported: unsupported - 1e-4 };
}

/** By family: the model that was fitted without it. */
export function crossfit(cases: readonly SeenCase[], ridge = RIDGE): ReadonlyMap<string, GroundingModel> {
  const families = new Set(cases.map(({ family }) => family));
  return new Map(
    [...families].map((family) => [
      family,
      fitGrounding(
        cases.filter((one) => one.family !== family),
        ridge,
      ),
    ]),
  );
}

const MOST_STARTS = 100;

/**
 * Logistic regression whose weights cannot be above 0, each minus a square: a signal speaks against a sentence or says
 * nothing. Without that, words that a source does not have would speak for a sentence, since paraphrases have such
 * words, and copies with a number changed have none. L2 on the weights of the standardised signals.
 */
function fitAgainst(cases: readonly Case[], ridge: number): Logistic {
  const width = cases[0]?.x.length ?? 0;
  const total = cases.reduce((sum, { importance }) => sum + importance, 0);
  const spread = Array.from({ length: width }, (_, f) => {
    const mean = cases.reduce((sum, { x, importance }) => sum + importance * x[f]!, 0) / total;
    const variance =
      cases.reduce((sum, { x, importance }) => sum + importance * (x[f]! - mean) ** 2, 0) / total;
    return Math.sqrt(variance) || 1;
  });
  const loss = (u: Float64Array, gradient: Float64Array): number => {
    gradient.fill(0);
    let sum = 0;
    for (const { x: row, is, importance } of cases) {
      let logit = u[width]!;
      for (let f = 0; f < width; f++) logit -= (u[f]! ** 2 * row[f]!) / spread[f]!;
      sum +=
        (importance / total) * (Math.log1p(Math.exp(-Math.abs(logit))) + Math.max(0, is ? -logit : logit));
      const slope = (importance / total) * (1 / (1 + Math.exp(-logit)) - Number(is));
      for (let f = 0; f < width; f++) gradient[f]! -= (slope * 2 * u[f]! * row[f]!) / spread[f]!;
      gradient[width]! += slope;
    }
    for (let f = 0; f < width; f++) {
      sum += (ridge / 2) * u[f]! ** 4;
      gradient[f]! += 2 * ridge * u[f]! ** 3;
    }
    return sum;
  };
  // Squares are not convex: where the search stops for want of curvature, it is begun again from there.
  let { x, value } = minimise(loss, new Float64Array(width + 1).fill(0.7));
  for (let again = 0; again < MOST_STARTS; again++) {
    const next = minimise(loss, x);
    const gained = value - next.value;
    ({ x, value } = next);
    if (gained < 1e-9) break;
  }
  return { bias: x[width]!, weights: spread.map((s, f) => -(x[f]! ** 2) / s) };
}
