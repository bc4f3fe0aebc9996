import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { leafId, parseLeafId, parseMapMessage } from '../../src/protocol/mapMessages.ts';
import { englishMapStrings, translatedMapStrings } from '../../src/protocol/mapStrings.ts';

test("a leaf's id gives its numbers back in its own tree, and in no other", () => {
  fc.assert(
    fc.property(fc.nat(1e6), fc.nat(1e6), fc.nat(99), (document, leaf, version) => {
      const id = leafId(`m${version}`, document, leaf);
      assert.deepEqual(parseLeafId(id, `m${version}`), { document, leaf });
      assert.equal(parseLeafId(id, `m${version + 1}`), undefined);
    }),
  );
  for (const id of ['', 'm1', 'm1.d-1.l2', 'm1.d1.l2x', '../lease.md', 'm1.d1'])
    assert.equal(parseLeafId(id, 'm1'), undefined, id);
});

test('reads every message that the map sends, and nothing else', () => {
  for (const type of ['ready', 'ask', 'retry', 'showLog', 'openFolder', 'openPanel'])
    assert.deepEqual(parseMapMessage({ type, more: 1 }), { type });
  assert.deepEqual(parseMapMessage({ type: 'open', id: 'm1.d0.l0', path: '/etc' }), {
    type: 'open',
    id: 'm1.d0.l0',
  });
  for (const value of [
    null,
    'ready',
    [],
    {},
    { type: 'open' },
    { type: 'open', id: 3 },
    { type: 'open', id: '' },
    { type: 'open', id: 'x'.repeat(101) },
    { type: 'run' },
  ])
    assert.equal(parseMapMessage(value), undefined, JSON.stringify(value));
  fc.assert(
    fc.property(fc.anything(), (value) => {
      const read = parseMapMessage(value);
      if (read !== undefined) assert.deepEqual(parseMapMessage(read), read);
    }),
  );
});

test('every text is translated', () => {
  const marked = translatedMapStrings((english) => `«${english}»`);
  for (const [key, text] of Object.entries(englishMapStrings))
    assert.equal(marked[key as keyof typeof marked], `«${text}»`);
});
