import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { leafAfter, leafAt, partsOf, stripLayout } from '../../src/webview/stripLayout.ts';

const lengths = fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 400 });
const width = fc.integer({ min: 1, max: 900 });

suite('A strip of leaves', () => {
  test('has a place for every leaf: they tile the rows in order, as wide as they are long', () => {
    fc.assert(
      fc.property(lengths, width, (all, wide) => {
        const layout = stripLayout(all, wide);
        const total = all.reduce((sum, length) => sum + Math.max(1, length), 0);
        let at = 0;
        for (const [leaf, length] of all.entries()) {
          let long = 0;
          for (const { row, from, to } of partsOf(layout, leaf)) {
            assert.ok(Math.abs(row * layout.width + from - at) < 1e-6);
            assert.ok(row < layout.rows && from >= 0 && to <= layout.width);
            at += to - from;
            long += to - from;
          }
          const due = (Math.max(1, length) / total) * layout.rows * layout.width;
          assert.ok(Math.abs(long - due) < 1e-6, `${String(long)} is not ${String(due)}`);
        }
        assert.ok(Math.abs(at - layout.rows * layout.width) < 1e-6);
      }),
    );
  });

  test('gives, at a point of a leaf, that leaf, and outside it none', () => {
    fc.assert(
      fc.property(lengths, width, fc.nat(), (all, wide, which) => {
        const layout = stripLayout(all, wide);
        const leaf = which % all.length;
        for (const { row, from, to } of partsOf(layout, leaf))
          if (to - from > 1e-6) assert.equal(leafAt(layout, row, (from + to) / 2), leaf);
        assert.equal(leafAt(layout, layout.rows, 0), undefined);
        assert.equal(leafAt(layout, -1, 0), undefined);
        assert.equal(leafAt(layout, 0, layout.width), undefined);
      }),
    );
  });

  test('takes one row for few leaves, several for many, and no more than fit a view', () => {
    const rows = (count: number): number => stripLayout(Array<number>(count).fill(500), 300).rows;
    assert.equal(rows(20), 1);
    assert.equal(rows(60), 1);
    assert.equal(rows(61), 2);
    assert.equal(rows(100_000), 16);
  });

  test('is gone through by keys, and never left', () => {
    const layout = stripLayout(Array<number>(120).fill(500), 300);
    const sections = [{ from: 0 }, { from: 50 }, { from: 90 }];
    const go = (key: string, leaf: number) => leafAfter(key, leaf, layout, sections);
    assert.equal(layout.rows, 2);
    assert.equal(go('ArrowRight', 7), 8);
    assert.equal(go('ArrowRight', 119), 119);
    assert.equal(go('ArrowLeft', 0), 0);
    assert.equal(go('ArrowDown', 7), 67);
    assert.equal(go('ArrowUp', 67), 7);
    assert.equal(go('ArrowUp', 7), 7);
    assert.equal(go('PageDown', 7), 50);
    assert.equal(go('PageDown', 95), 119);
    assert.equal(go('PageUp', 95), 90);
    assert.equal(go('PageUp', 90), 50);
    assert.equal(go('Home', 95), 0);
    assert.equal(go('End', 95), 119);
    assert.equal(go('x', 95), undefined);
  });
});
