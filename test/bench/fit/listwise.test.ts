import assert from 'node:assert/strict';
import { test } from 'node:test';
import { minimise } from '../../../bench/fit/lbfgs.ts';
import { featureScales, listwiseLoss } from '../../../bench/fit/listwise.ts';
import type { Goal, ListwiseData, Objective } from '../../../bench/fit/listwise.ts';
import { seeded } from '../../../bench/quality/random.ts';

/** Questions whose evidence is drawn by the softmax over known weights. */
function drawn(questions: number, rows: number, truth: readonly number[], seed: number): ListwiseData {
  const random = seeded(seed);
  const width = truth.length;
  const values = Float32Array.from({ length: questions * rows * width }, () => random() * 4 - 2);
  const targets = new Float32Array(questions * rows);
  for (let q = 0; q < questions; q++) {
    const weights = Array.from({ length: rows }, (_, i) =>
      Math.exp(truth.reduce((sum, t, f) => sum + t * values[(q * rows + i) * width + f]!, 0)),
    );
    let left = random() * weights.reduce((a, b) => a + b, 0);
    targets[q * rows + weights.findIndex((weight) => (left -= weight) <= 0)] = 1;
  }
  const offsets = Int32Array.from({ length: questions + 1 }, (_, q) => q * rows);
  return { width, values, targets, offsets, importance: new Float64Array(questions).fill(1) };
}

function objective(data: ListwiseData, goal: Goal, ridge: number): Objective {
  return { goal, ridge, scales: featureScales(data), prior: new Float64Array(data.width).fill(0.1) };
}

test('the gradient is the slope of the loss', () => {
  const one = drawn(20, 6, [1, -0.5, 0.2], 4);
  // Several rows with evidence, a question with none, and questions that count differently.
  const data = { ...one, targets: one.targets.map((t, i) => (i < 6 ? 0 : i % 6 === 2 ? 0.25 : t * 0.75)) };
  data.importance.forEach((_, g) => (data.importance[g] = 1 + (g % 3)));
  for (const goal of ['share', 'any', 'both'] as const) {
    const spec = objective(data, goal, 0.3);
    const weights = Float64Array.from([0.4, -0.8, 0.3]);
    const gradient = new Float64Array(3);
    listwiseLoss(data, spec, weights, gradient);
    for (let f = 0; f < 3; f++) {
      const step = 1e-5;
      const at = (by: number): number =>
        listwiseLoss(
          data,
          spec,
          weights.map((w, i) => (i === f ? w + by : w)),
          new Float64Array(3),
        );
      const slope = (at(step) - at(-step)) / (2 * step);
      assert.ok(Math.abs(slope - gradient[f]!) < 1e-7, `${goal} ${f}: ${slope}, not ${gradient[f]}`);
    }
  }
});

test('the fit finds the weights that the evidence was drawn with', () => {
  const truth = [1.2, -0.6, 0, 2];
  const data = drawn(3000, 12, truth, 9);
  const spec = objective(data, 'share', 1e-6);
  const { x } = minimise((w, g) => listwiseLoss(data, spec, w, g), new Float64Array(4));
  truth.forEach((t, f) => assert.ok(Math.abs(x[f]! - t) < 0.1, `${f}: ${x[f]}, not ${t}`));
});

test('a strong penalty keeps the weights at their prior', () => {
  const data = drawn(50, 5, [2, 2], 1);
  const spec = objective(data, 'share', 1e4);
  const { x } = minimise((w, g) => listwiseLoss(data, spec, w, g), new Float64Array(2));
  assert.ok(Math.abs(x[0]! - 0.1) < 1e-3 && Math.abs(x[1]! - 0.1) < 1e-3);
});

test('the minimiser reaches the bottom of a narrow curved valley', () => {
  const rosenbrock = (x: Float64Array, g: Float64Array): number => {
    const [a, b] = [x[0]!, x[1]!];
    g[0] = -2 * (1 - a) - 400 * a * (b - a * a);
    g[1] = 200 * (b - a * a);
    return (1 - a) ** 2 + 100 * (b - a * a) ** 2;
  };
  const { x, value } = minimise(rosenbrock, Float64Array.from([-1.2, 1]), { most: 500, tolerance: 1e-8 });
  assert.ok(value < 1e-12 && Math.abs(x[0]! - 1) < 1e-5, `${x[0]} ${x[1]} ${value}`);
});
