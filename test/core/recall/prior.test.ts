import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bounded, MOST_PRIOR, softPrior } from '../../../src/core/recall/prior.ts';

const NOW = Date.UTC(2026, 0, 1);
const DAY = 86_400_000;

test('what nobody used, changed or pinned has no prior', () => {
  assert.equal(softPrior({}, NOW), 0);
  assert.equal(softPrior({ opened: 0, pinned: false }, NOW), 0);
});

test('newer, more used and pinned documents come before others that are alike', () => {
  const days = (count: number): number => softPrior({ modified: NOW - count * DAY }, NOW);
  assert.ok(days(0) > days(10) && days(10) > days(400) && days(400) >= 0);
  assert.equal(days(-5), days(0), 'a date in the future is today');
  assert.ok(softPrior({ opened: 9 }, NOW) > softPrior({ opened: 1 }, NOW));
  assert.ok(softPrior({ pinned: true }, NOW) > softPrior({ modified: NOW }, NOW));
});

test('no prior, however it was made, moves a logit by more than it may', () => {
  fc.assert(
    fc.property(
      fc.record({ modified: fc.integer(), opened: fc.integer(), pinned: fc.boolean() }, { requiredKeys: [] }),
      fc.double(),
      (use, other) => {
        const prior = softPrior(use, NOW);
        assert.ok(prior >= 0 && prior <= MOST_PRIOR);
        assert.ok(Math.abs(bounded(other)) <= MOST_PRIOR);
      },
    ),
  );
});
