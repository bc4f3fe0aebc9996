import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseQuestion } from '../../../src/core/recall/question.ts';

/** The literals of the question that the text holds. */
function check(question: string, text: string, expected: number): void {
  const { literals } = parseQuestion(question);
  assert.equal(
    literals.filter(({ pattern }) => text.match(pattern) !== null).length,
    expected,
    `${question} in ${text}`,
  );
}

test('quoted texts and codes are literals', () => {
  check('What is "early termination"?', 'Early termination of the lease', 1);
  check('“提前解约”是什么意思？', '关于提前解约的条款', 1);
  check('Where is QX-7731-B installed?', 'model QX-7731-B by Hartung', 1);
  check('型号qx-7731-b的锅炉在哪里？', '型号QX-7731-B的锅炉', 1);
  check('E05是什么故障？', '显示 E05 时', 1);
  check('What does α2-macroglobulin do?', 'α2-macroglobulin binds', 1);
  check('`a+b(c)*`', 'here a+b(c)* stands', 1);
  check('What is QX-77?', 'model QX-7731-B', 0);
  check('When does the lease end in 2026?', 'on 30 June 2026', 0);
});

test('any question is taken apart without harm', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      for (const { pattern } of parseQuestion(`${text} "${text}"`).literals) text.match(pattern);
    }),
  );
});
