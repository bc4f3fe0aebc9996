import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withQuestion } from '../../src/host/questionHistory.ts';

test('the last eight questions are gone on from, oldest first; one asked again counts once', () => {
  assert.deepEqual(withQuestion([], 'a'), ['a']);
  assert.deepEqual(withQuestion(['a'], 'b'), ['a', 'b']);
  assert.deepEqual(withQuestion(['a', 'b'], 'a'), ['b', 'a']);
  const eight = [...'abcdefgh'];
  assert.deepEqual(withQuestion(eight, 'i'), [...'bcdefghi']);
  assert.deepEqual(withQuestion(eight, 'c'), [...'abdefghc']);
});
