import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chunk } from '../../src/core/memory/chunker.ts';
import { attend } from '../../src/core/recall/attention.ts';
import { leafTable } from '../../src/core/recall/leafTable.ts';
import { documentShares } from '../../src/engine/recall/shares.ts';

/** A folder of so many one-line files, the first of which is attended most. */
function sharesAmong(files: number, spread: number) {
  const table = leafTable(
    Array.from({ length: files }, (_, i) => {
      const tree = chunk(`File ${i} says little.`, { headings: [], breaks: [] });
      return { file: `${i}.md`, tree, leafIds: [i], scripts: new Uint8Array(1) };
    }),
  );
  const attention = attend(
    Float32Array.from({ length: files }, (_, i) => -i / spread),
    1,
    0.7,
  );
  const listed = documentShares({ table, attention });
  return { listed, sum: listed.reduce((sum, { weight }) => sum + weight, 0) + attention.nullWeight };
}

test('files are listed best first and sum with NULL to 1; the long tail of a large folder is left out', () => {
  const few = sharesAmong(200, 10);
  assert.equal(few.listed.length, 200);
  assert.ok(Math.abs(few.sum - 1) < 1e-6);
  const sharp = sharesAmong(3000, 10);
  assert.equal(sharp.listed.length, 200);
  assert.ok(Math.abs(sharp.sum - 1) < 1e-4);
  assert.equal(sharp.listed[0]?.file, '0.md');
  assert.ok(sharp.listed.every(({ weight }, i) => weight <= (sharp.listed[i - 1]?.weight ?? 1)));
  // Where the attention is spread wide, more is listed.
  const wide = sharesAmong(3000, 200);
  assert.ok(wide.listed.length > 1000 && wide.listed.length < 3000, String(wide.listed.length));
  assert.ok(Math.abs(wide.sum - 1) < 1.1e-4);
});
