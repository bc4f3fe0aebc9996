/**
 * How sure we are that the files answer at all, from what recall knows before anything is read. A logistic
 * regression over a few figures that separate questions about the files from questions about something else.
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
}

export const EVIDENCE_NAMES = [
  'similarity',
  'crossing',
  'words',
  'pairs',
  'unknown',
] as const satisfies readonly (keyof Evidence)[];

/** Fitted as bench/fit/abstain.ts does, on questions about the files and about other files; `unknown` and the bias by hand. */
export const CONFIDENCE = {
  bias: -11.25,
  weights: { similarity: 22.9, crossing: 2.3, words: 5.2, pairs: 6.6, unknown: -3 },
} as const satisfies { bias: number; weights: Readonly<Record<keyof Evidence, number>> };

/** 0 to 1; orders questions by how likely the files answer them. */
export function confidence(evidence: Evidence): number {
  let logit: number = CONFIDENCE.bias;
  for (const name of EVIDENCE_NAMES) logit += CONFIDENCE.weights[name] * evidence[name];
  return 1 / (1 + Math.exp(-logit));
}

/** The same from words alone, for a memory whose meaning is not there, or not all of it yet. Set by hand. */
export function confidenceOfWords({ words, pairs }: Evidence): number {
  return 1 / (1 + Math.exp(-(-2.5 + 6 * words + 9 * pairs)));
}
