import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { spread } from '../../../bench/quality/page/charts.ts';
import { pageOf } from '../../../bench/quality/page/page.ts';
import { element, linear, share, ticks } from '../../../bench/quality/page/svg.ts';
import { asText, reportOf } from '../../../bench/quality/report.ts';
import { seeded } from '../../../bench/quality/random.ts';
import type { SetRuns } from '../../../bench/quality/compare.ts';

const SYSTEMS = ['bm25', 'dense', 'sum', 'minilm', 'minilm-256', 'recollect'];

/** Runs on three sets; each system's figures lie `by` above a common draw. */
function runs(by: Readonly<Record<string, number>>): SetRuns[] {
  return ['hotpot', 'qmsum', 'sample-library'].map((name, s) => {
    const random = seeded(s + 1);
    const draws = Array.from({ length: 40 }, () => random() * 0.5);
    return {
      set: {
        name,
        workspace: '.',
        questions: draws.map((_, i) => ({ id: `${i}`, question: 'q', answers: [], evidence: [] })),
        available: 50,
      },
      runs: SYSTEMS.map((system) => ({
        system,
        figures: draws.map((draw) => {
          const value = draw + (by[system] ?? 0);
          return {
            'recall@256': value,
            'recall@512': value,
            'recall@1024': value,
            'recall@2048': value,
            'hit@1': value,
          };
        }),
        auroc: undefined,
        prepareSeconds: 1,
        medianMs: 2,
        failures: system === 'bm25' ? ['q1: <script>alert(1)</script>'] : [],
      })),
    };
  });
}

test('the report tells what is met and what is not, over the dev sets alone', () => {
  const settings = { encoder: 'abc', all: false, systems: SYSTEMS };
  const good = reportOf(runs({ recollect: 0.3, sum: 0.1, dense: 0.05 }), settings);
  assert.deepEqual(good.macro['dev']?.over, ['hotpot', 'qmsum']);
  assert.ok(good.limits.length >= 5 && good.limits.every(({ met }) => met), JSON.stringify(good.limits));
  assert.ok(Math.abs(good.macro['dev']!.differences['sum']!['recall@1024']!.mean - 0.2) < 1e-3);
  assert.ok(Math.abs(good.macro['dev']!.differences['better flat']!['hit@1']!.mean - 0.25) < 1e-3);
  const bad = reportOf(runs({ recollect: 0.08, sum: 0.1 }), settings);
  assert.ok(
    bad.limits.every(({ met }) => !met),
    JSON.stringify(bad.limits),
  );
  assert.match(asText(bad), /no set wholly below -\.01 against the sum\s+hotpot recall@1024 -\.020.*NO/);
});

test('the page stands alone: no script, no link to anything, whatever the report says', () => {
  const report = reportOf(runs({ recollect: 0.2 }), { encoder: '<b>', all: false, systems: SYSTEMS });
  const page = pageOf({
    ...report,
    parts: {
      over: ['hotpot'],
      differences: { 'without "words" & <i>': { 'recall@1024': { mean: 0.1, low: 0.05, high: 0.2 } } },
    },
  });
  assert.doesNotMatch(page, /<script|<link|<img|<i>|https?:|url\(|NaN|undefined|Infinity/);
  assert.match(page, /default-src 'none'/);
  assert.match(page, /without &quot;words&quot; &amp; &lt;i&gt;/);
  assert.equal(page.match(/<svg/g)?.length, page.match(/<\/svg>/g)?.length);
  for (const system of SYSTEMS) assert.ok(page.includes(`>${system}</text>`));
});

test('names at the ends of lines are moved apart, keep their order and stay inside', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 300, noNaN: true }), { maxLength: 12 }), (places) => {
      const moved = spread(places, 15, [0, 300]);
      const order = places.map((_, i) => i).sort((a, b) => places[a]! - places[b]!);
      for (const [k, i] of order.entries()) {
        assert.ok(moved[i]! >= -1e-9 && moved[i]! <= 300 + 1e-9);
        if (k > 0) assert.ok(moved[i]! - moved[order[k - 1]!]! >= 15 - 1e-9);
      }
    }),
  );
});

test('markup is escaped, numbers short, scales and ticks round', () => {
  assert.equal(element('a', { b: '"<', c: 1.23456, d: undefined }, 'x'), '<a b="&quot;&lt;" c="1.23">x</a>');
  assert.equal(linear(0, 2, 10, 20)(1), 15);
  assert.deepEqual(ticks(0, 1), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.equal(share(-0.05), '-.050');
  assert.equal(share(1), '1.000');
});
