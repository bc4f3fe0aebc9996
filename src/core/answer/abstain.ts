import constants from '../../../models/ranking/confidence.json' with { type: 'json' };
import { calibrated, type Calibration } from './calibration.ts';
import { thresholdAt, type RiskThreshold } from './riskControl.ts';

/**
 * How probable it is that the files answer at all: a logistic regression over what separates questions about the files
 * from questions about something else (bench/fit/abstain.ts). What recall knows before anything is read:
 */
export interface Evidence {
  /** Best centred cosine of a leaf with the question, -1 to 1; 0 without a model. */
  readonly similarity: number;
  /**
   * Share of the question's summed inverse document frequency that stands in the best three leaves, 0 to 1; a fifth more
   * in scripts without spaces, whose pairs of characters are shared less often than words are. {@link TYPICAL_WORDS}
   * where the best leaf is in another script, which says nothing.
   */
  readonly words: number;
  /** False where the best leaf is in another script than the question. */
  readonly comparable: boolean;
  /**
   * How far the share of the question's rarity whose words stand in no file at all is above one half; 0 for a leaf
   * in another script, and for scripts without spaces, where pairs of characters that belong to no word are common.
   */
  readonly unknown: number;
  /** Share of the question's numbers that the best three leaves do not hold. */
  readonly figures: number;
  /** The same of its names and quotations. */
  readonly names: number;
}

/** What `words` is where words cannot be compared. */
export const TYPICAL_WORDS = 0.6;

/** What the reader adds. Gaps are in nats, see `spans.ts`. */
export interface ReadingEvidence {
  /** The best gap of a leaf, -15 to 15. */
  readonly gap: number;
  /** The share of the leaves' softmax of gaps, 'no answer' at 0 among them, that says the same as the best, 0 to 1. */
  readonly agreement: number;
}

export const EVIDENCE_NAMES = [
  'similarity',
  'words',
  'unknown',
  'figures',
  'names',
] as const satisfies readonly (keyof Evidence)[];

export const READING_NAMES = ['gap', 'agreement'] as const satisfies readonly (keyof ReadingEvidence)[];

/** A piece of evidence that has a weight. */
export type EvidenceName = (typeof EVIDENCE_NAMES)[number];

/** Weights of one kind of judgement, and the thresholds that were fitted with them. */
interface Judge<Name extends string> {
  readonly bias: number;
  readonly weights: Readonly<Record<Name, number>>;
  readonly risks: readonly RiskThreshold[];
}

/** The constants as shipped; where they come from stands in the file itself. */
export const CONFIDENCE: {
  /** The risk that is taken where none is chosen. */
  readonly risk: number;
  readonly recall: Judge<EvidenceName>;
  readonly reading: Judge<EvidenceName | keyof ReadingEvidence>;
} = constants;

/** One part of the log-odds. */
export interface ConfidencePart {
  readonly name: string;
  readonly value: number;
  /** Nats. */
  readonly contribution: number;
}

/** What each piece of evidence adds to the log-odds, beside the bias. */
export function confidenceParts(evidence: Evidence, reading: ReadingEvidence | null): ConfidencePart[] {
  const weights: Partial<Record<string, number>> = judge(reading).weights;
  const part = (name: string, value: number): ConfidencePart => {
    return { name, value, contribution: (weights[name] ?? 0) * value };
  };
  return [
    ...EVIDENCE_NAMES.map((name) => part(name, evidence[name])),
    ...(reading === null ? [] : READING_NAMES.map((name) => part(name, reading[name]))),
  ];
}

/**
 * The probability that the files answer, 0 to 1.
 *
 * @param reading null where nothing was read
 */
export function confidence(evidence: Evidence, reading: ReadingEvidence | null = null): number {
  const parts = confidenceParts(evidence, reading);
  return logistic(parts.reduce((sum, { contribution }) => sum + contribution, judge(reading).bias));
}

/** The same from words alone, for a memory whose meaning is not there, or not all of it yet. Set by hand. */
export function confidenceOfWords({ words, comparable }: Evidence): number {
  return logistic(-2.5 + (comparable ? 6 * words : 0));
}

/** What is made of a confidence: the probability as it is shown, and whether it is enough at the chosen risk. */
export interface Verdict {
  readonly probability: number;
  /** False where the question is declined. */
  readonly answers: boolean;
  /** True where the probability is fitted to the user's own questions: a figure, no longer a word. */
  readonly calibrated: boolean;
}

/**
 * Judges a confidence at a risk (the share of questions that may get a wrong answer, 0 to 1).
 *
 * @param read whether the reader has read
 * @param own the user's own calibration; one that was fitted with the reader says nothing without it, nor the reverse
 */
export function verdict(
  sure: number,
  {
    read,
    risk = CONFIDENCE.risk,
    own,
  }: { read: boolean; risk?: number | undefined; own?: Calibration | undefined },
): Verdict {
  if (own?.read !== read) {
    const { risks } = read ? CONFIDENCE.reading : CONFIDENCE.recall;
    return { probability: sure, answers: sure >= thresholdAt(risks, risk), calibrated: false };
  }
  const probability = calibrated(sure, own);
  return { probability, answers: probability >= thresholdAt(own.risks, risk), calibrated: true };
}

function judge(reading: ReadingEvidence | null): Judge<string> {
  return reading === null ? CONFIDENCE.recall : CONFIDENCE.reading;
}

function logistic(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
