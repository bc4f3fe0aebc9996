import { covered, cut, tokens } from '../quality/score.ts';
import { SAMPLE, textReader } from '../quality/sets.ts';
import { tables } from './collect.ts';
import type { LeafTable } from '../../src/core/recall/leafTable.ts';
import type { LegScores } from '../../src/core/recall/features.ts';
import type { Passage } from '../quality/score.ts';
import type { Collected } from './collect.ts';
import type { ListwiseData } from './listwise.ts';

/** Features of every leaf of a table, `width` a row. */
export interface FeatureMaker {
  readonly names: readonly string[];
  make(table: LeafTable, legs: LegScores): Float32Array;
}

/** One set's questions with evidence, their best candidates, and what each candidate is worth. */
export interface RankingSet {
  readonly name: string;
  /** Sets of one family share texts or kind: they are held out together. */
  readonly family: string;
  readonly data: ListwiseData;
  readonly leaves: CandidateLeaves;
  readonly texts: (file: string) => string;
}

/** By row: where the leaf stands and how much of the question's evidence it holds. */
export interface CandidateLeaves {
  readonly places: readonly Passage[];
  readonly tokens: Float32Array;
  /** Characters of evidence in the leaf. */
  readonly held: Float64Array;
  /** By question: characters of evidence in all. */
  readonly total: Float64Array;
  /** By question: the evidence. */
  readonly evidence: readonly (readonly Passage[])[];
}

/** Candidates taken from the top of each feature-free order: by words, by meaning, and by the present logit. */
const POOL = 120;
const FAMILIES: Readonly<Record<string, string>> = { cmrc: 'chinese', drcd: 'chinese' };

/** Which sets are held out together. The sample library is our own writing: it is never fitted to. */
export function familyOf(name: string): string {
  return FAMILIES[name] ?? (name.startsWith('xquad') ? 'xquad' : name);
}

/** True for sets that weights may be fitted on. */
export function fitted(name: string): boolean {
  return name !== SAMPLE;
}

/**
 * Candidates of each question: the best of either leg and of the logit `present`, in leaf order. Each set counts
 * the same in a fit, each family as the root of its number of sets.
 */
export function rankingSet(
  collected: Collected,
  maker: FeatureMaker,
  present: (row: Float32Array) => number,
): RankingSet {
  const { set } = collected;
  const read = textReader(set.workspace);
  const texts = (file: string): string => read(file) ?? '';
  const tableOf = tables(collected);
  const width = maker.names.length;
  const tokensOf = leafTokens(collected, texts);
  const asked = collected.questions.filter(({ question }) => question.evidence.length > 0);
  const values: Float32Array[] = [];
  const targets: number[] = [];
  const held: number[] = [];
  const counted: number[] = [];
  const places: Passage[] = [];
  const offsets = new Int32Array(asked.length + 1);
  const total = new Float64Array(asked.length);
  for (const [q, entry] of asked.entries()) {
    const table = tableOf(entry);
    const matrix = maker.make(table, entry.legs);
    const logit = (leaf: number): number => present(matrix.subarray(leaf * width, (leaf + 1) * width));
    const { evidence } = entry.question;
    total[q] = covered(evidence, []).total;
    const from = held.length;
    let sum = 0;
    for (const leaf of pool(table, entry.legs, logit)) {
      const document = entry.from + table.document[leaf]!;
      const { file, tree } = collected.documents[document]!;
      const { start, end } = tree.leaves[table.ordinal[leaf]!]!;
      const hit = covered(evidence, [{ file, start, end }]).hit;
      places.push({ file, start, end });
      held.push(hit);
      sum += hit;
      counted.push(tokensOf[document]![table.ordinal[leaf]!]!);
      values.push(matrix.subarray(leaf * width, (leaf + 1) * width));
    }
    for (let row = from; row < held.length; row++) targets.push(sum > 0 ? held[row]! / sum : 0);
    offsets[q + 1] = held.length;
  }
  const flat = new Float32Array(values.length * width);
  values.forEach((row, i) => flat.set(row, i * width));
  return {
    name: set.name,
    family: familyOf(set.name),
    texts,
    data: {
      width,
      values: flat,
      targets: Float32Array.from(targets),
      offsets,
      importance: new Float64Array(asked.length).fill(1 / Math.max(1, asked.length)),
    },
    leaves: {
      places,
      tokens: Float32Array.from(counted),
      held: Float64Array.from(held),
      total,
      evidence: asked.map(({ question }) => question.evidence),
    },
  };
}

