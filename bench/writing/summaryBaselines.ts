import { sentences } from '../../src/core/text/sentences.ts';
import { Bm25, bm25Terms } from '../quality/systems/bm25.ts';

/** A text's sentences, in order. */
export function sentencesOf(text: string): string[] {
  return sentences(text)
    .map(({ start, end }) => text.slice(start, end).replace(/\s+/gu, ' ').trim())
    .filter((sentence) => sentence !== '');
}

/** Sentences of a text in the order in which a method takes them: numbers of `all`, best first. */
export type Baseline = (all: readonly string[], question: string) => number[];

/** Sentences of fewer words are passed over by all three: without that each of them is worse. */
const SHORTEST = 5;

/** The first sentences. */
export const lead: Baseline = (all) => usable(all);

const REACH = 3;
const MMR = 0.7;

/**
 * Sentences by BM25 of the question, smoothed over three on either side, taken by maximal marginal relevance (.7
 * relevance, .3 likeness to what is taken; Carbonell, Goldstein 1998).
 */
export const bm25Sentences: Baseline = (all, question) => {
  const own = new Bm25([...all]).scores(question);
  const smooth = all.map((_, i) => {
    let sum = 0;
    let count = 0;
    for (let k = Math.max(0, i - REACH); k <= Math.min(all.length - 1, i + REACH); k++, count++)
      sum += own[k]!;
    return sum / count;
  });
  const most = Math.max(1e-9, ...smooth);
  const vectors = tfIdf(all);
  const left = new Set(usable(all));
  const likest = new Float64Array(all.length);
  const order: number[] = [];
  while (left.size > 0 && order.length < 150) {
    let best = -1;
    let bestScore = -Infinity;
    for (const i of left) {
      const score = (MMR * smooth[i]!) / most - (1 - MMR) * likest[i]!;
      if (score > bestScore) {
        bestScore = score;
        best = i;
      }
    }
    left.delete(best);
    order.push(best);
    for (const i of left) likest[i] = Math.max(likest[i]!, cosine(vectors[i]!, vectors[best]!));
  }
  return order;
};

const THRESHOLD = 0.1;
const DAMPING = 0.85;

/**
 * LexRank (Erkan, Radev 2004): PageRank over the sentences whose tf-idf cosine is .1 or more, damping .85; of two that
 * are alike (a cosine over .5) the better one is taken, as its authors do by reranking.
 */
export const lexRank: Baseline = (all) => {
  const kept = usable(all);
  const vectors = tfIdf(kept.map((i) => all[i]!));
  const postings = new Map<string, number[]>();
  for (const [i, vector] of vectors.entries())
    for (const term of vector.keys()) {
      const holders = postings.get(term);
      if (holders === undefined) postings.set(term, [i]);
      else holders.push(i);
    }
  const links = vectors.map((vector, i) => {
    const near = new Set([...vector.keys()].flatMap((term) => postings.get(term)!));
    return [...near].filter((j) => j !== i && cosine(vector, vectors[j]!) >= THRESHOLD);
  });
  let rank = new Float64Array(kept.length).fill(1 / kept.length);
  for (let round = 0; round < 50; round++) {
    const next = new Float64Array(kept.length).fill((1 - DAMPING) / kept.length);
    for (const [i, near] of links.entries()) {
      if (near.length === 0) next[i]! += DAMPING * rank[i]!;
      for (const j of near) next[j]! += (DAMPING * rank[i]!) / near.length;
    }
    rank = next;
  }
  const order: number[] = [];
  for (const i of [...kept.keys()].sort((a, b) => rank[b]! - rank[a]! || a - b)) {
    if (order.length >= 150) break;
    if (order.every((j) => cosine(vectors[i]!, vectors[j]!) <= 0.5)) order.push(i);
  }
  return order.map((i) => kept[i]!);
};

/** The first sentences of the order, in text order, cut at the number of words. */
export function ofWords(all: readonly string[], order: readonly number[], words: number): string {
  const taken: number[] = [];
  let used = 0;
  for (const i of order) {
    if (used >= words) break;
    taken.push(i);
    used += wordsIn(all[i]!);
  }
  const last = taken.at(-1);
  return taken
    .toSorted((a, b) => a - b)
    .map((i) =>
      i === last && used > words
        ? all[i]!.split(/\s+/u)
            .slice(0, words - used)
            .join(' ')
        : all[i]!,
    )
    .join('\n');
}

/** Words, parted by white space. */
export function wordsIn(text: string): number {
  return text.split(/\s+/u).filter((word) => word !== '').length;
}

function usable(all: readonly string[]): number[] {
  const long = [...all.keys()].filter((i) => wordsIn(all[i]!) >= SHORTEST);
  return long.length > 0 ? long : [...all.keys()];
}

type Bag = ReadonlyMap<string, number>;

/** Unit vectors of tf times idf. */
function tfIdf(all: readonly string[]): Bag[] {
  const bags = all.map((sentence) => {
    const bag = new Map<string, number>();
    for (const term of bm25Terms(sentence)) bag.set(term, (bag.get(term) ?? 0) + 1);
    return bag;
  });
  const holders = new Map<string, number>();
  for (const bag of bags) for (const term of bag.keys()) holders.set(term, (holders.get(term) ?? 0) + 1);
  return bags.map((bag) => {
    const weighted = [...bag].map(([term, count]): [string, number] => [
      term,
      count * Math.log(1 + all.length / holders.get(term)!),
    ]);
    const length = Math.hypot(...weighted.map(([, weight]) => weight)) || 1;
    return new Map(weighted.map(([term, weight]) => [term, weight / length]));
  });
}

function cosine(a: Bag, b: Bag): number {
  const [few, many] = a.size < b.size ? [a, b] : [b, a];
  let sum = 0;
  for (const [term, weight] of few) sum += weight * (many.get(term) ?? 0);
  return sum;
}
