import { l, n } from 'js-rouge';
import { stem } from '../../src/core/text/porter.ts';

/** F-measures, 0 to 1. */
export interface Rouge {
  readonly r1: number;
  readonly r2: number;
  readonly rl: number;
}

/** Words as Google's rouge-score cuts them: lower case, letters and digits alone, those over three letters stemmed. */
export function rougeTokens(text: string): string[] {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => (word.length > 3 ? stem(word) : word));
}

/**
 * ROUGE-1, -2 and -L (Lin 2004) by js-rouge, with rouge-score's words (`rougeTokens`) and its ROUGE-L: the longest
 * common subsequence of the texts as wholes, so that the library, which segments into sentences otherwise, is told that
 * there is one. Of several references the best one counts, figure by figure, as rouge-score's `score_multi` takes it.
 */
export function rouge(candidate: string, references: readonly string[]): Rouge {
  const options = { tokenizer: rougeTokens };
  const best = { r1: 0, r2: 0, rl: 0 };
  if (rougeTokens(candidate).length === 0) return best;
  for (const reference of references) {
    best.r1 = Math.max(best.r1, n(candidate, reference, { ...options, n: 1 }));
    best.r2 = Math.max(best.r2, n(candidate, reference, { ...options, n: 2 }));
    best.rl = Math.max(best.rl, l(candidate, reference, { ...options, segmenter: (text) => [text] }));
  }
  return best;
}
