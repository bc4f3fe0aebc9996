import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addCoverage, FEATURES, type FeatureMatrix } from '../../../src/core/recall/features.ts';
import { meanFeatures } from '../../../src/core/recall/turns.ts';
import { logits } from '../../../src/core/recall/weights.ts';

const matrix = (...rows: readonly (readonly number[])[]): FeatureMatrix => ({
  rows: rows.length,
  values: Float32Array.from(rows.flatMap((row) => FEATURES.map((_, f) => row[f] ?? 0))),
});
const covered = new Map([[0, { sentence: 0.5, headings: 1 }]]);

test('two readings that say the same are as sure as one, coverage included', () => {
  const one = matrix([3, 1, 1, 0.9, 2], [0.5, 0, 0, 0.1, -1]);
  const together = meanFeatures(one, one);
  const alone = matrix([3, 1, 1, 0.9, 2], [0.5, 0, 0, 0.1, -1]);
  addCoverage(alone, covered);
  for (const part of [0.5, 0.5]) addCoverage(together, covered, part);
  assert.deepEqual(logits(together), logits(alone));
});

test('the mean of two readings ranks as their sum does', () => {
  const mean = logits(meanFeatures(matrix([3], [0], [1]), matrix([0], [2], [1.5])));
  const sums = logits(matrix([3], [2], [2.5]));
  assert.deepEqual(
    [...mean].map((logit) => Math.round(logit * 2e4)),
    [...sums].map((logit) => Math.round(logit * 1e4)),
  );
});
