import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  candidates,
  compose,
  heatOf,
  readable,
  type AttendedLeaf,
} from '../../../src/core/answer/compose.ts';
import type { Interaction } from '../../../src/core/answer/lateInteraction.ts';
import { scoreSentences, sentenceSignals, worthReading } from '../../../src/core/answer/sentenceScore.ts';
import { heatWords } from '../../../src/core/answer/wordHeat.ts';
import { inverseDocumentFrequency } from '../../../src/core/recall/question.ts';

const rarity = (term: string): number => inverseDocumentFrequency(term.length > 3 ? 1 : 40, 100);

/** An interaction that attends to one stretch of the leaf, its tokens `width` characters long. */
function attending(text: string, at: number, width = 3): Interaction {
  const tokens = Array.from({ length: Math.ceil(text.length / width) }, (_, i) => ({
    start: width * i,
    end: Math.min(text.length, width * (i + 1)),
  }));
  const shares = Float32Array.from(tokens, ({ start, end }) => (at >= start && at < end ? 1 : 0));
  return { tokens, shares, likeness: shares.map((share) => share / 20), similarity: () => 0.8 };
}

/** Leaves of made-up text with weights. */
const leaves = fc
  .array(
    fc.tuple(
      fc.array(
        fc.constantFrom(
          'The rent is due on Monday. ',
          '押金为4200英镑。',
          '# Heading\n',
          'a. ',
          '\n\n',
          'No pets! ',
        ),
        { minLength: 1, maxLength: 12 },
      ),
      fc.double({ min: 0.001, max: 1, noNaN: true }),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((drawn) => {
    const source = drawn.map(([parts]) => parts.join('')).join('');
    let start = 0;
    const cut = drawn.map(([parts, weight], document): AttendedLeaf => {
      const end = start + parts.join('').length;
      const leaf = { document, source, start, end, weight };
      start = end;
      return leaf;
    });
    return cut.toSorted((a, b) => b.weight - a.weight);
  });

describe('heat of sentences', () => {
  it('of a leaf sums to its weight, lies within it, and is the same every time', () => {
    fc.assert(
      fc.property(
        leaves,
        fc.constantFrom('When is the rent due?', '押金是多少？', '?'),
        fc.boolean(),
        (drawn, question, model) => {
          const read = readable(drawn);
          const found = candidates(read);
          const heated = (): ReturnType<typeof heatOf> => {
            const late = model
              ? read.map(({ source, start, end }) => attending(source.slice(start, end), 4))
              : null;
            const signals = sentenceSignals(found, late, question, rarity);
            const alone = model ? new Map(worthReading(signals).map((i) => [i, 0.8 + i / 100])) : null;
            return heatOf(scoreSentences(found, signals, alone));
          };
          const heat = heated();
          assert.equal(heat.length, found.length);
          for (const [number, leaf] of read.entries()) {
            const own = heat.filter(({ candidate }) => candidate.leaf === number);
            if (own.length === 0) continue;
            const sum = own.reduce((total, { weight }) => total + weight, 0);
            assert.ok(Math.abs(sum - leaf.weight) < 1e-9, `${sum} of ${leaf.weight}`);
            for (const { candidate } of own) {
              assert.ok(candidate.start >= leaf.start && candidate.end <= leaf.end);
              const { start, end } = candidate.within;
              assert.equal(leaf.source.slice(leaf.start, leaf.end).slice(start, end), candidate.text);
            }
          }
          assert.deepEqual(heated(), heat);
        },
      ),
    );
  });

  it('without a model goes by the words of the question', () => {
    const source = 'Pets are not allowed. The deposit is 4,200 pounds. Rent is due on Monday.';
    const found = candidates([{ document: 1, source, start: 0, end: source.length, weight: 0.9 }]);
    const signals = sentenceSignals(found, null, 'How much is the deposit?', rarity);
    const [best] = heatOf(scoreSentences(found, signals, null));
    assert.equal(best?.candidate.text, 'The deposit is 4,200 pounds.');
    assert.equal(compose(scoreSentences(found, signals, null))[0]?.text, best?.candidate.text);
  });

  it('goes to the sentence that the question attends to, though it shares no word with it', () => {
    const source = 'Pets are not allowed. Five weeks of money are held back. Rent is due on Monday.';
    const found = candidates([{ document: 1, source, start: 0, end: source.length, weight: 0.9 }]);
    const signals = sentenceSignals(
      found,
      [attending(source, source.indexOf('held'))],
      '押金是多少？',
      rarity,
    );
    const [best] = heatOf(scoreSentences(found, signals, new Map()));
    assert.equal(best?.candidate.text, 'Five weeks of money are held back.');
  });
});

describe('heat of words', () => {
  const check = (leaf: string, question: string, at: string, hottest: RegExp, width?: number): void => {
    const words = heatWords(
      leaf,
      { start: 0, end: leaf.length },
      0.5,
      attending(leaf, leaf.indexOf(at), width),
      question,
    );
    const sum = words.reduce((total, { weight }) => total + weight, 0);
    assert.ok(Math.abs(sum - 0.5) < 1e-9);
    const [best] = words.toSorted((a, b) => b.weight - a.weight);
    assert.match(leaf.slice(best!.start, best!.end), hottest);
    for (const { start, end } of words) assert.match(leaf.slice(start, end), /^[\p{L}\p{N}]/u);
  };

  it('is on what stands beside the words asked about, not on these', () => {
    check(
      'The deposit of the tenant is 4,200 pounds.',
      'What is the deposit of the tenant?',
      'tenant',
      /4,200|pounds/,
    );
    check('承租人须支付押金4200英镑。', '承租人的押金是多少？', '押金', /4200|英镑/, 1);
  });

  it('of a sentence without words is none', () => {
    const text = '… — !';
    assert.deepEqual(heatWords(text, { start: 0, end: text.length }, 0.5, attending(text, 0), 'why?'), []);
  });
});
