import assert from 'node:assert/strict';
import { utimesSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { Engine } from '../../src/engine/engine.ts';
import type { AskParams, DocumentsInUse } from '../../src/protocol/asking.ts';
import { RecollectError } from '../../src/protocol/errors.ts';
import { temporaryFolder, writeFiles } from '../support/folder.ts';

const TWIN = '# Lease\n\nThe yearly rent is 28,400 crowns, paid in four parts.\n';
const FILES = {
  'a/lease.md': TWIN,
  'b/lease.md': TWIN,
  'c/boiler.md': '# Boiler\n\nThe boiler stands in the cellar.\n',
};
const question = 'How much is the yearly rent?';
const DAY = 86_400;

/** A folder of twins, by words alone; `age` gives files another time of change, in days ago. */
async function twins(t: TestContext, age: Readonly<Record<string, number>> = {}) {
  const workspace = temporaryFolder(t, 'recollect-workspace-');
  const engine = new Engine({
    store: temporaryFolder(t, 'recollect-store-'),
    models: temporaryFolder(t, 'recollect-models-'),
  });
  t.after(() => engine.close());
  writeFiles(workspace, FILES);
  const now = Date.now() / 1000;
  for (const file of Object.keys(FILES)) {
    const time = now - (age[file] ?? 1) * DAY;
    utimesSync(path.join(workspace, file), time, time);
  }
  await engine.index({ workspace });
  const params = (use: DocumentsInUse | undefined): AskParams => ({
    workspace,
    question,
    ...(use === undefined ? {} : { use }),
  });
  return {
    ask: (use?: DocumentsInUse) => engine.ask(params(use)),
    explain: (use?: DocumentsInUse) => engine.explain(params(use)),
  };
}

const first = ({ passages }: { passages: readonly { readonly file: string }[] }): string =>
  passages[0]?.file ?? '';

test('where all files are as old and none is in use, nothing changes', async (t) => {
  const { ask, explain } = await twins(t);
  const plain = await ask();
  assert.deepEqual(await ask({ opened: {}, pinned: [] }), plain);
  const twin = plain.passages.filter(({ text }) => text === TWIN);
  assert.equal(twin.length, 2);
  assert.equal(twin[0]?.weight, twin[1]?.weight);
  for (const { parts } of (await explain()).passages)
    assert.equal(parts.find(({ name }) => name === 'use of the document')?.contribution, 0);
});

test('of files that answer as well the one changed lately, opened more often or pinned comes first', async (t) => {
  const { ask, explain } = await twins(t, { 'a/lease.md': 400, 'c/boiler.md': 0 });
  assert.equal(first(await ask()), 'b/lease.md');
  assert.equal(
    first(await ask({ opened: { 'a/lease.md': 40 } })),
    'b/lease.md',
    'new beats used by a little',
  );
  assert.equal(
    first(await ask({ opened: { 'a/lease.md': 40, 'b/lease.md': 0 }, pinned: ['a/'] })),
    'a/lease.md',
  );
  assert.equal(first(await ask({ pinned: ['a/lease.md'] })), 'a/lease.md');
  // However new, used and pinned, what does not answer does not come first.
  assert.equal(first(await ask({ opened: { 'c/boiler.md': 99 }, pinned: ['c/boiler.md'] })), 'b/lease.md');
  const { passages } = await explain({ pinned: ['a/lease.md'] });
  for (const { file, logit, parts } of passages) {
    const sum = parts.reduce((total, { contribution }) => total + contribution, 0);
    assert.ok(Math.abs(sum - logit) < 1e-3, file);
    const use = parts.find(({ name }) => name === 'use of the document')?.contribution ?? -1;
    assert.ok(file === 'a/lease.md' ? use > 0.05 && use <= 0.3 : use >= 0 && use < 0.05, `${file} ${use}`);
  }
});

test('a file opened from answers comes before its twin of the same day', async (t) => {
  const { ask } = await twins(t);
  assert.equal(first(await ask({ opened: { 'b/lease.md': 1 } })), 'b/lease.md');
  assert.equal(first(await ask({ opened: { 'a/lease.md': 1 } })), 'a/lease.md');
  assert.equal(
    first(await ask({ opened: { 'a/lease.md': 1, 'b/lease.md': 5, 'gone.md': 9 } })),
    'b/lease.md',
  );
});

test('what is pinned and not remembered is said to be unknown', async (t) => {
  const { ask } = await twins(t);
  await assert.rejects(
    ask({ pinned: ['d.md'] }),
    (error) =>
      error instanceof RecollectError && error.code === 'file-unknown' && error.message.includes('d.md'),
  );
});
