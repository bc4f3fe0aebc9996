import { test } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { exponential } from '../../../src/core/recall/exponential.ts';

test('The exponential is right to twelve digits', () => {
  fc.assert(
    fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
      assert.ok(Math.abs(exponential(x) / Math.exp(x) - 1) < 1e-12, `e^${x} is not ${exponential(x)}`);
    }),
  );
  assert.equal(exponential(0), 1);
});

test('What is too large or too small for it counts as the largest and the smallest that it takes', () => {
  assert.equal(exponential(-Infinity), exponential(-700));
  assert.equal(exponential(1e9), exponential(700));
  assert.ok(Number.isNaN(exponential(NaN)));
});

test('A larger number never has a smaller exponential', () => {
  const value = fc.double({ min: -40, max: 40, noNaN: true });
  fc.assert(
    fc.property(value, value, (a, b) => {
      const [less, more] = a < b ? [a, b] : [b, a];
      // Neighbouring numbers may lie on two sides of a step of the table.
      assert.ok(exponential(less) <= exponential(more) * (1 + 1e-12));
    }),
  );
});
