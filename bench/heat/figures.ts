import { heat, score, softmaxShare } from './systems.ts';
import type { MeasuredQuestion, MeasuredSentence, MeasuredWord } from './collect.ts';
import type { Features } from './systems.ts';

/** What is measured of one question. */
export interface HeatFigures {
  /** Share of the heat on sentences that hold evidence. */
  readonly sentences: number;
  /** Share of the heat on evidence itself, each sentence's heat spread evenly over its characters. */
  readonly characters: number;
  /** Whether the hottest sentence holds evidence. */
  readonly hottest: number;
  /** Whether the answer's first sentence does. */
  readonly first: number;
}

/** The figures of one question under a system with these weights. */
export function heatFigures(
  question: MeasuredQuestion,
  system: Features<MeasuredSentence>,
  weights: readonly number[],
): HeatFigures {
  const scores = question.map((sentence) => score(system, weights, sentence));
  const shares = heat(question, scores);
  const sum = (of: (sentence: MeasuredSentence) => number): number =>
    question.reduce((total, sentence, i) => total + shares[i]! * of(sentence), 0);
  const holds = (values: readonly number[]): number =>
    question[values.indexOf(Math.max(...values))]!.evidence > 0 ? 1 : 0;
  return {
    sentences: sum(({ evidence }) => (evidence > 0 ? 1 : 0)),
    characters: sum(({ evidence, length }) => evidence / length),
    hottest: holds(shares),
    first: holds(scores),
  };
}

/** Share of the heat on evidence where each sentence's heat is divided among its words. */
export function wordShare(
  question: MeasuredQuestion,
  sentences: { readonly system: Features<MeasuredSentence>; readonly weights: readonly number[] },
  words: { readonly system: Features<MeasuredWord>; readonly weights: readonly number[] },
): number {
  const scores = question.map((sentence) => score(sentences.system, sentences.weights, sentence));
  return heat(question, scores).reduce((sum, share, i) => {
    const parts = question[i]!.words;
    const logits = parts.map((word) =>
      words.system.values.length === 0 ? Math.log(word.length) : score(words.system, words.weights, word),
    );
    return (
      sum +
      share *
        parts.reduce(
          (within, { evidence, length }, w) =>
            within + (softmaxShare(logits[w]!, logits) * evidence) / length,
          0,
        )
    );
  }, 0);
}
