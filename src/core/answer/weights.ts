import type { SentenceWeights } from './sentenceScore.ts';
import type { WordSignals } from './wordHeat.ts';

// Weights of heat and of extractive answers, in nats: fitted by bench/heat/main.ts.

/** With token states; `alone` is known of the best few. */
export const SENTENCE_WEIGHTS: SentenceWeights = {
  words: 2.85,
  similarity: 31,
  gathered: 0.92,
  attended: 0.5,
  alone: 22.6,
};
/** Where the leaves were read: what the reader found in a sentence says most of what the states say without it. */
export const READ_SENTENCE_WEIGHTS: SentenceWeights & { readonly answering: number } = {
  words: 2.29,
  similarity: 6.24,
  gathered: 0,
  attended: 0.22,
  alone: 17.35,
  answering: 0.23,
};
/** From words alone. */
export const LEXICAL_WEIGHTS: SentenceWeights = {
  words: 9.2,
  similarity: 0,
  gathered: 0,
  attended: 0.55,
  alone: 0,
};

/**
 * Words that are like the question's repeat it: the answer stands beside them, which is what the first two signs say.
 */
export const WORD_WEIGHTS: Readonly<Record<keyof WordSignals, number>> = {
  likeness: -0.8,
  asked: -1.72,
  nearby: 0.95,
  length: 0.34,
  figure: 1.59,
};
