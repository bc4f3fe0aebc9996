import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { textReader } from '../../../bench/quality/sets.ts';
import { auroc, covered, cut, emF1, scoreQuestion, scoreSet, tokens } from '../../../bench/quality/score.ts';
import type { Question, Result } from '../../../bench/quality/score.ts';

const GOLDEN = join(import.meta.dirname, '../../golden/score');
const lines = (path: string): string[] => readFileSync(path, 'utf8').trim().split('\n');

/** The fixture holds what goes wrong: BOM, CRLF, half an emoji, unknown files, overlaps, missing lines. */
function fixture(): { questions: Question[]; results: Map<string, Result> } {
  const questions = lines(join(GOLDEN, 'set/questions.jsonl')).map((line): Question => JSON.parse(line));
  const results = lines(join(GOLDEN, 'results.jsonl')).map((line): Result & { id: string } =>
    JSON.parse(line),
  );
  return { questions, results: new Map(results.map((result) => [result.id, result])) };
}

test('every figure equals what score.py prints for the same results', () => {
  const { questions, results } = fixture();
  const {
    set,
    questions: count,
    answered,
    ...expected
  } = JSON.parse(readFileSync(join(GOLDEN, 'score.py.json'), 'utf8'));
  assert.deepEqual([set, count, answered], ['set', questions.length, results.size]);
  const figures = scoreSet(questions, results, textReader(join(GOLDEN, 'set/workspace')));
  assert.deepEqual(Object.keys(figures).sort(), Object.keys(expected).sort());
  for (const [name, value] of Object.entries(figures))
    assert.ok(
      Math.abs(value - expected[name]) <= 0.00005 + 1e-12,
      `${name}: ${value}, not ${expected[name]}`,
    );
});

test('a question without a line scores nothing, and one without evidence has no retrieval figures', () => {
  const { questions } = fixture();
  const textOf = textReader(join(GOLDEN, 'set/workspace'));
  const missing = scoreQuestion(
    questions.find(({ id }) => id === 'q7')!,
    {},
    textOf,
  );
  assert.equal(missing['recall@2048'], 0);
  assert.equal(missing['f1'], 0);
  assert.deepEqual(
    scoreQuestion(
      questions.find(({ id }) => id === 'q5')!,
      {},
      textOf,
    ),
    {},
  );
});

test('tokens are CJK characters and words of 1.3', () => {
  assert.equal(tokens('  '), 0);
  assert.equal(tokens('one two'), 2.6);
  assert.equal(tokens('租约 lease三'), 4.3);
});

test('a cut stops before the unit that does not fit and then counts the whole budget', () => {
  assert.deepEqual(cut('one two three', 2.6), { length: 8, used: 2.6 });
  assert.deepEqual(cut('one two three', 3), { length: 8, used: 3 });
  assert.deepEqual(cut('one', 3), { length: 3, used: 1.3 });
});

test('evidence that overlaps itself counts once', () => {
  const gold = [
    { file: 'a', start: 0, end: 10 },
    { file: 'a', start: 5, end: 20 },
  ];
  const shown = [
    { file: 'a', start: 8, end: 12 },
    { file: 'a', start: 10, end: 15 },
    { file: 'b', start: 0, end: 20 },
  ];
  assert.deepEqual(covered(gold, shown), { total: 20, hit: 7 });
});

test('an answer is compared by words, without articles, case and punctuation', () => {
  assert.deepEqual(emF1('The Cat!', ['a cat']), { em: 1, f1: 1 });
  assert.deepEqual(emF1('房东', ['房东负责']), { em: 0, f1: 2 / 3 });
  assert.deepEqual(emF1('', ['the']), { em: 1, f1: 0 });
});

test('auroc is the share of pairs in the right order, ties half', () => {
  assert.equal(auroc([0.9, 0.5], [0.5, 0.1]), 0.875);
  assert.equal(auroc([], [1]), undefined);
});
