import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', 'golden', 'cli');

/**
 * Holds the text to `test/golden/cli/NAME.txt`. UPDATE_GOLDEN=1 writes that file (read the difference before it
 * is committed); on a mismatch the text is left beside it as `.actual`.
 */
export function assertGolden(name: string, text: string): void {
  const file = join(folder, `${name}.txt`);
  const actual = `${file}.actual`;
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, text);
  }
  const expected = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  if (text === expected) {
    rmSync(actual, { force: true });
    return;
  }
  writeFileSync(actual, text);
  assert.equal(text, expected, `differs from ${file}; UPDATE_GOLDEN=1 takes it over`);
}
