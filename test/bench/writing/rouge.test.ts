import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rouge } from '../../../bench/writing/rouge.ts';

test("the library gives rouge-score's figures: the example of its documentation, with stemming", () => {
  const { r1, rl } = rouge('The quick brown dog jumps on the log.', [
    'The quick brown fox jumps over the lazy dog',
  ]);
  assert.ok(Math.abs(r1 - 0.7058823529411765) < 1e-9, `${r1}`);
  assert.ok(Math.abs(rl - 0.5882352941176471) < 1e-9, `${rl}`);
});

test('of several references the best counts; words are stemmed, marks and case count for nothing', () => {
  const { r1, r2, rl } = rouge('The tenants PAYING rents.', ['Nobody.', 'the tenant pays rent']);
  assert.deepEqual([r1, r2, rl], [1, 1, 1]);
  assert.deepEqual(rouge('。', ['the rent']), { r1: 0, r2: 0, rl: 0 });
});
