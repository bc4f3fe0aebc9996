import { test } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TermFilter, termHash } from '../../../../src/engine/store/words/termFilter.ts';

test('A filter never denies a term that is there, also after it was kept as bytes', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ unit: 'binary' })), (terms) => {
      const filter = new TermFilter(TermFilter.of(terms, terms.length).bytes.slice());
      for (const term of terms) assert.ok(filter.mayHold(termHash(term)), JSON.stringify(term));
    }),
  );
});

test('It takes about one word in a hundred for held that is not, in any script', () => {
  const alike = (beginning: number) =>
    Array.from({ length: 20_000 }, (_, i) =>
      String.fromCharCode(beginning + (i % 140), beginning + Math.floor(i / 140)),
    );
  for (const [held, others] of [
    [
      Array.from({ length: 20_000 }, (_, i) => `term${i}`),
      Array.from({ length: 20_000 }, (_, i) => `tern${i}`),
    ],
    [alike(0x4e00), alike(0x5e00)],
  ] as const) {
    const filter = TermFilter.of(held, held.length);
    const taken = others.filter((term) => filter.mayHold(termHash(term))).length;
    assert.ok(taken < 0.02 * others.length, `${taken} of ${others.length} words that it does not hold`);
  }
});
