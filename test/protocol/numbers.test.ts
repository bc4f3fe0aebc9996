import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { grouped, percent, signed } from '../../src/protocol/numbers.ts';

const languages = ['en', 'zh-cn'] as const;

test('whole numbers are written as Intl writes them in English and Chinese', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e12, max: 1e12 }), fc.constantFrom(...languages), (value, language) => {
      assert.equal(grouped(value), value.toLocaleString(language));
    }),
  );
});

test('shares are whole percents, as Intl writes them, and never 0% where there is a little', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1000 }), fc.constantFrom(...languages), (thousandths, language) => {
      const share = thousandths / 1000;
      const format = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 });
      // 28.5 % in binary is a little less or more: both round it their own way.
      fc.pre(thousandths % 10 !== 5);
      assert.equal(percent(share), share > 0 && share < 0.005 ? '<1%' : format.format(share));
    }),
  );
});

test('what is added or taken off has its sign, and two places', () => {
  assert.deepEqual([0.618, 0, -1.4].map(signed), ['+0.62', '+0.00', '−1.40']);
});
