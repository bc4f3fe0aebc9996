import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { BLOCK, blocksOf, halves, valuesOf } from '../../../../src/engine/models/devices/blocks.ts';

describe('blocksOf', () => {
  it('finds the 4-bit weights that an int8 matrix was made of', () => {
    const block = fc.tuple(
      fc.array(fc.integer({ min: -8, max: 7 }), { minLength: BLOCK, maxLength: BLOCK }),
      fc.double({ min: 0.25, max: 1, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(block, { minLength: 1, maxLength: 6 }), (blocks) => {
        // One of each block is the outermost, as the quantiser that made them puts it.
        const original = blocks.flatMap(([nibbles, scale]) =>
          [-8, ...nibbles.slice(1)].map((n) => n * scale),
        );
        const scale = Math.max(...original.map(Math.abs)) / 127;
        const weights = Int8Array.from(original, (weight) => Math.round(weight / scale));
        const found = blocksOf(weights, Float32Array.of(scale), original.length);
        for (const [i, value] of valuesOf(found, original.length).entries())
          assert.ok(Math.abs(value - original[i]!) < scale, `${value} is not ${original[i]}`);
      }),
    );
  });

  it('keeps rows and columns apart', () => {
    const inputs = 2 * BLOCK;
    const outputs = 3;
    const weights = Int8Array.from({ length: inputs * outputs }, (_, i) => {
      const [input, output] = [Math.floor(i / outputs), i % outputs];
      return 16 * (((input + output) % 15) - 7);
    });
    const values = valuesOf(blocksOf(weights, Float32Array.of(1, 2, 3), inputs), inputs);
    for (const [i, value] of values.entries())
      assert.ok(Math.abs(value - weights[i]! * ((i % outputs) + 1)) < 1e-3);
  });

  it('takes a block of zeros', () => {
    const blocks = blocksOf(new Int8Array(BLOCK), Float32Array.of(1), BLOCK);
    assert.deepEqual(
      [...valuesOf(blocks, BLOCK)],
      Array.from({ length: BLOCK }, () => 0),
    );
  });
});

describe('halves', () => {
  it('rounds to the nearest half, ties to even, as the processor does', () => {
    const view = new DataView(new ArrayBuffer(2));
    const nearest = (value: number): number => {
      view.setFloat16(0, value);
      return view.getUint16(0);
    };
    const check = (value: number): void =>
      assert.equal(halves(Float32Array.of(value))[0], nearest(Math.fround(value)), String(value));
    for (const value of [
      0,
      -0,
      1,
      -1,
      65504,
      65519,
      65520,
      1e9,
      -1e9,
      Infinity,
      2 ** -24,
      2 ** -25,
      2 ** -14,
      1 + 2 ** -11,
      1 + 3 * 2 ** -11,
    ])
      check(value);
    fc.assert(fc.property(fc.float({ noNaN: true }), check));
    fc.assert(fc.property(fc.float({ noNaN: true, min: -1, max: 1 }), check));
  });
});
