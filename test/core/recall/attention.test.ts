import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { attend } from '../../../src/core/recall/attention.ts';

const finite = fc.float({ min: -500, max: 500, noNaN: true });

test('invariant 10: the weights are at least 0 and sum, with NULL, to 1', () => {
  fc.assert(
    fc.property(
      fc.array(finite, { maxLength: 200 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (logits, confidence) => {
        const { weights, nullWeight } = attend(Float32Array.from(logits), 1, confidence);
        assert.ok(weights.every((weight) => weight >= 0) && nullWeight >= 0);
        assert.ok(Math.abs(weights.reduce((sum, weight) => sum + weight, nullWeight) - 1) < 1e-4);
      },
    ),
  );
});

test('NULL takes the share that is not confidence, as a softmax slot of its logit would', () => {
  const logits = Float32Array.of(3, 1, 0);
  const { weights, nullWeight, nullLogit } = attend(logits, 1, 0.7);
  const all = [...logits, nullLogit].map(Math.exp);
  const sum = all.reduce((a, b) => a + b, 0);
  assert.ok(Math.abs(nullWeight - 0.3) < 1e-9);
  for (const [i, weight] of [...weights, nullWeight].entries())
    assert.ok(Math.abs(weight - all[i]! / sum) < 1e-5);
});

test('an empty memory gives everything to NULL', () => {
  assert.equal(attend(new Float32Array(0), 1, 0.9).nullWeight, 1);
});
