import type { SentenceCandidate } from './candidates.ts';
import type { SelectionWeights } from './weights.ts';

/**
 * Puts the sentences of a text in the order in which they make a summary: each next one is the one that adds most to
 * those before it, so that a longer summary holds the shorter one. What a sentence adds is linear in what is known of
 * it by itself (central words and meaning, place, whether it stands alone, what was asked) and in how much more of the
 * text it stands for: the coverage of the leaves is a facility location function of their similarity (Lin, Bilmes
 * 2011, 'A Class of Submodular Functions for Document Summarization'), repeats cost as in MMR (Carbonell, Goldstein
 * 1998).
 */

/** The text that is summarized: its leaves and what their words tell. */
export interface SelectionScope {
  /** By leaf, as candidates number them: unit vectors; undefined where there is none. */
  readonly vectors: readonly (Float32Array | undefined)[];
  /** By leaf: how much it says, above 0. */
  readonly sizes: readonly number[];
  /** How much a term says about the text. */
  readonly weightOf: (term: string) => number;
  /** By leaf: terms of the headings that it stands under. */
  readonly headings: readonly (readonly string[])[];
  /** By leaf: how much a question attends to it, as a z-score; undefined without a question. */
  readonly attended?: readonly number[] | undefined;
  /** By candidate: BM25 of the question in it and its neighbours (`smoothedRelevance`); undefined without a question. */
  readonly asked?: readonly number[] | undefined;
}

/** More leaves than this are looked at by a sample, evenly spread. */
const MOST_LOOKED_AT = 400;
/** The usual length of a sentence that tells something, in tokens. */
const USUAL = 32;

/**
 * The numbers of the candidates, best first. It yields where others may take their turn, every few milliseconds of a
 * long text.
 *
 * @param most how many are wanted at most
 */
export function* inOrderOfWorth(
  candidates: readonly SentenceCandidate[],
  scope: SelectionScope,
  weights: SelectionWeights,
  most: number,
): Generator<undefined, number[], undefined> {
  const usable = [...candidates.keys()].filter((i) => candidates[i]?.faults.apart === 0);
  // Where there is nothing but headings, tables and code, these have to do.
  const pool = usable.length > 0 ? usable : [...candidates.keys()];
  const alone = ownWorth(candidates, pool, scope, weights);
  const gains = new LeafGains(scope);
  for (const [n, i] of pool.entries()) {
    gains.gain(candidates[i]?.leaf ?? -1);
    if (n % 16 === 15) yield undefined;
  }
  const words = new PoolWords(
    pool.map((i) => candidates[i]?.terms ?? []),
    scope.weightOf,
  );
  const chosen: number[] = [];
  const taken = new Uint8Array(pool.length);
  while (chosen.length < Math.min(most, pool.length)) {
    let best = -1;
    let bestWorth = -Infinity;
    for (const [p, i] of pool.entries()) {
      if (taken[p] === 1) continue;
      const worth =
        (alone[p] ?? 0) +
        weights.covers * gains.gain(candidates[i]?.leaf ?? -1) +
        weights.fresh * words.fresh(p) +
        weights.repeats * words.repeated(p);
      if (worth > bestWorth) {
        bestWorth = worth;
        best = p;
      }
    }
    const at = pool[best];
    if (at === undefined) break;
    chosen.push(at);
    taken[best] = 1;
    gains.take(candidates[at]?.leaf ?? -1);
    words.take(best);
    yield undefined;
  }
  return chosen;
}

/** The words of a pool of sentences, as numbers: what of a sentence has been said by those taken. */
class PoolWords {
  readonly #terms: readonly Int32Array[];
  readonly #weights: Float64Array;
  readonly #sums: Float64Array;
  /** By sentence: weight of its terms that nothing taken has said. */
  readonly #fresh: Float64Array;
  readonly #repeated: Float64Array;
  readonly #holders: readonly (readonly number[])[];
  readonly #said: Uint8Array;

