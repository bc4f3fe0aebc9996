import { largest } from './best.ts';
import { inBlocks, multiply } from './blocks.ts';
import type { Coverage } from './coverage.ts';
import { exponential } from './exponential.ts';
import type { LeafTable } from './leafTable.ts';

/**
 * What is known of each leaf before attention: how well its words and its meaning match the question, alone and
 * at the levels above, and how much of the question one of its sentences and its headings cover. Each is there for
 * something that gets worse without it; that, and what else was tried and earns nothing beside these, stands in
 * bench/README.md. The logit of a leaf is a linear function of these.
 */
export const FEATURES = [
  'words',
  'words of the passage',
  'words of the section',
  'meaning',
  'meaning of the passage',
  'literal',
  'coverage by a sentence',
  'coverage by headings',
] as const;

export type FeatureName = (typeof FEATURES)[number];

/** The values of one feature: by leaf index, or of the few leaves that have one; null where none has. */
export type FeatureColumn = Float32Array | Map<number, number> | null;

/** One value a leaf and feature, feature by feature. */
export interface FeatureMatrix {
  readonly rows: number;
  /** By feature, in the order of {@link FEATURES}. */
  readonly columns: readonly FeatureColumn[];
}

/** The value of a leaf's feature. @param feature its place in {@link FEATURES} */
export function featureOf({ columns }: FeatureMatrix, leaf: number, feature: number): number {
  const column = columns[feature] ?? null;
  return (column instanceof Map ? column.get(leaf) : column?.[leaf]) ?? 0;
}

/** The matrix of a few leaves alone; what few leaves have at all stays as it is. */
export function thinned({ rows, columns }: FeatureMatrix, leaves: readonly number[]): FeatureMatrix {
  return {
    rows,
    columns: columns.map((column) =>
      column instanceof Float32Array ? new Map(leaves.map((leaf) => [leaf, column[leaf] ?? 0])) : column,
    ),
  };
}

export interface LegScores {
  /** BM25 a leaf, 0 where no term matches; null where no leaf matches at all. */
  readonly lexical: Float32Array | null;
  /** Share, 0 to 1, of the question's summed inverse document frequency that the best leaf could reach. */
  readonly lexicalTrust: number;
  /** z-score of the cosine a leaf (see {@link zScores}), 0 where there is no vector yet; null without a model. */
  readonly meaning: Float32Array | null;
  /** By leaf index: how much of the question's literals begins in the leaf, 0 to 1. */
  readonly literal: ReadonlyMap<number, number>;
  /** By leaf index, for the leaves whose text was read; the others count as covering nothing. */
  readonly coverage?: ReadonlyMap<number, Coverage>;
}

/** BM25 has a long tail: z-scores over 20 would drown every other feature in a linear logit. */
const LARGEST_LEXICAL_Z = 8;

/** All values leaf by leaf, `FEATURES.length` a leaf: what weights are fitted on. */
export function byLeaf(matrix: FeatureMatrix): Float32Array {
  const width = matrix.columns.length;
  const values = new Float32Array(matrix.rows * width);
  for (let leaf = 0; leaf < matrix.rows; leaf++)
    for (let f = 0; f < width; f++) values[leaf * width + f] = featureOf(matrix, leaf, f);
  return values;
}

/** Gives a column of zeros. */
export type NewColumn = (size: number) => Float32Array;
export const freshColumn: NewColumn = (size) => new Float32Array(size);

/**
 * Features of every leaf of the table.
 *
 * @param column where columns come from; a new one each where left out. `legs` may become columns as they are
 */
export function features(table: LeafTable, legs: LegScores, column: NewColumn = freshColumn): FeatureMatrix {
  const { meaning, lexical } = legs;
  const words = lexical && boundedZ(lexical, legs.lexicalTrust, column);
  const parents = (z: Float32Array, level: keyof typeof BALLAST): Float32Array =>
    parentScores(z, { group: table[level], ballast: BALLAST[level], scores: column(z.length) });
  const columns = {
    words,
    'words of the passage': words && parents(words, 'passage'),
    'words of the section': words && parents(words, 'section'),
    meaning,
    'meaning of the passage': meaning && parents(meaning, 'passage'),
    literal: new Map(Array.from(legs.literal, ([leaf, share]) => [leaf, Math.fround(share)] as const)),
    'coverage by a sentence': new Map(),
    'coverage by headings': new Map(),
  } satisfies Record<FeatureName, FeatureColumn>;
  const matrix = { rows: table.size, columns: FEATURES.map((name): FeatureColumn => columns[name]) };
  if (legs.coverage) addCoverage(matrix, legs.coverage);
  return matrix;
}

/**
 * Adds what is known once the texts of the best leaves have been read to their rows.
 *
 * @param part of it that counts, above 0: a half each of two readings
 */
