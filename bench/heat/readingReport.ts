import { SENTENCE_SIGNALS } from '../../src/core/answer/sentenceScore.ts';
import { clippedGap } from '../../src/core/recall/rerank.ts';
import { familyOf } from '../fit/dataset.ts';
import { pairedBootstrap } from '../quality/bootstrap.ts';
import type { Interval } from '../quality/bootstrap.ts';
import type { HeatedCandidate, ReadHeat, ReadHeatSet } from './reading.ts';
import { fitSentences, heat, score } from './systems.ts';
import type { Features } from './systems.ts';

/** What reading does to the heat, and how faithful the heat is to what is read. */
export interface ReadingReport {
  /** Share of the heat on sentences that hold evidence, and whether the hottest one does: means, and differences. */
  readonly figures: Readonly<Record<string, { readonly mean: number; readonly 'minus before': Interval }>>;
  /** How much more the gap falls without the strongest sentence than without another one. */
  readonly drops: Readonly<Record<string, Drop>>;
  /** By set: heat on evidence before and after. */
  readonly sets: Readonly<Record<string, { readonly questions: number; readonly after: Interval }>>;
  /** Fitted on every set. */
  readonly weights: Readonly<Record<string, number>>;
}

interface Drop {
  readonly strongest: number;
  readonly random: number;
  readonly difference: Interval;
  readonly questions: number;
}

/** The sentence's own signals, and the gap of the surest words in it. */
const WITH_WORDS: Features<HeatedCandidate> = {
  name: 'shares and words',
  values: [
    ...SENTENCE_SIGNALS.map(
      (name) =>
        ({ signals }: HeatedCandidate) =>
          signals[name],
    ),
    ({ aloneOfFew }) => aloneOfFew,
    ({ answering }) => clippedGap(answering),
  ],
};
const WEIGHT_NAMES = [...SENTENCE_SIGNALS, 'alone', 'answering'] as const;

/** The figures of questions that were measured before and after reading. */
export function readingReport(all: readonly ReadHeatSet[]): ReadingReport {
  // Of a set that a reader was trained on no question is left.
  const sets = all.filter(({ questions }) => questions.length > 0);
  const before = sets.map(({ questions }) =>
    questions.map((q) => onEvidence(q.before, given(q.before, 'unread'))),
  );
  const shares = sets.map(({ questions }) =>
    questions.map((q) => onEvidence(q.after, given(q.after, 'unread'))),
  );
  const engine = sets.map(({ questions }) =>
    questions.map((q) => onEvidence(q.after, given(q.after, 'heat'))),
  );
  const afterwards = sets.map(({ name, questions }) => ({ name, questions: questions.map((q) => q.after) }));
  const words = sets.map(({ name, questions }) => {
    const others = afterwards.filter((set) => familyOf(set.name) !== familyOf(name));
    const weights = fitSentences(others, WITH_WORDS);
    return questions.map(({ after }) =>
      onEvidence(
        after,
        heat(
          after,
          after.map((sentence) => score(WITH_WORDS, weights, sentence)),
        ),
      ),
    );
  });
  const systems = {
    before,
    'after, by shares': shares,
    'after, by shares and words': words,
    'after, engine': engine,
  };
  const rows = (['share', 'hottest'] as const).flatMap((figure) =>
    Object.entries(systems).map(([name, of]) => {
      const values = of.map((set) => set.map((question) => question[figure]));
      const base = before.map((set) => set.map((question) => question[figure]));
      return [
        `${figure} ${name}`,
        { mean: mean(values.map(mean)), 'minus before': against(values, base) },
      ] as const;
    }),
  );
  const fitted = fitSentences(afterwards, WITH_WORDS);
  return {
    figures: Object.fromEntries(rows),
    drops: {
      'engine, of the same window': dropOf(sets, 'drops', 'mate'),
      'engine, of all attended': dropOf(sets, 'drops', 'other'),
      'by shares, of the same window': dropOf(sets, 'unreadDrops', 'mate'),
      'by shares, of all attended': dropOf(sets, 'unreadDrops', 'other'),
    },
    sets: Object.fromEntries(
      sets.map(({ name, questions }, s) => [
        name,
        {
          questions: questions.length,
          after: against([shares[s]!.map(({ share }) => share)], [before[s]!.map(({ share }) => share)]),
        },
      ]),
    ),
    weights: Object.fromEntries(WEIGHT_NAMES.map((name, i) => [name, fitted[i] ?? 0])),
  };
}

