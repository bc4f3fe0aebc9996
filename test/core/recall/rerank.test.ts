import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { rerank } from '../../../src/core/recall/rerank.ts';

const WEIGHT = 0.25;
const order = (logits: Float32Array): number[] =>
  [...logits.keys()].sort((a, b) => (logits[b] ?? 0) - (logits[a] ?? 0) || a - b);

/** Logits, best first, and the gaps of as many of the first as were read. */
const rankings = fc
  .array(fc.float({ min: -20, max: 20, noNaN: true }), { minLength: 1, maxLength: 30 })
  .chain((values) =>
    fc.record({
      logits: fc.constant(Float32Array.from(values).sort().reverse()),
      gaps: fc.array(fc.float({ min: -40, max: 40, noNaN: true }), { maxLength: values.length }),
    }),
  );

describe('rerank', () => {
  it('puts a leaf that answers before one that only resembles the question', () => {
    const logits = rerank(Float32Array.of(5, 4.5, 4), new Map([[0, -6], [1, -7], [2, 8]]), WEIGHT); // prettier-ignore
    assert.deepEqual(order(logits), [2, 0, 1]);
  });

  it('adds a gap up to its bounds, and the worst of those read to the rest', () => {
    const logits = rerank(Float32Array.of(3, 2, 1), new Map([[0, 100], [1, -100]]), 0.5); // prettier-ignore
    assert.deepEqual([...logits], [3 + 7.5, 2 - 7.5, 1 - 7.5]);
  });

  it('changes nothing but the height of all where nothing was read', () => {
    const before = Float32Array.of(3, 2, 1);
    assert.deepEqual(rerank(before, new Map(), WEIGHT), before);
  });

  it('never lets a leaf that was not read pass one that was', () => {
    fc.assert(
      fc.property(rankings, ({ logits, gaps }) => {
        const after = rerank(logits, new Map(gaps.entries()), WEIGHT);
        const lowest = Math.min(...after.subarray(0, gaps.length));
        for (const logit of after.subarray(gaps.length)) assert.ok(logit <= lowest + 1e-5);
      }),
    );
  });

  it('keeps the order of leaves with the same gap', () => {
    fc.assert(
      fc.property(rankings, fc.float({ min: -40, max: 40, noNaN: true }), ({ logits, gaps }, gap) => {
        const after = rerank(logits, new Map(gaps.map((_, leaf) => [leaf, gap])), WEIGHT);
        for (let i = 1; i < after.length; i++) assert.ok(after[i]! <= after[i - 1]! + 1e-5);
      }),
    );
  });
});
