import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sentences, trimmed } from '../../../src/core/text/sentences.ts';
import { outlinedText } from '../../support/texts.ts';

/** The sentences with `|` between them, line ends shown. */
function check(text: string, expected: string): void {
  const cut = sentences(text).map((range) => {
    const { start, end } = trimmed(text, range);
    return text.slice(start, end).replaceAll('\n', '⏎');
  });
  assert.equal(cut.join(' | '), expected);
}

test('sentences of many languages', () => {
  check('One ends. Two begins? Yes!', 'One ends. | Two begins? | Yes!');
  check('租约到期。可以续租吗？可以。', '租约到期。 | 可以续租吗？ | 可以。');
  check('他说：“走吧。”然后走了。', '他说：“走吧。” | 然后走了。');
  check(
    'Dr. Smith met Mr. Jones, i.e. the tenant. They spoke.',
    'Dr. Smith met Mr. Jones, i.e. the tenant. | They spoke.',
  );
  check('See Fig. 3 and Art. 5 of the Act. It holds.', 'See Fig. 3 and Art. 5 of the Act. | It holds.');
});

test('a wrapped paragraph reads on; lines that stand alone end', () => {
  check(
    'This is a paragraph that some editor has wrapped at\na fixed width, so that it goes on here. Then it ends.',
    'This is a paragraph that some editor has wrapped at⏎a fixed width, so that it goes on here. | Then it ends.',
  );
  check('Milk\nEggs\nBread', 'Milk | Eggs | Bread');
  check(
    '- The first item of a list that is long enough to wrap\n- The second',
    '- The first item of a list that is long enough to wrap | - The second',
  );
});

test('sentences tile whatever text', () => {
  fc.assert(
    fc.property(outlinedText(), ({ text }) => {
      assert.equal(
        sentences(text)
          .map(({ start, end }) => text.slice(start, end))
          .join(''),
        text,
      );
    }),
  );
});
