import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import wabt from 'wabt';
import { dotRow, quantize } from '../../../src/core/recall/quantized.ts';
import { assembled } from '../../../src/engine/recall/kernel/scan.ts';
import { LeafMatrix, MatrixRows } from '../../../src/engine/recall/leafMatrix.ts';
import { random } from '../../support/texts.ts';

const KERNEL = path.join(import.meta.dirname, '../../../src/engine/recall/kernel');

test('the kernel is what its text says', async () => {
  const { parseWat } = await wabt();
  const module = parseWat('scan.wat', readFileSync(path.join(KERNEL, 'scan.wat'), 'utf8'), { simd: true });
  module.validate();
  const bytes = Buffer.from(module.toBinary({}).buffer).toString('base64');
  assert.equal(Buffer.from(assembled()).toString('base64'), bytes, 'run npm run kernel');
});

function unitVector(dimensions: number, next: () => number): Float32Array {
  const vector = Float32Array.from({ length: dimensions }, () => next() - 0.5);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

test('a scan gives what comparing row by row gives, whatever the dimensions, also after the matrix has grown', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(3, 16, 64, 100, 384, 768, 1024),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 1e6 }),
      (dimensions, counts, seed) => {
        const next = random(seed);
        const matrix = new LeafMatrix(dimensions);
        const documents = counts.map((count) => {
          const rows = new MatrixRows(matrix, matrix.add(count));
          const vectors = Array.from({ length: count }, () => quantize(unitVector(dimensions, next)));
          for (const [row, vector] of vectors.entries()) matrix.set(rows.first + row, vector);
          return { rows, vectors };
        });
        const query = unitVector(dimensions, next);
        const step = matrix.load(query);
        for (const { rows, vectors } of documents) {
          const found = new Float32Array(vectors.length);
          matrix.scan(rows.first, vectors.length, step, found, 0);
          for (const [row, vector] of vectors.entries()) {
            assert.deepEqual(rows.quantized(row), vector);
            assert.ok(Math.abs(found[row]! - dotRow(vector, query)) < 2e-5, `${found[row]} at ${row}`);
          }
        }
      },
    ),
    { numRuns: 30 },
  );
});

test('sums of the largest vectors there can be do not overflow', () => {
  for (const dimensions of [384, 1024, 4096]) {
    const flat = new Float32Array(dimensions).fill(1 / Math.sqrt(dimensions));
    const matrix = new LeafMatrix(dimensions);
    matrix.set(matrix.add(1), quantize(flat));
    const found = new Float32Array(1);
    matrix.scan(0, 1, matrix.load(flat), found, 0);
    assert.ok(Math.abs(found[0]! - 1) < 1e-2, `${found[0]} for ${dimensions}`);
  }
});

test('many rows are scanned in pieces, and rows that are copied stay what they are', () => {
  const next = random(5);
  const matrix = new LeafMatrix(32);
  const first = matrix.add(10_000);
  for (let row = 0; row < 10_000; row++) matrix.set(first + row, quantize(unitVector(32, next)));
  const other = new LeafMatrix(32, 9000);
  other.copy(other.add(9000), matrix, 500, 9000);
  const query = unitVector(32, next);
  const [a, b] = [new Float32Array(10_000), new Float32Array(9000)];
  matrix.scan(first, 10_000, matrix.load(query), a, 0);
  other.scan(0, 9000, other.load(query), b, 0);
  assert.deepEqual(b, a.subarray(500, 9500));
  assert.deepEqual(other.squares(3), matrix.squares(503));
});
