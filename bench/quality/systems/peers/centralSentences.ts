import { bm25Terms } from '../bm25.ts';
import { tokens } from '../../score.ts';

/** A sentence and where it stands. */
export interface PlacedSentence {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * An extractive summary: the most central sentences that fit in `budget` tokens, in text order; one at least, if it
 * is within twice the budget. Central is what is most like all the others: the sum of its tf-idf cosines with them
 * (the degree centrality of LexRank, Erkan and Radev 2004, without a threshold). Of a sentence that stands there
 * twice one is used.
 */
export function centralSentences(all: readonly PlacedSentence[], budget: number): PlacedSentence[] {
  const sentences = [...new Map(all.map((sentence) => [sentence.start, sentence])).values()].sort(
    (a, b) => a.start - b.start,
  );
  const bags = sentences.map(({ text }) => counted(bm25Terms(text)));
  const holding = new Map<string, number>();
  for (const bag of bags) for (const term of bag.keys()) holding.set(term, (holding.get(term) ?? 0) + 1);
  const centre = new Map<string, number>();
  const vectors = bags.map((bag) => {
    const weighted = [...bag].map(([term, count]): [string, number] => [
      term,
      count * Math.log(1 + sentences.length / holding.get(term)!),
    ]);
    const length = Math.hypot(...weighted.map(([, weight]) => weight));
    return weighted.map(([term, weight]): [string, number] => [term, weight / length]);
  });
  for (const vector of vectors)
    for (const [term, weight] of vector) centre.set(term, (centre.get(term) ?? 0) + weight);
  const centrality = vectors.map((vector) =>
    vector.reduce((sum, [term, weight]) => sum + weight * centre.get(term)!, 0),
  );
  const order = sentences.map((_, i) => i).sort((a, b) => centrality[b]! - centrality[a]! || a - b);
  const chosen: number[] = [];
  let used = 0;
  for (const i of order) {
    const cost = tokens(sentences[i]!.text);
    if (cost === 0 || used + cost > (chosen.length === 0 ? 2 * budget : budget)) continue;
    chosen.push(i);
    used += cost;
  }
  return chosen.sort((a, b) => a - b).map((i) => sentences[i]!);
}

function counted(terms: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}