  constructor(sentences: readonly (readonly string[])[], weightOf: (term: string) => number) {
    const ids = new Map<string, number>();
    const holders: number[][] = [];
    this.#terms = sentences.map((terms, p) =>
      Int32Array.from(terms, (term) => {
        let id = ids.get(term);
        if (id === undefined) {
          ids.set(term, (id = ids.size));
          holders.push([]);
        }
        holders[id]?.push(p);
        return id;
      }),
    );
    this.#holders = holders;
    this.#weights = Float64Array.from(ids.keys(), weightOf);
    this.#said = new Uint8Array(ids.size);
    this.#sums = Float64Array.from(this.#terms, (terms) =>
      terms.reduce((sum, id) => sum + (this.#weights[id] ?? 0), 0),
    );
    this.#fresh = this.#sums.slice();
    this.#repeated = new Float64Array(sentences.length);
  }

  /** The share of its weight that nothing taken has said. */
  fresh(p: number): number {
    const all = this.#sums[p] ?? 0;
    return all > 0 ? Math.max(0, this.#fresh[p] ?? 0) / all : 0;
  }

  /**
   * How much it repeats one that is taken: the share of the shorter one's terms that stand in both, squared, since a
   * few shared words are no repeat.
   */
  repeated(p: number): number {
    return this.#repeated[p] ?? 0;
  }

  take(taken: number): void {
    const own = this.#terms[taken] ?? new Int32Array();
    const shared = new Map<number, number>();
    for (const id of own) {
      const isNew = this.#said[id] !== 1;
      this.#said[id] = 1;
      for (const p of this.#holders[id] ?? []) {
        shared.set(p, (shared.get(p) ?? 0) + 1);
        if (isNew) this.#fresh[p] = (this.#fresh[p] ?? 0) - (this.#weights[id] ?? 0);
      }
    }
    for (const [p, count] of shared) {
      const least = Math.min(own.length, this.#terms[p]?.length ?? 0);
      this.#repeated[p] = Math.max(this.#repeated[p] ?? 0, (count / Math.max(1, least)) ** 2);
    }
  }
}

/** What a candidate is worth whatever else is chosen. */
function ownWorth(
  candidates: readonly SentenceCandidate[],
  pool: readonly number[],
  scope: SelectionScope,
  weights: SelectionWeights,
): number[] {
  const central = centrality(scope);
  const sums = pool.map((i) => sumOf(candidates[i]?.terms ?? [], scope.weightOf));
  const words = standardized(
    sums.map((sum, p) => sum / Math.max(4, candidates[pool[p] ?? -1]?.terms.length ?? 1)),
  );
  const mass = standardized(sums.map((sum) => Math.sqrt(sum)));
  const total = Math.max(1, candidates.length - 1);
  const most = (scope.asked ?? []).reduce((best, value) => Math.max(best, value), 0);
  return pool.map((i, p) => {
    const candidate = candidates[i];
    if (candidate === undefined) return -Infinity;
    const { faults, leaf, tokens, terms } = candidate;
    const headings = new Set(scope.headings[leaf]);
    return (
      weights.words * (words[p] ?? 0) +
      weights.mass * (mass[p] ?? 0) +
      weights.central * (central[leaf] ?? 0) +
      weights.early * Math.exp((-4 * i) / total) +
      weights.headings * Math.min(1, terms.filter((term) => headings.has(term)).length / 2) +
      weights.length * Math.log(Math.max(1, tokens) / USUAL) ** 2 +
      weights.dangling * faults.dangling +
      weights.fragment * faults.fragment +
      weights.spoken * faults.spoken +
      weights.hesitant * faults.hesitant +
      weights.attended * (scope.attended?.[leaf] ?? 0) +
      weights.asked * (most > 0 ? (scope.asked?.[i] ?? 0) / most : 0)
    );
  });
}

/** By leaf: how much it is like all the others, as a z-score. */
function centrality({ vectors, sizes }: SelectionScope): number[] {
  const mean = new Float64Array(vectors.find((vector) => vector !== undefined)?.length ?? 0);
  for (const [leaf, vector] of vectors.entries())
    if (vector !== undefined)
      for (let i = 0; i < mean.length; i++) mean[i] = (mean[i] ?? 0) + (vector[i] ?? 0) * (sizes[leaf] ?? 0);
  return standardized(
    vectors.map((vector) => {
      let sum = 0;
      if (vector === undefined) return NaN;
      for (let i = 0; i < mean.length; i++) sum += (mean[i] ?? 0) * (vector[i] ?? 0);
      return sum;
    }),
  );
}

/** By the vectors of a scope: similarities of a leaf with those looked at, for as long as the scope is used. */
const SIMILARITIES = new WeakMap<SelectionScope['vectors'], Map<number, Float32Array>>();

/** The share of the leaves' size that is represented, by similarity, and what a further leaf would add. */
class LeafGains {
  readonly #vectors: readonly (Float32Array | undefined)[];
  readonly #looked: readonly number[];
  readonly #weight: number[];
  readonly #best: Float64Array;
  readonly #similarities: Map<number, Float32Array>;
  readonly #gains = new Map<number, number>();

  constructor({ vectors, sizes }: SelectionScope) {
    this.#vectors = vectors;
    this.#similarities = SIMILARITIES.get(vectors) ?? new Map();
    SIMILARITIES.set(vectors, this.#similarities);
    const known = [...vectors.keys()].filter((leaf) => vectors[leaf] !== undefined);
    const step = Math.max(1, known.length / MOST_LOOKED_AT);
    this.#looked = Array.from(
      { length: Math.min(known.length, MOST_LOOKED_AT) },
      (_, i) => known[Math.floor(i * step)] ?? 0,
    );
    const total = this.#looked.reduce((sum, leaf) => sum + (sizes[leaf] ?? 0), 0);
    // Times the root of the number: what one leaf adds is as much in a long text as in a short one.
    const scale = Math.sqrt(this.#looked.length) / Math.max(1e-9, total);
    this.#weight = this.#looked.map((leaf) => (sizes[leaf] ?? 0) * scale);
    this.#best = new Float64Array(this.#looked.length);
  }

  gain(leaf: number): number {
    let gain = this.#gains.get(leaf);
    if (gain === undefined) {
      const similarities = this.#of(leaf);
      gain = 0;
      for (let i = 0; i < similarities.length; i++)
        gain += Math.max(0, (similarities[i] ?? 0) - (this.#best[i] ?? 0)) * (this.#weight[i] ?? 0);
      this.#gains.set(leaf, gain);
    }
    return gain;
  }

  take(leaf: number): void {
    const similarities = this.#of(leaf);
    for (let i = 0; i < similarities.length; i++)
      this.#best[i] = Math.max(this.#best[i] ?? 0, similarities[i] ?? 0);
    this.#gains.clear();
  }

  #of(leaf: number): Float32Array {
    let found = this.#similarities.get(leaf);
    if (found === undefined) {
      const own = this.#vectors[leaf];
      found = Float32Array.from(this.#looked, (other) => {
        const vector = this.#vectors[other];
        return own === undefined || vector === undefined ? 0 : Math.max(0, dot(own, vector));
      });
      this.#similarities.set(leaf, found);
    }
    return found;
  }
}

/** The dot product of two vectors as long. */
export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

function sumOf(terms: readonly string[], weightOf: (term: string) => number): number {
  return terms.reduce((sum, term) => sum + weightOf(term), 0);
}

/** z-scores within ±3; NaN, which is what is not known, counts as the mean. */
export function standardized(values: readonly number[]): number[] {
  const known = values.filter((value) => !Number.isNaN(value));
  const mean = known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length);
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, known.length);
  const deviation = Math.sqrt(squares);
  return values.map((value) =>
    Number.isNaN(value) || deviation < 1e-9 ? 0 : Math.max(-3, Math.min(3, (value - mean) / deviation)),
  );
}
