import { countTokens } from '../text/tokens.ts';

/** English vocabularies take about 1.3 tokens a word; others, and names and figures, more. */
const MARGIN = 1.25;
/** Vocabularies made for English cut a Chinese character into 2 pieces or so; those made for Chinese take less than 1. */
const UNSPACED = 0.9;
/** Scripts that most vocabularies have few words of. */
const FOREIGN = /[\u0370-\u1cff]/g;
const UNSPACED_CHARACTER = /[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/g;

/**
 * Tokens of a text in a model whose vocabulary is not known: an estimate that is rather too high, since what is over
 * the window is refused, or cut off in silence by some servers.
 */
export function promptTokens(text: string): number {
  const unspaced = text.match(UNSPACED_CHARACTER)?.length ?? 0;
  const foreign = text.match(FOREIGN)?.length ?? 0;
  return Math.ceil(countTokens(text) * MARGIN + unspaced * UNSPACED + foreign * 0.3);
}
