import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { answerText, type AnswerTextWording } from '../../src/host/answerText.ts';
import type { AnswerKind } from '../../src/protocol/engineApi.ts';
import type { PanelSentence, TurnView } from '../../src/protocol/panelMessages.ts';
import type { Support } from '../../src/protocol/writing.ts';
import type { WrittenView } from '../../src/protocol/writtenView.ts';

const files: Readonly<Record<string, string>> = {
  'q1.c1': 'contracts/lease.md',
  'q1.c2': 'contracts/amendment-2.md',
};
const side = (value: string, date: string | null, latest: boolean) => ({ value, date, latest });
const sentences: readonly PanelSentence[] = [
  {
    text: '- Nine\n months.',
    citations: ['q1.c1'],
    strong: null,
    side: side('Nine', '2021-03-03', false),
  },
  { text: 'Four months.', citations: ['q1.c2', 'q1.c1'], strong: null, side: side('Four', null, true) },
];

const WORDING: AnswerTextWording = {
  fileOf: (id) => files[id] ?? '',
  later: 'later',
  latest: 'latest',
  writtenBy: (model) => `By ${model}:`,
  ownWords: 'Own words:',
  support: { unsure: 'not sure', unsupported: 'not supported' },
};

function check(form: AnswerKind, expected: string, written: WrittenView | null = null): void {
  const turn: TurnView = {
    kind: 'answered',
    id: 'q1',
    question: 'How long?',
    scope: null,
    readAs: null,
    form,
    sentences,
    citations: [
      { id: 'q1.c1', number: 1, label: 'lease.md', quote: 'Nine\n months.', standing: 'stands' },
      { id: 'q1.c2', number: 2, label: 'amendment-2.md', quote: 'Four months.', standing: 'gone' },
    ],
    confidence: 'high',
    probability: null,
    written,
    passages: [],

    remembered: { files: 2, encoded: 2, leaves: 2 },
    warnings: [],
  };
  const text = answerText(turn, WORDING);
  assert.equal(
    text,
    `${expected}\n\n[1] contracts/lease.md: “Nine months.”\n[2] contracts/amendment-2.md: “Four months.”\n`,
  );
}

suite('An answer as text keeps its citations', () => {
  test('running text', () => check('sentences', '- Nine months. [1] Four months. [2][1]'));
  test('a list', () => check('items', '- Nine months. [1]\n- Four months. [2][1]'));
  test('sides', () =>
    check(
      'sides',
      'contracts/lease.md, 2021-03-03: - Nine months. [1]\ncontracts/amendment-2.md, later: Four months. [2][1]',
    ));
  test('what a model wrote stands above, each sentence with what is said of it', () => {
    const said = (text: string, support: Support, ...citations: string[]) => ({
      id: text,
      text,
      support,
      citations,
      doubts: [],
    });
    const written: WrittenView = {
      model: 'a model',
      phase: 'done',
      sentences: [
        said('Here it is:', 'no-claim'),
        said('Nine.', 'supported', 'q1.c1'),
        said('Or\nfour.', 'unsure', 'q1.c2'),
        said('Or ten.', 'unsupported', 'q1.c1'),
      ],
      text: '',
      error: null,
      redacted: [],
      chosen: null,
      used: null,
    };
    check(
      'sentences',
      'By a model:\nHere it is: Nine. [1] Or four. [2] (not sure) Or ten. (not supported)\n\nOwn words:\n- Nine months. [1] Four months. [2][1]',
      written,
    );
  });
  test('what is no answer has no text', () => assert.equal(answerText({ kind: 'none' }, WORDING), undefined));
});
