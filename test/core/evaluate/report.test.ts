import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MemoryFacts } from '../../../src/core/evaluate/advice.ts';
import { findQuote, judge, type Outcome, type Said } from '../../../src/core/evaluate/outcome.ts';
import type { EvalQuestion } from '../../../src/core/evaluate/question.ts';
import { evaluate } from '../../../src/core/evaluate/report.ts';
import { estimate, hitAtOne, quantile, recallWithin } from '../../../src/core/evaluate/score.ts';
import { shapeOf } from '../../../src/core/evaluate/shape.ts';

const facts: MemoryFacts = {
  files: 2,
  leaves: 40,
  encoded: 40,
  skipped: [],
  withoutModel: false,
  shapes: [],
};
const text = 'The tenant gives ninety days of notice to the landlord in writing.';
const passage = { file: 'a.md', start: 0, end: text.length, text };
const other = { file: 'b.md', start: 0, end: 5, text: 'Other' };
const said: Said = {
  passages: [passage],
  words: [passage],
  meaning: [passage],
  search: null,
  declined: false,
  answer: text,
  confidence: 0.9,
  milliseconds: 10,
};
const question: EvalQuestion = {
  id: 'q',
  kind: 'given',
  question: 'How long is the notice of the tenant?',
  answers: ['Ninety  days'],
  evidence: [{ file: 'a.md', start: 17, end: 28 }],
  scope: [],
  history: [],
  answerable: true,
};

/** As many outcomes, with what is given. */
const outcomes = (count: number, how: Partial<EvalQuestion>, what: Partial<Said> = {}): Outcome[] =>
  Array.from({ length: count }, (_, i) =>
    judge({ ...question, id: `${i}`, ...how }, { ...said, ...what }, [text.slice(17, 28)]),
  );
const codes = (list: readonly Outcome[], known: Partial<MemoryFacts> = {}) =>
  evaluate(list, { ...facts, ...known }).help.map(({ code }) => code);

test('recall is the share of the evidence within 1,024 tokens; a hit is in the first 192 of the first passage', () => {
  const long = 'word '.repeat(1000);
  const far = { file: 'a.md', start: 0, end: long.length, text: long };
  const evidence = [{ file: 'a.md', start: 0, end: 10 }];
  assert.equal(recallWithin(evidence, [far]), 1);
  assert.equal(recallWithin([{ file: 'a.md', start: 4900, end: 4910 }], [far]), 0);
  assert.equal(
    recallWithin(evidence, [{ ...far, file: 'b.md' }, passage]),
    0,
    'the first one spends the budget',
  );
  assert.equal(hitAtOne([{ file: 'a.md', start: 4000, end: 4010 }], [far]), false);
  assert.equal(hitAtOne(evidence, [far]), true);
  assert.equal(hitAtOne(evidence, []), false);
});

test('estimates stay within 0 and 1, hold their mean, and are nothing without questions', () => {
  assert.equal(estimate([]), null);
  const all = estimate(Array(60).fill(1));
  assert.ok(all && all.mean === 1 && all.low > 0.93 && all.low < 0.95 && all.high <= 1);
  const half = estimate([0, 1, 0, 1]);
  assert.ok(half && half.low > 0.1 && half.low < 0.2 && Math.abs(half.low + half.high - 1) < 1e-9);
  assert.deepEqual([quantile([], 0.5), quantile([3, 1, 2], 0.5), quantile([1, 2, 3, 4], 0.95)], [null, 2, 4]);
});

test('a question is judged: found, first, answered, declined, its language', () => {
  const [good] = outcomes(1, {});
  assert.deepEqual(
    [good?.recall, good?.hit, good?.answered, good?.language, good?.sharedWord],
    [1, true, true, 'latin', null],
  );
  const [declined] = outcomes(1, {}, { declined: true });
  assert.equal(declined?.answered, false);
  const [crossing] = outcomes(1, { question: '通知期有多长？' });
  assert.equal(crossing?.language, 'cjk > latin');
  const [unknown] = outcomes(1, { evidence: [], answers: [], answerable: null });
  assert.deepEqual([unknown?.recall, unknown?.hit, unknown?.answered], [null, null, null]);
});

test('a copy of a made sentence counts; where a person says which place is meant, it does not', () => {
  const copy = { ...passage, file: 'copy.md' };
  const of = (kind: 'cloze' | 'given') =>
    judge(
      { ...question, kind, evidence: [{ file: 'a.md', start: 0, end: text.length }] },
      { ...said, passages: [copy] },
      [text],
    );
  assert.deepEqual([of('cloze').recall, of('cloze').hit], [1, true]);
  assert.deepEqual([of('given').recall, of('given').hit], [0, false]);
});

test('a quote is found to the letter or with other white space, in the text of a regular expression as well', () => {
  const check = (where: string, quote: string, found: string | null) => {
    const range = findQuote(where, quote);
    assert.equal(range === null ? null : where.slice(range.start, range.end), found);
  };
  check('one (two) three', ' (two)\n', '(two)');
  check('one\r\n  two', 'one two', 'one\r\n  two');
  check('one two', 'three', null);
  check('one two', '  ', null);
});

