import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mapContent, type FolderAttention } from '../../../src/host/map/mapContent.ts';

const NO_LEAVES = { count: 0, bounds: '', sections: '', shares: '' };

function folderOf(folder: string, nullWeight: number, shares: readonly number[]): FolderAttention {
  const documents = shares.map((share, i) => ({
    file: `deep/${i}.md`,
    asked: true,
    share,
    sections: [],
    leaves: NO_LEAVES,
  }));
  return { folder, result: { nullWeight, scope: null, documents }, asked: true, named: false };
}

const shown = ({ folder, file }: { folder: string; file: string }): string => `${folder.slice(1)}/${file}`;

test('invariant 10: the shares of all folders, scaled, sum with NULL to 1, whichever are asked', () => {
  const told = fc.record({
    nullWeight: fc.double({ min: 0.01, max: 1, noNaN: true }),
    parts: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
    asked: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(told, { minLength: 1, maxLength: 4 }), (all) => {
      const { documents, nullShare, files } = mapContent(
        all.map(({ nullWeight, parts, asked }, i) => {
          const sum = parts.reduce((total, part) => total + part, 0);
          const folder = folderOf(
            `/f${i}`,
            nullWeight,
            parts.map((part) => ((1 - nullWeight) * part) / sum),
          );
          return { ...folder, asked };
        }),
        shown,
      );
      assert.equal(files.length, documents.length);
      const attended = documents.reduce((sum, { share, scale }) => sum + share * scale, 0);
      const any = all.some(({ asked }) => asked);
      assert.ok(Math.abs(attended + nullShare - (any ? 1 : 0)) < 1e-9, String(attended + nullShare));
      assert.ok(documents.every(({ scale, asked }) => scale >= 0 && (asked || scale === 0)));
    }),
  );
});

test('a folder that the question names is asked alone; files are named as people read them, never by their path', () => {
  const mill = { ...folderOf('/mill', 0.2, [0.8]), named: true };
  const { documents, nullShare } = mapContent([mill, folderOf('/barn', 0.1, [0.9])], shown);
  assert.equal(nullShare, 0.2);
  assert.deepEqual(
    documents.map(({ label, folder, asked, scale }) => [label, folder, asked, scale > 0]),
    [
      ['0.md', 'mill/deep', true, true],
      ['0.md', 'barn/deep', false, false],
    ],
  );
  assert.ok(!JSON.stringify(documents).includes('/mill/deep'));
});
