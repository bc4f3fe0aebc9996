import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { best } from '../../../src/core/recall/best.ts';
import { LabelIndex } from '../../../src/core/recall/labelIndex.ts';

test('the best of many are those that sorting puts first', () => {
  // Few different values, so that many are equal.
  const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.float({ noNaN: true }), fc.constant(-Infinity));
  fc.assert(
    fc.property(fc.array(value, { maxLength: 200 }), fc.integer({ min: -1, max: 220 }), (values, count) => {
      const scores = Float32Array.from(values);
      const sorted = [...scores.keys()].sort((a, b) => scores[b]! - scores[a]! || a - b);
      assert.deepEqual(best(scores, count), sorted.slice(0, Math.max(0, count)));
    }),
  );
  assert.deepEqual(best(Float32Array.of(NaN, 1, NaN, 2), 3), [3, 1]);
});

test('a label is found where it was put, and no other, whether labels lie close together or far apart', () => {
  const labels = fc.oneof(
    fc.uniqueArray(fc.integer({ min: 0, max: 2 ** 31 }), { minLength: 1, maxLength: 300 }),
    fc.uniqueArray(fc.integer({ min: 0, max: 600 }), { minLength: 200, maxLength: 300 }),
  );
  fc.assert(
    fc.property(labels, (set) => {
      const index = new LabelIndex(set.length, Math.max(...set));
      for (const [place, label] of set.entries()) index.set(label, place);
      for (const [place, label] of set.entries()) {
        assert.equal(index.get(label), place);
        if (!set.includes(label + 1)) assert.equal(index.get(label + 1), undefined);
      }
    }),
  );
});
