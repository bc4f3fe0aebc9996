import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { surroundings } from '../../src/host/surroundings.ts';

/** The lines around the words, as `number text`, the words between brackets. */
function around(text: string, words: string): string[] {
  const start = text.indexOf(words);
  return surroundings(text, { start, end: start + words.length }).map(({ number, text: line, quote }) =>
    quote === null
      ? `${String(number)} ${line}`
      : `${String(number)} ${line.slice(0, quote.start)}[${line.slice(quote.start, quote.end)}]${line.slice(quote.end)}`,
  );
}

describe('quoted words in their place', () => {
  test('three lines of words on each side, with their numbers; empty lines are passed over', () => {
    const text =
      '# Lease\n\n## Term\n\nIt begins.\nIt ends in June.\r\n\n  Then it is over.\nNobody pays.\nA\nB\n';
    assert.deepEqual(around(text, 'ends in June'), [
      '1 # Lease',
      '3 ## Term',
      '5 It begins.',
      '6 It [ends in June].',
      '8 Then it is over.',
      '9 Nobody pays.',
      '10 A',
    ]);
  });

  test('words over several lines', () => {
    assert.deepEqual(around('a\nb one\ntwo c\nd', 'one\ntwo'), ['1 a', '2 b [one]', '3 [two] c', '4 d']);
  });

  test('at the beginning and the end of a file', () => {
    assert.deepEqual(around('one\n', 'one'), ['1 [one]']);
    assert.deepEqual(around('a\none', 'one'), ['1 a', '2 [one]']);
  });

  test('long lines are cut, the words that are quoted stay', () => {
    const long = 'word '.repeat(400);
    const [before, line] = around(`${long}\n${long}HERE it is ${long}`, 'HERE it is');
    assert.ok((before ?? '').length < 200);
    assert.match(line ?? '', /^2 ….*\[HERE it is\] word .*…$/u);
  });

  test('the quote of every line is what stands there of the words, in order', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '\r\n', '租'), minLength: 1, maxLength: 60 }),
        fc.nat(59),
        fc.nat(59),
        (text, from, length) => {
          const start = Math.min(from, text.length - 1);
          const end = Math.min(text.length, start + 1 + length);
          const lines = surroundings(text, { start, end });
          const quoted = lines.map(({ text: line, quote }) =>
            quote === null ? '' : line.slice(quote.start, quote.end),
          );
          const bare = (value: string): string => value.replace(/\s+/gu, '');
          assert.equal(bare(quoted.join('')), bare(text.slice(start, end)));
          const all = text.split(/\r\n|\n/u);
          for (const { number, text: line } of lines)
            assert.equal(line.trim(), (all[number - 1] ?? '').trim());
          assert.ok(lines.filter(({ quote }) => quote === null).length <= 6 + end - start);
        },
      ),
    );
  });
});
