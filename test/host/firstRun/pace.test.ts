import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pace } from '../../../src/host/firstRun/pace.ts';

test('the rest is told from what was done since it began, once that is enough to tell', () => {
  const pace = new Pace();
  assert.equal(pace.left({ done: 100, total: 1000 }, 0), undefined);
  assert.equal(pace.left({ done: 300, total: 1000 }, 1000), undefined, 'after a second nothing is known');
  assert.equal(pace.left({ done: 110, total: 1000 }, 4000), undefined, 'it began anew');
  assert.equal(pace.left({ done: 120, total: 1000 }, 9000), undefined, 'a hundredth of the way');
  assert.equal(pace.left({ done: 310, total: 1000 }, 24_000), (690 * 20) / 200);
  assert.equal(pace.left({ done: 0, total: 40 }, 25_000), undefined, 'another phase');
});
