import { sentences } from '../text/sentences.ts';
import { terms } from '../text/words.ts';

/**
 * Logit of a probability that is given by its logarithm: the scale on which effects of sources add up (as ContextCite
 * has it). For a text of some words it is nearly the logarithm itself.
 */
export function logit(logProbability: number): number {
  const bounded = Math.min(logProbability, -1e-9);
  return bounded - Math.log(-Math.expm1(bounded));
}

/**
 * How much of a sentence a text says, 0 to 1: F1 of the words (pairs of characters in Chinese, each as often as it
 * stands) that the sentence has in common with the sentence of the text that has most. What is measured where a model
 * does not tell probabilities.
 *
 * @param question its words are a model's to repeat, whatever it was given: they do not count, unless there are no others
 */
export function overlap(sentence: string, text: string, question = ''): number {
  const asked = new Set(terms(question));
  const own = terms(sentence).filter((term) => !asked.has(term));
  const counts = own.length === 0 ? () => true : (term: string) => !asked.has(term);
  const wanted = own.length === 0 ? terms(sentence) : own;
  let best = 0;
  for (const { start, end } of sentences(text))
    best = Math.max(best, f1(wanted, terms(text.slice(start, end)).filter(counts)));
  return best;
}

/** F1 of two bags of words. */
export function f1(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return 0;
  const counts = new Map<string, number>();
  for (const term of b) counts.set(term, (counts.get(term) ?? 0) + 1);
  let common = 0;
  for (const term of a) {
    const left = counts.get(term) ?? 0;
    if (left === 0) continue;
    counts.set(term, left - 1);
    common++;
  }
  return (2 * common) / (a.length + b.length);
}
