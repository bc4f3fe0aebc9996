import assert from 'node:assert/strict';
import { test } from 'node:test';
import { centredQuery, inverseLength, ScriptSums, type Centres } from '../../../src/core/recall/centring.ts';
import { quantize, VectorRows } from '../../../src/core/recall/quantized.ts';

// Two languages in three dimensions: the first says the language, the other two the meaning.
const role = {
  byScript: [Float32Array.of(0.9, 0.1, 0.1), Float32Array.of(-0.9, 0.1, 0.1)],
  all: Float32Array.of(0, 0.1, 0.1),
};
const centres: Centres = { queries: role, passages: role };
const unit = (...values: number[]): Float32Array =>
  Float32Array.from(values, (value) => value / Math.hypot(...values));

test('a question finds what it means in another language before what it does not mean in its own', () => {
  const question = unit(0.9, 0.5, 0.1);
  const leaves = [
    { vector: unit(0.9, 0.1, 0.5), script: 0 },
    { vector: unit(-0.9, 0.5, 0.1), script: 1 },
  ];
  const plain = leaves.map(({ vector }) => vector.reduce((sum, value, i) => sum + value * question[i]!, 0));
  assert.ok(plain[0]! > plain[1]!, 'as encoded, the language decides');
  const rows = new VectorRows(leaves.length, 3);
  const sums = new ScriptSums(3);
  for (const [row, { vector, script }] of leaves.entries()) {
    rows.set(row, quantize(vector));
    sums.add(rows, row, script);
  }
  const query = centredQuery(question, 0, centres);
  const centred = leaves.map(({ vector, script }, row) => {
    const centre = sums.centre(script, centres.passages);
    return (
      vector.reduce((sum, value, i) => sum + (value - centre[i]!) * query[i]!, 0) *
      inverseLength(rows, row, centre)
    );
  });
  assert.ok(centred[1]! > centred[0]!, 'centred, the meaning decides');
});

test('a memory of few leaves is steadied by the means of the encoder; a script that was not measured uses those of all', () => {
  const none = new ScriptSums(3);
  assert.deepEqual(
    [...none.centre(0, role)].map((value) => value.toFixed(2)),
    ['0.90', '0.07', '0.07'],
  );
  assert.deepEqual(
    [...none.centre(5, role)].map((value) => value.toFixed(2)),
    ['0.00', '0.07', '0.07'],
  );
  assert.ok(Math.abs(Math.hypot(...centredQuery(unit(1, 1, 1), 5, centres)) - 1) < 1e-6);
});
