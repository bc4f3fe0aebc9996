import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { searchPaths } from '../../../src/core/recall/pathSearch.ts';

const FILES = [
  'contracts/lease.md',
  'contracts/amendment-2.md',
  'contracts/old/release-notes.md',
  'README.md',
  '手册/冻干机操作手册.md',
];

const check = (typed: string, expected: readonly string[], most = 10): void =>
  assert.deepEqual(searchPaths(FILES, typed, most), expected, typed);

test('what begins with it comes first, then a word in it, then the rest; folders as well', () => {
  check('lease', ['contracts/lease.md', 'contracts/old/release-notes.md']);
  check('LEASE', ['contracts/lease.md', 'contracts/old/release-notes.md']);
  check('2', ['contracts/amendment-2.md']);
  check('notes', ['contracts/old/release-notes.md']);
  check('old', ['contracts/old/', 'contracts/old/release-notes.md']);
  check('操作', ['手册/冻干机操作手册.md']);
  check('手册', ['手册/', '手册/冻干机操作手册.md']);
  check('contracts\\am', ['contracts/amendment-2.md']);
  check('nothing', []);
});

test('with nothing typed what is nearest to the top comes, as many as are wanted', () => {
  check('', ['README.md', '手册/'], 2);
});

test('whatever is found holds what was typed, and nothing comes twice', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.stringMatching(/^[a-c](?:[./-]?[a-c]){0,6}$/), { maxLength: 12 }),
      fc.stringMatching(/^[a-c./-]{1,3}$/),
      (files, typed) => {
        const found = searchPaths(files, typed, 50);
        assert.ok(found.every((path) => path.includes(typed)));
        assert.equal(new Set(found).size, found.length);
      },
    ),
  );
});
