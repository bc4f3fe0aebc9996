import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'node:test';
import { createFolder, locateStore, storeRoot } from '../../../src/engine/store/location.ts';
import { RecollectError } from '../../../src/protocol/errors.ts';
import { makePlace } from './storeFixtures.ts';

test('the place of all memories: what is named, else RECOLLECT_STORE, else the data folder', () => {
  assert.equal(storeRoot('here', { RECOLLECT_STORE: '/elsewhere' }), path.resolve('here'));
  assert.equal(storeRoot(undefined, { RECOLLECT_STORE: '/elsewhere' }), path.resolve('/elsewhere'));
  assert.equal(storeRoot('', { RECOLLECT_STORE: '' }), storeRoot(undefined, {}));
  assert.match(storeRoot(undefined, {}), /recollect/);
  assert.ok(path.isAbsolute(storeRoot(undefined, {})));
});

test('a workspace has one memory, by whatever path it is named, and two workspaces have two', (t) => {
  const { workspace, store } = makePlace(t);
  const one = path.join(workspace, '一 one');
  mkdirSync(one);
  mkdirSync(path.join(workspace, 'two'));
  symlinkSync(one, path.join(workspace, 'link'), 'junction');
  const located = locateStore(one, store);
  assert.match(path.basename(located.folder), /^[0-9a-f]{20}$/);
  for (const name of [`${one}/`, path.join(workspace, 'two', '..', '一 one'), path.join(workspace, 'link')]) {
    assert.deepEqual(locateStore(name, store), located);
  }
  assert.notEqual(locateStore(path.join(workspace, 'two'), store).folder, located.folder);
  createFolder(located);
  createFolder(located);
  const label: unknown = JSON.parse(readFileSync(path.join(located.folder, 'workspace.json'), 'utf8'));
  assert.ok(typeof label === 'object' && label !== null && 'workspace' in label && 'uri' in label);
  assert.equal(label.workspace, located.workspace);
  assert.equal(label.uri, pathToFileURL(located.workspace).href);
});

test('a workspace that is missing or a file is refused', (t) => {
  const { workspace, store } = makePlace(t);
  const missing = (error: unknown) => error instanceof RecollectError && error.code === 'workspace-missing';
  assert.throws(() => locateStore(path.join(workspace, 'none'), store), missing);
  assert.throws(() => locateStore(import.meta.filename, store), missing);
});
