import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pairedBootstrap } from '../../../bench/quality/bootstrap.ts';
import { sample, seeded } from '../../../bench/quality/random.ts';

function normals(count: number, mean: number, seed: number): number[] {
  const random = seeded(seed);
  return Array.from({ length: count }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    return mean + radius * Math.cos(2 * Math.PI * random());
  });
}

test('the interval is as wide as theory says: 1.96 standard errors on each side', () => {
  const { mean, low, high } = pairedBootstrap([normals(900, 0.2, 3)]);
  assert.ok(low < mean && mean < high);
  assert.ok(Math.abs(high - low - (2 * 1.96) / 30) < 0.012, `${high - low}`);
});

test('about 95 of 100 intervals hold the true difference', () => {
  let held = 0;
  for (let seed = 1; seed <= 200; seed++) {
    const { low, high } = pairedBootstrap([normals(60, 0.1, seed)], { resamples: 400, seed });
    if (low <= 0.1 && 0.1 <= high) held++;
  }
  assert.ok(held >= 180 && held <= 198, `${held} of 200`);
});

test('sets count the same, however many questions they have', () => {
  const { mean, low, high } = pairedBootstrap([new Array<number>(1000).fill(0), [1, 1], []]);
  assert.deepEqual([mean, low, high], [0.5, 0.5, 0.5]);
});

test('the same seed gives the same interval, another seed another', () => {
  const differences = [normals(50, 0, 1)];
  assert.deepEqual(pairedBootstrap(differences, { seed: 7 }), pairedBootstrap(differences, { seed: 7 }));
  assert.notDeepEqual(pairedBootstrap(differences, { seed: 7 }), pairedBootstrap(differences, { seed: 8 }));
});

test('a sample keeps the order, repeats nothing and is the same each time', () => {
  const items = Array.from({ length: 100 }, (_, i) => i);
  const drawn = sample(items, 30, 5);
  assert.equal(new Set(drawn).size, 30);
  assert.deepEqual(
    drawn,
    drawn.toSorted((a, b) => a - b),
  );
  assert.deepEqual(drawn, sample(items, 30, 5));
  assert.deepEqual(sample(items, 200, 5), items);
});
