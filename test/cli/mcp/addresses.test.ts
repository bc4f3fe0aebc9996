import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addressed, fileAddress, passageAddress } from '../../../src/cli/mcp/addresses.ts';
import { plainName, uniqueNames } from '../../../src/cli/mcp/names.ts';
import { pagesOf } from '../../../src/cli/mcp/pages.ts';
import { proposed } from '../../../src/cli/mcp/serveResources.ts';

test('an address leads back to the file, page and lines that it was made of', () => {
  const name = fc
    .array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.join('/'))
    .filter((file) => file.isWellFormed() && !file.startsWith('/'));
  fc.assert(
    fc.property(name, fc.integer({ min: 1, max: 1e6 }), fc.nat(1000), (file, from, more) => {
      assert.deepEqual(addressed(fileAddress(file, from)), { kind: 'file', file, page: from });
      const lines = { start: from, end: from + more };
      assert.deepEqual(addressed(passageAddress(file, lines.start, lines.end)), {
        kind: 'passage',
        file,
        lines,
      });
      assert.equal(plainName(fileAddress(`a${file.replaceAll('\\', '')}`)), `a${file.replaceAll('\\', '')}`);
    }),
  );
  for (const foreign of [
    'https://file/a.md',
    'recollect://file/',
    'recollect://file/%E0%A4%A.md',
    'recollect://file/a.md?page=0',
    'recollect://file/a.md?page=1.5',
    'recollect://passage/a.md',
    'recollect://passage/a.md?lines=5-3',
    'recollect://passage/a.md?lines=0-3',
  ])
    assert.equal(addressed(foreign), undefined, foreign);
});

test('pages tile a text, split no character, and end with a line where there is one', () => {
  const text = fc
    .array(fc.constantFrom('a', '😀', '\n', 'word ', '字'), { maxLength: 300 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 60 }), (whole, most) => {
      const pages = pagesOf(whole, most);
      let at = 0;
      for (const { start, end } of pages) {
        assert.equal(start, at);
        assert.ok(end - start <= most && (end > start || whole === ''));
        assert.ok(whole.slice(start, end).isWellFormed());
        at = end;
      }
      assert.equal(at, whole.length);
    }),
  );
  assert.deepEqual(pagesOf('one\ntwo\nthree\n', 9), [
    { start: 0, end: 8 },
    { start: 8, end: 14 },
  ]);
});

test('names are taken as models and people write them, and folders of one name told apart', () => {
  assert.equal(plainName('./contracts/lease.md'), 'contracts/lease.md');
  assert.equal(plainName('contracts\\lease.md'), 'contracts/lease.md');
  assert.equal(plainName('@types/index.md'), '@types/index.md');
  assert.equal(plainName('recollect://passage/a%20b.md?lines=1-2'), 'a b.md');
  assert.deepEqual(uniqueNames(['/a/docs', '/b/docs', '/a/docs', '/c']), ['docs', 'docs-2', 'c']);
});

test('names that begin with what is typed come first', () => {
  const names = ['archive/lease-old.md', 'contracts/lease.md', 'lease.md', 'please.md'];
  assert.deepEqual(proposed(names, 'LEASE'), [
    'archive/lease-old.md',
    'contracts/lease.md',
    'lease.md',
    'please.md',
  ]);
  assert.deepEqual(proposed(names, 'con'), ['contracts/lease.md']);
  assert.deepEqual(proposed(names, 'old'), ['archive/lease-old.md']);
  assert.equal(proposed(names, '').length, 4);
});
