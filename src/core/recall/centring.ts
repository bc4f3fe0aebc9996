/**
 * Takes out of vectors what says only in which language, and in which kind of text, something is written.
 *
 * Encoders of many languages place texts of one language nearer to each other than to what they mean in another,
 * so in a folder of two languages a question finds its own language first. The mean of a language's vectors is
 * most of that: with it subtracted, what is left compares across languages (Libovický, Rosa, Fraser 2020, 'On the
 * Language Neutrality of Pre-trained Multilingual Representations'). Questions and passages have means of their
 * own. Measured in bench/README.md.
 */

import type { Rows, VectorRows } from './quantized.ts';

/** Mean vectors of questions and of passages that an encoder gives, by script as `scriptOf` numbers them. */
export interface Centres {
  readonly queries: CentresOfRole;
  readonly passages: CentresOfRole;
}

export interface CentresOfRole {
  /** Undefined for a script that was not measured: it counts as `all`. */
  readonly byScript: readonly (Float32Array | undefined)[];
  /** The mean of the scripts measured. */
  readonly all: Float32Array;
}

/** How much of what all scripts have in common is taken out; all of it costs general questions their answer. */
const COMMON = 0.7;

/** What is subtracted: the script's own part whole, the common part in part. */
function offset(centre: Float32Array, all: Float32Array): Float32Array {
  return centre.map((value, i) => value - (1 - COMMON) * (all[i] ?? 0));
}

/** The question's vector with its script's mean taken out; of unit length. */
export function centredQuery(query: Float32Array, script: number, { queries }: Centres): Float32Array {
  return centredVector(query, script, queries);
}

/** A vector with the mean of its script and role taken out; of unit length. */
export function centredVector(
  vector: Float32Array,
  script: number,
  { byScript, all }: CentresOfRole,
): Float32Array {
  const away = offset(byScript[script] ?? all, all);
  const centred = vector.map((value, i) => value - (away[i] ?? 0));
  const length = Math.hypot(...centred);
  return length > 0 ? centred.map((value) => value / length) : centred;
}

/** Leaves that the encoder's own mean of a script counts for beside a memory's, so that a few leaves do not rule. */
const PRIOR_LEAVES = 50;

/**
 * What a sum is counted in: 2^-32. A whole number of these, it is exact for up to two million unit vectors, so that a
 * memory's sums are the same whatever came and went before.
 */
const UNIT = 2 ** 32;

/** Sums of a memory's vectors by script. */
export class ScriptSums {
  readonly #dimensions: number;
  readonly #groups = new Map<number, { count: number; readonly sum: Float64Array }>();

  constructor(dimensions: number) {
    this.#dimensions = dimensions;
  }

  /** Counts one row of vectors. */
  add(vectors: Rows, row: number, script: number): void {
    this.#count(vectors, row, script, 1);
  }

  /** Takes one row off again that was counted. */
  remove(vectors: Rows, row: number, script: number): void {
    this.#count(vectors, row, script, -1);
  }

  /**
   * What is subtracted from the vectors of a script: the mean of what was counted, steadied by the encoder's own
   * of all texts.
   */
  centre(script: number, { byScript, all }: CentresOfRole): Float32Array {
    const prior = byScript[script] ?? all;
    const group = this.#groups.get(script);
    const weight = PRIOR_LEAVES + (group?.count ?? 0);
    return offset(
      prior.map((value, i) => (value * PRIOR_LEAVES + (group?.sum[i] ?? 0) / UNIT) / weight),
      all,
    );
  }

  /** By script what was counted of it, as {@link ScriptSums.from} takes it. */
  entries(): readonly ScriptSum[] {
    return Array.from(this.#groups, ([script, { count, sum }]) => ({ script, count, sum: [...sum] }));
  }

  /** The sums that {@link entries} gave. */
  static from(dimensions: number, entries: readonly ScriptSum[]): ScriptSums {
    const sums = new ScriptSums(dimensions);
    for (const { script, count, sum } of entries)
      sums.#groups.set(script, { count, sum: Float64Array.from(sum) });
    return sums;
  }

  /** Sums of their own that go on from these. */
  copy(): ScriptSums {
    return ScriptSums.from(this.#dimensions, this.entries());
  }

  #count(vectors: Rows, row: number, script: number, sign: 1 | -1): void {
    let group = this.#groups.get(script);
    if (group === undefined)
      this.#groups.set(script, (group = { count: 0, sum: new Float64Array(this.#dimensions) }));
    const { sum } = group;
    const { values, scale } = vectors.quantized(row);
    const units = sign * Math.round(scale * UNIT);
    group.count += sign;
    for (let i = 0; i < values.length; i++) sum[i] = (sum[i] ?? 0) + (values[i] ?? 0) * units;
  }
}

/** What was counted of one script. */
export interface ScriptSum {
  readonly script: number;
  readonly count: number;
  readonly sum: readonly number[];
}

/** One over the length of a row of vectors with its centre taken off. */
export function inverseLength(vectors: VectorRows, row: number, centre: Float32Array): number {
  const squares = vectors.squaredDistance(row, centre);
  return squares > 1e-12 ? 1 / Math.sqrt(squares) : 0;
}
