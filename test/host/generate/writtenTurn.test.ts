import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { sentenceId, sentenceIndex, writtenTurn } from '../../../src/host/generate/writtenTurn.ts';
import type { WrittenState } from '../../../src/host/generate/writtenTurn.ts';
import { mergeAnswers } from '../../../src/protocol/mergeAnswers.ts';
import { answeredTurn } from '../../../src/host/turnView.ts';
import type { AskResult, Citation } from '../../../src/protocol/asking.ts';
import type { WrittenSentence } from '../../../src/protocol/writing.ts';

const FOLDER = '/home/someone/mill';
const TEXT = 'The rent is £28,400. It is paid in four parts. The term is ten years.';
const cited = (quote: string): Citation => {
  const start = TEXT.indexOf(quote);
  return { file: 'deeds/lease.md', start: 100 + start, end: 100 + start + quote.length, quote };
};
const result: AskResult = {
  question: 'What is the rent?',
  answer: {
    text: 'The rent is £28,400.',
    kind: 'sentences',
    sentences: [{ text: 'The rent is £28,400.', citations: [cited('The rent is £28,400.')] }],
  },
  abstained: false,
  confidence: 0.9,
  nullWeight: 0.1,
  passages: [
    {
      file: 'deeds/lease.md',
      start: 100,
      end: 100 + TEXT.length,
      weight: 0.8,
      sectionWeight: 0.8,
      level: 'leaf',
      text: TEXT,
      headings: ['Lease', 'Rent'],
    },
  ],
  documents: [{ file: 'deeds/lease.md', weight: 0.9 }],
  heat: [],
  terms: [],
  scope: null,
  memory: { files: 1, leaves: 1, encoded: 1 },
  warnings: [],
};
const answer = mergeAnswers([{ folder: FOLDER, result }]);
const base = answeredTurn({ id: 'q1', question: result.question, scope: null, readAs: null }, answer, {
  shownFile: ({ file }) => file,
  worded: ({ text }) => text,
});
const sentence = (text: string, ...quotes: string[]): WrittenSentence => ({
  text,
  support: quotes.length > 0 ? 'supported' : 'unsupported',
  citations: quotes.map(cited),
  doubts: [],
});
const state: WrittenState = {
  model: 'some-model',
  phase: 'done',
  folder: FOLDER,
  sentences: [
    sentence('The rent is 28,400 pounds.', 'The rent is £28,400.'),
    sentence(
      'It comes in four parts and for ten years.',
      'It is paid in four parts.',
      'The term is ten years.',
    ),
    sentence('It is paid in gold.'),
    sentence('For ten years.', 'The term is ten years.', 'The term is ten years.'),
  ],
  text: '',
  error: null,
  redacted: [
    { label: '[e-mail 1]', kind: 'e-mail', count: 2 },
    { label: '[name 1]', kind: 'name', count: 1 },
    { label: '[e-mail 2]', kind: 'e-mail', count: 1 },
  ],
  chosen: null,
  used: null,
};

function written(change: Partial<WrittenState> = {}) {
  const { view } = base;
  assert.ok(view.kind === 'answered');
  const turn = writtenTurn(view, { ...state, ...change }, base.places, answer.passages);
  assert.ok(turn.view.written !== null);
  return { ...turn, shown: turn.view.written };
}

suite('What a model wrote, for the panel', () => {
  test('is numbered on from the citations of the answer, and what those cite keeps its number', () => {
    const { view, places, shown } = written();
    assert.deepEqual(
      view.citations.map(({ id, number, quote }) => [id, number, quote]),
      [
        ['q1.c1', 1, 'The rent is £28,400.'],
        ['q1.c2', 2, 'It is paid in four parts.'],
        ['q1.c3', 3, 'The term is ten years.'],
      ],
    );
    assert.deepEqual(
      shown.sentences.map(({ citations }) => citations),
      [['q1.c1'], ['q1.c2', 'q1.c3'], [], ['q1.c3']],
    );
    // The passage tells of all that stands in it; only what is new is to be followed beside the turn's own places.
    assert.deepEqual(view.passages[0]?.numbers, [1, 2, 3]);
    assert.deepEqual(
      places.map(({ id, kind, anchor }) => [id, kind, anchor.quote]),
      [
        ['q1.c2', 'citation', 'It is paid in four parts.'],
        ['q1.c3', 'citation', 'The term is ten years.'],
      ],
    );
    assert.equal(places[0]?.anchor.before.endsWith('£28,400. '), true);
  });

  test('names no path, and counts what was taken out by its kind', () => {
    const { view, shown } = written();
    assert.ok(!JSON.stringify(view).includes(FOLDER));
    assert.deepEqual(shown.redacted, [
      { kind: 'e-mail', count: 3 },
      { kind: 'name', count: 1 },
    ]);
  });

  test('says which sentence is chosen, and what the model used for it beside the attention', () => {
    const { shown, places } = written({
      chosen: 1,
      used: {
        kind: 'found',
        attribution: {
          sources: [{ ...cited('It is paid in four parts.'), weight: 1 }],
          by: 'overlap',
          runs: 16,
          fit: 0.7,
        },
      },
    });
    assert.equal(shown.chosen, 'q1.m2');
    assert.deepEqual(shown.used, {
      kind: 'found',
      by: 'overlap',
      runs: 16,
      fit: 0.7,
      sources: [
        { id: 'q1.u1', label: 'lease.md › Rent', quote: 'It is paid in four parts.', weight: 1, share: 0.8 },
      ],
    });
    assert.equal(places.at(-1)?.id, 'q1.u1');
  });

  test('its sentences are found again by their ids, and by no others', () => {
    for (const index of [0, 1, 41]) assert.equal(sentenceIndex('q1', sentenceId('q1', index)), index);
    for (const id of ['q1.c1', 'q1.m', 'q1.mx', 'q12.m1', 'q1.m1.m1', 'constructor'])
      assert.equal(sentenceIndex('q1', id), undefined, id);
  });
});
