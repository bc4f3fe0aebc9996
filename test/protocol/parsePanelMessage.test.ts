import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { QUESTION_LIMIT } from '../../src/protocol/panelMessages.ts';
import { parsePanelMessage } from '../../src/protocol/parsePanelMessage.ts';

function check(value: unknown, expected: ReturnType<typeof parsePanelMessage>): void {
  assert.deepEqual(parsePanelMessage(value), expected);
}

test('reads every message that the panel sends', () => {
  for (const type of [
    'ready',
    'retry',
    'cancel',
    'newThread',
    'threads',
    'renameThread',
    'exportThread',
    'index',
    'pause',
    'resume',
    'showLog',
    'insist',
    'chooseModel',
    'showSent',
    'copySummary',
    'closeSummary',
    'openFolder',
    'manageTrust',
  ] as const)
    check({ type }, { type });
  for (const scope of ['workspace', 'folder', 'file', 'selection', 'picked'] as const)
    check({ type: 'ask', text: 'When?', scope }, { type: 'ask', text: 'When?', scope });
  check({ type: 'offer', typed: '租' }, { type: 'offer', typed: '租' });
  check({ type: 'offer', typed: 'a'.repeat(81) }, undefined);
  check({ type: 'pick', id: 's1', path: '/etc' }, { type: 'pick', id: 's1' });
  check({ type: 'unpick' }, undefined);
  for (const useful of [true, false, null])
    check({ type: 'judge', id: 'a1', useful }, { type: 'judge', id: 'a1', useful });
  check({ type: 'judge', id: 'a1' }, undefined);
  check({ type: 'explain', shown: true }, { type: 'explain', shown: true });
  check({ type: 'explain', shown: 1 }, undefined);
  check({ type: 'open', id: 'a1.p2' }, { type: 'open', id: 'a1.p2' });
  for (const type of ['ground', 'used'] as const) check({ type, id: 'a1.s2' }, { type, id: 'a1.s2' });
  for (const shown of [true, false]) check({ type: 'leftOut', shown }, { type: 'leftOut', shown });
  check(
    { type: 'summarize', length: 0.3, question: ' the rent ', written: true },
    { type: 'summarize', length: 0.3, question: 'the rent', written: true },
  );
  check({ type: 'forget', id: 'a1' }, { type: 'forget', id: 'a1' });
  check({ type: 'pin', id: 'a1', pinned: true }, { type: 'pin', id: 'a1', pinned: true });
});

test('keeps nothing that the message does not name', () => {
  check({ type: 'open', id: 'a1', path: '/etc/passwd' }, { type: 'open', id: 'a1' });
  check({ type: 'newThread', force: true }, { type: 'newThread' });
});

test('refuses a pin that does not say which turn, or which way', () => {
  check({ type: 'heatOfTurn', id: 'a1', shown: true }, { type: 'heatOfTurn', id: 'a1', shown: true });
  check({ type: 'heatOfTurn', id: 'a1', shown: 1 }, undefined);
  check({ type: 'pin', id: '', pinned: true }, undefined);
  check({ type: 'pin', id: 'a1' }, undefined);
  check({ type: 'pin', id: 'a1', pinned: 'yes' }, undefined);
});

test('takes the space off a question, and refuses one that is empty or too long', () => {
  check(
    { type: 'ask', text: ' 什么时候？\n', scope: 'workspace' },
    { type: 'ask', text: '什么时候？', scope: 'workspace' },
  );
  check({ type: 'ask', text: ' \n\t', scope: 'workspace' }, undefined);
  const longest = 'a'.repeat(QUESTION_LIMIT);
  check(
    { type: 'ask', text: longest, scope: 'workspace' },
    { type: 'ask', text: longest, scope: 'workspace' },
  );
  check({ type: 'ask', text: `${longest}a`, scope: 'workspace' }, undefined);
});

test('refuses what is of another shape', () => {
  for (const value of [
    undefined,
    null,
    7,
    'ready',
    [],
    {},
    { type: 'Ready' },
    { type: 'ask' },
    { type: 'ask', text: 1, scope: 'workspace' },
    { type: 'ask', text: 'x' },
    { type: 'ask', text: 'x', scope: 'everything' },
    { type: 'open' },
    { type: 'open', id: '' },
    { type: 'ground' },
    { type: 'used', id: '' },
    { type: 'leftOut', shown: 1 },
    { type: 'summarize', length: 1.1, question: '', written: false },
    { type: 'summarize', length: NaN, question: '', written: false },
    { type: 'summarize', length: 0.5, written: false },
    { type: 'summarize', length: 0.5, question: '' },
    { type: 'summarize', length: 0.5, question: 'x'.repeat(QUESTION_LIMIT + 1), written: false },
    { type: 'open', id: 3 },
    { type: 'open', id: 'x'.repeat(101) },
    { type: 'constructor' },
  ])
    check(value, undefined);
});

test('never throws, and gives back only what it would read again', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.anything(),
        fc.record({
          type: fc.constantFrom('ask', 'open', 'pin', 'forget', 'newThread'),
          text: fc.anything(),
          scope: fc.anything(),
          id: fc.anything(),
        }),
      ),
      (value) => {
        const message = parsePanelMessage(value);
        if (message !== undefined) assert.deepEqual(parsePanelMessage(message), message);
      },
    ),
  );
});
