import type { Coverage } from './coverage.ts';
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

/** One value a leaf and feature; row-major, `FEATURES.length` a row. */
export interface FeatureMatrix {
  readonly rows: number;
  readonly values: Float32Array;
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

/** Features of every leaf of the table. */
export function features(table: LeafTable, legs: LegScores): FeatureMatrix {
  const width = FEATURES.length;
  const values = new Float32Array(table.size * width);
  if (legs.lexical) {
    const words = boundedZ(legs.lexical, legs.lexicalTrust);
    writeColumn(values, 'words', words);
    writeColumn(values, 'words of the passage', parents(words, table.passage, BALLAST.passage));
    writeColumn(values, 'words of the section', parents(words, table.section, BALLAST.section));
  }
  if (legs.meaning) {
    writeColumn(values, 'meaning', legs.meaning);
    writeColumn(values, 'meaning of the passage', parents(legs.meaning, table.passage, BALLAST.passage));
  }
  for (const [leaf, share] of legs.literal) values[leaf * width + FEATURES.indexOf('literal')] = share;
  const matrix = { rows: table.size, values };
  if (legs.coverage) addCoverage(matrix, legs.coverage);
  return matrix;
}

/**
 * Adds what is known once the texts of the best leaves have been read to their rows.
 *
 * @param part of it that counts, above 0: a half each of two readings
 */
export function addCoverage(
  { values }: FeatureMatrix,
  coverage: ReadonlyMap<number, Coverage>,
  part = 1,
): void {
  const width = FEATURES.length;
  const bySentence = FEATURES.indexOf('coverage by a sentence');
  const byHeadings = FEATURES.indexOf('coverage by headings');
  for (const [leaf, { sentence, headings }] of coverage) {
    const row = leaf * width;
    values[row + bySentence] = (values[row + bySentence] ?? 0) + part * sentence;
    values[row + byHeadings] = (values[row + byHeadings] ?? 0) + part * headings;
  }
}

/** (x - mean) / deviation; 0 where there is no value or no spread. */
export function zScores(scores: Float32Array): Float32Array {
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (const score of scores) {
    if (Number.isNaN(score)) continue;
    count++;
    sum += score;
    squares += score * score;
  }
  const mean = count === 0 ? 0 : sum / count;
  const deviation = count === 0 ? 0 : Math.sqrt(Math.max(0, squares / count - mean * mean));
  return scores.map((score) => (Number.isNaN(score) || deviation < 1e-9 ? 0 : (score - mean) / deviation));
}

/**
 * Lexical scores as z-scores with a bounded tail: score / best * min(z of the best, 8), weakened where the files
 * hold little of the question's words at all (a question in another language than the files).
 */
function boundedZ(scores: Float32Array, trust: number): Float32Array {
  let best = 0;
  for (const score of scores) best = Math.max(best, score);
  if (best === 0) return scores;
  const bestZ = zScores(scores).reduce((most, z) => Math.max(most, z), 0);
  const scale = (Math.min(bestZ, LARGEST_LEXICAL_Z) / best) * Math.min(1, trust / FULL_TRUST);
  return scores.map((score) => score * scale);
}

/** From this share of the question's words on, the lexical leg counts in full. */
const FULL_TRUST = 0.3;

function writeColumn(values: Float32Array, name: FeatureName, column: Float32Array): void {
  const width = FEATURES.length;
  for (let leaf = 0, at = FEATURES.indexOf(name); leaf < column.length; leaf++, at += width)
    values[at] = column[leaf] ?? 0;
}

/**
 * By leaf: the score of its parent, which is the log of the mean of the children's exponentials (temperature 1): one
 * strong child lifts it and many weak ones do not. `ballast` leaves of z = 0 count with every group, so that a short
 * document's only leaf is not heard once more at every level. Group numbers ascend from 0.
 */
function parents(z: Float32Array, group: Int32Array, ballast: number): Float32Array {
  const groups = (group.at(-1) ?? -1) + 1;
  const sums = new Float64Array(groups).fill(ballast);
  const counts = new Float64Array(groups).fill(ballast);
  for (let leaf = 0; leaf < z.length; leaf++) {
    const g = group[leaf] ?? 0;
    sums[g] = (sums[g] ?? 0) + Math.exp(z[leaf] ?? 0);
    counts[g] = (counts[g] ?? 0) + 1;
  }
  const scores = sums.map((sum, g) => Math.log(sum / (counts[g] ?? 1)));
  return z.map((_, leaf) => scores[group[leaf] ?? 0] ?? 0);
}

/** Ballast of the levels, in leaves: about their usual size. */
const BALLAST = { passage: 3, section: 9 };
