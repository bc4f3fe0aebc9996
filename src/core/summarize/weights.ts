/** What makes a sentence part of a summary; see `select.ts`. Fitted by `bench/fit/summaries.ts`. */
export interface SelectionWeights {
  /** Its terms are those that the text keeps coming back to. */
  readonly words: number;
  /** The same, all of its terms together: long sentences say more. */
  readonly mass: number;
  /** Its leaf is like the others. */
  readonly central: number;
  /** It stands at the beginning of the text. */
  readonly early: number;
  /** It says what the headings above it say. */
  readonly headings: number;
  /** Log of its length over the usual length of a sentence, squared. */
  readonly length: number;
  readonly dangling: number;
  readonly fragment: number;
  readonly spoken: number;
  readonly hesitant: number;
  /** How much more of the leaves is represented with it. */
  readonly covers: number;
  /** What of its terms nothing chosen has said. */
  readonly fresh: number;
  /** How much it is like a sentence that is chosen already. */
  readonly repeats: number;
  /** For a question: how much its leaf is attended to. */
  readonly attended: number;
  /** For a question: BM25 of the question in it and its neighbours. */
  readonly asked: number;
}

/** Without a question. */
export const GENERAL: SelectionWeights = {
  words: 1,
  mass: 0.5,
  central: 0.5,
  early: 1.1,
  headings: 1,
  length: -0.5,
  dangling: -0.4,
  fragment: -1.5,
  spoken: -0.6,
  hesitant: -1,
  covers: 2,
  fresh: 1.4,
  repeats: -2.4,
  attended: 0,
  asked: 0,
};

/** For a question. */
export const ASKED: SelectionWeights = {
  ...GENERAL,
  words: 0.5,
  mass: 0.1,
  central: 0.2,
  early: 0.4,
  headings: 0.6,
  spoken: -1,
  hesitant: -1.8,
  covers: 0.5,
  fresh: 0.7,
  repeats: -2,
  attended: 1.5,
  asked: 3,
};

/**
 * Similarity of two leaves from which on one counts as saying much the same as the other: the lowest one from which on
 * nine of ten pairs do, among as many that do (a leaf and half of it, a paragraph and its translation) as do not
 * (neighbours, leaves far apart in one document). It finds four of ten that do: what is doubtful counts as left out.
 * Fitted by `bench/fit/compressed.ts`.
 */
export const COMPRESSED_FROM = 0.83;