test('figures, groups and the worst files add up', () => {
  const list = [
    ...outcomes(10, {}),
    ...outcomes(
      5,
      { evidence: [{ file: 'b.txt', start: 0, end: 9 }] },
      { passages: [other], milliseconds: 90 },
    ),
    ...outcomes(4, { kind: 'foreign', evidence: [], answers: [], answerable: false }, { declined: true }),
  ];
  const judged = evaluate(list, facts);
  assert.equal(judged.overall.recallAt1024?.mean, 10 / 15);
  assert.equal(judged.overall.recallAt1024?.questions, 15);
  assert.equal(judged.declined?.mean, 1);
  assert.deepEqual([judged.latency.p50, judged.latency.p95], [10, 90]);
  assert.deepEqual(
    judged.byFile.map(({ name, recallAt1024 }) => [name, recallAt1024?.questions, recallAt1024?.mean]),
    [
      ['a.md', 10, 1],
      ['b.txt', 5, 0],
    ],
  );
  assert.deepEqual(
    judged.worst.map(({ file, example }) => [file, example.question, example.first?.file]),
    [['b.txt', question.question, 'b.md']],
  );
  assert.equal(judged.graph, null);
  const graph = evaluate(
    outcomes(8, {}, { search: { graph: [passage], exact: [other, passage] } }),
    facts,
  ).graph;
  assert.deepEqual([graph?.sameFirst?.mean, graph?.sameOfFive?.mean], [0, 0.5]);
});

test('what would help follows from the figures', () => {
  const well = outcomes(30, {});
  const missed = { passages: [other], words: [other], meaning: [other] };
  assert.deepEqual(codes(well), ['well']);
  assert.deepEqual(codes(outcomes(5, {})), ['too-few']);
  assert.deepEqual(codes([]), ['too-few']);
  assert.deepEqual(codes(well, { encoded: 10 }), ['not-encoded']);
  assert.deepEqual(codes(well, { encoded: 0, withoutModel: true }), ['no-model']);
  assert.deepEqual(codes([...well, ...outcomes(12, { question: '通知期有多长？' }, missed)]), ['crossing']);
  const shape = { file: 'a.md', tokens: 50_000, headings: 0, unbroken: 0.6 };
  assert.deepEqual(codes(well, { shapes: [shape] }), ['unbroken']);
  const elsewhere = { evidence: [{ file: 'b.txt', start: 0, end: 9 }] };
  assert.deepEqual(codes([...well, ...outcomes(12, elsewhere, missed)]), ['file-type']);
  const flat = { ...shape, file: 'b.txt', unbroken: 0 };
  assert.ok(codes([...well, ...outcomes(12, elsewhere, missed)], { shapes: [flat] }).includes('no-headings'));
  assert.deepEqual(codes(outcomes(30, {}, { declined: true })), ['wrongly-declined']);
  assert.deepEqual(codes([...well, ...outcomes(10, { evidence: [], answers: [], answerable: false })]), [
    'foreign-answered',
  ]);
  assert.deepEqual(codes(outcomes(30, {}, { milliseconds: 3000 })), ['slow']);
  assert.deepEqual(
    codes([
      ...outcomes(30, {}, { search: { graph: [passage], exact: [passage] } }),
      ...outcomes(4, {}, { search: { graph: [other], exact: [passage] } }),
    ]),
    ['graph'],
  );

  const lost = outcomes(1, { question: 'Whose ninety days?' }, { passages: [other], meaning: [other] });
  const [words] = evaluate([...well, ...lost], facts).help;
  assert.equal(words?.code, 'words-found');
  assert.match(words?.action ?? '', /"ninety"/);

  const skipped = ['a.pdf', 'b.pdf', 'c.png'].map((file) => ({
    file,
    reason: file.endsWith('.pdf')
      ? 'PDF files are not read yet.'
      : 'It is an image: only text is remembered.',
  }));
  const [pdf, png] = evaluate(well, { ...facts, skipped }).help;
  assert.match(pdf?.message ?? '', /2 files are left out.*a\.pdf, b\.pdf\. PDF files are not read yet\./);
  assert.match(pdf?.action ?? '', /Markdown or plain text/);
  assert.match(png?.message ?? '', /1 file is left out/);
});

test('a text that nothing breaks is told by leaves that begin in the midst of a sentence', () => {
  const leaves = [0, 20, 40, 60, 80].map((start) => ({ start, end: start + 20 }));
  const shape = (whole: string) => shapeOf('a.txt', whole, { leaves, headings: 0 }).unbroken;
  assert.equal(shape('x'.repeat(100)), 0.8);
  assert.equal(shape('nineteen and a bit. '.repeat(5)), 0);
  assert.equal(shape('nineteen and a bit\n\n'.repeat(5)), 0);
});
