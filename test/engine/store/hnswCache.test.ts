import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { hnswFile, loadHnsw, saveHnsw } from '../../../src/engine/store/hnswCache.ts';
import { HnswIndex } from '../../../src/engine/store/hnswIndex.ts';
import { alignIndex } from '../../../src/engine/store/labelledIndex.ts';
import { random as seeded } from '../../support/texts.ts';
import { clusteredVectors, makePlace } from './storeFixtures.ts';

const STAMP = { stamp: 'identity model', dimensions: 16 };
const VECTORS = clusteredVectors(400, 16, 12, 2);

function built(): HnswIndex {
  const index = HnswIndex.empty(16);
  VECTORS.forEach((vector, label) => index.add(label, vector));
  for (let label = 0; label < 40; label++) index.remove(label * 3);
  index.add(1000, VECTORS[0]!);
  return index;
}

function kept(t: Parameters<typeof makePlace>[0]): { readonly file: string; readonly index: HnswIndex } {
  const place = makePlace(t);
  mkdirSync(place.store);
  const file = hnswFile(place.store, 'model');
  const index = built();
  assert.equal(saveHnsw(index, file, STAMP), undefined);
  return { file, index };
}

test('a kept graph answers as it did, and goes on changing', (t) => {
  const { file, index } = kept(t);
  const { index: loaded, reason } = loadHnsw(file, STAMP);
  assert.equal(reason, undefined);
  assert.ok(loaded);
  assert.deepEqual([...loaded.labels()].sort(), [...index.labels()].sort());
  for (const vector of VECTORS.slice(0, 30))
    assert.deepEqual(loaded.search(vector, 10), index.search(vector, 10));
  // Places of removed labels are used again, also of those that were removed before it was kept.
  for (let label = 0; label < 40; label++) loaded.add(label * 3, VECTORS[label * 3]!);
  for (let label = 2000; label < 3000; label++) loaded.add(label, VECTORS[label % 400]!);
  assert.equal(loaded.size, 1401);
  assert.equal(saveHnsw(loaded, file, STAMP), undefined);
  assert.equal(loadHnsw(file, STAMP).index?.size, 1401);
});

test('an empty graph is kept too', (t) => {
  const { file } = kept(t);
  assert.equal(saveHnsw(HnswIndex.empty(16), file, STAMP), undefined);
  const { index } = loadHnsw(file, STAMP);
  assert.deepEqual(index?.search(VECTORS[0]!, 3), []);
});

test('a damaged graph is never loaded and never ends the process', async (t) => {
  const { file } = kept(t);
  const graph = readFileSync(file);
  const description = readFileSync(`${file}.json`);
  const random = seeded(1);
  const damages: [string, () => void][] = [
    ['cut short', () => truncateSync(file, graph.length - 1)],
    ['empty', () => truncateSync(file, 0)],
    ['longer', () => writeFileSync(file, Buffer.concat([graph, Buffer.alloc(8)]))],
    ['another one of the same size', () => writeFileSync(file, Buffer.alloc(graph.length, 7))],
    ['a description cut short', () => truncateSync(`${file}.json`, 40)],
    ['a description that is null', () => writeFileSync(`${file}.json`, 'null')],
    ['other dimensions', () => alter({ dimensions: 17 })],
    ['another model', () => alter({ stamp: 'identity other' })],
    ['another format', () => alter({ format: 1 })],
    ['another count', () => alter({ count: 3 })],
    ['other labels', () => alter({ labels: '00' })],
    ['other removed labels', () => alter({ removed: [1] })],
    ['strays that are none', () => alter({ strays: ['1'] })],
  ];
  for (let i = 0; i < 120; i++) {
    // Half of them in the header, where one bit ends the process that loads it unchecked.
    const bit = Math.floor(random() * 8 * (i % 2 === 0 ? 96 : graph.length));
    damages.push([
      `bit ${bit} flipped`,
      () => {
        const bytes = Buffer.from(graph);
        bytes[bit >> 3]! ^= 1 << (bit & 7);
        writeFileSync(file, bytes);
      },
    ]);
  }
  function alter(change: object): void {
    writeFileSync(`${file}.json`, JSON.stringify({ ...JSON.parse(description.toString()), ...change }));
  }
  for (const [name, damage] of damages) {
    writeFileSync(file, graph);
    writeFileSync(`${file}.json`, description);
    damage();
    const { index, reason } = loadHnsw(file, STAMP);
    assert.equal(index, undefined, name);
    assert.ok(reason !== undefined && reason.length > 5, name);
    assert.deepEqual(readdirSync(path.dirname(file)), [], `${name}: put away`);
  }
  // The store's vectors are the truth: it is built again from them.
  const again = HnswIndex.empty(16);
  const wanted = VECTORS.map((_, label) => label);
  assert.deepEqual(await alignIndex(again, wanted, (label) => VECTORS[label]), { added: 400, removed: 0 });
  assert.equal(saveHnsw(again, file, STAMP), undefined);
  assert.equal(loadHnsw(file, STAMP).index?.size, 400);
});

test('a graph of other dimensions whose description agrees with the question is still refused', (t) => {
  const { file } = kept(t);
  const index = HnswIndex.empty(16);
  VECTORS.forEach((vector, label) => index.add(label, vector));
  // As a program with a mistake would: right checksum, wrong dimensions.
  assert.equal(saveHnsw(index, file, { ...STAMP, dimensions: 17 }), undefined);
  const { reason } = loadHnsw(file, { ...STAMP, dimensions: 17 });
  assert.match(reason ?? '', /16 floats/);
});

test('a missing graph is no error, a reader deletes nothing, and a place that cannot be written says so', (t) => {
  const { file, index } = kept(t);
  assert.equal(loadHnsw(file, { ...STAMP, stamp: 'other' }, { keep: true }).index, undefined);
  assert.ok(existsSync(file) && existsSync(`${file}.json`));
  assert.equal(loadHnsw(path.join(file, 'none'), STAMP).index, undefined);
  assert.equal(loadHnsw(`${file}.none`, STAMP).reason, 'there is none');
  const nowhere = path.join(path.dirname(file), 'missing', 'graph');
  assert.match(saveHnsw(index, nowhere, STAMP) ?? '', /ENOENT/);
});
