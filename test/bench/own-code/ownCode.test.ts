import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { copyOwn, findQuote, ownFiles, ownQuestions, resolveOwn } from '../../../bench/own-code/ownCode.ts';
import { filesOf } from '../../../bench/quality/sets.ts';

test('a quote is found however its lines are wrapped, and where it is gone it is not', () => {
  const text =
    'x\n/**\n * Twice is once; another\n * lock is never (ever) removed.\n */\n// so it\n// goes on';
  const place = findQuote(text, 'Twice is once; another lock is never (ever)');
  assert.equal(text.slice(place!.start, place!.end), 'Twice is once; another\n * lock is never (ever)');
  assert.ok(findQuote(text, 'so it goes on'));
  assert.equal(findQuote(text, 'Twice is thrice'), undefined);
});

test('there are 60 questions, ten and more of them Chinese, each with evidence', () => {
  const questions = ownQuestions();
  assert.equal(questions.length, 60);
  assert.equal(new Set(questions.map(({ id }) => id)).size, 60);
  assert.equal(new Set(questions.map(({ question }) => question)).size, 60);
  assert.ok(questions.filter(({ question }) => /^\p{Script=Han}/u.test(question)).length >= 10);
  for (const { evidence } of questions) assert.ok(evidence.length > 0);
});

test('quotes that moved to another file are found there; a question without one of its quotes is left out', () => {
  const { questions, lost } = resolveOwn(
    () => 'Twice. const NEVER_ENTERED = new Set(["a"])',
    ['src/elsewhere.ts'],
  );
  assert.deepEqual(
    questions.map(({ question, evidence }) => [question, evidence]),
    [['NEVER_ENTERED', [{ file: 'src/elsewhere.ts', start: 7, end: 37 }]]],
  );
  assert.ok(lost.length >= 59);
});

test('the quotes stand in our files: mend those that do not in bench/own-code/questions.jsonl', (t) => {
  const { lost, available } = resolveOwn();
  for (const quote of lost) t.diagnostic(`stands no longer: ${quote}`);
  // An edit elsewhere may cost a question or two until somebody mends them: the bench leaves those out.
  assert.ok(lost.length <= available / 10, `${lost.length} quotes stand no longer:\n${lost.join('\n')}`);
});

test('the copy holds our files and nothing that is gone', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'own-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  copyOwn(folder);
  copyOwn(folder);
  assert.deepEqual(filesOf(folder), ownFiles());
  assert.match(readFileSync(join(folder, 'README.md'), 'utf8'), /^# Recollect/);
});
