import assert from 'node:assert/strict';
import { test } from 'node:test';
import { misspelled } from '../../../src/core/recall/typos.ts';

/** Spellings found where the files hold these words, and how many candidates were looked up. */
function check(question: string, held: readonly string[]): { read: readonly string[]; looks: number } {
  let looks = 0;
  const spellings = misspelled(
    question,
    (term) => {
      looks++;
      return held.includes(term) ? 1 : 0;
    },
    (term) => held.includes(term),
  );
  return { read: spellings.map(({ typed, read }) => `${typed} ${read}`), looks };
}

test('a word one slip away from one of the files is read as that', () => {
  const held = ['landlord', 'heating', 'contract'];
  assert.deepEqual(check('Does the landlrod pay the heating contract?', held).read, ['landlrod landlord']);
  assert.deepEqual(check('Does the "landlrod" pay the heating contract?', held).read, []);
});

test('a word of 30 letters may be misspelled; a longer one is none and costs nothing', () => {
  const long = 'abcdefghij'.repeat(3);
  const held = [`${long.slice(0, 28)}ji`, 'heating', 'contract'];
  assert.deepEqual(check(`heating contract ${long}`, held).read, [`${long} ${held[0]}`]);
  const { read, looks } = check(`heating contract ${'abcdefghij'.repeat(10_000)}`, held);
  assert.deepEqual(read, []);
  assert.ok(looks < 10, `${looks} words were looked up`);
});
