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
  /** 1 where the best leaf is written in another script than the question: its words cannot be shared. */
  readonly crossing: number;
  /**
   * Share of the question's summed inverse document frequency that stands in the best three leaves, where the
   * script has spaces between words; 0 for a leaf in another script.
   */
  readonly words: number;
  /**
   * How far the share of the question's rarity whose words stand in no file at all is above one half; 0 for a leaf
   * in another script, and for scripts without spaces, where pairs of characters that belong to no word are common.
   */
  readonly unknown: number;
  /** As `words`, for scripts without spaces, whose pairs of characters are shared less often than words are. */
  readonly pairs: number;
  /** Share of the question's numbers that the best three leaves do not hold. */
  readonly figures: number;
  /** The same of its names and quotations. */
  readonly names: number;
  /** Entropy of the attention over the best leaves, 0 (one leaf has it all) to 1 (they are alike). */
  readonly spread: number;
}

/** What the reader adds. Gaps are in nats, see `spans.ts`. */
export interface ReadingEvidence {
  /** The best gap of a leaf, -15 to 15. */
  readonly gap: number;
  /** How far it is above the gap of the next leaf that says something else, 0 to 15. */
  readonly lead: number;
  /** The share of the leaves' softmax of gaps, 'no answer' at 0 among them, that says the same as the best, 0 to 1. */
  readonly agreement: number;
  /** Shares of the question's numbers and names that do not stand beside the best span: in its leaf or its headings. */
  readonly 'figures beside it': number;
  readonly 'names beside it': number;
}

export const EVIDENCE_NAMES = [
  'similarity',
  'crossing',
  'words',
  'pairs',
  'unknown',
  'figures',
  'names',
  'spread',
] as const satisfies readonly (keyof Evidence)[];

export const READING_NAMES = [
  'gap',
  'lead',
  'agreement',
  'figures beside it',
  'names beside it',
] as const satisfies readonly (keyof ReadingEvidence)[];

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
  readonly recall: Judge<keyof Evidence>;
  readonly reading: Judge<keyof Evidence | keyof ReadingEvidence>;
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
  const values: Readonly<Record<string, number>> = { ...evidence, ...reading };
  const names = reading === null ? EVIDENCE_NAMES : [...EVIDENCE_NAMES, ...READING_NAMES];
  return names.map((name) => {
    const value = values[name] ?? 0;
    return { name, value, contribution: (weights[name] ?? 0) * value };
  });
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
export function confidenceOfWords({ words, pairs }: Pick<Evidence, 'words' | 'pairs'>): number {
  return logistic(-2.5 + 6 * words + 9 * pairs);
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
