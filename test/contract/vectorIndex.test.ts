import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { ExactIndex } from '../../src/engine/store/exactIndex.ts';
import { HnswIndex } from '../../src/engine/store/hnswIndex.ts';
import { alignIndex, type LabelledIndex } from '../../src/engine/store/labelledIndex.ts';
import { clusteredVectors, unit } from '../engine/store/storeFixtures.ts';

const implementations: Record<string, (dimensions: number) => LabelledIndex> = {
  ExactIndex: (dimensions) => new ExactIndex(dimensions),
  HnswIndex: (dimensions) => HnswIndex.empty(dimensions),
};

const vector = (...values: number[]) => unit(Float32Array.from(values));
const labelsOf = (index: LabelledIndex, query: Float32Array, k: number) =>
  index.search(query, k).map((hit) => hit.label);

for (const [name, make] of Object.entries(implementations)) {
  describe(`VectorIndex contract: ${name}`, () => {
    test('finds the nearest, best first, with the dot product as score', () => {
      const index = make(3);
      index.add(7, vector(1, 0, 0));
      index.add(4_294_967_295, vector(1, 1, 0));
      index.add(0, vector(0, 0, 1));
      const hits = index.search(vector(1, 0.1, 0), 2);
      assert.deepEqual(
        hits.map((hit) => hit.label),
        [7, 4_294_967_295],
      );
      assert.ok(Math.abs(hits[0]!.score - 0.995037) < 1e-5, `${hits[0]!.score}`);
      assert.ok(Math.abs(hits[1]!.score - 0.773957) < 1e-5, `${hits[1]!.score}`);
      assert.equal(index.size, 3);
    });

    test('gives fewer where it holds fewer, and nothing where it is empty or nothing is asked', () => {
      const index = make(2);
      assert.deepEqual(index.search(vector(1, 0), 5), []);
      index.add(1, vector(1, 0));
      assert.equal(index.search(vector(1, 0), 5).length, 1);
      assert.deepEqual(index.search(vector(1, 0), 0), []);
    });

    test('replaces the vector of a known label', () => {
      const index = make(2);
      index.add(1, vector(1, 0));
      index.add(2, vector(1, 1));
      index.add(1, vector(0, 1));
      assert.equal(index.size, 2);
      assert.deepEqual(labelsOf(index, vector(1, 0), 2), [2, 1]);
    });

    test('copies the vector', () => {
      const index = make(2);
      const mine = vector(1, 0);
      index.add(1, mine);
      mine.fill(0);
      assert.ok(Math.abs(index.search(vector(1, 0), 1)[0]!.score - 1) < 1e-6);
    });

    test('forgets a removed label and ignores unknown ones', () => {
      const index = make(2);
      index.add(1, vector(1, 0));
      index.add(2, vector(0, 1));
      index.remove(1);
      index.remove(1);
      index.remove(99);
      assert.equal(index.size, 1);
      assert.deepEqual(labelsOf(index, vector(1, 0), 5), [2]);
      index.add(1, vector(1, 0));
      assert.deepEqual(labelsOf(index, vector(1, 0), 5), [1, 2]);
    });

    test('refuses what no index can hold', () => {
      const index = make(2);
      assert.throws(() => index.add(-1, vector(1, 0)), RangeError);
      assert.throws(() => index.add(2 ** 32, vector(1, 0)), RangeError);
      assert.throws(() => index.add(1.5, vector(1, 0)), RangeError);
      assert.throws(() => index.add(1, vector(1, 0, 0)), RangeError);
      assert.throws(() => index.add(1, Float32Array.of(Number.NaN, 0)), RangeError);
      assert.throws(() => index.search(vector(1, 0, 0), 1), RangeError);
      assert.equal(index.size, 0);
    });

    test('after any adding and removing holds what a plain map holds', () => {
      const step = fc.record({ label: fc.nat(12), angle: fc.nat(359), remove: fc.boolean() });
      fc.assert(
        fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
          const index = make(2);
          const model = new Map<number, Float32Array>();
          for (const { label, angle, remove } of steps) {
            if (remove) {
              index.remove(label);
              model.delete(label);
            } else {
              const radians = (angle / 180) * Math.PI;
              const point = Float32Array.of(Math.cos(radians), Math.sin(radians));
              index.add(label, point);
              model.set(label, point);
            }
          }
          assert.equal(index.size, model.size);
          assert.deepEqual([...index.labels()].sort(), [...model.keys()].sort());
          const query = Float32Array.of(0.6, 0.8);
          const scores = [...model.values()].map((v) => v[0]! * 0.6 + v[1]! * 0.8).sort((a, b) => b - a);
          const hits = index.search(query, 20);
          assert.equal(hits.length, model.size);
          hits.forEach((hit, i) => {
            assert.ok(Math.abs(hit.score - scores[i]!) < 1e-5, `${hit.score} at ${i}, not ${scores[i]}`);
            const own = model.get(hit.label)!;
            assert.ok(Math.abs(hit.score - (own[0]! * 0.6 + own[1]! * 0.8)) < 1e-5);
          });
        }),
        { numRuns: 60 },
      );
    });

    test('grows past any first size', () => {
      const index = make(8);
      const vectors = clusteredVectors(2500, 8, 20, 3);
      vectors.forEach((v, label) => index.add(label, v));
      assert.equal(index.size, 2500);
      for (const label of [0, 1023, 1024, 2499]) {
        assert.ok(index.search(vectors[label]!, 1)[0]!.score > 0.999999);
      }
    });

    test('is brought in step with what is wanted, and stops when told to', async () => {
      const index = make(8);
      const vectors = clusteredVectors(600, 8, 5, 4);
      const vectorOf = (label: number) => (label === 599 ? undefined : vectors[label]);
      const wanted = vectors.map((_, label) => label);
      const controller = new AbortController();
      let turns = 0;
      const onProgress = () => {
        if (++turns === 3) controller.abort(new Error('enough'));
      };
      const { signal } = controller;
      await assert.rejects(alignIndex(index, wanted, vectorOf, { slice: 0, signal, onProgress }), /enough/);
      assert.ok(index.size > 0 && index.size < 599);
      const rest = 599 - index.size;
      assert.deepEqual(await alignIndex(index, wanted, vectorOf), { added: rest, removed: 0 });
      assert.deepEqual(await alignIndex(index, wanted.slice(100), vectorOf), { added: 0, removed: 100 });
      assert.deepEqual(
        [...index.labels()].sort((a, b) => a - b),
        wanted.slice(100, 599),
      );
    });
  });
}

