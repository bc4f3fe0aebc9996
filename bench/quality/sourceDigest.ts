import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** Code that decides how files are cut and stored. */
export const INDEX_SOURCES = [
  'src/core/text/*.ts',
  'src/core/memory/*.ts',
  'src/engine/formats/*.ts',
  'src/engine/store/*.ts',
  'src/engine/workspace/*.ts',
];

/**
 * 16 hex digits that change with any of the source files named by the glob patterns (relative to the project): what
 * the bench keeps between runs must not outlive the code that made it.
 */
export function sourceDigest(patterns: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of patterns.flatMap((pattern) => globSync(pattern, { cwd: ROOT })).sort())
    hash.update(file).update(readFileSync(join(ROOT, file)));
  return hash.digest('hex').slice(0, 16);
}
