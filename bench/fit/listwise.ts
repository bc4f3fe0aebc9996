/**
 * Listwise softmax regression: a question's candidates share one softmax over linear logits, and the weights are
 * those that put the most of it on the evidence (ListNet's top-one loss, Cao et al. 2007, with an L2 penalty).
 */

/** Candidates of many questions, one after the other. */
export interface ListwiseData {
  /** Features a row. */
  readonly width: number;
  /** Row-major. */
  readonly values: Float32Array;
  /** Share of the question's evidence in each row; a question's shares sum to 1, or to 0 where none is a candidate. */
  readonly targets: Float32Array;
  /** First row of each question, and the number of rows at the end. */
  readonly offsets: Int32Array;
  /** How much each question counts. */
  readonly importance: Float64Array;
}

/**
 * What the loss asks for. 'share': all of the evidence, each row by its share (cross-entropy). 'any': that some
 * row with evidence comes out on top (-log of the probability on rows with evidence). 'both': their mean.
 */
export type Goal = 'share' | 'any' | 'both';

export interface Objective {
  readonly goal: Goal;
  /** Weight of half the squared distance of each weight, times its scale, from its prior. */
  readonly ridge: number;
  /** By feature: its standard deviation, so that the penalty does not depend on units. */
  readonly scales: Float64Array;
  /** Where the penalty pulls to. */
  readonly prior: Float64Array;
}

/** The loss at `weights` divided by the summed importance, and its gradient, which is written into `gradient`. */
export function listwiseLoss(
  data: ListwiseData,
  { goal, ridge, scales, prior }: Objective,
  weights: Float64Array,
  gradient: Float64Array,
): number {
  const { width, values, targets, offsets, importance } = data;
  const [share, any] = goal === 'share' ? [1, 0] : goal === 'any' ? [0, 1] : [0.5, 0.5];
  gradient.fill(0);
  let loss = 0;
  let total = 0;
  const logits = new Float64Array(longest(offsets));
  for (let g = 0; g + 1 < offsets.length; g++) {
    const from = offsets[g]!;
    const count = offsets[g + 1]! - from;
    const weight = importance[g]!;
    if (weight === 0 || count === 0) continue;
    let most = -Infinity;
    let expected = 0;
    let present = 0;
    for (let i = 0; i < count; i++) {
      let logit = 0;
      const at = (from + i) * width;
      for (let f = 0; f < width; f++) logit += values[at + f]! * weights[f]!;
      logits[i] = logit;
      if (logit > most) most = logit;
      const target = targets[from + i]!;
      expected += target * logit;
      present += target;
    }
    if (present === 0) continue;
    let z = 0;
    let positive = 0;
    for (let i = 0; i < count; i++) {
      const exponential = Math.exp(logits[i]! - most);
      z += exponential;
      if (targets[from + i]! > 0) positive += exponential;
      logits[i] = exponential;
    }
    total += weight;
    loss += weight * (share * (most + Math.log(z) - expected) + any * (Math.log(z) - Math.log(positive)));
    for (let i = 0; i < count; i++) {
      const target = targets[from + i]!;
      const wanted = share * target + (target > 0 ? (any * logits[i]!) / positive : 0);
      const slope = weight * (logits[i]! / z - wanted);
      if (slope === 0) continue;
      const at = (from + i) * width;
      for (let f = 0; f < width; f++) gradient[f]! += slope * values[at + f]!;
    }
  }
  const scale = total > 0 ? 1 / total : 0;
  loss *= scale;
  for (let f = 0; f < width; f++) {
    const off = (weights[f]! - prior[f]!) * scales[f]!;
    loss += (ridge / 2) * off * off;
    gradient[f] = gradient[f]! * scale + ridge * off * scales[f]!;
  }
  return loss;
}

function longest(offsets: Int32Array): number {
  let most = 0;
  for (let g = 0; g + 1 < offsets.length; g++) most = Math.max(most, offsets[g + 1]! - offsets[g]!);
  return most;
}

/** Standard deviation of each feature over all rows; 1 where it does not vary. */
export function featureScales({ width, values }: ListwiseData): Float64Array {
  const rows = values.length / width;
  const sums = new Float64Array(width);
  const squares = new Float64Array(width);
  for (let at = 0; at < values.length; at += width) {
    for (let f = 0; f < width; f++) {
      const value = values[at + f]!;
      sums[f]! += value;
      squares[f]! += value * value;
    }
  }
  return sums.map((sum, f) => Math.sqrt(Math.max(0, squares[f]! / rows - (sum / rows) ** 2)) || 1);
}
