import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { citationOf, keptTurn, threadView } from '../../../src/host/threads/turnViews.ts';
import type { Place } from '../../../src/host/places.ts';
import type { TurnView } from '../../../src/protocol/turnView.ts';
import { threadOf, turnOf } from './kept.ts';

const answered: TurnView = {
  kind: 'answered',
  id: 'q1',
  question: 'How much is the rent?',
  scope: null,
  readAs: 'lease',
  form: 'words',
  sentences: [
    {
      text: 'The yearly rent is £28,400.',
      citations: ['q1.c1'],
      strong: { id: 'q1.w1', start: 19, end: 26, standing: 'stands' },
      side: null,
    },
  ],
  citations: [{ id: 'q1.c1', number: 1, label: 'lease.md', quote: 'rent is £28,400', standing: 'moved' }],
  confidence: 'high',
  probability: null,
  written: null,
  passages: [],
  remembered: { files: 1, encoded: 1, leaves: 1 },
  warnings: [],
};
const anchor = { quote: 'rent is £28,400', start: 40, before: 'The yearly ', after: ', paid' };
const places: readonly Place[] = [
  { id: 'q1.c1', kind: 'citation', folder: '/library', file: 'contracts/lease.md', anchor, weight: 0 },
];
const kept = { id: 'abc', asked: 5, scope: null, places, passages: [] };

describe('a turn as it is kept', () => {
  test('has the words of its citations with their neighbours, and no id of the panel', () => {
    const turn = keptTurn(answered, kept);
    assert.deepEqual(turn?.citations, [
      { folder: '/library', file: 'contracts/lease.md', ...anchor, label: 'lease.md' },
    ]);
    assert.deepEqual(turn?.sentences, [
      { text: 'The yearly rent is £28,400.', citations: [0], strong: { start: 19, end: 26 }, side: null },
    ]);
    assert.ok(!JSON.stringify(turn).includes('q1'));
  });

  test('keeps what a model wrote, also where the files do not answer', () => {
    const written = {
      model: 'SmolLM2',
      phase: 'done' as const,
      sentences: [
        {
          id: 'q1.m1',
          text: 'It is £28,400.',
          support: 'supported' as const,
          citations: ['q1.c1'],
          doubts: [],
        },
      ],
      text: '',
      error: null,
      redacted: [],
      chosen: null,
      used: null,
    };
    const declined: TurnView = { ...answered, kind: 'declined', nearMiss: null, written };
    const turn = keptTurn(declined, kept);
    assert.deepEqual(turn?.written, {
      model: 'SmolLM2',
      sentences: [{ text: 'It is £28,400.', support: 'supported', citations: [0] }],
    });
    assert.deepEqual(turn?.sentences, []);
    assert.equal(turn?.citations.length, 1);
  });

  test('only what was answered or declined is kept', () => {
    const { id, question, scope, readAs } = answered;
    assert.equal(keptTurn({ kind: 'pending', id, question, scope, readAs }, kept), undefined);
    assert.equal(keptTurn({ kind: 'none' }, kept), undefined);
    assert.deepEqual(keptTurn({ ...answered, kind: 'declined', nearMiss: null }, kept)?.citations, []);
  });
});

describe('a thread for the panel', () => {
  const turns = [turnOf('a', 'How much?'), turnOf('b', 'Whose?', { pinned: true })];

  test('has the turns before the one that is shown; no path crosses', () => {
    const standings = new Map([['a.c1', 'gone' as const]]);
    const view = threadView(threadOf('one', turns), { shown: 'b', kept: 3, standings });
    assert.deepEqual(
      view.earlier.map(({ id }) => id),
      ['a'],
    );
    assert.equal(view.pinned, true);
    assert.equal(view.title, 'How much?');
    assert.equal(view.earlier[0]?.citations[0]?.standing, 'gone');
    assert.ok(!JSON.stringify(view).includes('/library'));
    const alone = threadView(threadOf('one', turns), { shown: undefined, kept: 3, standings });
    assert.equal(alone.earlier.length, 2);
    assert.equal(alone.pinned, false);
  });

  test('an id of a citation, or of words that rest on it, leads back to what is kept', () => {
    const [turn] = turns;
    assert.ok(turn !== undefined);
    assert.equal(citationOf(turn, 'a.c1')?.kept, turn.citations[0]);
    assert.equal(citationOf(turn, 'a.w1')?.id, 'a.c1');
    for (const id of ['a.c2', 'b.c1', 'a', '']) assert.equal(citationOf(turn, id), undefined, id);
  });
});
