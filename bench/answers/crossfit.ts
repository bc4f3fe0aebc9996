import { EVIDENCE_NAMES, READING_NAMES } from '../../src/core/answer/abstain.ts';
import { MISSED } from '../../src/core/answer/nearMiss.ts';
import { riskTable, riskThreshold, thresholdAt } from '../../src/core/answer/riskControl.ts';
import { calibrationError } from '../../src/core/answer/calibration.ts';
import { fitLogistic, probability } from '../fit/logistic.ts';
import { auroc } from '../quality/score.ts';
import { SAMPLE } from '../quality/sets.ts';
import type { JudgedAnswer, RiskThreshold } from '../../src/core/answer/riskControl.ts';
import type { Case, Logistic } from '../fit/logistic.ts';
import type { Asked } from './asked.ts';

/** What a probability is made from: recall alone, or recall and the reader. */
export type EvidenceKind = 'recall' | 'reading';

export const NAMES: Readonly<Record<EvidenceKind, readonly string[]>> = {
  recall: EVIDENCE_NAMES,
  reading: [...EVIDENCE_NAMES, ...READING_NAMES],
};

/** A question with the probability that a fit on the other families gives it. */
export interface Judged extends JudgedAnswer {
  readonly asked: Asked;
}

/** Fitted on all families, and by question on those but its own. */
export interface Crossfit {
  readonly kind: EvidenceKind;
  readonly final: Logistic;
  readonly judged: readonly Judged[];
  /** Of questions that are not answered ({@link Asked.extra}), by the fit that has not seen their family. */
  readonly extra: readonly Judged[];
  /** Of questions that the files nearly answer, by the same. */
  readonly near: readonly Judged[];
  /** Of questions that nothing is fitted to, by the final fit. */
  readonly never: readonly Judged[];
  /** Fitted to the probabilities of the questions held out. */
  readonly risks: readonly RiskThreshold[];
}

/** Our own writing and what the reader was trained on teach nothing. */
function teaches(asked: Asked, kind: EvidenceKind): boolean {
  return !asked.extra && asked.set !== SAMPLE && (kind === 'recall' || !asked.trained);
}

/** Fits the log-odds that the files answer, each family held out once. */
export function crossfit(all: readonly Asked[], kind: EvidenceKind, ridge: number): Crossfit {
  const usable = all.filter((asked) => kind === 'recall' || asked.reading !== null);
  const taught = usable.filter((asked) => teaches(asked, kind));
  const fit = (asked: readonly Asked[]): Logistic => fitInTwo(asked, kind, ridge);
  const final = fit(taught);
  const families = [...new Set(taught.map(({ family }) => family))];
  const tested = families.flatMap((family) => {
    const held = fit(taught.filter((asked) => asked.family !== family));
    return usable
      .filter((asked) => asked.family === family && (asked.extra || teaches(asked, kind)))
      .map((asked) => judge(asked, kind, held));
  });
  const judged = tested.filter(({ asked }) => !asked.extra && !asked.near);
  const near = tested.filter((one) => one.asked.near);
  const extra = tested.filter(({ asked }) => asked.extra);
  const never = usable
    .filter((asked) => !asked.extra && !teaches(asked, kind))
    .map((asked) => judge(asked, kind, final));
  return { kind, final, judged, extra, near, never, risks: riskTable(judged) };
}

function judge(asked: Asked, kind: EvidenceKind, model: Logistic): Judged {
  const doubt = kind === 'reading' && asked.missed ? MISSED : 1;
  return { asked, probability: doubt * probability(model, values(asked, kind)), wrong: isWrong(asked, kind) };
}

/** Without the reader whole sentences are given: they are wrong where their passage is another than the evidence's. */
function isWrong({ read, plain }: Asked, kind: EvidenceKind): boolean {
  return kind === 'reading' ? (read?.wrong ?? true) : plain === null || plain.hit === 0;
}

function values({ evidence, reading }: Asked, kind: EvidenceKind): number[] {
  const recalled = EVIDENCE_NAMES.map((name) => evidence[name]);
  return kind === 'recall' ? recalled : [...recalled, ...READING_NAMES.map((name) => reading?.[name] ?? 0)];
}

/**
 * The weights are fitted to near misses as well, which say most about what tells an answer from what stands beside it;
 * then scale and bias to the others alone, so that the probability is that of questions as they come.
 */