function pool(table: LeafTable, legs: LegScores, logit: (leaf: number) => number): number[] {
  const all = Array.from({ length: table.size }, (_, leaf) => leaf);
  if (table.size <= 2 * POOL) return all;
  const chosen = new Set<number>(legs.literal.keys());
  const logits = Float64Array.from(all, logit);
  for (const scores of [legs.lexical, legs.meaning, logits]) {
    if (scores === null) continue;
    const order = all.toSorted((a, b) => scores[b]! - scores[a]!);
    for (const leaf of order.slice(0, POOL)) chosen.add(leaf);
  }
  return [...chosen].sort((a, b) => a - b);
}

function leafTokens({ documents }: Collected, texts: (file: string) => string): Float32Array[] {
  return documents.map(({ file, tree }) => {
    const text = texts(file);
    return Float32Array.from(tree.leaves, ({ start, end }) => tokens(text.slice(start, end)));
  });
}

/** Questions of a set that a fit looks at, evenly spread: more change nothing and take time. */
const FITTED_QUESTIONS = 300;

/** Several sets as one body of questions; each family counts as the root of its number of sets. */
export function joined(all: readonly RankingSet[]): ListwiseData {
  const sets = all.map((set) => ({ family: set.family, data: thinned(set.data, FITTED_QUESTIONS) }));
  const width = sets[0]?.data.width ?? 0;
  const rows = sets.reduce((sum, { data }) => sum + data.targets.length, 0);
  const questions = sets.reduce((sum, { data }) => sum + data.importance.length, 0);
  const values = new Float32Array(rows * width);
  const targets = new Float32Array(rows);
  const offsets = new Int32Array(questions + 1);
  const importance = new Float64Array(questions);
  let row = 0;
  let question = 0;
  for (const { data, family } of sets) {
    const relatives = sets.filter((other) => other.family === family).length;
    values.set(data.values, row * width);
    targets.set(data.targets, row);
    for (let q = 0; q < data.importance.length; q++) {
      offsets[question] = row + data.offsets[q]!;
      importance[question++] = data.importance[q]! / Math.sqrt(relatives);
    }
    row += data.targets.length;
  }
  offsets[questions] = rows;
  return { width, values, targets, offsets, importance };
}

function thinned(data: ListwiseData, most: number): ListwiseData {
  const count = data.importance.length;
  if (count <= most) return data;
  const { width } = data;
  const chosen = Array.from({ length: most }, (_, i) => Math.floor((i * count) / most));
  const offsets = new Int32Array(most + 1);
  for (const [i, q] of chosen.entries())
    offsets[i + 1] = offsets[i]! + data.offsets[q + 1]! - data.offsets[q]!;
  const values = new Float32Array(offsets[most]! * width);
  const targets = new Float32Array(offsets[most]!);
  for (const [i, q] of chosen.entries()) {
    const [from, to] = [data.offsets[q]!, data.offsets[q + 1]!];
    values.set(data.values.subarray(from * width, to * width), offsets[i]! * width);
    targets.set(data.targets.subarray(from, to), offsets[i]!);
  }
  return { width, values, targets, offsets, importance: new Float64Array(most).fill(1 / most) };
}

/** Figures of one question. */
export interface Ranked {
  readonly recall: number;
  readonly hit: number;
}

/** recall@`budget` and hit@1 of each question when the candidates are put in the order of the logits. */
export function rank(
  set: RankingSet,
  logitOf: (values: Float32Array, row: number) => number,
  budget = 1024,
): Ranked[] {
  const { offsets, values } = set.data;
  const { places, tokens: counts, held, total, evidence } = set.leaves;
  return Array.from(total, (characters, q) => {
    const rows: number[] = [];
    for (let row = offsets[q]!; row < offsets[q + 1]!; row++) rows.push(row);
    const logits = new Map(rows.map((row) => [row, logitOf(values, row)]));
    rows.sort((a, b) => logits.get(b)! - logits.get(a)! || a - b);
    let left = budget;
    let shown = 0;
    for (const row of rows) {
      if (left <= 0) break;
      if (counts[row]! <= left) {
        shown += held[row]!;
        left -= counts[row]!;
        continue;
      }
      const { file, start, end } = places[row]!;
      const { length } = cut(set.texts(file).slice(start, end), left);
      shown += covered(evidence[q]!, [{ file, start, end: start + length }]).hit;
      left = 0;
    }
    const first = rows[0];
    return { recall: shown / Math.max(1, characters), hit: first !== undefined && held[first]! > 0 ? 1 : 0 };
  });
}
