import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spanWithin } from '../../../src/core/answer/spanWithin.ts';

const quote = 'Of 30 days, 30 days are paid.';

/** The quote stands at 100 of its file; the words are its second "30 days". */
function check(text: string, expected: readonly [number, string] | undefined): void {
  const start = 100 + quote.lastIndexOf('30 days');
  const found = spanWithin(text, { quote, start: 100 }, { start, end: start + 7 });
  assert.deepEqual(found && [found.start, text.slice(found.start, found.end)], expected);
}

test('in the quote itself', () => check(quote, [12, '30 days']));
test('in a part of it', () => check('30 days are paid.', [0, '30 days']));
test('in a text that holds it', () => check(`So it says: ${quote}`, [24, '30 days']));
test('in other words that have them', () => check('They pay 30 days.', [9, '30 days']));
test('nowhere', () => check('They pay a month.', undefined));
test('never before the quote', () =>
  assert.equal(spanWithin(quote, { quote, start: 100 }, { start: 90, end: 103 }), undefined));
