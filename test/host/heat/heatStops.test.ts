import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { stepFrom, type HeatStop } from '../../../src/host/heat/heatStops.ts';

const stop = (document: string, start: number, weight: number): HeatStop => ({
  id: `${document}${start}`,
  document,
  start,
  end: start + 5,
  weight,
});
/** The lease is attended most, though its first sentence is not. */
const STOPS = [stop('b', 40, 0.2), stop('a', 10, 0.1), stop('a', 30, 0.5), stop('b', 5, 0.1)];

function check(at: readonly [string, number] | undefined, by: 1 | -1, expected: string | undefined): void {
  const from = at && { document: at[0], offset: at[1] };
  assert.equal(stepFrom(STOPS, from, by)?.id, expected);
}

suite('Next and previous heat', () => {
  test('goes through a file in the order of its text, then on to the next file, round and round', () => {
    check(undefined, 1, 'a10');
    check(['a', 0], 1, 'a10');
    check(['a', 10], 1, 'a30');
    check(['a', 30], 1, 'b5');
    check(['b', 5], 1, 'b40');
    check(['b', 40], 1, 'a10');
  });

  test('goes back the same way', () => {
    check(undefined, -1, 'b40');
    check(['b', 5], -1, 'a30');
    check(['a', 30], -1, 'a10');
    check(['a', 16], -1, 'a10');
    check(['a', 12], -1, 'b40');
    check(['a', 10], -1, 'b40');
  });

  test('from a file that is not lit it goes to what is attended most; where nothing is lit, nowhere', () => {
    check(['c', 7], 1, 'a10');
    assert.equal(stepFrom([], undefined, 1), undefined);
  });
});
