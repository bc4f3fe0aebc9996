import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { NEVER, riskTable, riskThreshold, thresholdAt } from '../../../src/core/answer/riskControl.ts';
import { seeded } from '../../../src/core/evaluate/random.ts';

const judgedAnswers = fc.array(
  fc.record({ probability: fc.double({ min: 0, max: 1, noNaN: true }), wrong: fc.boolean() }),
  { maxLength: 80 },
);

suite('Conformal risk control', () => {
  test('keeps the bound on what it was fitted to, with the least threshold that does', () => {
    fc.assert(
      fc.property(judgedAnswers, fc.double({ min: 0.01, max: 0.9, noNaN: true }), (judged, risk) => {
        const bound = (threshold: number): number => {
          const wrong = judged.filter((one) => one.wrong && one.probability >= threshold).length;
          return (wrong + 1) / (judged.length + 1);
        };
        const threshold = riskThreshold(judged, risk);
        if (threshold !== NEVER) assert.ok(bound(threshold) <= risk + 1e-12);
        for (const { probability } of judged)
          if (probability < threshold) assert.ok(bound(probability) > risk - 1e-12 || threshold === 0);
      }),
    );
  });

  test('a higher risk never declines more', () => {
    fc.assert(
      fc.property(judgedAnswers, (judged) => {
        const table = riskTable(judged);
        const thresholds = table.map(({ threshold }) => threshold);
        assert.deepEqual(
          thresholds,
          thresholds.toSorted((a, b) => b - a),
        );
      }),
    );
  });

  test('the expected share of wrong answers among questions to come stays within the risk', () => {
    // Drawn from one distribution: wrong with probability 1 - p, p as it is held to be squared, so not calibrated.
    const random = seeded(5);
    const draw = (): { probability: number; wrong: boolean } => {
      const probability = random();
      return { probability, wrong: random() > probability * probability };
    };
    let wrong = 0;
    const trials = 1500;
    for (let trial = 0; trial < trials; trial++) {
      const threshold = riskThreshold(Array.from({ length: 60 }, draw), 0.1);
      const next = draw();
      if (next.wrong && next.probability >= threshold) wrong++;
    }
    assert.ok(wrong / trials <= 0.1 + 2.6 * Math.sqrt((0.1 * 0.9) / trials), String(wrong / trials));
    assert.ok(wrong / trials > 0.05, 'and it is not kept by declining everything');
  });

  test('with too few questions for a risk nothing is answered', () => {
    const right = Array.from({ length: 18 }, () => ({ probability: 0.9, wrong: false }));
    assert.equal(riskThreshold(right, 0.05), NEVER);
    assert.equal(riskThreshold([...right, { probability: 0.8, wrong: false }], 0.05), 0);
  });

  test('a risk between two of the table takes the lower one; 1 answers all, below the least nothing', () => {
    const table = [
      { risk: 0.05, threshold: 0.9 },
      { risk: 0.1, threshold: 0.7 },
    ];
    assert.equal(thresholdAt(table, 0.05), 0.9);
    assert.equal(thresholdAt(table, 0.099), 0.9);
    assert.equal(thresholdAt(table, 0.5), 0.7);
    assert.equal(thresholdAt(table, 1), 0);
    assert.equal(thresholdAt(table, 0.01), NEVER);
    assert.equal(thresholdAt(table, 0), NEVER);
  });
});
