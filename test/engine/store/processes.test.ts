import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { test } from 'node:test';
import { acquireLock, lockHolder } from '../../../src/engine/store/lock.ts';
import { RecollectError } from '../../../src/protocol/errors.ts';
import { random as seeded } from '../../support/texts.ts';
import { contentOf, ended, makePlace, nextMessage, openAt, start } from './storeFixtures.ts';

const isUnusable = (error: unknown) => error instanceof RecollectError && error.code === 'store-unusable';

test('a second process reads what the first one writes, and says who writes', async (t) => {
  const place = makePlace(t);
  const child = start(place, 'writerChild.ts', 'loop');
  await nextMessage(child);
  const { store, access, holder } = openAt(place);
  assert.equal(access, 'read');
  assert.equal(holder?.pid, child.pid);
  assert.equal(holder?.host, hostname());
  const seen = store.generation();
  // One snapshot while the writer goes on: the two reads agree.
  for (let i = 0; i < 20; i++) {
    store.snapshot(() => {
      const counter = store.documents().find(({ file }) => file === 'counter')!;
      assert.equal(store.text(counter.id).split('\n', 1)[0], `round ${counter.modified}`);
      assert.ok(store.lexical.search(['round'], 500).length >= store.documents().length);
    });
    await delay(2);
  }
  assert.ok(store.generation() > seen, 'its commits arrive');
  assert.throws(() => store.put(contentOf('mine', 'x')), isUnusable);
  assert.throws(() => store.lexical.remove(1), isUnusable);
  child.kill('SIGKILL');
  await ended(child);
  // Its lock is abandoned, so whoever opens next may write.
  const next = openAt(place);
  assert.equal(next.access, 'write');
  next.store.put(contentOf('mine', 'x'));
  assert.ok(store.documents().some(({ file }) => file === 'mine'));
});

test('a writer killed at any point leaves everything it had committed', async (t) => {
  const place = makePlace(t);
  const random = seeded(Date.now());
  for (let kill = 0; kill < 5; kill++) {
    const child = start(place, 'writerChild.ts', 'loop');
    let said = { round: -1, generation: -1 };
    child.on('message', (message: typeof said) => (said = message));
    await nextMessage(child);
    await delay(random() * 120);
    child.kill('SIGKILL');
    await ended(child);
    const { store, access, warnings, close } = openAt(place);
    assert.equal(access, 'write');
    assert.deepEqual(warnings, []);
    assert.ok(store.generation() >= said.generation, `${store.generation()} of ${said.generation}`);
    const documents = store.documents();
    const counter = documents.find(({ file }) => file === 'counter')!;
    assert.ok(counter.modified >= said.round);
    for (const { id, file, modified } of documents) {
      const text = store.text(id);
      const { tree, keys, leafIds } = store.tree(id);
      assert.deepEqual(keys, contentOf(file, text).keys);
      assert.deepEqual(tree, contentOf(file, text).tree);
      assert.ok(text.includes(`round ${modified}`), `${file} is whole`);
      const hits = new Set(
        store.lexical.search(['round', 'steady', `${modified}`], 5000).map(({ label }) => label),
      );
      assert.ok(leafIds.every((leaf) => hits.has(leaf)));
    }
    const key = said.round.toString(16).padStart(32, '0');
    assert.deepEqual(store.known([key], 'model'), new Set([key]));
    close();
  }
});

test('one of several processes that find an abandoned lock takes it', async (t) => {
  const place = makePlace(t);
  const first = openAt(place);
  const lock = path.join(first.folder, 'writer.lock');
  const abandoned = readFileSync(lock, 'utf8');
  first.close();
  // Of a process on another machine that has not been heard of for a minute.
  writeFileSync(lock, abandoned.replace(JSON.stringify(hostname()), '"elsewhere"'));
  utimesSync(lock, Date.now() / 1000 - 60, Date.now() / 1000 - 60);
  const children = Array.from({ length: 4 }, () => start(place, 'writerChild.ts', 'try'));
  const said = await Promise.all(children.map(nextMessage));
  assert.deepEqual(said.map((message) => (message as { access: string }).access).sort(), [
    'read',
    'read',
    'read',
    'write',
  ]);
});

test('two processes that find an abandoned lock at the same moment never both take it', async (t) => {
  const place = makePlace(t);
  const count = 80;
  for (let i = 0; i < count; i++) {
    mkdirSync(path.join(place.store, `${i}`), { recursive: true });
    const abandoned = { pid: 1, host: 'elsewhere', started: 0, token: 'old' };
    const file = path.join(place.store, `${i}`, 'writer.lock');
    writeFileSync(file, JSON.stringify(abandoned));
    utimesSync(file, 0, 0);
  }
  const begin = Date.now() + 1200;
  const rivals = [1, 2, 3].map(() => start(place, 'lockRaceChild.ts', `${count}`, `${begin}`));
  const won = (await Promise.all(rivals.map(nextMessage))).flat().sort((a, b) => Number(a) - Number(b));
  assert.deepEqual(
    won,
    Array.from({ length: count }, (_, i) => i),
  );
});