function fitInTwo(all: readonly Asked[], kind: EvidenceKind, ridge: number): Logistic {
  const first = fitLogistic(balanced(all, kind), ridge);
  const others = all.filter(({ near }) => !near);
  const logit = (asked: Asked): number =>
    values(asked, kind).reduce((sum, value, f) => sum + value * (first.weights[f] ?? 0), first.bias);
  const cases = balanced(others, kind).map((one, i) => ({ ...one, x: [logit(others[i]!)] }));
  const { bias, weights } = fitLogistic(cases, 1e-6);
  const scale = weights[0] ?? 1;
  return { bias: bias + scale * first.bias, weights: first.weights.map((weight) => scale * weight) };
}

/** In each set the two kinds count the same. */
function balanced(all: readonly Asked[], kind: EvidenceKind): Case[] {
  const counts = new Map<string, number>();
  const key = ({ set, answerable }: Asked): string => `${set} ${answerable}`;
  for (const asked of all) counts.set(key(asked), (counts.get(key(asked)) ?? 0) + 1);
  return all.map((asked) => ({
    x: values(asked, kind),
    is: asked.answerable,
    importance: 1 / (counts.get(key(asked)) ?? 1),
  }));
}

/** How well the probabilities tell answerable questions from others, and how true they are. */
export interface ConfidenceFigures {
  readonly questions: number;
  readonly auroc: number | undefined;
  readonly ece: number;
}

export function figuresOf(judged: readonly Judged[]): ConfidenceFigures {
  const of = (is: boolean): number[] =>
    judged.filter(({ asked }) => asked.answerable === is).map(({ probability: p }) => p);
  return {
    questions: judged.length,
    auroc: auroc(of(true), of(false)),
    ece: calibrationError(
      judged.map(({ asked, probability: p }) => ({ probability: p, is: asked.answerable })),
    ),
  };
}

/** What becomes of questions at a risk. */
export interface RiskFigures {
  readonly risk: number;
  /** Share of all questions that are answered wrongly: what the risk bounds. */
  readonly measured: number;
  /** Share of the answers that are wrong. */
  readonly ofAnswers: number;
  /** Share of answerable questions that are answered. */
  readonly answered: number;
}

/** Each family at the threshold that the others give, so that neither weights nor threshold have seen it. */
export function atRisk(judged: readonly Judged[], risk: number): RiskFigures {
  const families = [...new Set(judged.map(({ asked }) => asked.family))];
  const given = families.flatMap((family) => {
    const threshold = riskThreshold(
      judged.filter(({ asked }) => asked.family !== family),
      risk,
    );
    return judged.filter(({ asked, probability: p }) => asked.family === family && p >= threshold);
  });
  return tally(judged, given, risk);
}

/** All of them at the thresholds of a table. */
export function atTable(
  judged: readonly Judged[],
  table: readonly RiskThreshold[],
  risk: number,
): RiskFigures {
  const threshold = thresholdAt(table, risk);
  return tally(
    judged,
    judged.filter(({ probability: p }) => p >= threshold),
    risk,
  );
}

function tally(judged: readonly Judged[], given: readonly Judged[], risk: number): RiskFigures {
  const wrong = given.filter((one) => one.wrong).length;
  const answerable = judged.filter(({ asked }) => asked.answerable).length;
  return {
    risk,
    measured: wrong / Math.max(1, judged.length),
    ofAnswers: wrong / Math.max(1, given.length),
    answered: given.filter(({ asked }) => asked.answerable).length / Math.max(1, answerable),
  };
}

/** A point of the risk-coverage curve. */
export interface CurvePoint {
  /** Share of all questions that are answered. */
  readonly coverage: number;
  /** Share of the answers that are wrong. */
  readonly risk: number;
}

/** Answers given from the surest to the least sure one, at `points` evenly spread places. */
export function riskCoverage(judged: readonly Judged[], points = 50): CurvePoint[] {
  const ordered = judged.toSorted((a, b) => b.probability - a.probability);
  let wrong = 0;
  const sums = ordered.map((one) => (wrong += Number(one.wrong)));
  return Array.from({ length: points }, (_, i) => {
    const n = Math.max(1, Math.round(((i + 1) * ordered.length) / points));
    return { coverage: n / ordered.length, risk: (sums[n - 1] ?? 0) / n };
  });
}
