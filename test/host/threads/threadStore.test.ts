import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { parseThread, threadJson } from '../../../src/host/threads/keptThread.ts';
import { MOST_BYTES, ThreadStore } from '../../../src/host/threads/threadStore.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { threadOf, turnOf } from './kept.ts';

describe('conversations on the disk', () => {
  test('come back as they were written, the one changed last first', async (t) => {
    const folder = path.join(temporaryFolder(t, 'recollect-threads-'), 'conversations');
    const store = new ThreadStore(folder);
    const older = threadOf('one', [turnOf('a', 'When?'), turnOf('b', '租金是多少？', { pinned: true })]);
    const newer = threadOf('two', [turnOf('a', 'Who?')], { title: 'People', changed: older.changed + 1 });
    await store.write(older);
    await store.write(newer);
    assert.deepEqual(await new ThreadStore(folder).read(), { threads: [newer, older], damaged: [] });
    await store.write({ ...older, title: 'The lease', changed: older.changed + 2 });
    const { threads } = await store.read();
    assert.deepEqual(
      threads.map(({ title }) => title),
      ['The lease', 'People'],
    );
    assert.deepEqual(
      readdirSync(folder).toSorted(),
      ['one.json', 'two.json'],
      'nothing half-written is left',
    );
  });

  test('a folder that is not there is none', async (t) => {
    const folder = path.join(temporaryFolder(t, 'recollect-threads-'), 'conversations');
    assert.deepEqual(await new ThreadStore(folder).read(), { threads: [], damaged: [] });
    assert.throws(() => readdirSync(folder), 'reading makes no folder');
  });

  test('what cannot be read is set aside as it is, and the others come', async (t) => {
    const folder = temporaryFolder(t, 'recollect-threads-');
    const store = new ThreadStore(folder);
    const whole = threadOf('whole', [turnOf('a', 'When?')]);
    await store.write(whole);
    const half = threadJson(whole).slice(0, 200);
    writeFileSync(path.join(folder, 'half.json'), half);
    writeFileSync(path.join(folder, 'another.json'), threadJson(whole));
    writeFileSync(path.join(folder, 'large.json'), 'x'.repeat(MOST_BYTES + 1));
    const { threads, damaged } = await store.read();
    assert.deepEqual(threads, [whole]);
    assert.deepEqual(
      damaged.map((name) => name.replace(/\.[0-9a-f]{6}\.damaged$/, '')),
      ['another.json', 'half.json', 'large.json'],
    );
    const aside = damaged.find((name) => name.startsWith('half')) ?? '';
    assert.equal(readFileSync(path.join(folder, aside), 'utf8'), half);
    assert.deepEqual((await store.read()).damaged, [], 'once');
  });

  test('a later state never lies under an earlier one, and what is removed stays removed', async (t) => {
    const folder = temporaryFolder(t, 'recollect-threads-');
    const store = new ThreadStore(folder);
    const turns = Array.from({ length: 20 }, (_, i) => turnOf(`t${i}`, `question ${i}`));
    await Promise.all(turns.map((_, i) => store.write(threadOf('one', turns.slice(0, i + 1)))));
    assert.equal((await store.read()).threads[0]?.turns.length, 20);
    await Promise.all([store.write(threadOf('two', [turnOf('a', 'x')])), store.remove('two')]);
    assert.deepEqual(
      (await store.read()).threads.map(({ id }) => id),
      ['one'],
    );
    await store.remove('never');
  });

  test('a folder that cannot be written says so, and the next write is tried all the same', async (t) => {
    const parent = temporaryFolder(t, 'recollect-threads-');
    const folder = path.join(parent, 'file');
    writeFileSync(folder, '');
    const store = new ThreadStore(folder);
    await assert.rejects(store.write(threadOf('one', [])), /EEXIST|ENOTDIR/);
    const other = new ThreadStore(path.join(parent, 'other'));
    mkdirSync(path.join(parent, 'other'));
    await other.write(threadOf('one', []));
    assert.equal((await other.read()).threads.length, 1);
  });
});

describe('the text of a conversation', () => {
  const thread = threadOf('one', [turnOf('a', 'When?')]);
  const refuses = (change: (json: string) => string): void =>
    assert.equal(parseThread(change(threadJson(thread))), undefined);

  test('is read as it was written', () => assert.deepEqual(parseThread(threadJson(thread)), thread));

  test('is refused where a part is missing, of another kind, or points at nothing', () => {
    refuses((json) => json.slice(1));
    refuses(() => 'null');
    refuses(() => '[]');
    refuses((json) => json.replace('"format": 1', '"format": 2'));
    refuses((json) => json.replace('"pinned": false', '"pinned": "no"'));
    refuses((json) => json.replace('"id": "one"', '"id": "../one"'));
    refuses((json) => json.replace('"weight": 0.7', '"weight": 7'));
    refuses((json) => json.replace('"form": "sentences"', '"form": "song"'));
    refuses((json) => json.replace(/"citations": \[\s*0\s*\]/, '"citations": [3]'));
    refuses((json) => json.replace('"start": 12', '"start": -1'));
  });
});
