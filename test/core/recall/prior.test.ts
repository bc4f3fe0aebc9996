import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { chunk } from '../../../src/core/memory/chunker.ts';
import { leafTable } from '../../../src/core/recall/leafTable.ts';
import { addPriors, bounded, MOST_PRIOR, softPrior } from '../../../src/core/recall/prior.ts';

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

test('priors decide between leaves that are nearly alike and never overturn a clear difference', () => {
  const table = leafTable(
    ['a b c', 'd e f'].map((text, d) => ({
      file: `${d}.md`,
      tree: chunk(text, { headings: [], breaks: [] }),
      leafIds: [d],
      scripts: new Uint8Array(1),
    })),
  );
  const order = (logits: readonly number[], priors: readonly number[]): number => {
    const scores = Float32Array.from(logits);
    addPriors(scores, table, priors);
    return (scores[0] ?? 0) >= (scores[1] ?? 0) ? 0 : 1;
  };
  assert.equal(order([2, 1.9], [0, 0.2]), 1);
  fc.assert(
    fc.property(fc.double({ min: -20, max: 20, noNaN: true }), fc.double(), fc.double(), (logit, a, b) => {
      assert.equal(order([logit + 2 * MOST_PRIOR + 0.01, logit], [a, b]), 0);
    }),
  );
});

test('where all documents have the same prior nothing changes, to the bit', () => {
  const table = leafTable(
    ['a b c', 'd e f'].map((text, d) => ({
      file: `${d}.md`,
      tree: chunk(text, { headings: [], breaks: [] }),
      leafIds: [d],
      scripts: new Uint8Array(1),
    })),
  );
  fc.assert(
    fc.property(fc.float({ noNaN: true }), fc.float({ noNaN: true }), fc.double(), (a, b, prior) => {
      const scores = Float32Array.of(a, b);
      assert.deepEqual(addPriors(scores, table, [prior, prior]), [0, 0]);
      assert.deepEqual(scores, Float32Array.of(a, b));
    }),
  );
});
