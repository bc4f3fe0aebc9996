import { inverseDocumentFrequency } from '../recall/question.ts';
import { questionTerms } from '../text/words.ts';
import { stemmed, type SentenceCandidate } from './candidates.ts';

/** What the words of some sentences tell about the text that they are of. */
export class TermStatistics {
  readonly #holders = new Map<string, number>();
  #sentences = 0;
  readonly #weights = new Map<string, number>();

  /** Counts sentences. */
  add(candidates: readonly SentenceCandidate[]): void {
    this.#weights.clear();
    for (const { terms, faults } of candidates) {
      if (faults.apart === 1) continue;
      this.#sentences++;
      for (const term of terms) this.#holders.set(term, (this.#holders.get(term) ?? 0) + 1);
    }
  }

  /** How rare a term is among the sentences. */
  rarity(term: string): number {
    return inverseDocumentFrequency(this.#holders.get(term) ?? 0, this.#sentences);
  }

  /**
   * How much a term says about the text: what comes back again and again, and yet stands in few of all sentences (its
   * rarity). Between the words' frequency (SumBasic) and tf-idf.
   */
  weight(term: string): number {
    let weight = this.#weights.get(term);
    if (weight === undefined) {
      weight = (this.#holders.get(term) ?? 0) ** FREQUENCY * this.rarity(term);
      this.#weights.set(term, weight);
    }
    return weight;
  }
}

/** The distinct terms of a question, as candidates have them. */
export function stemmedTerms(question: string): string[] {
  return [...new Set(questionTerms(question).map(stemmed))];
}

/** Power of how often a term comes; fitted with the weights. */
const FREQUENCY = 0.8;

const K1 = 0.9;
const B = 0.4;
/** Sentences on either side that lend a sentence what they have of the question. */
const REACH = 3;

/**
 * BM25 of a question in each sentence, smoothed over its three neighbours on either side (weights falling with the
 * distance): what is asked about and what is said of it seldom stand in one sentence.
 *
 * @param asked the question's terms, English ones stemmed, with their rarity
 */
export function smoothedRelevance(
  candidates: readonly SentenceCandidate[],
  asked: ReadonlyMap<string, number>,
): number[] {
  const mean =
    candidates.reduce((sum, candidate) => sum + candidate.terms.length, 0) / Math.max(1, candidates.length);
  const own = candidates.map(({ terms }) => {
    const norm = 1 + K1 * (1 - B + (B * terms.length) / Math.max(1, mean));
    return terms.reduce((sum, term) => sum + ((asked.get(term) ?? 0) * (K1 + 1)) / norm, 0);
  });
  return own.map((_, i) => {
    let sum = 0;
    for (let k = -REACH; k <= REACH; k++) sum += (own[i + k] ?? 0) / (1 + Math.abs(k));
    return sum;
  });
}
