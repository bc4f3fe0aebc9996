import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cellOf, gridIn, hitAt, mapLayout, type Box, type Rect } from '../../../src/webview/map/mapLayout.ts';
import { mapNodes } from '../../../src/webview/map/mapNodes.ts';
import { largeTree, mapTreeOf } from '../../support/mapTree.ts';

const TINY = 1e-6;
const right = ({ x, width }: Rect): number => x + width;
const bottom = ({ y, height }: Rect): number => y + height;
const within = (inner: Rect, outer: Rect): boolean =>
  inner.x >= outer.x - TINY &&
  inner.y >= outer.y - TINY &&
  right(inner) <= right(outer) + TINY &&
  bottom(inner) <= bottom(outer) + TINY;
const apart = (a: Rect, b: Rect): boolean =>
  right(a) <= b.x + TINY || right(b) <= a.x + TINY || bottom(a) <= b.y + TINY || bottom(b) <= a.y + TINY;

test('as many squares as leaves, inside the room that there is', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 2, max: 900, noNaN: true }),
      fc.double({ min: 2, max: 900, noNaN: true }),
      fc.integer({ min: 1, max: 3000 }),
      (width, height, count) => {
        const room = { x: 3, y: 5, width, height };
        const grid = gridIn(room, 7, 7 + count)!;
        for (const leaf of [7, 6 + count, 7 + Math.floor(count / 2)])
          assert.ok(within(cellOf(grid, leaf), { ...room, width: width + 1e-3, height: height + 1e-3 }));
      },
    ),
  );
});

for (const [width, height] of [
  [1000, 700],
  [380, 900],
] as const)
  test(`at ${width} × ${height} blocks lie within their parents and apart, and each leaf has one square that is hit`, () => {
    const nodes = mapNodes(largeTree(6000));
    const drawn = nodes.shares.map((shares) => new Uint8Array(shares.length));
    const { box } = mapLayout(nodes.root, width, height);
    const check = (at: Box): void => {
      for (const [i, child] of at.children.entries()) {
        assert.ok(within(child, at), child.node.key);
        assert.ok(
          at.children.slice(i + 1).every((other) => apart(child, other)),
          child.node.key,
        );
        check(child);
      }
      if (at.grid === null) return;
      for (let leaf = at.grid.from; leaf < at.grid.to; leaf++) {
        drawn[at.node.document]![leaf]!++;
        const cell = cellOf(at.grid, leaf);
        assert.ok(within(cell, at));
        const hit = hitAt(box, cell.x + cell.width / 2, cell.y + cell.height / 2);
        assert.deepEqual(hit.leaf, { document: at.node.document, leaf });
        assert.equal(hit.boxes.at(-1), at);
      }
    };
    check(box);
    assert.ok(drawn.every((counts) => counts.every((count) => count === 1)));
  });

test('documents have room by their leaves; where they differ wildly by the square root, and that is said', () => {
  const areas = (counts: readonly number[]) => {
    const made = counts.map((leaves, i) => ({ file: `${i}.md`, sections: [{ heading: '', leaves }] }));
    const { box, scaled } = mapLayout(mapNodes(mapTreeOf('m1', made, () => 0)).root, 900, 600);
    const of = (i: number): number => {
      const { width = 0, height = 0 } = box.children.find(({ node }) => node.document === i) ?? {};
      return width * height;
    };
    return { ratio: of(0) / of(1), scaled };
  };
  const even = areas([400, 100, 100]);
  assert.ok(!even.scaled && even.ratio > 3 && even.ratio < 5, String(even.ratio));
  const wild = areas([10_000, 100, 100]);
  assert.ok(wild.scaled && wild.ratio > 7 && wild.ratio < 13, String(wild.ratio));
});

test('what is in a document stands in its order, row by row', () => {
  const sections = Array.from({ length: 30 }, (_, i) => ({ heading: `${i}`, leaves: 3 + (i % 7) }));
  const { root } = mapNodes(mapTreeOf('m1', [{ file: 'a.md', sections }], () => 0));
  const { box } = mapLayout(root.children[0]!, 800, 600);
  assert.deepEqual(
    box.children.toSorted((a, b) => a.y - b.y || a.x - b.x).map(({ node }) => node.label),
    sections.map(({ heading }) => heading),
  );
});
