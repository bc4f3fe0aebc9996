import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { Engine } from '../../src/engine/engine.ts';
import { temporaryFolder, writeFiles } from '../support/folder.ts';
import { prose } from '../support/texts.ts';

// What `recollect eval` asks of the engine beside what everyone does: one leg alone, the graph against an exact
// search, and which files there are.

const question = 'How long must the pump rest before it is started again?';

test('one leg alone: words find words, meaning finds meaning, and neither sees the other', async (t) => {
  const folder = temporaryFolder(t, 'recollect-evaluating-');
  const workspace = path.join(folder, 'documents');
  writeFiles(workspace, {
    'words.md': '# Pump\n\nThe pump, the rest, the start: how long a list of words again.\n',
    'meaning.md': '# 停机\n\n压缩机停机后，二十分钟内不许再次启动。\n',
    'other.md': '# Garden\n\nRoses are cut in March.\n',
    'photo.txt': new Uint8Array([1, 0, 2, 0, 0, 3]),
  });
  const engine = new Engine({ store: path.join(folder, 'store') });
  t.after(() => engine.close());
  await engine.index({ workspace });
  const words = await engine.ask({ workspace, question, passagesOnly: true, leg: 'words' });
  assert.equal(words.passages[0]?.file, 'words.md');
  const meaning = await engine.ask({
    workspace,
    question: '压缩机停了以后多久才能重新开机？ words list',
    passagesOnly: true,
    leg: 'meaning',
  });
  assert.equal(meaning.passages[0]?.file, 'meaning.md');
  // A literal is a word: the leg of meaning does not put it first.
  const quoted = { workspace, question: '"Roses" 压缩机停机后多久再次启动', passagesOnly: true } as const;
  assert.equal((await engine.ask(quoted)).passages[0]?.file, 'other.md');
  assert.equal((await engine.ask({ ...quoted, leg: 'meaning' })).passages[0]?.file, 'meaning.md');

  const { files, skipped } = await engine.files({ workspace });
  assert.deepEqual(
    files.map(({ file, leaves, encoded }) => [file, leaves, encoded]),
    [
      ['meaning.md', 1, 1],
      ['other.md', 1, 1],
      ['words.md', 1, 1],
    ],
  );
  assert.deepEqual(
    skipped.map(({ file }) => file),
    ['photo.txt'],
  );
});

test('a memory with a graph says so, and exact goes past it; one without says nothing', async (t) => {
  const folder = temporaryFolder(t, 'recollect-evaluating-');
  const workspace = path.join(folder, 'documents');
  writeFiles(workspace, { 'long.txt': prose('en', 60) });
  const ask = { workspace, question: 'harbour tide keeper', passagesOnly: true };
  const forced = new Engine({ store: path.join(folder, 'store'), graphFrom: 0 });
  t.after(() => forced.close());
  await forced.index({ workspace });
  const [graph, exact] = [await forced.ask(ask), await forced.ask({ ...ask, exact: true })];
  assert.deepEqual([graph.memory.graph, exact.memory.graph], [true, undefined]);
  assert.equal((await forced.ask({ ...ask, leg: 'words' })).memory.graph, undefined);
  assert.deepEqual(graph.passages[0]?.start, exact.passages[0]?.start);
  const small = new Engine({ store: path.join(folder, 'store') });
  t.after(() => small.close());
  assert.equal((await small.ask(ask)).memory.graph, undefined);
});
