import { WORD_SIGNALS } from '../../src/core/answer/wordHeat.ts';
import { familyOf } from '../fit/dataset.ts';
import { minimise } from '../fit/lbfgs.ts';
import { featureScales, listwiseLoss } from '../fit/listwise.ts';
import type { ListwiseData } from '../fit/listwise.ts';
import type { HeatSet, MeasuredSentence, MeasuredWord } from './collect.ts';

/** A way to weigh things by a linear score, whose weights are fitted. */
export interface Features<T> {
  readonly name: string;
  readonly values: readonly ((of: T) => number)[];
}

type Sentence = MeasuredSentence;
const attended = ({ signals }: Sentence): number => signals.attended;
const words = ({ signals }: Sentence): number => signals.words;
const alone = (sentence: Sentence): number => sentence.alone;
const aloneOfFew = (sentence: Sentence): number => sentence.aloneOfFew;
const similarity = ({ signals }: Sentence): number => signals.similarity;
const gathered = ({ signals }: Sentence): number => signals.gathered;

/** Ways to weigh sentences; in all of them attention on the leaf comes first and drops out within a leaf. */
export const SENTENCE_SYSTEMS = [
  { name: 'uniform', values: [attended] },
  { name: 'bm25', values: [attended, ({ bm25 }: Sentence) => bm25] },
  { name: 'words', values: [attended, words] },
  { name: 'alone', values: [attended, words, alone] },
  { name: 'gathered', values: [attended, gathered] },
  { name: 'in context', values: [attended, words, similarity] },
  { name: 'late', values: [attended, words, similarity, gathered] },
  { name: 'late + few alone', values: [attended, words, similarity, gathered, aloneOfFew] },
  { name: 'late + all alone', values: [attended, words, similarity, gathered, alone] },
] as const satisfies readonly Features<Sentence>[];

/** Ways to weigh the words of a sentence. */
export const WORD_SYSTEMS: readonly Features<MeasuredWord>[] = [
  { name: 'evenly', values: [] },
  { name: 'likeness', values: [({ signals }) => signals.likeness] },
  { name: 'asked', values: [({ signals }) => signals.asked] },
  {
    name: 'likeness, asked, nearby',
    values: [
      ({ signals }) => signals.likeness,
      ({ signals }) => signals.asked,
      ({ signals }) => signals.nearby,
    ],
  },
  {
    name: 'all signals',
    values: WORD_SIGNALS.map(
      (name) =>
        ({ signals }) =>
          signals[name],
    ),
  },
];

/** A group of things that share one softmax. */
interface Group<T> {
  readonly things: readonly T[];
  readonly evidence: (thing: T) => boolean;
}

/** The weights under which a softmax puts the most on evidence: each set alike, each family as the root of its sets. */
function fit<T>(
  sets: readonly { name: string; groups: readonly Group<T>[] }[],
  { values }: Features<T>,
): number[] {
  const width = values.length;
  const rows: number[] = [];
  const targets: number[] = [];
  const offsets = [0];
  const importance: number[] = [];
  for (const { name, groups } of sets) {
    const relatives = sets.filter((other) => familyOf(other.name) === familyOf(name)).length;
    for (const { things, evidence } of groups) {
      const held = things.filter(evidence).length;
      for (const thing of things) {
        rows.push(...values.map((value) => value(thing)));
        targets.push(evidence(thing) ? 1 / held : 0);
      }
      offsets.push(targets.length);
      importance.push(1 / groups.length / Math.sqrt(relatives));
    }
  }
  const data: ListwiseData = {
    width,
    values: Float32Array.from(rows),
    targets: Float32Array.from(targets),
    offsets: Int32Array.from(offsets),
    importance: Float64Array.from(importance),
  };
  const objective = {
    goal: 'any' as const,
    ridge: 1e-4,
    scales: featureScales(data),
    prior: new Float64Array(width),
  };
  const { x } = minimise(
    (weights, gradient) => listwiseLoss(data, objective, weights, gradient),
    new Float64Array(width),
  );
  return [...x];
}

/** Weights for sentences: a question's sentences share a softmax. */
export function fitSentences<T extends { readonly evidence: number }>(
  sets: readonly { readonly name: string; readonly questions: readonly (readonly T[])[] }[],
  system: Features<T>,
): number[] {
  const evidence = (sentence: T): boolean => sentence.evidence > 0;
  const groups = sets.map(({ name, questions }) => ({
    name,
    groups: questions
      .filter((things) => things.some(evidence) && !things.every(evidence))
      .map((things) => ({ things, evidence })),
  }));
  return fit(groups, system);
}

/** Weights for words: the words of a sentence that is evidence in part share a softmax. */
export function fitWords(sets: readonly HeatSet[], system: Features<MeasuredWord>): number[] {
  if (system.values.length === 0) return [];
  const evidence = (word: MeasuredWord): boolean => word.evidence * 2 > word.length;
  const groups = sets.map(({ name, questions }) => ({
    name,
    groups: questions
      .flatMap((sentences) => sentences.map((sentence) => sentence.words))
      .filter((things) => things.some(evidence) && !things.every(evidence))
      .map((things) => ({ things, evidence })),
  }));
  return fit(groups, system);
}

/** The linear score. */
export function score<T>({ values }: Features<T>, weights: readonly number[], thing: T): number {
  return values.reduce((sum, value, i) => sum + (weights[i] ?? 0) * value(thing), 0);
}

/** Heat of each sentence: its leaf's weight divided by softmax; the whole sums to 1. */
export function heat(
  question: readonly { readonly leaf: number; readonly weight: number }[],
  scores: readonly number[],
): number[] {
  const shares = question.map((sentence, i) => {
    const mates = question.flatMap((other, j) => (other.leaf === sentence.leaf ? [scores[j]!] : []));
    return sentence.weight * softmaxShare(scores[i]!, mates);
  });
  const sum = shares.reduce((total, share) => total + share, 0);
  return shares.map((share) => share / sum);
}

/** Share of one score in the softmax of all. */
export function softmaxShare(own: number, all: readonly number[]): number {
  return 1 / all.reduce((sum, other) => sum + Math.exp(other - own), 0);
}
