import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import {
  CONFIDENCE,
  EVIDENCE_NAMES,
  READING_NAMES,
  confidence,
  confidenceParts,
  verdict,
  type Evidence,
} from '../../../src/core/answer/abstain.ts';
import { calibrated, calibrationError, fitCalibration } from '../../../src/core/answer/calibration.ts';
import { namedIn } from '../../../src/core/answer/named.ts';
import type { ReadLeaf } from '../../../src/core/answer/read.ts';
import { readingEvidence } from '../../../src/core/answer/readingEvidence.ts';
import { mismatch, specificsOf } from '../../../src/core/answer/specifics.ts';
import { seeded } from '../../../src/core/evaluate/random.ts';

const evidence: Evidence = {
  similarity: 0.5,
  words: 0.8,
  comparable: true,
  unknown: 0,
  figures: 0,
  names: 0,
};

function leaf(text: string, span: string, gap: number): ReadLeaf {
  const start = text.indexOf(span);
  return {
    document: 1,
    source: text,
    start: 0,
    end: text.length,
    weight: 1,
    file: 'report.md',
    text,
    headings: ['Annual report'],
    spans: [{ start, end: start + span.length, gap }],
    gap,
  };
}

suite('What a question names', () => {
  test('numbers however they are set, names inside the sentence, quotations', () => {
    const { figures, names } = specificsOf(
      'What did NASA pay Boeing in 2024 for "Sky Lab", 1,250,000 or １２３?',
    );
    assert.deepEqual(figures, ['2024', '1250000', '123']);
    assert.deepEqual(names.map(({ text }) => text).sort(), ['"Sky Lab"', 'Boeing', 'NASA']);
    assert.deepEqual(specificsOf('Who paid?').names, []);
    const { figures: years, names: quoted } = specificsOf('《租约》在2019年说了什么？');
    assert.deepEqual([years, quoted.map(({ key }) => key)], [['2019'], ['租约']]);
  });

  test('takes no longer for what a person would not type', () => {
    const began = performance.now();
    for (const text of ['a'.repeat(100_000), '"'.repeat(50_000), '水'.repeat(20_000), 'A-'.repeat(2000)]) {
      specificsOf(text);
      namedIn(text);
    }
    assert.ok(performance.now() - began < 4000, `${performance.now() - began} ms`);
  });

  test('what a text does not speak of', () => {
    const asked = specificsOf('How much did Boeing earn in 2024?');
    assert.deepEqual(mismatch(asked, ['In 2023 Boeing earned 3 million.']), { figures: 1, names: 0 });
    assert.deepEqual(mismatch(asked, ['In 2024 Airbus earned 3 million.']), { figures: 0, names: 1 });
    // Written otherwise in another script, the year is the same.
    assert.deepEqual(mismatch(asked, ['2024年，波音公司盈利三百万。']), { figures: 0, names: 0 });
    // Inside a longer number it is another one.
    assert.equal(mismatch(asked, ['Order 20245 of Boeing.']).figures, 1);
  });
});

suite('Confidence', () => {
  test('is the logistic of bias and parts, with and without the reader', () => {
    const reading = readingEvidence([leaf('Ann signed.', 'Ann', 5)]);
    for (const read of [null, reading]) {
      const { bias } = read === null ? CONFIDENCE.recall : CONFIDENCE.reading;
      const logit = confidenceParts(evidence, read).reduce((sum, part) => sum + part.contribution, bias);
      assert.ok(Math.abs(confidence(evidence, read) - 1 / (1 + Math.exp(-logit))) < 1e-12);
    }
    assert.equal(confidenceParts(evidence, reading).length, EVIDENCE_NAMES.length + READING_NAMES.length);
  });

  test('what the reader says: the best gap, and how much of the rest agrees', () => {
    const two = [leaf('Ann signed it.', 'Ann', 4), leaf('It was signed by Ann in May.', 'Ann', 3)];
    const agreed = readingEvidence(two);
    assert.equal(agreed?.gap, 4);
    assert.ok((agreed?.agreement ?? 0) > 0.98);
    const torn = readingEvidence([...two, leaf('Bob signed it.', 'Bob', 4)]);
    assert.ok((torn?.agreement ?? 1) < 0.7);
    assert.equal(readingEvidence([]), null);
  });

  test('at risk 1 nothing is declined, at 0 everything', () => {
    for (const read of [true, false]) {
      assert.equal(verdict(0, { read, risk: 1 }).answers, true);
      assert.equal(verdict(1, { read, risk: 0 }).answers, false);
      assert.equal(verdict(0.5, { read }).calibrated, false);
    }
  });

  test('a calibration that was fitted with the reader says nothing without it', () => {
    const own = { bias: 1, scale: 1, read: true, risks: [] };
    assert.equal(verdict(0.5, { read: false, own }).probability, 0.5);
    assert.ok(verdict(0.5, { read: true, own }).probability > 0.7);
  });
});

suite('Calibration', () => {
  test('brings probabilities to how often they are right, and keeps their order', () => {
    const random = seeded(3);
    // Too sure by a factor of two in the log-odds.
    const questions = Array.from({ length: 4000 }, () => {
      const logit = 6 * random() - 3;
      const answerable = random() < 1 / (1 + Math.exp(-logit));
      return { confidence: 1 / (1 + Math.exp(-2 * logit)), answerable, wrong: !answerable };
    });
    const fitted = fitCalibration(questions, false);
    assert.ok(Math.abs(fitted.scale - 0.5) < 0.12, String(fitted.scale));
    const error = (of: (confidence: number) => number): number =>
      calibrationError(questions.map((one) => ({ probability: of(one.confidence), is: one.answerable })));
    assert.ok(error((sure) => calibrated(sure, fitted)) < 0.05);
    assert.ok(error((sure) => sure) > 0.05);
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (a, b) => {
          assert.ok(a > b || calibrated(a, fitted) <= calibrated(b, fitted));
        },
      ),
    );
  });

  test('holds on to what is shipped where the questions are few', () => {
    const { bias, scale } = fitCalibration(
      [
        { confidence: 0.9, answerable: true, wrong: false },
        { confidence: 0.2, answerable: false, wrong: true },
      ],
      false,
    );
    assert.ok(Math.abs(bias) < 0.3 && Math.abs(scale - 1) < 0.3);
  });
});
