import type { ReadLeaf } from '../../../src/core/answer/read.ts';

/** A document that was read whole, in one leaf, and the words that a reader found in it, each with its gap. */
export interface Reading {
  readonly file: string;
  readonly text: string;
  readonly spans: readonly (readonly [words: string, gap: number])[];
  readonly headings?: readonly string[];
  readonly weight?: number;
}

/** Leaves as a reader leaves them; the first is the most attended where no weights are given. */
export function readLeaves(readings: readonly Reading[]): ReadLeaf[] {
  return readings.map(({ file, text, spans, headings = [], weight }, document) => {
    const found = spans.map(([words, gap]) => {
      const start = text.indexOf(words);
      if (start < 0) throw new Error(`${file} does not hold '${words}'`);
      return { start, end: start + words.length, gap };
    });
    return {
      document,
      file,
      source: text,
      text,
      start: 0,
      end: text.length,
      headings,
      weight: weight ?? 0.5 / (document + 1),
      spans: found,
      gap: found[0]?.gap ?? -15,
    };
  });
}