test('HNSW finds at least 95 % of the ten nearest, also after half of it was replaced', () => {
  const vectors = clusteredVectors(5000, 384, 80, 1);
  const queries = clusteredVectors(40, 384, 80, 1).map((v, i) =>
    unit(v.map((x, j) => x + 0.02 * Math.sin(i + j))),
  );
  const exact = new ExactIndex(384);
  const hnsw = HnswIndex.empty(384);
  const both = [exact, hnsw];
  vectors.slice(0, 4000).forEach((v, label) => both.forEach((index) => index.add(label, v)));
  assert.ok(recall(exact, hnsw, queries) >= 0.95, `${recall(exact, hnsw, queries)}`);
  for (let label = 0; label < 4000; label += 4) both.forEach((index) => index.remove(label));
  vectors.slice(4000).forEach((v, i) => both.forEach((index) => index.add(10_000 + i, v)));
  assert.equal(hnsw.size, 4000);
  assert.ok(recall(exact, hnsw, queries) >= 0.95, `${recall(exact, hnsw, queries)} after replacing`);
});

test('HNSW finds every leaf by its own vector, also those to which no link leads any more', () => {
  const vectors = clusteredVectors(3000, 64, 12, 7);
  // Few links, as a graph many times as large has them for its size.
  const index = HnswIndex.empty(64, { m: 4, efConstruction: 20, ef: 16 });
  vectors.forEach((v, label) => index.add(label, v));
  const lost = () => vectors.filter((v, label) => !labelsOf(index, v, 10).includes(label)).length;
  const before = lost();
  assert.ok(before > 30, `${before} lost`);
  for (const label of vectors.keys()) index.checkReach(label);
  assert.equal(lost(), 0);
  const [stray] = index.strays();
  index.add(stray!, vectors[0]!);
  assert.ok(
    labelsOf(index, vectors[0]!, 2).includes(stray!),
    'a stray that is replaced is found as what it is',
  );
  index.remove(stray!);
  assert.ok(!labelsOf(index, vectors[0]!, 10).includes(stray!));
});

function recall(exact: ExactIndex, hnsw: HnswIndex, queries: readonly Float32Array[]): number {
  let found = 0;
  for (const query of queries) {
    const right = new Set(labelsOf(exact, query, 10));
    found += labelsOf(hnsw, query, 10).filter((label) => right.has(label)).length;
  }
  return found / (10 * queries.length);
}