export function addCoverage(
  { columns }: FeatureMatrix,
  coverage: ReadonlyMap<number, Coverage>,
  part = 1,
): void {
  const add = (name: FeatureName, leaf: number, value: number): void => {
    const column = columns[FEATURES.indexOf(name)];
    if (column instanceof Map) column.set(leaf, Math.fround((column.get(leaf) ?? 0) + part * value));
  };
  for (const [leaf, { sentence, headings }] of coverage) {
    add('coverage by a sentence', leaf, sentence);
    add('coverage by headings', leaf, headings);
  }
}

/**
 * (x - mean) / deviation; 0 where there is no value or no spread.
 *
 * @param z where they go, `scores` itself included; returned
 */
export function zScores(
  scores: Float32Array,
  z: Float32Array = new Float32Array(scores.length),
): Float32Array {
  const { mean, deviation } = spreadOf(scores);
  if (deviation < 1e-9) return z.fill(0);
  return inBlocks(z.length, { scores, z, mean, deviation }, standardise).z;
}

function standardise(
  { scores, z, mean, deviation }: Spread & { readonly scores: Float32Array; readonly z: Float32Array },
  from: number,
  to: number,
): void {
  for (let leaf = from; leaf < to; leaf++) {
    const score = scores[leaf] ?? NaN;
    z[leaf] = Number.isNaN(score) ? 0 : (score - mean) / deviation;
  }
}

interface Spread {
  readonly mean: number;
  readonly deviation: number;
}

/** Mean and deviation of the values that are there. */
function spreadOf(scores: Float32Array): Spread {
  const count = scores.length;
  // Mostly all are there, and without a look at each it takes a sixth of the time.
  const { sum, squares } = inBlocks(count, { scores, sum: 0, squares: 0 }, addUp);
  if (Number.isNaN(sum)) {
    const known = scores.filter((score) => !Number.isNaN(score));
    if (known.length < count) return spreadOf(known);
  }
  const mean = count === 0 ? 0 : sum / count;
  return { mean, deviation: count === 0 ? 0 : Math.sqrt(Math.max(0, squares / count - mean * mean)) };
}

function addUp(
  state: { readonly scores: Float32Array; sum: number; squares: number },
  from: number,
  to: number,
): void {
  const { scores } = state;
  let sum = 0;
  let squares = 0;
  for (let leaf = from; leaf < to; leaf++) {
    const score = scores[leaf] ?? NaN;
    sum += score;
    squares += score * score;
  }
  state.sum += sum;
  state.squares += squares;
}

/**
 * Lexical scores as z-scores with a bounded tail: score / best * min(z of the best, 8), weakened where the files
 * hold little of the question's words at all (a question in another language than the files).
 */
function boundedZ(scores: Float32Array, trust: number, column: NewColumn): Float32Array {
  const best = largest(scores);
  if (best <= 0) return scores;
  const { mean, deviation } = spreadOf(scores);
  const bestZ = deviation < 1e-9 ? 0 : Math.max(0, Math.fround((best - mean) / deviation));
  const scale = (Math.min(bestZ, LARGEST_LEXICAL_Z) / best) * Math.min(1, trust / FULL_TRUST);
  return multiply(scores, scale, column(scores.length));
}

/** From this share of the question's words on, the lexical leg counts in full. */
const FULL_TRUST = 0.3;

/**
 * By leaf: the score of its parent, which is the log of the mean of the children's exponentials (temperature 1): one
 * strong child lifts it and many weak ones do not. `ballast` leaves of z = 0 count with every group, so that a short
 * document's only leaf is not heard once more at every level. Group numbers ascend from 0. `scores` are zeros that the
 * result is written over.
 */
function parentScores(z: Float32Array, level: Omit<Parents, 'z' | 'next'>): Float32Array {
  return inBlocks(z.length, { z, ...level, next: 0 }, scoreParents).scores;
}

interface Parents {
  readonly z: Float32Array;
  readonly group: Int32Array;
  readonly ballast: number;
  readonly scores: Float32Array;
  /** The first leaf that is not done: a group that begins in a block is done with it. */
  next: number;
}

function scoreParents(state: Parents, _: number, to: number): void {
  const { z, group, ballast, scores } = state;
  let first = state.next;
  while (first < to) {
    const own = group[first];
    let sum = ballast;
    let end = first;
    let zeros = true;
    // Most leaves hold none of the question's words.
    for (; end < z.length && group[end] === own; end++)
      if (z[end] === 0) sum++;
      else {
        sum += exponential(z[end] ?? 0);
        zeros = false;
      }
    if (!zeros) {
      const score = Math.log(sum / (ballast + end - first));
      for (let leaf = first; leaf < end; leaf++) scores[leaf] = score;
    }
    first = end;
  }
  state.next = first;
}

/** Ballast of the levels, in leaves: about their usual size. */
const BALLAST = { passage: 3, section: 9 };