test('a memory is opened and read at any moment of writers that come and go', async (t) => {
  const place = makePlace(t);
  const children = [1, 2].map(() => start(place, 'writerChild.ts', 'turns'));
  await Promise.all(children.map(nextMessage));
  const until = Date.now() + 2500;
  let opened = 0;
  while (Date.now() < until) {
    const { store, close } = openAt(place, { access: 'read' });
    store.snapshot(() => {
      const counter = store.documents().find(({ file }) => file === 'counter')!;
      assert.equal(store.text(counter.id).split('\n', 1)[0], `round ${counter.modified}`);
    });
    close();
    opened++;
    await delay(1);
  }
  assert.ok(opened > 20, `${opened}`);
});

test('a snapshot stays as it was while the writer goes on', (t) => {
  const place = makePlace(t);
  const writer = openAt(place).store;
  writer.put(contentOf('f', 'old words\n'));
  const { store: reader, holder } = openAt(place);
  assert.equal(holder?.pid, process.pid);
  reader.snapshot(() => {
    const before = reader.generation();
    writer.put(contentOf('f', 'new words\n'));
    writer.put(contentOf('g', 'more\n'));
    assert.equal(reader.generation(), before);
    assert.equal(reader.documents().length, 1);
    assert.equal(reader.lexical.frequency('old'), 1);
    assert.equal(reader.lexical.frequency('new'), 0);
  });
  assert.equal(reader.documents().length, 2);
  assert.equal(reader.lexical.frequency('old'), 0);
  assert.equal(reader.lexical.frequency('new'), 1);
});

test('a lock is one holder’s, shows its heartbeat, and is given back', async (t) => {
  const place = makePlace(t);
  mkdirSync(place.store);
  const { lock } = acquireLock(place.store, { beat: 20 });
  place.endings.push(() => lock?.release());
  assert.ok(lock);
  const second = acquireLock(place.store);
  assert.equal(second.lock, undefined);
  assert.equal(second.holder?.pid, process.pid);
  const before = lockHolder(place.store)!.heartbeat;
  for (let i = 0; i < 100 && lockHolder(place.store)!.heartbeat === before; i++) await delay(20);
  assert.ok(lockHolder(place.store)!.heartbeat > before);
  lock.release();
  lock.release();
  assert.equal(lockHolder(place.store), undefined);
  const third = acquireLock(place.store);
  assert.ok(third.lock);
  lock.release();
  assert.equal(lockHolder(place.store)?.pid, process.pid, "another's lock stays");
  third.lock.release();
});

test('a holder that was taken for gone notices, and neither writes nor removes the new lock', (t) => {
  const place = makePlace(t);
  mkdirSync(place.store);
  const slow = acquireLock(place.store, { beat: 1 }).lock!;
  const file = path.join(place.store, 'writer.lock');
  utimesSync(file, Date.now() / 1000 - 40, Date.now() / 1000 - 40);
  const next = acquireLock(place.store, { beat: 100_000 });
  assert.ok(next.lock, 'a heartbeat of 40 s ago is stale, though the pid lives');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
  assert.equal(slow.stillHeld(), false);
  slow.release();
  assert.equal(next.lock.stillHeld(), true);
  assert.equal(lockHolder(place.store)?.pid, process.pid);
  next.lock.release();
});

test('a lock without content, of a dead process or of an earlier life of this pid is abandoned', (t) => {
  const place = makePlace(t);
  mkdirSync(place.store);
  const file = path.join(place.store, 'writer.lock');
  const held = { host: hostname(), started: Date.now(), token: 't' };
  for (const content of [
    '',
    '{"pid":1',
    '"text"',
    JSON.stringify({ ...held, pid: 4_000_000 }),
    JSON.stringify({ ...held, pid: process.pid, started: Date.now() - 86_400_000 }),
  ]) {
    writeFileSync(file, content);
    const { lock } = acquireLock(place.store);
    assert.ok(lock, content);
    lock.release();
  }
  writeFileSync(file, JSON.stringify({ ...held, pid: 4_000_000, host: 'elsewhere' }));
  assert.equal(acquireLock(place.store).holder?.host, 'elsewhere', 'a pid means nothing on another host');
  writeFileSync(path.join(place.store, 'writer.guard'), 'not a database, at all '.repeat(50));
  writeFileSync(file, '');
  const { lock } = acquireLock(place.store);
  assert.ok(lock, 'a spoiled guard is replaced');
  lock.release();
});

test('a memory is read without any writer, and refuses changes', (t) => {
  const place = makePlace(t);
  assert.throws(() => openAt(place, { access: 'read' }), /no memory of this folder.*Index the folder first/);
  const writer = openAt(place);
  writer.store.put(contentOf('f', 'words\n'));
  writer.close();
  const { store, holder, access } = openAt(place, { access: 'read' });
  assert.equal(access, 'read');
  assert.equal(holder, undefined);
  assert.equal(store.documents().length, 1);
  assert.throws(() => store.put(contentOf('f', 'x')), isUnusable);
  const again = openAt(place);
  assert.equal(again.access, 'write', 'a reader holds no lock');
});
