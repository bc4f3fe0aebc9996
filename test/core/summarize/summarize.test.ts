import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { chunk } from '../../../src/core/memory/chunker.ts';
import { candidatesIn } from '../../../src/core/summarize/candidates.ts';
import { auditLeaf, coverageShares, visibleLength } from '../../../src/core/summarize/coverage.ts';
import { budgets, fitting } from '../../../src/core/summarize/length.ts';
import { partsOf, partsWanted } from '../../../src/core/summarize/parts.ts';
import { aboutEverything } from '../../../src/core/summarize/request.ts';
import { outlinedText, prose } from '../../support/texts.ts';

test('parts tile the leaves of any document, however it is cut and however many are wanted', () => {
  fc.assert(
    fc.property(outlinedText(), fc.integer({ min: 1, max: 30 }), ({ text, outline }, wanted) => {
      const tree = chunk(text, outline);
      const sizes = tree.leaves.map(({ start, end }) => visibleLength(text, start, end));
      const parts = partsOf(tree, { sizes, wanted });
      let next = 0;
      for (const { first, last, start, end } of parts) {
        assert.equal(first, next);
        assert.ok(last > first);
        assert.equal(start, tree.leaves[first]?.start);
        assert.equal(end, tree.leaves[last - 1]?.end);
        next = last;
      }
      assert.equal(next, tree.leaves.length);
    }),
    { numRuns: 200 },
  );
});

test('a part of a document is cut within its range alone', () => {
  const text = prose('en', 200);
  const tree = chunk(text, { headings: [], breaks: [] });
  const within = { start: 3000, end: 6000 };
  const sizes = tree.leaves.map(({ start, end }) => end - start);
  const parts = partsOf(tree, { sizes, wanted: 3, within });
  assert.ok((parts[0]?.start ?? Infinity) <= 3000 && (parts[0]?.end ?? 0) > 3000);
  assert.ok((parts.at(-1)?.start ?? Infinity) < 6000 && (parts.at(-1)?.end ?? 0) >= 6000);
});

test('short sections are put together under the heading above them, long ones are cut', () => {
  const section = (heading: string, sentences: number, seed: number): string =>
    `${heading}\n\n${prose('en', sentences, seed)}\n\n`;
  const text =
    section('# Book', 1, 1) +
    section('## One', 120, 2) +
    section('## Two', 4, 3) +
    section('### Two a', 3, 4) +
    section('### Two b', 3, 5) +
    section('## Three', 30, 6);
  const headings = [...text.matchAll(/^(#+) (.*)$/gm)].map((match) => ({
    start: match.index,
    depth: match[1]?.length ?? 1,
    title: match[2] ?? '',
  }));
  const tree = chunk(text, { headings, breaks: [] });
  const sizes = tree.leaves.map(({ start, end }) => end - start);
  const parts = partsOf(tree, { sizes, wanted: 5 });
  const names = parts.map(({ heading }) => heading);
  assert.ok(names.filter((name) => name.includes('One')).length >= 2, names.join(', '));
  assert.ok(!names.some((name) => name.startsWith('Two a') || name.startsWith('Two b')), names.join(', '));
  assert.ok(parts.length >= 4 && parts.length <= 8, names.join(', '));
});

test('a book of 300 pages is read in a number of parts that can be looked over', () => {
  assert.equal(partsWanted(1), 1);
  assert.ok(partsWanted(60) >= 5 && partsWanted(60) <= 10);
  assert.ok(partsWanted(2000) <= 40);
});

test('coverage sums to exactly 1, whatever became of the leaves', () => {
  const leaf = fc.record({
    state: fc.constantFrom('represented' as const, 'compressed' as const, 'left-out' as const),
    similarity: fc.constant(null),
  });
  fc.assert(
    fc.property(fc.array(fc.tuple(leaf, fc.nat(5000))), (leaves) => {
      const { represented, compressed, leftOut } = coverageShares(
        leaves.map(([own]) => own),
        leaves.map(([, length]) => length),
      );
      assert.equal(represented + compressed + leftOut, 1);
      for (const share of [represented, compressed, leftOut]) assert.ok(share >= 0 && share <= 1);
    }),
  );
});

test('a leaf is represented where it is cited, compressed where it is like one that is, else left out', () => {
  const vectors = [[1, 0], [0.9, Math.sqrt(1 - 0.81)], [0, 1], undefined].map(
    (vector) => vector && Float32Array.from(vector),
  );
  const states = vectors.map((vector, leaf) => auditLeaf(vector, leaf === 0, [vectors[0]], 0.8).state);
  assert.deepEqual(states, ['represented', 'compressed', 'left-out', 'left-out']);
});

test('more length never fits fewer sentences, and one always fits', () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 50 });
  const unit = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(lengths, fc.array(fc.nat(4000), { minLength: 1 }), unit, unit, (tokens, sizes, a, b) => {
      const short = budgets(Math.min(a, b), sizes);
      const long = budgets(Math.max(a, b), sizes);
      assert.ok(fitting(tokens, short.whole) >= 1);
      assert.ok(fitting(tokens, short.whole) <= fitting(tokens, long.whole));
      for (const [i, budget] of short.sections.entries())
        assert.ok(fitting(tokens, budget) <= fitting(tokens, long.sections[i] ?? 0));
    }),
  );
});

test('sentences that need what stands before them are told, in English and Chinese', () => {
  const check = (source: string, faults: object): void => {
    const [found] = candidatesIn([{ source, start: 0, end: source.length, headings: ['Rent and deposit'] }]);
    assert.ok(found);
    assert.deepEqual({ ...found.faults, ...faults }, found.faults, source);
  };
  check('The tenant pays the rent in four parts.', { dangling: 0, fragment: 0, spoken: 0, apart: 0 });
  check('They also pay the deposit when they move in.', { dangling: 1 });
  check('However, the deposit is not paid back at once.', { dangling: 1 });
  check('Yes.', { fragment: 1 });
  check('of the harbour bank, paid in four parts.', { fragment: 1 });
  check('“Who is to pay for the deposit?”', { spoken: 1 });
  check('## Rent and deposit', { apart: 1 });
  check('Rent and deposit', { apart: 1 });
  check('| rent | 28,400 | crowns |', { apart: 1 });
  check('承租人每年分四次支付租金。', { dangling: 0, fragment: 0, spoken: 0, apart: 0 });
  check('他们搬进来的时候还要付押金。', { dangling: 1 });
  check('但押金不会马上退还给承租人。', { dangling: 1 });
  check('好的。', { fragment: 1 });
});

test('a further sentence of a turn names who speaks; the first names them itself', () => {
  const source = 'Anna: The pump has been repaired since Monday. The valve is still leaking a little.';
  const turn = { start: 0, end: source.length, speaker: 'Anna', words: 6 };
  const [first, second] = candidatesIn([
    { source, start: 0, end: source.length, headings: [], turnAt: () => turn },
  ]);
  assert.equal(first?.speaker, undefined);
  assert.equal(first?.faults.fragment, 0);
  assert.equal(second?.speaker, 'Anna');
});

test('requests for a summary of everything are told from questions', () => {
  for (const general of [
    '',
    'Summarize the whole meeting.',
    'What is the plot of the story?',
    '总结一下全文',
    '这篇文章主要讲了什么？',
  ])
    assert.ok(aboutEverything(general), general);
  for (const question of [
    'What did the group discuss about speech overlap?',
    'Describe the Martians in the story.',
    '会议对罚款作了什么决定？',
  ])
    assert.ok(!aboutEverything(question), question);
  assert.ok(aboutEverything(undefined));
});
