/**
 * Takes out of vectors what says only in which language, and in which kind of text, something is written.
 *
 * Encoders of many languages place texts of one language nearer to each other than to what they mean in another,
 * so in a folder of two languages a question finds its own language first. The mean of a language's vectors is
 * most of that: with it subtracted, what is left compares across languages (Libovický, Rosa, Fraser 2020, 'On the
 * Language Neutrality of Pre-trained Multilingual Representations'). Questions and passages have means of their
 * own. Measured in bench/README.md.
 */

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
  const away = offset(queries.byScript[script] ?? queries.all, queries.all);
  const centred = query.map((value, i) => value - (away[i] ?? 0));
  const length = Math.hypot(...centred);
  return length > 0 ? centred.map((value) => value / length) : centred;
}

/** Leaves that the encoder's own mean of a script counts for beside a memory's, so that a few leaves do not rule. */
const PRIOR_LEAVES = 50;

/** Sums of a memory's vectors by script. */
export class PassageCentres {
  readonly #centres: Centres;
  readonly #sums = new Map<number, { count: number; readonly sum: Float64Array }>();

  constructor(centres: Centres) {
    this.#centres = centres;
  }

  /** Counts the vector that stands at `at` in a row of vectors. */
  add(vectors: Float32Array, at: number, script: number): void {
    const { all } = this.#centres.passages;
    let group = this.#sums.get(script);
    if (group === undefined)
      this.#sums.set(script, (group = { count: 0, sum: new Float64Array(all.length) }));
    group.count++;
    for (let i = 0; i < all.length; i++) group.sum[i] = (group.sum[i] ?? 0) + (vectors[at + i] ?? 0);
  }

  /** What is subtracted from the vectors of a script: this memory's mean, steadied by the encoder's. */
  of(script: number): Float32Array {
    const { byScript, all } = this.#centres.passages;
    const prior = byScript[script] ?? all;
    const group = this.#sums.get(script);
    const weight = PRIOR_LEAVES + (group?.count ?? 0);
    return offset(
      prior.map((value, i) => (value * PRIOR_LEAVES + (group?.sum[i] ?? 0)) / weight),
      all,
    );
  }
}

/** One over the length of `vector - centre`, the vector standing at `at` in a row of vectors. */
export function inverseLength(vectors: Float32Array, at: number, centre: Float32Array): number {
  let squares = 0;
  for (let i = 0; i < centre.length; i++) {
    const difference = (vectors[at + i] ?? 0) - (centre[i] ?? 0);
    squares += difference * difference;
  }
  return squares > 1e-12 ? 1 / Math.sqrt(squares) : 0;
}
