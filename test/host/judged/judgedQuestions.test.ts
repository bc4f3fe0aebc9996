import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { readGivenQuestions } from '../../../src/cli/evalQuestions.ts';
import { judgedFolders, judgedQuestions } from '../../../src/host/judged/judgedQuestions.ts';
import { parseThread, threadJson } from '../../../src/host/threads/keptThread.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { threadOf, turnOf } from '../threads/kept.ts';

const declined = { sentences: [], citations: [] } as const;
const thread = threadOf('one', [
  turnOf('a', 'How much is the rent?', { useful: true }),
  turnOf('b', 'And after the flood?', {
    useful: false,
    scope: [{ folder: '/library', file: 'contracts/lease.md', range: { start: 1, end: 90 } }],
  }),
  turnOf('c', 'Who is the king?', { ...declined, useful: true }),
  turnOf('d', 'When does it end?', { ...declined, useful: false }),
  turnOf('e', 'Nobody said whether that was useful.'),
]);

test('what was judged is read by recollect eval, with what is known of its answer', (t) => {
  const file = path.join(temporaryFolder(t), 'judged.jsonl');
  writeFileSync(file, judgedQuestions([thread], '/library'));
  const { questions, unusable } = readGivenQuestions(file);
  assert.deepEqual(unusable, []);
  assert.deepEqual(
    questions.map(({ question, answerable, evidence, scope, history }) => [
      question,
      answerable,
      evidence,
      scope,
      history.length,
    ]),
    [
      [
        'How much is the rent?',
        true,
        [{ file: 'contracts/lease.md', quote: 'The yearly rent is £28,400' }],
        [],
        0,
      ],
      // What the answer would have been is for a person to fill in.
      ['And after the flood?', null, [], ['contracts/lease.md'], 1],
      ['Who is the king?', false, [], [], 2],
      ['When does it end?', true, [], [], 3],
    ],
  );
  assert.deepEqual(questions[0]?.answers, ['Answer to How much is the rent?']);
});

test('only questions that the folder was asked', () => {
  assert.equal(judgedQuestions([thread], '/mill'), '');
  assert.deepEqual(judgedFolders([thread], ['/mill', '/library']), ['/library']);
});

test('what was judged is kept with the conversation', () => {
  assert.deepEqual(parseThread(threadJson(thread)), thread);
});
