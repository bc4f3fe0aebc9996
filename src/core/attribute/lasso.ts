/** Linear model with few weights that are not 0. */
export interface LinearModel {
  readonly intercept: number;
  readonly weights: readonly number[];
}

/** What a model is fitted on: a row of features and an outcome a run. */
export interface Runs {
  readonly rows: readonly (readonly number[])[];
  readonly outcomes: readonly number[];
}

export function predict({ intercept, weights }: LinearModel, row: readonly number[]): number {
  return weights.reduce((sum, weight, i) => sum + weight * (row[i] ?? 0), intercept);
}

/** So many penalties are tried, evenly by their logarithm, from the first that leaves no weight down to this part of it. */
const PENALTIES = 20;
const SMALLEST = 0.01;
/** A fit ends when no weight moves by more than this part of the outcomes' spread, or after so many rounds. */
const TOLERANCE = 1e-4;
const MOST_ROUNDS = 200;
const MOST_FOLDS = 6;

/**
 * Least squares with a penalty on the sum of the weights' sizes (Tibshirani 1996), by coordinate descent (Friedman,
 * Hastie and Tibshirani 2010). The penalty is the one that foretells runs best that were held out.
 */
export function lasso(runs: Runs): LinearModel {
  const penalties = penaltiesOf(runs);
  if (runs.outcomes.length < 4) return path(runs, penalties).at(-1) ?? empty(runs);
  const errors = penalties.map(() => 0);
  for (const { kept, held } of folds(runs))
    for (const [i, model] of path(kept, penalties).entries())
      for (const [j, row] of held.rows.entries())
        errors[i] = (errors[i] ?? 0) + ((held.outcomes[j] ?? 0) - predict(model, row)) ** 2;
  return path(runs, penalties)[errors.indexOf(Math.min(...errors))] ?? empty(runs);
}

/**
 * How well weights foretell runs that they were not fitted on, their penalty chosen without these runs as well: the
 * correlation of what was foretold with what came, from -1 to 1. Null where there are too few runs to hold some out, or
 * nothing differs.
 */
export function heldOutFit(runs: Runs): number | null {
  if (runs.outcomes.length < 4) return null;
  const foretold: number[] = [];
  const came: number[] = [];
  for (const { kept, held } of folds(runs)) {
    const model = lasso(kept);
    for (const [j, row] of held.rows.entries()) {
      foretold.push(predict(model, row));
      came.push(held.outcomes[j] ?? 0);
    }
  }
  return correlation(foretold, came);
}

/** Pearson's; null where one of the two does not vary. */
export function correlation(a: readonly number[], b: readonly number[]): number | null {
  const meanA = mean(a);
  const meanB = mean(b);
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (const [i, value] of a.entries()) {
    const da = value - meanA;
    const db = (b[i] ?? 0) - meanB;
    ab += da * db;
    aa += da * da;
    bb += db * db;
  }
  return aa < 1e-18 || bb < 1e-18 ? null : ab / Math.sqrt(aa * bb);
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

const empty = ({ rows, outcomes }: Runs): LinearModel => ({
  intercept: mean(outcomes),
  weights: (rows[0] ?? []).map(() => 0),
});

/** The runs in parts, each held out once: every nth, since runs are drawn at random already. */
function folds({ rows, outcomes }: Runs): { readonly kept: Runs; readonly held: Runs }[] {
  const count = Math.min(MOST_FOLDS, outcomes.length);
  const part = (inside: (index: number) => boolean): Runs => ({
    rows: rows.filter((_row, i) => inside(i)),
    outcomes: outcomes.filter((_outcome, i) => inside(i)),
  });
  return Array.from({ length: count }, (_, fold) => ({
    kept: part((i) => i % count !== fold),
    held: part((i) => i % count === fold),
  }));
}

/** Sums of products of what is centred, a run: all that coordinate descent needs. */
interface Moments {
  readonly width: number;
  readonly means: Float64Array;
  readonly mean: number;
  /** Of two features, row by row. */
  readonly products: Float64Array;
  /** Of a feature and the outcomes. */
  readonly pulls: Float64Array;
  /** Standard deviation of the outcomes. */
  readonly spread: number;
}

function momentsOf({ rows, outcomes }: Runs): Moments {
  const width = rows[0]?.length ?? 0;
  const n = Math.max(1, outcomes.length);
  const means = new Float64Array(width);
  for (const row of rows) for (let j = 0; j < width; j++) means[j] = (means[j] ?? 0) + (row[j] ?? 0) / n;
  const middle = mean(outcomes);
  const products = new Float64Array(width * width);
  const pulls = new Float64Array(width);
  let square = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? [];
    const outcome = (outcomes[i] ?? 0) - middle;
    square += (outcome * outcome) / n;
    for (let j = 0; j < width; j++) {
      const value = ((row[j] ?? 0) - (means[j] ?? 0)) / n;
      pulls[j] = (pulls[j] ?? 0) + value * outcome;
      for (let k = 0; k < width; k++)
        products[j * width + k] = (products[j * width + k] ?? 0) + value * ((row[k] ?? 0) - (means[k] ?? 0));
    }
  }
  return { width, means, mean: middle, products, pulls, spread: Math.sqrt(square) };
}

function penaltiesOf(runs: Runs): number[] {
  const largest = momentsOf(runs).pulls.reduce((most, pull) => Math.max(most, Math.abs(pull)), 1e-12);
  return Array.from({ length: PENALTIES }, (_, i) => largest * SMALLEST ** (i / (PENALTIES - 1)));
}

/** A model a penalty, each starting from the one before. */
function path(runs: Runs, penalties: readonly number[]): LinearModel[] {
  const { width, means, mean: middle, products, pulls, spread } = momentsOf(runs);
  const weights = new Float64Array(width);
  // By feature, its pull less what the weights explain of it already.
  const rest = Float64Array.from(pulls);
  return penalties.map((penalty) => {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      let moved = 0;
      for (let j = 0; j < width; j++) {
        const norm = products[j * width + j] ?? 0;
        if (norm < 1e-12) continue;
        const before = weights[j] ?? 0;
        const pull = (rest[j] ?? 0) + norm * before;
        const after = (Math.sign(pull) * Math.max(0, Math.abs(pull) - penalty)) / norm;
        const step = after - before;
        if (step === 0) continue;
        for (let k = 0; k < width; k++) rest[k] = (rest[k] ?? 0) - (products[j * width + k] ?? 0) * step;
        weights[j] = after;
        moved = Math.max(moved, Math.abs(step));
      }
      if (moved <= TOLERANCE * spread) break;
    }
    return {
      intercept: weights.reduce((sum, weight, j) => sum - weight * (means[j] ?? 0), middle),
      weights: [...weights],
    };
  });
}