/** The report as it is printed. */
export function readingLines({ figures, drops, sets, weights }: ReadingReport): string[] {
  const lines = ['heat on gold evidence, before and after reading   mean   − before'];
  for (const [name, { mean: value, 'minus before': difference }] of Object.entries(figures))
    lines.push(`  ${name.padEnd(36)} ${shown(value)}   ${interval(difference)}`);
  lines.push('by set, share after − before');
  for (const [name, { questions, after }] of Object.entries(sets))
    lines.push(`  ${name.padEnd(18)} ${String(questions).padStart(4)}   ${interval(after)}`);
  lines.push('fall of the reader’s gap without the strongest sentence, and without a random one');
  for (const [name, { strongest, random, difference, questions }] of Object.entries(drops))
    lines.push(
      `  ${name.padEnd(30)} ${strongest.toFixed(2)} and ${random.toFixed(2)} nats: ${interval(difference)} (${questions} questions)`,
    );
  lines.push(
    `fitted on every set: ${Object.entries(weights)
      .map(([name, w]) => `${name} ${w.toFixed(2)}`)
      .join(', ')}`,
  );
  return lines;
}

/** Heat as core gives it, the whole brought to 1. */
function given(sentences: readonly HeatedCandidate[], of: 'unread' | 'heat'): number[] {
  const sum = sentences.reduce((total, sentence) => total + sentence[of], 0);
  return sentences.map((sentence) => (sum > 0 ? sentence[of] / sum : 0));
}

interface OnEvidence {
  readonly share: number;
  readonly hottest: number;
}

/** Evidence that no attended leaf holds counts as none of the heat: reading may bring it in. */
function onEvidence(sentences: readonly HeatedCandidate[], heats: readonly number[]): OnEvidence {
  const share = sentences.reduce((sum, { evidence }, i) => sum + (evidence > 0 ? (heats[i] ?? 0) : 0), 0);
  const hottest = sentences[heats.indexOf(Math.max(...heats))];
  return { share, hottest: (hottest?.evidence ?? 0) > 0 ? 1 : 0 };
}

function dropOf(sets: readonly ReadHeatSet[], by: 'drops' | 'unreadDrops', of: 'mate' | 'other'): Drop {
  const measured = sets.map(({ questions }) =>
    questions.flatMap((question: ReadHeat) => {
      const drops = question[by];
      const random = drops?.[of];
      return drops === null || random === null || random === undefined
        ? []
        : [{ strongest: drops.strongest, random }];
    }),
  );
  const values = (pick: (drop: { strongest: number; random: number }) => number) =>
    measured.map((set) => set.map(pick));
  const filled = (sets: readonly (readonly number[])[]) => sets.filter(({ length }) => length > 0);
  return {
    strongest: mean(filled(values(({ strongest }) => strongest)).map(mean)),
    random: mean(filled(values(({ random }) => random)).map(mean)),
    difference: pairedBootstrap(values(({ strongest, random }) => strongest - random)),
    questions: measured.reduce((sum, { length }) => sum + length, 0),
  };
}

function against(ours: readonly (readonly number[])[], theirs: readonly (readonly number[])[]): Interval {
  return pairedBootstrap(ours.map((set, s) => set.map((value, q) => value - theirs[s]![q]!)));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / Math.max(1, values.length);
}

function shown(value: number): string {
  return value.toFixed(3).replace(/^0/, '');
}

function interval({ mean: middle, low, high }: Interval): string {
  const sign = (value: number): string => `${value < 0 ? '−' : '+'}${shown(Math.abs(value))}`;
  return `${sign(middle)} [${sign(low)}, ${sign(high)}]`;
}
