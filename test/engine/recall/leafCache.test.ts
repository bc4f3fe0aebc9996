import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import type { Encoder } from '../../../src/core/ports.ts';
import { LeafCache, leavesFile } from '../../../src/engine/recall/leafCache.ts';
import { takeSnapshot, type Snapshot } from '../../../src/engine/recall/snapshot.ts';
import { openStore } from '../../../src/engine/store/openStore.ts';
import { updateMemory } from '../../../src/engine/workspace/indexer.ts';
import { temporaryFolder, writeFiles } from '../../support/folder.ts';
import { HASHING_ENCODER } from '../../support/hashingEncoder.ts';
import { prose } from '../../support/texts.ts';

const MIDDLE = new Float32Array(HASHING_ENCODER.dimensions).fill(0.01);
const ROLE = { byScript: [MIDDLE], all: MIDDLE };
const ENCODER: Encoder = { ...HASHING_ENCODER, centres: { queries: ROLE, passages: ROLE } };

/** All that a question sees of a snapshot. */
function seen({ documents, centres, inverseLengths, table }: Snapshot): unknown {
  return {
    centres,
    rows: [table.size, [...table.passage], [...table.section], [...table.script]],
    documents: documents.map(({ id, file, record, tree, leafIds, vectors, encoded, complete }) => ({
      file,
      record,
      tree,
      leafIds: [...leafIds],
      encoded: [...encoded],
      complete,
      vectors: Array.from(leafIds, (_, leaf) => vectors.vector(leaf)),
      lengths: inverseLengths.get(id),
      places: Array.from(leafIds, (label) => table.indexOf.get(label)),
    })),
  };
}

async function memory(t: TestContext) {
  const root = temporaryFolder(t);
  const { store, folder, close } = openStore(root, { store: temporaryFolder(t) });
  t.after(close);
  const index = async (files: Readonly<Record<string, string>>): Promise<void> => {
    writeFiles(root, files);
    await updateMemory({ root, held: new Map(), store, encoder: ENCODER });
  };
  await index({
    'a.md': `# One\n\n${prose('en', 300, 1)}\n\n## Two\n\n${prose('en', 100, 2)}`,
    'b.txt': prose('zh', 200, 3),
    'c.txt': prose('en', 150, 4),
    '空.txt': '',
  });
  const cached = (cache = new LeafCache(1)): { readonly snapshot: Snapshot; readonly used: boolean } => {
    let used = false;
    const snapshot = takeSnapshot(store, ENCODER, undefined, (encoder, records) => {
      const held = cache.load(folder, store.identity, encoder, records);
      used = held !== undefined;
      return held;
    });
    return { snapshot, used };
  };
  return { root, store, folder, index, cached };
}

test('a memory opens from what was kept as it does from the database, also where files have changed since', async (t) => {
  const { root, store, folder, index, cached } = await memory(t);
  const keeper = new LeafCache(1);
  await keeper.keep(folder, store.identity, takeSnapshot(store, ENCODER), { more: false });
  const first = cached();
  assert.ok(first.used);
  assert.deepEqual(seen(first.snapshot), seen(takeSnapshot(store, ENCODER)));

  const written = readFileSync(leavesFile(folder, ENCODER.fingerprint));
  await keeper.keep(folder, store.identity, takeSnapshot(store, ENCODER), { more: false });
  assert.deepEqual(readFileSync(leavesFile(folder, ENCODER.fingerprint)), written);

  await index({ 'a.md': `# One\n\nA zeppelin.\n\n${prose('en', 290, 1)}`, 'd.txt': prose('zh', 30, 8) });
  rmSync(path.join(root, 'c.txt'));
  await index({});
  const later = cached();
  assert.ok(later.used);
  assert.deepEqual(seen(later.snapshot), seen(takeSnapshot(store, ENCODER)));
});

test('invariant 6: what was kept is not used where a byte of it has changed, or where it is of another memory', async (t) => {
  const { store, folder, cached } = await memory(t);
  await new LeafCache(1).keep(folder, store.identity, takeSnapshot(store, ENCODER), { more: false });
  const file = leavesFile(folder, ENCODER.fingerprint);
  const whole = readFileSync(file);
  const expected = seen(takeSnapshot(store, ENCODER));
  for (const share of [0, 0.0001, 0.01, 0.3, 0.7, 0.9999]) {
    const damaged = Buffer.from(whole);
    const at = Math.floor(whole.length * share);
    damaged[at] = (damaged[at] ?? 0) ^ 0x41;
    writeFileSync(file, damaged);
    const { used, snapshot } = cached();
    assert.equal(used, false, `byte ${at} of ${whole.length}`);
    assert.deepEqual(seen(snapshot), expected);
  }
  writeFileSync(file, whole.subarray(0, whole.length / 2));
  assert.equal(cached().used, false);
  writeFileSync(file, whole);
  assert.equal(cached().used, true);
  assert.equal(new LeafCache(1).load(folder, 'another memory', ENCODER, store.documents()), undefined);
});
