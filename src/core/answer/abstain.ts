/**
 * How sure we are that the files answer at all, from what recall knows before anything is read. A logistic
 * regression over a few figures that separate questions about the files from others.
 */
export interface Evidence {
  /** Best centred cosine of a leaf with the question; 0 without a model. */
  readonly bestCosine: number;
  /** How far it stands out: (best - mean) / deviation over all leaves. */
  readonly bestZ: number;
  /** Share of the question's summed inverse document frequency that stands in the best leaf. */
  readonly bestCoverage: number;
  /** The same for the best three leaves together. */
  readonly topCoverage: number;
  /** Best BM25 score over the question's summed inverse document frequency. */
  readonly lexicalRatio: number;
  /** 1 where the files hold next to none of the question's words, as when they are in another language. */
  readonly wordless: number;
}

export const EVIDENCE_NAMES = [
  'bestCosine',
  'bestZ',
  'bestCoverage',
  'topCoverage',
  'lexicalRatio',
  'wordless',
] as const satisfies readonly (keyof Evidence)[];

/** Fitted by bench/fit on answerable and foreign questions. */
export const CONFIDENCE = {
  bias: -34,
  weights: {
    bestCosine: 39,
    bestZ: 0.2,
    bestCoverage: 1,
    topCoverage: 1.5,
    lexicalRatio: 0.5,
    wordless: 1.5,
  },
} as const satisfies { bias: number; weights: Readonly<Record<keyof Evidence, number>> };

/** 0 to 1; orders questions by how likely the files answer them. */
export function confidence(evidence: Evidence): number {
  let logit: number = CONFIDENCE.bias;
  for (const name of EVIDENCE_NAMES) logit += CONFIDENCE.weights[name] * evidence[name];
  return 1 / (1 + Math.exp(-logit));
}
