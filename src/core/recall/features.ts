import { largest } from './best.ts';
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

/** Features of every leaf of the table. */
export function features(table: LeafTable, legs: LegScores): FeatureMatrix {
  const words = legs.lexical && boundedZ(legs.lexical, legs.lexicalTrust);
  const { meaning } = legs;
  const columns = {
    words,
    'words of the passage': words && parents(words, table.passage, BALLAST.passage),
    'words of the section': words && parents(words, table.section, BALLAST.section),
    meaning,
    'meaning of the passage': meaning && parents(meaning, table.passage, BALLAST.passage),
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
  for (let leaf = 0; leaf < z.length; leaf++) {
    const score = scores[leaf] ?? NaN;
    z[leaf] = Number.isNaN(score) ? 0 : (score - mean) / deviation;
  }
  return z;
}

/** Mean and deviation of the values that are there. */
function spreadOf(scores: Float32Array): { readonly mean: number; readonly deviation: number } {
  const count = scores.length;
  let sum = 0;
  let squares = 0;
  // Mostly all are there, and without a look at each it takes a sixth of the time.
  for (let leaf = 0; leaf < scores.length; leaf++) {
    const score = scores[leaf] ?? NaN;
    sum += score;
    squares += score * score;
  }
  if (Number.isNaN(sum)) {
    const known = scores.filter((score) => !Number.isNaN(score));
    if (known.length < count) return spreadOf(known);
  }
  const mean = count === 0 ? 0 : sum / count;
  return { mean, deviation: count === 0 ? 0 : Math.sqrt(Math.max(0, squares / count - mean * mean)) };
}

/**
 * Lexical scores as z-scores with a bounded tail: score / best * min(z of the best, 8), weakened where the files
 * hold little of the question's words at all (a question in another language than the files).
 */
function boundedZ(scores: Float32Array, trust: number): Float32Array {
  const best = largest(scores);
  if (best <= 0) return scores;
  const { mean, deviation } = spreadOf(scores);
  const bestZ = deviation < 1e-9 ? 0 : Math.max(0, Math.fround((best - mean) / deviation));
  const scale = (Math.min(bestZ, LARGEST_LEXICAL_Z) / best) * Math.min(1, trust / FULL_TRUST);
  const bounded = new Float32Array(scores.length);
  for (let leaf = 0; leaf < bounded.length; leaf++) bounded[leaf] = (scores[leaf] ?? 0) * scale;
  return bounded;
}

/** From this share of the question's words on, the lexical leg counts in full. */
const FULL_TRUST = 0.3;

/**
 * By leaf: the score of its parent, which is the log of the mean of the children's exponentials (temperature 1): one
 * strong child lifts it and many weak ones do not. `ballast` leaves of z = 0 count with every group, so that a short
 * document's only leaf is not heard once more at every level. Group numbers ascend from 0.
 */
function parents(z: Float32Array, group: Int32Array, ballast: number): Float32Array {
  const scores = new Float32Array(z.length);
  for (let first = 0; first < z.length;) {
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
  return scores;
}

/** Ballast of the levels, in leaves: about their usual size. */
const BALLAST = { passage: 3, section: 9 };
