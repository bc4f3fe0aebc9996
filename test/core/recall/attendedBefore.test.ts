import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { chunk } from '../../../src/core/memory/chunker.ts';
import { attendedBefore, MOST_LED } from '../../../src/core/recall/attendedBefore.ts';
import { leafTable } from '../../../src/core/recall/leafTable.ts';
import { prose } from '../../support/texts.ts';

const trees = [1, 2, 3].map((seed) => chunk(prose('en', 400, seed), { headings: [], breaks: [] }));
const table = leafTable(
  trees.map((tree, i) => ({
    file: `${i}.md`,
    tree,
    leafIds: tree.leaves.map((_, leaf) => 1000 * i + leaf),
    scripts: new Uint8Array(tree.leaves.length),
  })),
);
const attended = (document: number, leaf: number, weight: number) => ({
  file: `${document}.md`,
  start: trees[document]?.leaves[leaf]?.start ?? 0,
  end: trees[document]?.leaves[leaf]?.end ?? 0,
  weight,
});
const indexOf = (document: number, leaf: number): number => table.indexOf.get(1000 * document + leaf) ?? -1;

const near = (value: number, expected: number): void =>
  assert.ok(Math.abs(value - expected) < 1e-6, `${value} is not ${expected}`);

describe('what earlier turns attended to', () => {
  test('leads to the document that had the most, less to others that it attended to, not elsewhere', () => {
    const led = attendedBefore(table, [{ attended: [attended(1, 0, 0.6), attended(2, 1, 0.15)] }]);
    const at = (document: number, leaf: number): number => led?.[indexOf(document, leaf)] ?? -1;
    near(at(1, 0), MOST_LED);
    near(at(1, (trees[1]?.leaves.length ?? 0) - 1), MOST_LED);
    near(at(2, 0), MOST_LED / 4);
    assert.equal(at(0, 0), 0);
  });

  test('fades by turn, unless the turn is pinned', () => {
    const of = (pinned: boolean): number =>
      attendedBefore(table, [
        { attended: [attended(0, 0, 0.5)], pinned },
        { attended: [attended(2, 0, 0.5)] },
      ])?.[indexOf(0, 0)] ?? -1;
    near(of(false), MOST_LED / 2);
    near(of(true), MOST_LED);
  });

  test('nothing where nothing was attended, or only what is not here any more', () => {
    assert.equal(attendedBefore(table, []), null);
    assert.equal(attendedBefore(table, [{}, { attended: [] }]), null);
    assert.equal(
      attendedBefore(table, [{ attended: [{ file: 'gone.md', start: 0, end: 9, weight: 1 }] }]),
      null,
    );
  });

  test('is bounded, whatever the turns say', () => {
    const place = fc.record({
      file: fc.constantFrom('0.md', '1.md', 'x.md'),
      start: fc.nat(5000),
      end: fc.nat(5000),
      weight: fc.double({ noNaN: false }),
    });
    fc.assert(
      fc.property(fc.array(fc.record({ attended: fc.array(place), pinned: fc.boolean() })), (turns) => {
        for (const more of attendedBefore(table, turns) ?? [])
          assert.ok(more >= 0 && more <= MOST_LED + 1e-6, String(more));
      }),
    );
  });
});
