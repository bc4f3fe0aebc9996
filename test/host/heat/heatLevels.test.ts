import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { HEAT_LEVELS, heatLevel, shades, type LitSentence } from '../../../src/host/heat/heatLevels.ts';

const text = 'The rent is due. It ends on 30 June 2026, at noon. Post it.';
const range = (words: string) => ({ start: text.indexOf(words), end: text.indexOf(words) + words.length });
const whole = range(text);

/** What is painted, as the words with their shade. */
function check(
  sentences: readonly LitSentence[],
  anySpan: boolean,
  expected: readonly (readonly [string, number])[],
): void {
  assert.deepEqual(
    shades(sentences, [whole], anySpan).map(({ start, end, level }) => [text.slice(start, end), level]),
    expected,
  );
}

suite('Shades of heat', () => {
  test('without words that answer a sentence has the shade of its weight, its passage the lightest', () =>
    check([{ ...range('It ends on 30 June 2026, at noon.'), level: 5 }], false, [
      ['The rent is due. ', 0],
      ['It ends on 30 June 2026, at noon.', 5],
      [' Post it.', 0],
    ]));

  test('the words that answer are strongest, their sentence lighter, the passage lightest', () =>
    check(
      [
        { ...range('It ends on 30 June 2026, at noon.'), level: 5, span: range('30 June 2026') },
        { ...range('Post it.'), level: 2 },
      ],
      true,
      [
        ['The rent is due. ', 0],
        ['It ends on ', 3],
        ['30 June 2026', 5],
        [', at noon.', 3],
        [' ', 0],
        ['Post it.', 2],
      ],
    ));

  test('no whole sentence outshines words that answer elsewhere', () =>
    check([{ ...range('Post it.'), level: 5 }], true, [
      ['The rent is due. It ends on 30 June 2026, at noon. ', 0],
      ['Post it.', 3],
    ]));

  test('a passage whose sentences are not lit stays dark', () => {
    assert.deepEqual(shades([{ ...range('Post it.'), level: 0 }], [whole], false), []);
    assert.equal(heatLevel(0.01, 1), 0);
    assert.equal(heatLevel(1, 1), HEAT_LEVELS);
  });

  test('shades never overlap, and words are stronger than their sentence', () => {
    const sentence = fc
      .record({
        start: fc.nat(60),
        length: fc.integer({ min: 1, max: 30 }),
        level: fc.nat(HEAT_LEVELS),
        at: fc.nat(29),
      })
      .map(({ start, length, level, at }): LitSentence => {
        const span = { start: start + Math.min(at, length - 1), end: start + length };
        return { start, end: start + length, level, span: at % 3 === 0 ? undefined : span };
      });
    fc.assert(
      fc.property(fc.array(sentence, { maxLength: 6 }), (sentences) => {
        const painted = shades(sentences, [{ start: 0, end: 90 }], true);
        for (const [i, { start, end }] of painted.entries()) {
          assert.ok(start < end);
          assert.ok(start >= (painted[i - 1]?.end ?? 0));
        }
        const at = (offset: number) =>
          painted.find(({ start, end }) => start <= offset && offset < end)?.level;
        for (const { span, level } of sentences)
          if (span !== undefined && level > 0) assert.ok((at(span.start) ?? 0) >= Math.max(4, level));
      }),
    );
  });
});
