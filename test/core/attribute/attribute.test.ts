import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { masks, runsFor, sharesOf, sourceWeights } from '../../../src/core/attribute/ablation.ts';
import { correlation, heldOutFit, lasso } from '../../../src/core/attribute/lasso.ts';
import { logit, overlap } from '../../../src/core/attribute/outcome.ts';
import { ablated, sourcesIn } from '../../../src/core/attribute/sources.ts';
import { seeded } from '../../../src/core/evaluate/random.ts';

/** Normal, by the sum of twelve uniform ones. */
const normal = (random: () => number): number =>
  Array.from({ length: 12 }, random).reduce((a, b) => a + b, -6);

describe('attribution by ablation', () => {
  it('recovers the sources of a generator whose weights are known', () => {
    const generators = fc.record({
      sources: fc.integer({ min: 3, max: 40 }),
      few: fc.array(fc.record({ at: fc.nat(), weight: fc.double({ min: 3, max: 9, noNaN: true }) }), {
        minLength: 1,
        maxLength: 3,
      }),
      base: fc.double({ min: -80, max: -20, noNaN: true }),
      noise: fc.double({ min: 0, max: 0.5, noNaN: true }),
      seed: fc.integer(),
    });
    fc.assert(
      fc.property(generators, ({ sources, few, base, noise, seed }) => {
        const truth = new Array<number>(sources).fill(0);
        for (const { at, weight } of few) truth[at % sources] = weight;
        const kept = masks(sources, runsFor(sources, true), seed);
        const random = seeded(seed + 1);
        const outcomes = kept.map((mask) =>
          mask.reduce((sum, stays, i) => sum + (stays ? truth[i]! : 0), base + noise * normal(random)),
        );
        const { weights, fit } = sourceWeights(kept, outcomes);
        const shares = sharesOf(weights);
        const wanted = truth.flatMap((weight, i) => (weight > 0 ? [i] : []));
        assert.deepEqual(
          shares
            .slice(0, wanted.length)
            .map(({ source }) => source)
            .sort((a, b) => a - b),
          wanted,
        );
        const strongest = Math.max(...truth);
        assert.ok(truth[shares[0]!.source]! > strongest - 1.5);
        for (const i of wanted)
          assert.ok(Math.abs(weights[i]! - truth[i]!) < 1.5, `${weights[i]} for ${truth[i]}`);
        if (sources > 3) assert.ok(fit !== null && fit > 0.8, `fit ${fit}`);
        assert.ok(Math.abs(shares.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-9);
      }),
      { numRuns: 25 },
    );
  });

  it('says that it foretells nothing where outcomes do not hang on the sources', () => {
    let sum = 0;
    for (let seed = 0; seed < 12; seed++) {
      const random = seeded(seed);
      const kept = masks(20, 40, seed);
      sum +=
        heldOutFit({
          rows: kept.map((mask) => mask.map(Number)),
          outcomes: kept.map(() => normal(random)),
        }) ?? 0;
    }
    assert.ok(sum / 12 < 0.2, `mean fit ${sum / 12}`);
    const same = masks(8, 32, 1);
    assert.deepEqual(
      sourceWeights(
        same,
        same.map(() => -3),
      ),
      { weights: new Array<number>(8).fill(0), fit: null },
    );
  });

  it('draws each source in about half of the runs, no selection twice, the same for a seed', () => {
    const drawn = masks(12, 64, 7);
    assert.equal(new Set(drawn.map(String)).size, 64);
    for (let i = 0; i < 12; i++) {
      const often = drawn.filter((mask) => mask[i]).length;
      assert.ok(often > 18 && often < 46, `${often}`);
    }
    assert.deepEqual(drawn, masks(12, 64, 7));
    assert.notDeepEqual(drawn, masks(12, 64, 8));
    assert.equal(new Set(masks(3, runsFor(3, true), 1).map(String)).size, 8);
    assert.equal(runsFor(40, true), 64);
    assert.equal(runsFor(40, false), 32);
  });

  it('fits two runs exactly', () => {
    const { weights } = lasso({ rows: [[0], [1]], outcomes: [-10, -4] });
    assert.ok(Math.abs(weights[0]! - 6) < 0.1);
    assert.equal(heldOutFit({ rows: [[0], [1]], outcomes: [-10, -4] }), null);
  });

  it('correlates as Pearson does', () => {
    assert.equal(correlation([1, 2, 3], [2, 4, 6]), 1);
    assert.equal(correlation([1, 2, 3], [1, 1, 1]), null);
    assert.ok(Math.abs(correlation([1, 2, 3, 4], [1, 3, 2, 4])! - 0.8) < 1e-12);
  });
});

describe('what is measured', () => {
  it('puts logarithms of probabilities on a scale without bounds', () => {
    assert.ok(Math.abs(logit(Math.log(0.5))) < 1e-12);
    assert.ok(Math.abs(logit(Math.log(0.9)) - Math.log(9)) < 1e-9);
    assert.ok(Math.abs(logit(-40) + 40) < 1e-9);
    assert.ok(Number.isFinite(logit(0)));
  });

  it('finds a sentence in a longer text, in English and in Chinese', () => {
    assert.equal(overlap('The rent is £900.', 'It is late. The rent is £900. Nothing else.'), 1);
    assert.ok(overlap('The rent is £900.', 'The rent was £900 in May.') > 0.5);
    assert.equal(overlap('租金为九百元。', '别的事。租金为九百元。'), 1);
    assert.ok(overlap('租金为九百元。', '押金三个月。') < 0.2);
    assert.equal(overlap('The rent is £900.', ''), 0);
    // The question's words come anyway.
    assert.equal(overlap('The rent is £900.', 'The rent is not known.', 'What is the rent?'), 0);
    assert.equal(overlap('The rent is £900.', 'It is £900.', 'What is the rent?') > 0.5, true);
    assert.equal(overlap('The rent is.', 'The rent is.', 'What is the rent?'), 1);
  });
});

describe('sources', () => {
  const given = [
    { file: 'a.md', start: 10, end: 40, quote: 'One fish.  Two fish.\n\n---\n\nRed fish.' },
    { file: 'b.md', start: 0, end: 9, quote: '第一句。第二句。' },
  ];

  it('tile the passages, and are left out one by one', () => {
    const sources = sourcesIn(given);
    assert.deepEqual(
      sources.map(({ text }) => text),
      ['One fish.', 'Two fish.', '', 'Red fish.', '第一句。', '第二句。'],
    );
    const all = ablated(given, sources, () => true);
    assert.deepEqual(
      all.map(({ text }) => text),
      given.map(({ quote }) => quote),
    );
    assert.deepEqual(
      ablated(given, sources, (i) => i !== 0 && i !== 2 && i < 4).map(({ text }) => text),
      ['Two fish.\n\nRed fish.'],
    );
  });

  it('know where their text begins, white space before it or not', () => {
    const quote = '\n  One fish. Two.\n\n Red.';
    for (const { textStart, text } of sourcesIn([{ quote }]))
      assert.equal(quote.slice(textStart, textStart + text.length), text);
  });
});
