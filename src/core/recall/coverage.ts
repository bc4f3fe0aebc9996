/**
 * How much of what a question says stands in a leaf: not how often, as BM25 counts, but which share of its words,
 * the rare ones first, stand together in one sentence of it or in its headings. A leaf that says a common word of
 * the question ten times has a high BM25 and a low coverage. Measured in bench/README.md.
 */

import { stem } from '../text/porter.ts';

/** Shares of the question's summed rarity, each 0 to 1. */
export interface Coverage {
  /** The most that one of its sentences holds. */
  readonly sentence: number;
  /** What the headings above the leaf hold and the leaf itself does not. */
  readonly headings: number;
}

/** The terms of a leaf, cut as `terms` cuts them. */
export interface LeafTerms {
  readonly sentences: readonly (readonly string[])[];
  readonly headings: readonly (readonly string[])[];
}

/** The words of one question, to be looked for in many leaves. */
export class SoughtWords {
  readonly #terms: readonly { readonly form: string; readonly share: number }[];
  /** Numbers of the terms by their first two letters. */
  readonly #byStart: ReadonlyMap<string, readonly number[]>;
  /** By word seen so far: the numbers of the terms that it stands for. */
  readonly #known = new Map<string, readonly number[]>();

  /** @param rarity inverse document frequency of a term, above 0 */
  constructor(terms: readonly string[], rarity: (term: string) => number) {
    const total = terms.reduce((sum, term) => sum + rarity(term), 0);
    this.#terms = terms.map((term) => ({ form: stem(term), share: total > 0 ? rarity(term) / total : 0 }));
    this.#byStart = Map.groupBy(terms.keys(), (i) => terms[i]?.slice(0, 2) ?? '');
  }

  /** How a leaf and the headings above it hold the words. */
  coverage({ sentences, headings }: LeafTerms): Coverage {
    const inLeaf = new Set<number>();
    let sentence = 0;
    for (const words of sentences) {
      const held = this.#held(words);
      sentence = Math.max(sentence, this.#sum(held));
      for (const term of held) inLeaf.add(term);
    }
    const beyond = new Set<number>();
    for (const words of headings)
      for (const term of this.#held(words)) if (!inLeaf.has(term)) beyond.add(term);
    return { sentence, headings: this.#sum(beyond) };
  }

  #held(words: readonly string[]): Set<number> {
    const held = new Set<number>();
    for (const word of words) for (const term of this.#termsOf(word)) held.add(term);
    return held;
  }

  #sum(held: ReadonlySet<number>): number {
    let sum = 0;
    for (const term of held) sum += this.#terms[term]?.share ?? 0;
    return Math.min(1, sum);
  }

  #termsOf(word: string): readonly number[] {
    let found = this.#known.get(word);
    if (found === undefined) {
      // Two letters at least stay as they are in every form: most words need not be stemmed to be told apart.
      const alike = this.#byStart.get(word.slice(0, 2)) ?? [];
      const form = alike.length > 0 ? stem(word) : word;
      found = alike.filter((i) => this.#terms[i]?.form === form);
      this.#known.set(word, found);
    }
    return found;
  }
}

/** What a leaf in another script is taken to cover, of what the best leaf in the question's own covers. */
const ACROSS = 0.9;

/**
 * Evens out what a script alone decides: a leaf in another script than the question's cannot hold its words, so
 * beside leaves in the same script it would always look as if it covered nothing. It counts as covering most of what
 * the best of those does, and the meaning decides. Without any leaf in the question's script nothing changes.
 *
 * @param scripts by leaf index
 */
export function acrossScripts(
  coverage: ReadonlyMap<number, Coverage>,
  scripts: Uint8Array,
  script: number,
): Map<number, Coverage> {
  let best = 0;
  for (const [index, { sentence }] of coverage)
    if (scripts[index] === script) best = Math.max(best, sentence);
  return new Map(
    Array.from(coverage, ([index, own]) => [
      index,
      scripts[index] === script ? own : { ...own, sentence: Math.max(own.sentence, ACROSS * best) },
    ]),
  );
}
