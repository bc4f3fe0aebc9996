import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LeafRanges } from '../../../src/host/summary/leafRanges.ts';

test('leaves move with edits before them, grow with edits in them, and stay through edits after them', () => {
  const ranges = new LeafRanges([
    { start: 0, end: 10 },
    { start: 10, end: 20 },
    { start: 20, end: 30 },
  ]);
  ranges.edit([{ rangeOffset: 12, rangeLength: 2, text: 'abcdef' }]);
  assert.deepEqual(
    [0, 1, 2, 3].map((i) => ranges.at(i)),
    [{ start: 0, end: 10 }, { start: 10, end: 24 }, { start: 24, end: 34 }, undefined],
  );
  // Deleted from the middle of the first to the middle of the last.
  ranges.edit([{ rangeOffset: 5, rangeLength: 24, text: '' }]);
  assert.deepEqual(
    [0, 1, 2].map((i) => ranges.at(i)),
    [
      { start: 0, end: 5 },
      { start: 5, end: 5 },
      { start: 5, end: 10 },
    ],
  );
});

test('several edits at once are told in offsets of the text before all of them', () => {
  const ranges = new LeafRanges([{ start: 10, end: 20 }]);
  ranges.edit([
    { rangeOffset: 0, rangeLength: 0, text: '12345' },
    { rangeOffset: 15, rangeLength: 5, text: '' },
  ]);
  assert.deepEqual(ranges.at(0), { start: 15, end: 20 });
});

test('ranges stay in order and within the text, whatever is edited', () => {
  const edit = fc.record({ at: fc.nat(200), length: fc.nat(40), text: fc.string({ maxLength: 30 }) });
  fc.assert(
    fc.property(fc.array(fc.nat(200), { minLength: 2, maxLength: 20 }), fc.array(edit), (cuts, edits) => {
      const bounds = cuts.toSorted((a, b) => a - b);
      const ranges = new LeafRanges(bounds.slice(1).map((end, i) => ({ start: bounds[i] ?? 0, end })));
      let length = 200;
      for (const { at, length: wanted, text } of edits) {
        const rangeOffset = Math.min(at, length);
        const rangeLength = Math.min(wanted, length - rangeOffset);
        ranges.edit([{ rangeOffset, rangeLength, text }]);
        length += text.length - rangeLength;
      }
      let before = 0;
      for (let i = 0; i < bounds.length - 1; i++) {
        const range = ranges.at(i);
        assert.ok(
          range !== undefined && range.start >= before && range.end >= range.start && range.end <= length,
        );
        before = range.end;
      }
    }),
  );
});
