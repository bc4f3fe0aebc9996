import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MOST_COUNTED, OpenedFiles } from '../../src/host/openedFiles.ts';

/** A memento that keeps what JSON keeps, as VS Code's does. */
function memento(first?: unknown) {
  let kept = first;
  return {
    get: () => kept,
    update: (_key: string, value: unknown) => {
      kept = JSON.parse(JSON.stringify(value));
      return Promise.resolve();
    },
  };
}

test('counts the files of each folder by themselves, and remembers them', async () => {
  const kept = memento();
  const opened = new OpenedFiles(kept);
  for (const file of ['a.md', 'b.md', 'a.md']) await opened.opened({ folder: '/mill', file });
  await opened.opened({ folder: '/barn', file: 'a.md' });
  const again = new OpenedFiles(kept);
  assert.deepEqual(again.of('/mill'), { 'b.md': 1, 'a.md': 2 });
  assert.deepEqual(again.of('/barn'), { 'a.md': 1 });
  assert.deepEqual(again.of('/shed'), {});
});

test('keeps 200 files at most: counts are halved, and files of one opening are forgotten first', async () => {
  const opened = new OpenedFiles(memento());
  const often = { folder: '/mill', file: 'often.md' };
  for (let i = 0; i < 9; i++) await opened.opened(often);
  for (let i = 0; i < MOST_COUNTED - 1; i++) await opened.opened({ folder: '/mill', file: `${i}.md` });
  assert.equal(Object.keys(opened.of('/mill')).length, MOST_COUNTED);
  await opened.opened({ folder: '/mill', file: 'new.md' });
  assert.deepEqual(opened.of('/mill'), { 'often.md': 4, 'new.md': 1 });
});

test('however much is opened, there is room, and what was kept by whomever does no harm', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.jsonValue(),
        fc.array(fc.record({ folder: fc.constant('/mill'), file: fc.string(), times: fc.jsonValue() })),
      ),
      fc.integer({ min: 1, max: 4 }),
      async (kept, times) => {
        const opened = new OpenedFiles(memento(kept));
        for (let round = 0; round < times; round++)
          for (let i = 0; i < 210; i += 1 + round) await opened.opened({ folder: '/mill', file: `${i}.md` });
        const counts = opened.of('/mill');
        assert.ok(Object.keys(counts).length <= MOST_COUNTED);
        assert.ok(Object.values(counts).every((count) => Number.isSafeInteger(count)));
      },
    ),
    { numRuns: 12 },
  );
});
