import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { datesIn } from '../../../src/core/answer/dates.ts';
import { hanNumber, numberOf, wordNumber } from '../../../src/core/answer/numerals.ts';
import { agree, contradict, valueOf, valuesIn } from '../../../src/core/answer/values.ts';

/** Ways of writing that say the same. */
const SAME: readonly (readonly [kind: string, key: string, ...texts: string[]])[] = [
  [
    'date',
    '2024-03-01',
    '2024-03-01',
    '2024/3/1',
    '1 March 2024',
    'on the 1st of March 2024',
    'March 1st, 2024',
    'March 1, 2024',
    'Mar. 1, 2024',
    '1. März 2024',
    '1 de marzo de 2024',
    '2024年3月1日',
    '2024 年 3 月 1 号',
    '二〇二四年三月一日',
    '民國113年3月1日',
    '民国一百一十三年三月一日',
  ],
  ['date', '2024-03', 'March 2024', '2024年3月', '2024年三月份'],
  ['date', '2024', '2024', 'in 2024', '2024年'],
  ['date', '--05-17', '5月17日', '五月十七日', '17 May', 'May 17th'],
  ['number', '1200', '1,200', '1 200', '1200', '一千二百', '1.2 thousand', 'about 1,200'],
  ['number', '120000', '12万', '十二万', '120,000', '12萬'],
  ['number', '1200000', '1.2 million', '120万', '一百二十万'],
  ['number', '25', '25', 'twenty-five', '二十五'],
  ['number', '62000 m', '62 kilometres', '62公里', '62 km'],
  ['number', '25 people', '25人', '二十五名', '25 people'],
  ['money', 'GBP 28400', '£28,400', '28,400 pounds', 'GBP 28,400', 'at most £28,400'],
  ['money', 'GBP 1900000', '£1.9 million', '£1.9m', '190万英镑'],
  ['money', 'CNY 87200', '87200 元', '8.72万元', '人民币87,200', '¥87,200'],
  ['money', 'USD 5', '$5', 'five dollars', '5美元'],
  ['percentage', '6.4', '6.4 per cent', '6.4%', '6.4 ％', '百分之六点四'],
  ['percentage', '30', '30 percent', '三成', '百分之三十'],
  ['duration', '6 month', 'six months', '6个月', 'at most 6 months'],
  ['duration', '24 month', 'two years', '24 months', '两年', '2年'],
  ['duration', '7200 s', 'two hours', '2小时', '120 minutes', '两个小时'],
  ['words', 'green heron', 'The Green Heron', '“Green Heron”', 'green  heron.'],
];

for (const [kind, key, ...texts] of SAME)
  test(`${kind} ${key}`, () => {
    for (const text of texts) {
      assert.deepEqual(valueOf(text), { kind, key }, text);
    }
  });

test('four digits are what the question asks for', () => {
  assert.equal(valueOf('1850').kind, 'date');
  assert.equal(valueOf('1850', ['number', 'money']).kind, 'number');
  assert.equal(valueOf('1066', ['date']).kind, 'date');
});

test('of a longer span the value that the question asks for', () => {
  assert.deepEqual(valueOf('a deposit of £14,200, held at interest', ['money']), {
    kind: 'money',
    key: 'GBP 14200',
  });
  assert.deepEqual(valueOf("nine months' notice", ['duration']), { kind: 'duration', key: '9 month' });
  assert.equal(valueOf('a willing tenant would pay in 1998', []).kind, 'words');
});

test('what stands in a text is found where it stands', () => {
  const text =
    'From 1 October 2022 the rent of £28,400 becomes £33,600, due 4 times, at 7.5 per cent after six months.';
  assert.deepEqual(
    valuesIn(text).map(({ kind, key, start, end }) => [kind, key, text.slice(start, end)]),
    [
      ['date', '2022-10-01', '1 October 2022'],
      ['money', 'GBP 28400', '£28,400'],
      ['money', 'GBP 33600', '£33,600'],
      ['number', '4 times', '4 times'],
      ['percentage', '7.5', '7.5 per cent'],
      ['duration', '6 month', 'six months'],
    ],
  );
});

test('words that only look like numbers are none', () => {
  assert.deepEqual(valuesIn('一些人一直在统一行动'), []);
  assert.deepEqual(datesIn('第三月台'), []);
  assert.deepEqual(datesIn('He may march on in 3个月'), []);
  assert.deepEqual(
    datesIn('in April, 四月的月饼').map(({ key }) => key),
    ['--04', '--04'],
  );
  assert.deepEqual(datesIn('1,345,596 in 31 Maya villages'), []);
  assert.equal(hanNumber('十十'), 20);
  assert.equal(wordNumber('someone'), null);
});

test('what contradicts, and what only differs', () => {
  const contradicts = (a: string, b: string): boolean => contradict(valueOf(a), valueOf(b));
  assert.ok(contradicts('£28,400', '£33,600'));
  assert.ok(contradicts('31 March 2026', '30 September 2026'));
  assert.ok(contradicts('6个月', 'nine months'));
  assert.ok(contradicts('五月十九日', '5月17日'));
  assert.ok(!contradicts('£28,400', '28,400 pounds'), 'the same');
  assert.ok(!contradicts('£28,400', '$33,600'), 'other money');
  assert.ok(!contradicts('2024', '1 March 2024'), 'a day of the year');
  assert.ok(!contradicts('2024', 'May 2023'), 'not as exact');
  assert.ok(!contradicts('6 months', '21 days'), 'other units');
  assert.ok(!contradicts('12', '12%'), 'other kinds');
  assert.ok(agree(valueOf('136'), valueOf('136 次')), 'with and without its unit');
});

test('a numeral is read as the number it was written from', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 99_999_999 }), (value) => {
      assert.equal(hanNumber(inChinese(value)), value, inChinese(value));
      assert.equal(numberOf(value.toLocaleString('en')), value);
    }),
  );
});

test('values lie in order within the text, none over another', () => {
  const piece = fc.constantFrom(
    '1',
    '2024',
    '年',
    '3月',
    '£',
    '1,200',
    ' ',
    'May',
    '%',
    '百分之',
    '三',
    '个月',
    'two ',
    'm',
    '.',
    '-',
    '第',
    '元',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(piece, { maxLength: 14 }).map((all) => all.join('')),
        fc.string({ unit: 'binary' }),
      ),
      (text) => {
        let last = 0;
        for (const { start, end, key } of valuesIn(text)) {
          assert.ok(start >= last && end > start && end <= text.length && key !== '');
          last = end;
        }
      },
    ),
  );
});

const DIGITS = '零一二三四五六七八九';

/** The usual way of writing a number below a hundred million. */
function inChinese(value: number): string {
  const section = (rest: number): string => {
    let text = '';
    let gap = false;
    for (const [unit, name] of [
      [1000, '千'],
      [100, '百'],
      [10, '十'],
      [1, ''],
    ] as const) {
      const digit = Math.floor(rest / unit) % 10;
      if (digit === 0) gap = text !== '';
      else {
        text += `${gap ? '零' : ''}${DIGITS[digit] ?? ''}${name}`;
        gap = false;
      }
    }
    return text;
  };
  const high = Math.floor(value / 10_000);
  const low = value % 10_000;
  if (high === 0) return section(low);
  return `${section(high)}万${low === 0 ? '' : `${low < 1000 ? '零' : ''}${section(low)}`}`;
}
