import type { Fuse } from '../hybrid.ts';

/** Of Cormack, Clarke and Büttcher (SIGIR 2009), and what Elasticsearch, OpenSearch and Azure use unasked. */
const K = 60;

/**
 * Reciprocal rank fusion: the sum of 1 / (60 + rank) over the list of BM25 (texts that share a word with the
 * question) and that of our encoder's cosine (all texts).
 */
export const reciprocalRanks: Fuse = (words, meaning, within) => {
  const fused = new Float64Array(words.length);
  addRanks(fused, words, (i) => within[i] === true && words[i]! > 0);
  addRanks(fused, meaning, (i) => within[i] === true);
  return fused;
};

/** Adds 1 / (60 + rank), the first rank being 1, to each text in the list of scores. */
export function addRanks(fused: Float64Array, scores: Float64Array, listed: (i: number) => boolean): void {
  const list = Array.from(scores.keys()).filter(listed);
  list.sort((a, b) => scores[b]! - scores[a]! || a - b);
  for (const [rank, i] of list.entries()) fused[i]! += 1 / (K + rank + 1);
}
