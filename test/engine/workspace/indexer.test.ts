import assert from 'node:assert/strict';
import { chmodSync, renameSync, rmSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import type { Encoder } from '../../../src/core/ports.ts';
import { Engine } from '../../../src/engine/engine.ts';
import { openStore } from '../../../src/engine/store/openStore.ts';
import { SqliteStore } from '../../../src/engine/store/sqliteStore.ts';
import { updateMemory } from '../../../src/engine/workspace/indexer.ts';
import { temporaryFolder, writeFiles } from '../../support/folder.ts';
import { HASHING_ENCODER } from '../../support/hashingEncoder.ts';
import { prose } from '../../support/texts.ts';
import { asOtherUser } from './otherUser.ts';

/** An engine for words alone, which is quick. */
function wordsOnly(t: TestContext, store: string): Engine {
  const engine = new Engine({ store, models: temporaryFolder(t) });
  t.after(() => engine.close());
  return engine;
}

/** Vectors of four numbers made of the text, in a turn of the event loop as the real ones. */
const SMALL_ENCODER: Encoder = {
  fingerprint: 'small',
  dimensions: 4,
  encode: (texts) =>
    Promise.resolve(texts.map((text) => Float32Array.of(text.length % 7, text.charCodeAt(0) % 5, 1, 0))),
  tokenStates: () => Promise.reject(new Error('indexing asks for vectors alone')),
  close: () => Promise.resolve(),
};

test(
  'a file that could not be read is read once it can be, though neither its size nor its time changed',
  { skip: process.platform === 'win32' },
  async (t) => {
    const workspace = temporaryFolder(t);
    const store = temporaryFolder(t);
    writeFiles(workspace, { 'open.md': 'The pangolin eats ants.', 'locked.md': 'The vault holds tungsten.' });
    const locked = path.join(workspace, 'locked.md');
    utimesSync(locked, 1_700_000_000, 1_700_000_000);
    chmodSync(workspace, 0o755);
    chmodSync(store, 0o777);
    chmodSync(locked, 0);
    const engine = wordsOnly(t, store);
    await asOtherUser(async () => {
      const { files, skipped } = await engine.index({ workspace });
      assert.equal(files, 1);
      assert.deepEqual(
        skipped.map(({ file }) => file),
        ['locked.md'],
      );
    });
    chmodSync(locked, 0o644);
    const { files, skipped } = await engine.index({ workspace });
    assert.deepEqual([files, skipped], [2, []]);
  },
);

for (const place of ['memories', '.']) {
  test(`a memory that lies in its workspace does not remember itself: ${place}`, async (t) => {
    const workspace = temporaryFolder(t);
    writeFiles(workspace, { 'a.md': 'The pangolin eats ants.' });
    const engine = wordsOnly(t, path.join(workspace, place));
    for (let run = 0; run < 2; run++) {
      const { files, skipped } = await engine.index({ workspace });
      assert.deepEqual([files, skipped], [1, []]);
    }
  });
}

test('what is encoded already is looked up once, however many leaves a file has', async (t) => {
  const root = temporaryFolder(t);
  const { store, close } = openStore(root, { store: temporaryFolder(t) });
  t.after(close);
  writeFiles(root, { 'long.txt': prose('en', 2000), 'again.txt': prose('en', 2000) });
  const lookups = t.mock.method(SqliteStore.prototype, 'known');
  const { leaves, encoded } = await updateMemory({ root, held: new Map(), store, encoder: SMALL_ENCODER });
  assert.ok(leaves > 200 && encoded === leaves / 2, `${encoded} of ${leaves}`);
  const keys = lookups.mock.calls.reduce((sum, { arguments: [asked] }) => sum + asked.length, 0);
  assert.ok(keys <= leaves, `${keys} look-ups for ${leaves} leaves`);
});

test('an engine that is closed while it indexes says that it was stopped', async (t) => {
  const workspace = temporaryFolder(t);
  for (let i = 0; i < 50; i++) writeFiles(workspace, { [`${i}.md`]: `Note ${i}.` });
  const engine = wordsOnly(t, temporaryFolder(t));
  let closing: Promise<void> | undefined;
  const onProgress = (): void => {
    closing ??= engine.close();
  };
  const indexing = engine.index({ workspace }, { onProgress });
  await assert.rejects(indexing, { code: 'cancelled' });
  await closing;
});

test('a document that was cut by other rules is cut anew, though its file has not changed', async (t) => {
  const workspace = temporaryFolder(t);
  writeFiles(workspace, { 'lamp.py': 'def light():\n    return 1\n' });
  utimesSync(path.join(workspace, 'lamp.py'), 1_700_000_000, 1_700_000_000);
  const { store, close } = openStore(workspace, { store: temporaryFolder(t) });
  t.after(close);
  const update = () => updateMemory({ root: workspace, held: new Map(), store, encoder: null });
  await update();
  const [made] = store.documents();
  assert.ok(made);
  const { tree, keys } = store.tree(made.id);
  const old = { sections: [{ ...tree.sections[0]!, heading: 'as it was' }], passages: tree.passages };
  store.put({
    ...made,
    hash: `0.0:${made.hash.split(':')[1]}`,
    text: store.text(made.id),
    tree: { ...tree, ...old },
    keys,
  });
  await update();
  const [again] = store.documents();
  assert.ok(again);
  assert.equal(again.hash, made.hash);
  assert.equal(store.tree(again.id).tree.sections[0]?.heading, 'light');
});

test('files that say what is left out are none of the documents, and are not listed as skipped', async (t) => {
  const workspace = temporaryFolder(t);
  writeFiles(workspace, {
    '.gitignore': 'build/\n*.log\n',
    'docs/.recollectignore': 'draft.md\n',
    'docs/lease.md': 'The lease ends in June.',
    'docs/draft.md': 'The lease may end in May.',
  });
  const engine = wordsOnly(t, temporaryFolder(t));
  const { files, skipped } = await engine.index({ workspace });
  assert.deepEqual([files, skipped], [1, []]);
});

test('a change of a file that is left out is not taken in; a file that is left out from now on is forgotten', async (t) => {
  const workspace = temporaryFolder(t);
  const store = path.join(workspace, 'memories');
  writeFiles(workspace, {
    '.gitignore': 'build/\n*.log\n',
    'docs/.recollectignore': '/draft.md\n!kept.log\n',
    'docs/kept.log': 'The pangolin eats ants.',
    'open.md': 'The vault holds tungsten.',
  });
  const engine = wordsOnly(t, store);
  assert.equal((await engine.index({ workspace })).files, 2);
  const left = [
    'build/out.md',
    'trace.log',
    'docs/draft.md',
    '.gitignore',
    'node_modules/a/readme.md',
    'memories/note.md',
    'private/diary.md',
  ];
  const changes = left.map((file) => ({ file, text: `A zeppelin flies in ${file}.` }));
  for (const { file, text } of changes) if (file !== '.gitignore') writeFiles(workspace, { [file]: text });
  for (const update of [changes, changes.map(({ file }) => ({ file, text: null }))]) {
    const { files, skipped } = await engine.update({ workspace, exclude: ['private/'], changes: update });
    assert.deepEqual([files, skipped], [2, []]);
  }
  await engine.update({
    workspace,
    exclude: ['private/'],
    changes: [{ file: 'docs/kept.log', text: 'Okapis.' }],
  });
  const kept = await engine.ask({ workspace, question: 'Okapis', scope: 'docs/kept.log' });
  assert.equal(kept.passages[0]?.text, 'Okapis.');
  writeFiles(workspace, { '.gitignore': 'open.md' });
  const { files } = await engine.update({ workspace, changes: [{ file: 'open.md', text: null }] });
  assert.equal(files, 1);
});

test('another branch and back encodes nothing on the way back, nor does a moved or renamed folder', async (t) => {
  const root = temporaryFolder(t);
  const { store, close } = openStore(root, { store: temporaryFolder(t) });
  t.after(close);
  const index = (vectorQuota?: number) =>
    updateMemory({ root, held: new Map(), store, encoder: HASHING_ENCODER, vectorQuota });
  const branch = (name: string): void => {
    for (let i = 0; i < 200; i++)
      writeFiles(root, {
        [`docs/${i}.md`]: `# Note ${i}\n\nOn ${name} the ${i}th lamp is ${name}.\n\nEvery note says so.\n`,
      });
  };
  branch('main');
  assert.equal((await index()).encoded, 200);
  branch('feature');
  assert.equal((await index()).encoded, 200);
  branch('main');
  assert.equal((await index()).encoded, 0);
  renameSync(path.join(root, 'docs'), path.join(root, 'notes'));
  const moved = await index();
  assert.deepEqual([moved.files, moved.encoded, moved.reused], [200, 0, 200]);
  const { vectors, unused, bytes } = store.kept(HASHING_ENCODER.fingerprint);
  assert.deepEqual([vectors, unused], [400, 200]);

  // A quota below what the present texts need takes the other branch's vectors and none of theirs.
  const each = bytes / vectors;
  await index(250 * each);
  assert.deepEqual(store.kept(HASHING_ENCODER.fingerprint), { vectors: 250, unused: 50, bytes: 250 * each });
  await index(10 * each);
  assert.equal(store.kept(HASHING_ENCODER.fingerprint).vectors, 200);
  assert.deepEqual(store.counts(HASHING_ENCODER.fingerprint), { leaves: 200, encoded: 200 });
});

const HELD = 'The pangolin eats termites, says the editor.';

/** Texts of the memory, by file. */
function remembered(store: SqliteStore): Record<string, string> {
  return Object.fromEntries(store.documents().map(({ id, file }) => [file, store.text(id)]));
}

test('what an editor holds gets into a memory that is new, with or without a file on disk', async (t) => {
  const root = temporaryFolder(t);
  writeFiles(root, { 'a.md': 'The pangolin eats ants.', '.gitignore': 'secret.md\n' });
  const { store, close } = openStore(root, { store: temporaryFolder(t) });
  t.after(close);
  const held = new Map([
    ['a.md', HELD],
    ['new.md', 'Not on disk yet.'],
    ['secret.md', 'Swordfish.'],
    ['picture.png', 'No text, whatever holds it.'],
  ]);
  for (let run = 0; run < 2; run++) {
    await updateMemory({ root, held, store, encoder: null });
    assert.deepEqual(remembered(store), { 'a.md': HELD, 'new.md': 'Not on disk yet.' });
  }
});

test('a file that an editor holds stays when it is deleted on disk, and goes once the editor lets go of it', async (t) => {
  const workspace = temporaryFolder(t);
  writeFiles(workspace, { 'a.md': 'The pangolin eats ants.' });
  const engine = wordsOnly(t, temporaryFolder(t));
  await engine.index({ workspace });
  await engine.update({ workspace, changes: [{ file: 'a.md', text: HELD }] });
  rmSync(path.join(workspace, 'a.md'));
  assert.equal((await engine.index({ workspace })).files, 1);
  const { passages } = await engine.ask({ workspace, question: 'What does the pangolin eat?' });
  assert.match(passages[0]?.text ?? '', /termites/);
  await engine.update({ workspace, changes: [{ file: 'a.md', text: null }] });
  assert.equal((await engine.index({ workspace })).files, 0);
});

test('what an editor holds comes back after another writer has read the file from disk', async (t) => {
  const root = temporaryFolder(t);
  writeFiles(root, { 'a.md': 'The pangolin eats ants.' });
  const { store, close } = openStore(root, { store: temporaryFolder(t) });
  t.after(close);
  const held = new Map([['a.md', HELD]]);
  await updateMemory({ root, held, store, encoder: null });
  await updateMemory({ root, held: new Map(), store, encoder: null });
  assert.deepEqual(remembered(store), { 'a.md': 'The pangolin eats ants.' });
  await updateMemory({ root, held, store, encoder: null });
  assert.deepEqual(remembered(store), { 'a.md': HELD });
});
