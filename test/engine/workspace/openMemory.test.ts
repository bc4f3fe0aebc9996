import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OpenMemory } from '../../../src/engine/workspace/openMemory.ts';
import { Workspace } from '../../../src/engine/workspace/workspace.ts';
import { temporaryFolder, writeFiles } from '../../support/folder.ts';
import { HASHING_ENCODER } from '../../support/hashingEncoder.ts';
import { prose } from '../../support/texts.ts';

test('a memory that is not used lets go of its leaves, and has them again when it is', async (t) => {
  const root = temporaryFolder(t);
  const store = temporaryFolder(t);
  writeFiles(root, { 'a.txt': prose('en', 200, 1), 'b.txt': prose('zh', 100, 2) });
  const workspace = new Workspace(root, { store });
  await workspace.index({}, HASHING_ENCODER, {});
  workspace.close();

  t.mock.timers.enable({ apis: ['setTimeout'] });
  const memory = new OpenMemory(root, { store });
  t.after(() => memory.close());
  const look = () => memory.use((opened) => memory.snapshot(opened.store, HASHING_ENCODER));
  const first = await look();
  assert.equal(await look(), first);
  const held = Promise.withResolvers<void>();
  const work = memory.use(() => held.promise);
  t.mock.timers.tick(600_000);
  assert.equal(await look(), first, 'not while it is in use');
  held.resolve();
  await work;
  t.mock.timers.tick(60_000);
  assert.equal(await look(), first);
  t.mock.timers.tick(600_000);
  const again = await look();
  assert.notEqual(again, first);
  assert.deepEqual(
    again.documents.map(({ file, leafIds }) => [file, [...leafIds]]),
    first.documents.map(({ file, leafIds }) => [file, [...leafIds]]),
  );
});
