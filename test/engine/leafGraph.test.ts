import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { LeafGraph } from '../../src/engine/recall/leafGraph.ts';
import { takeSnapshot } from '../../src/engine/recall/snapshot.ts';
import { hnswFile } from '../../src/engine/store/hnswCache.ts';
import { HnswIndex } from '../../src/engine/store/hnswIndex.ts';
import { openStore } from '../../src/engine/store/openStore.ts';
import { updateMemory } from '../../src/engine/workspace/indexer.ts';
import { temporaryFolder, writeFiles } from '../support/folder.ts';
import { HASHING_ENCODER } from '../support/hashingEncoder.ts';
import { prose } from '../support/texts.ts';

test('the graph follows edits leaf by leaf, and is built anew where a fifth of it is gone', async (t) => {
  const root = temporaryFolder(t);
  const { store, folder, close } = openStore(root, { store: temporaryFolder(t) });
  t.after(close);
  writeFiles(root, {
    'a.txt': prose('en', 900, 1),
    'b.txt': prose('zh', 500, 2),
    'c.txt': prose('en', 300, 3),
  });
  const adds = t.mock.method(HnswIndex.prototype, 'add');
  const empties = t.mock.method(HnswIndex, 'empty');
  const graph = new LeafGraph(1);
  let added = 0;
  const follow = async (): Promise<{ readonly added: number; readonly built: number }> => {
    const before = { adds: adds.mock.callCount(), built: empties.mock.callCount() };
    await updateMemory({ root, held: new Map(), store, encoder: HASHING_ENCODER });
    const snapshot = takeSnapshot(store, HASHING_ENCODER);
    await graph.align(store, folder, snapshot, HASHING_ENCODER);
    added = adds.mock.callCount() - before.adds;
    const vectors = snapshot.documents.flatMap(({ vectors, leafIds }) =>
      Array.from(leafIds, (label, leaf) => ({ label, vector: vectors.vector(leaf) })),
    );
    const index = adds.mock.calls.at(-1)?.this;
    assert.ok(index instanceof HnswIndex);
    assert.deepEqual(
      [...index.labels()].sort((a, b) => a - b),
      vectors.map(({ label }) => label).sort((a, b) => a - b),
    );
    for (const { label, vector } of vectors)
      assert.ok(index.search(vector, 10).some((hit) => hit.label === label || hit.score > 0.99999));
    return { added, built: empties.mock.callCount() - before.built };
  };
  const first = await follow();
  assert.equal(first.built, 1);

  const file = path.join(root, 'a.txt');
  const text = readFileSync(file, 'utf8');
  const middle = text.indexOf('\n\n', text.length / 2) + 2;
  writeFileSync(file, `${text.slice(0, middle)}A zeppelin is new here. ${text.slice(middle)}`);
  const edited = await follow();
  assert.ok(edited.added > 0 && edited.added < 12 && edited.built === 0, JSON.stringify(edited));

  writeFileSync(file, 'Hardly anything is left.');
  const cut = await follow();
  assert.ok(cut.built === 1 && cut.added < first.added, JSON.stringify(cut));
});

test('invariant 6: the graph is kept where enough has changed, and one that is behind is brought in step', async (t) => {
  const root = temporaryFolder(t);
  const { store, folder, close } = openStore(root, { store: temporaryFolder(t) });
  t.after(close);
  const text = prose('en', 2400, 5);
  writeFiles(root, { 'a.txt': text });
  const kept = hnswFile(folder, HASHING_ENCODER.fingerprint);
  const follow = async (graph: LeafGraph, more: boolean): Promise<number[]> => {
    await updateMemory({ root, held: new Map(), store, encoder: HASHING_ENCODER });
    const snapshot = takeSnapshot(store, HASHING_ENCODER);
    await graph.align(store, folder, snapshot, HASHING_ENCODER, { more });
    return snapshot.documents.flatMap(({ leafIds }) => [...leafIds]).sort((a, b) => a - b);
  };
  const graph = new LeafGraph(1);
  const leaves = await follow(graph, false);
  const first = readFileSync(kept);
  assert.ok(leaves.length > 100, String(leaves.length));

  const parts = text.split('\n\n');
  const rewrite = (share: number): void => {
    const from = Math.floor(parts.length * (1 - share));
    const changed = prose('en', 400, 6).split('\n\n');
    writeFileSync(
      path.join(root, 'a.txt'),
      parts.map((part, i) => (i < from ? part : `${changed[i % changed.length]} ${i}.`)).join('\n\n'),
    );
  };
  rewrite(0.04);
  const now = await follow(graph, true);
  assert.notDeepEqual(now, leaves);
  assert.deepEqual(readFileSync(kept), first, 'a small change while someone types writes nothing');

  // A process that ends here leaves a graph that is behind.
  const adds = t.mock.method(HnswIndex.prototype, 'add');
  const next = new LeafGraph(1);
  assert.deepEqual(await follow(next, true), now);
  const index = adds.mock.calls.at(-1)?.this;
  assert.ok(index instanceof HnswIndex);
  assert.deepEqual(
    [...index.labels()].sort((a, b) => a - b),
    now,
  );
  assert.ok(adds.mock.callCount() < now.length / 4, String(adds.mock.callCount()));

  await follow(next, false);
  const second = readFileSync(kept);
  assert.notDeepEqual(second, first, 'an index run keeps what updates left');
  rewrite(0.6);
  await follow(next, true);
  assert.notDeepEqual(readFileSync(kept), second, 'so does an update once a fifth has changed');
});
