import type { Range } from '../text/range.ts';
import { holdsTerm, questionTerms } from '../text/words.ts';
import type { Interaction } from './lateInteraction.ts';
import { WORD_WEIGHTS } from './weights.ts';

/** What says how likely a word of an attended sentence is part of the answer. */
export interface WordSignals {
  /** Likeness of the word's tokens with a token of the question, in twentieths. */
  readonly likeness: number;
  /** 1 where the question holds the word itself. */
  readonly asked: number;
  /** Natural logarithm of the question's attention to tokens around it. */
  readonly nearby: number;
  /** UTF-16 units, up to 8: the shortest words are articles and particles. */
  readonly length: number;
  /** 1 where it holds a digit. */
  readonly figure: number;
}

export const WORD_SIGNALS = [
  'likeness',
  'asked',
  'nearby',
  'length',
  'figure',
] as const satisfies readonly (keyof WordSignals)[];

/** A word with its share of its sentence's heat. */
export interface HeatedWord extends Range {
  readonly weight: number;
}

const LIKENESS_SCALE = 20;
/** Standard deviation of the neighbourhood, in tokens. */
const REACH = 5;
const LEAST_NEARBY = 1e-3;
const LONGEST = 8;
const FIGURE = /\p{N}/u;
const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });

/**
 * The words of a sentence in order, where they stand in the leaf's text, with their signals. Chinese, Japanese and
 * Thai are cut into words too; punctuation is none.
 */
export function wordSignals(
  leaf: string,
  sentence: Range,
  interaction: Interaction,
  question: string,
): { readonly word: Range; readonly signals: WordSignals }[] {
  const asked = new Set(questionTerms(question));
  const { tokens, likeness } = interaction;
  let first = tokens.findIndex(({ end }) => end > sentence.start);
  const words: { readonly word: Range; readonly signals: WordSignals }[] = [];
  for (const { segment, index, isWordLike } of segmenter.segment(leaf.slice(sentence.start, sentence.end))) {
    if (isWordLike !== true) continue;
    const word = { start: sentence.start + index, end: sentence.start + index + segment.length };
    while (first >= 0 && first < tokens.length && (tokens[first]?.end ?? 0) <= word.start) first++;
    let most: number | undefined;
    let nearby = 0;
    for (let t = Math.max(0, first); (tokens[t]?.start ?? Infinity) < word.end; t++) {
      most = Math.max(most ?? -1, likeness[t] ?? 0);
      nearby = Math.max(nearby, attentionAround(interaction.shares, t));
    }
    const repeats = questionTerms(segment).some((term) => holdsTerm(asked, term));
    words.push({
      word,
      signals: {
        likeness: LIKENESS_SCALE * (most ?? 0),
        asked: repeats ? 1 : 0,
        nearby: Math.log(LEAST_NEARBY + nearby),
        length: Math.min(LONGEST, segment.length),
        figure: FIGURE.test(segment) ? 1 : 0,
      },
    });
  }
  return words;
}

function attentionAround(shares: Float32Array, token: number): number {
  let sum = 0;
  for (let away = -3 * REACH; away <= 3 * REACH; away++)
    if (away !== 0) sum += (shares[token + away] ?? 0) * Math.exp(-(away * away) / (2 * REACH * REACH));
  return sum;
}

/** The sentence's weight divided among its words by softmax, so that they sum to it; empty where it has no word. */
export function heatWords(
  leaf: string,
  sentence: Range,
  weight: number,
  interaction: Interaction,
  question: string,
): HeatedWord[] {
  const words = wordSignals(leaf, sentence, interaction, question);
  const logits = words.map(({ signals }) =>
    WORD_SIGNALS.reduce((sum, name) => sum + WORD_WEIGHTS[name] * signals[name], 0),
  );
  const best = logits.reduce((most, value) => Math.max(most, value), -Infinity);
  const masses = logits.map((value) => Math.exp(value - best));
  const sum = masses.reduce((total, mass) => total + mass, 0);
  return words.map(({ word }, i) => ({ ...word, weight: (weight * (masses[i] ?? 0)) / sum }));
}
