import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { interact, type Interaction } from '../../../src/core/answer/lateInteraction.ts';
import type { TokenStates } from '../../../src/core/ports.ts';

const WIDTH = 4;

/** States of the words of a text, cut at spaces: each the unit vector that `direction` gives it. */
function states(text: string, direction: (word: string) => readonly number[], before = ''): TokenStates {
  const words = [...(before + text).matchAll(/\S+/g)];
  const rows = words.map(({ 0: word }) => direction(word));
  const lengths = rows.map((row) => Math.hypot(...row));
  return {
    ranges: Int32Array.from([
      0,
      0,
      ...words.flatMap(({ 0: word, index }) => [index, index + word.length]),
      0,
      0,
    ]),
    states: Float32Array.from([
      ...[0, 0, 0, 1],
      ...rows.flatMap((row, i) => row.map((value) => value / lengths[i]!)),
      ...[0, 0, 0, 1],
    ]),
    lengths: Float32Array.from([1, ...lengths, 1]),
  };
}

const MEANINGS: Readonly<Record<string, readonly number[]>> = {
  rent: [1, 0, 0, 2],
  lease: [0.9, 0.1, 0, 2],
  due: [0, 1, 0, 2],
  payable: [0.1, 0.9, 0, 2],
};
const meaning = (word: string): readonly number[] => MEANINGS[word.replace(/\W/g, '')] ?? [0, 0, 0.3, 2];

function check(question: string, passage: string, prefix = ''): Interaction {
  const asked = states(question, meaning);
  const vector = Float32Array.of(0.3, 0.3, 0, 0.9);
  return interact(
    { text: question, tokens: asked, vector },
    { text: passage, tokens: states(passage, meaning, prefix), prefix: prefix.length },
  );
}

describe('interact', () => {
  it('gives the attention to the words that mean what the question says', () => {
    const text = 'the lease is long . it is payable on monday';
    const { tokens, shares } = check('rent due ?', text);
    const shareOf = (word: string): number =>
      shares[tokens.findIndex(({ start, end }) => text.slice(start, end) === word)]!;
    assert.ok(
      shareOf('lease') > 0.4 && shareOf('payable') > 0.4,
      `${shareOf('lease')} ${shareOf('payable')}`,
    );
    assert.equal(shareOf('.'), 0);
  });

  it('leaves out what stands before the passage, and tells places within it', () => {
    const { tokens } = check('rent', 'the rent', 'Lease > Money\n');
    assert.deepEqual(tokens, [
      { start: 0, end: 3 },
      { start: 4, end: 8 },
    ]);
  });

  it('compares the mean state of a range with the question', () => {
    const found = check('rent due', 'rent due nothing');
    const both = found.similarity({ start: 0, end: 8 });
    assert.ok(both !== null && Math.abs(both - (0.3 + 0.3 + 4 * 0.9) / (Math.hypot(1, 1, 4) * 1)) < 1e-5);
    assert.ok(both > found.similarity({ start: 9, end: 16 })!);
    assert.equal(found.similarity({ start: 100, end: 120 }), null);
  });

  it('answers one word, punctuation alone and nothing at all', () => {
    const { shares, tokens } = check('rent', 'no due rent');
    assert.equal(shares.indexOf(Math.max(...shares)), tokens.length - 1);
    for (const [question, passage] of [
      ['?!', 'the rent'],
      ['rent', '... !'],
      ['?', '...'],
    ] satisfies [string, string][])
      assert.ok(Math.abs(check(question, passage).shares.reduce((sum, share) => sum + share, 0) - 1) < 1e-5);
    assert.deepEqual(check('rent', '').tokens, []);
    assert.deepEqual([...check('', 'the rent').shares], [0, 0]);
  });

  it('gives shares that sum to 1, the same every time, whatever the states', () => {
    const text = fc.array(fc.constantFrom('rent', 'due', 'the', '.', '租金', '？', 'x9'), {
      minLength: 1,
      maxLength: 90,
    });
    const numbers = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
      minLength: WIDTH,
      maxLength: WIDTH,
    });
    fc.assert(
      fc.property(text, text, fc.array(numbers, { minLength: 7, maxLength: 7 }), (asked, told, rows) => {
        const direction = (word: string): readonly number[] => [
          ...rows[word.charCodeAt(0) % 7]!.slice(0, 3),
          1.5,
        ];
        const [question, passage] = [asked.join(' '), told.join(' ')];
        const again = (): Interaction =>
          interact(
            { text: question, tokens: states(question, direction), vector: Float32Array.of(0, 0, 0, 1) },
            { text: passage, tokens: states(passage, direction), prefix: 0 },
          );
        const { shares } = again();
        assert.ok(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < 1e-4);
        assert.ok(shares.every((share) => share >= 0));
        assert.deepEqual(again().shares, shares);
      }),
    );
  });
});
