/**
 * Conformal risk control: how probable an answer must be to be given, so that no more than a chosen share of questions
 * gets a wrong one. Angelopoulos, Bates, Fisch, Lei, Schuster 2022, arXiv:2208.02814, theorem 1: with losses in [0, 1]
 * that only fall as the threshold rises, and n questions of the same kind as those to come, the threshold taken from
 * n/(n+1) * mean loss + 1/(n+1) <= risk keeps the expected loss of the next question within the risk.
 */

/** A question of known outcome. */
export interface JudgedAnswer {
  /** That the files answer, as it was held to be, 0 to 1. */
  readonly probability: number;
  /** True where the answer would have been wrong: nothing answers, or something else does. */
  readonly wrong: boolean;
}

/** From which probability on an answer is given at a risk. */
export interface RiskThreshold {
  /** The share of questions that may get a wrong answer, 0 to 1. */
  readonly risk: number;
  /** An answer is given where its probability is at least this; {@link NEVER} where none may be. */
  readonly threshold: number;
}

/** Above every probability. */
export const NEVER = 2;

/** Risks that thresholds are kept for: fine where people choose, coarse above. */
export const RISKS: readonly number[] = [
  ...Array.from({ length: 10 }, (_, i) => (i + 1) / 100),
  ...Array.from({ length: 15 }, (_, i) => (12 + 2 * i) / 100),
  0.5,
];

/**
 * The least threshold that keeps the risk, by the finite-sample bound. {@link NEVER} where there are too few questions
 * for the risk (fewer than 1/risk - 1).
 */
export function riskThreshold(judged: readonly JudgedAnswer[], risk: number): number {
  const n = judged.length;
  const descending = judged.toSorted((a, b) => b.probability - a.probability);
  const allowed = risk * (n + 1) - 1;
  let threshold = NEVER;
  let wrong = 0;
  for (let i = 0; i < n; i++) {
    const { probability, wrong: is } = descending[i] ?? { probability: 0, wrong: true };
    if (is) wrong++;
    // Equal probabilities are answered together.
    if (descending[i + 1]?.probability === probability) continue;
    if (wrong > allowed) return threshold;
    threshold = probability;
  }
  return allowed < 0 ? NEVER : 0;
}

/** The threshold of every one of {@link RISKS}. */
export function riskTable(judged: readonly JudgedAnswer[]): RiskThreshold[] {
  return RISKS.map((risk) => ({ risk, threshold: riskThreshold(judged, risk) }));
}

/**
 * The threshold at a risk: that of the nearest lower risk in the table, so that no more is risked than was chosen.
 * At 1 everything is answered, below the table's least nothing is.
 */
export function thresholdAt(table: readonly RiskThreshold[], risk: number): number {
  if (risk >= 1) return 0;
  let threshold = NEVER;
  let nearest = -1;
  for (const entry of table) {
    if (entry.risk > risk + 1e-9 || entry.risk <= nearest) continue;
    nearest = entry.risk;
    ({ threshold } = entry);
  }
  return threshold;
}
