import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calibrationError, fitLogistic, probability } from '../../../bench/fit/logistic.ts';
import type { Case } from '../../../bench/fit/logistic.ts';
import { seeded } from '../../../bench/quality/random.ts';

function drawn(count: number, seed: number): Case[] {
  const random = seeded(seed);
  return Array.from({ length: count }, () => {
    const x = [random() * 4 - 2, 100 + random() * 10];
    const odds = Math.exp(-10.5 + 1.5 * x[0]! + 0.1 * x[1]!);
    return { x, is: random() < odds / (1 + odds), importance: 1 };
  });
}

test('the fit finds the odds that the cases were drawn with, and is calibrated on new ones', () => {
  const fitted = fitLogistic(drawn(6000, 2), 1e-6);
  assert.ok(Math.abs(fitted.weights[0]! - 1.5) < 0.1, `${fitted.weights[0]}`);
  assert.ok(Math.abs(fitted.weights[1]! - 0.1) < 0.03, `${fitted.weights[1]}`);
  const others = drawn(4000, 5);
  const error = calibrationError(
    others,
    others.map(({ x }) => probability(fitted, x)),
  );
  assert.ok(error < 0.03, `${error}`);
});

test('the calibration error is how far sureness is from being right', () => {
  const cases = [true, true, false, false].map((is) => ({ x: [], is, importance: 1 }));
  assert.equal(calibrationError(cases, [1, 1, 0, 0]), 0);
  assert.ok(Math.abs(calibrationError(cases, [0.9, 0.9, 0.9, 0.9]) - 0.4) < 1e-12);
});
