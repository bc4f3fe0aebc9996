import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { rewritePrompt, rewrittenQuestion } from '../../../src/core/write/rewrite.ts';

test('the model is told what was asked and answered, and nothing else, in the language of the question', () => {
  const before = [{ question: 'Which extra space\ndid the bindery take on?', answer: 'The Boiler House.' }];
  const [system, user] = rewritePrompt('How big is it?', before);
  assert.match(system?.content ?? '', /Do not answer it/);
  assert.equal(
    user?.content,
    'Earlier question: Which extra space did the bindery take on?\nAnswer: The Boiler House.\nLast question: How big is it?',
  );
  assert.match(rewritePrompt('多久换一次？', before)[0]?.content ?? '', /不要回答/);
});

test('what the model wrote is taken as a question, without marks and labels around it', () => {
  const check = (written: string, expected: string | undefined): void =>
    assert.equal(rewrittenQuestion(written, 'How big is it?'), expected);
  check('How big is the Boiler House?', 'How big is the Boiler House?');
  check(
    '\n> **Rewritten question:** "How big is the Boiler House?"\nIt is 46 m².',
    'How big is the Boiler House?',
  );
  check('问题：锅炉房有多大？', '锅炉房有多大？');
  check('How big is it?', undefined);
  check('  \n ', undefined);
  check('x'.repeat(500), undefined);
});

test('whatever it wrote, it is one short line or nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (written) => {
      const text = rewrittenQuestion(written, 'q');
      assert.ok(text === undefined || (text.length <= 400 && !text.includes('\n') && text.trim() === text));
    }),
  );
});
