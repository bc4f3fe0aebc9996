import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { mergeAnswers } from '../../src/host/mergeAnswers.ts';
import { answeredTurn, withPlaces, withStandings } from '../../src/host/turnView.ts';
import type { AskResult } from '../../src/protocol/engineApi.ts';

const source =
  '# Lease\n\nIt begins on 1 July. It ends on 30 June 2026. Notices go by post.\n\nThe rent is due monthly.\n';
const at = (words: string): { start: number; end: number } => ({
  start: source.indexOf(words),
  end: source.indexOf(words) + words.length,
});
const first = at('It begins on 1 July. It ends on 30 June 2026. Notices go by post.');
const second = at('The rent is due monthly.');
const ends = at('It ends on 30 June 2026.');
const posts = at('Notices go by post.');
const file = 'contracts/lease.md';
const citation = { file, ...ends, quote: 'It ends on 30 June 2026.' };

const result: AskResult = {
  question: 'When does it end?',
  answer: {
    text: '',
    sentences: [
      { text: 'It ends on 30 June 2026.', citations: [citation] },
      {
        text: 'Notices go by post.',
        citations: [citation, { file, ...posts, quote: 'Notices go by post.' }],
      },
    ],
  },
  abstained: false,
  confidence: 0.9,
  nullWeight: 0.1,
  passages: [
    {
      file,
      ...first,
      weight: 0.7,
      level: 'leaf',
      headings: ['Lease'],
      text: source.slice(first.start, first.end),
    },
    {
      file,
      ...second,
      weight: 0.1999,
      level: 'leaf',
      headings: ['Lease'],
      text: source.slice(second.start, second.end),
    },
    { file: 'b.md', start: 0, end: 3, weight: 0.0001, level: 'leaf', headings: [], text: 'abc' },
  ],
  heat: [
    { file, ...posts, weight: 0.2, text: 'Notices go by post.' },
    { file, ...ends, weight: 0.5, text: 'It ends on 30 June 2026.' },
  ],
  terms: [],
  scope: null,
  memory: { files: 1, leaves: 3, encoded: 3 },
  warnings: [],
};
const question = { id: 'q1', question: result.question, scope: null };
const turnOf = (asked: AskResult) =>
  answeredTurn(question, mergeAnswers([{ folder: '/work', result: asked }]), {
    shownFile: (passage) => passage.file,
    worded: ({ code, args }) => [code, ...args].join(' '),
  });

suite('A turn for the panel', () => {
  test('numbers citations by first use, once each, and names no path', () => {
    const { view } = turnOf(result);
    assert.ok(view.kind === 'answered');
    assert.deepEqual(
      view.citations.map(({ id, number, label }) => [id, number, label]),
      [
        ['q1.c1', 1, 'lease.md'],
        ['q1.c2', 2, 'lease.md'],
      ],
    );
    assert.deepEqual(
      view.sentences.map(({ citations }) => citations),
      [['q1.c1'], ['q1.c1', 'q1.c2']],
    );
    assert.doesNotMatch(JSON.stringify(view), /\/work|contracts\/lease/);
  });

  test('gives each passage its citations and its heated sentences, in reading order; leaves out what is next to nothing', () => {
    const { view } = turnOf(result);
    assert.ok(view.kind === 'answered');
    const [one, two] = view.passages;
    assert.equal(view.passages.length, 2);
    assert.deepEqual(one?.numbers, [1, 2]);
    assert.deepEqual(two?.numbers, []);
    assert.deepEqual(
      one?.marks.map(({ start, end }) => one.text.slice(start, end)),
      ['It ends on 30 June 2026.', 'Notices go by post.'],
    );
    assert.deepEqual([one?.label, one?.folder, one?.headings], ['lease.md', 'contracts', ['Lease']]);
  });

  test('keeps for each id the words and their neighbours, as far as the passage tells them', () => {
    const { places } = turnOf(result);
    const place = places.find(({ id }) => id === 'q1.c1');
    assert.deepEqual(
      [place?.folder, place?.file, place?.anchor.quote, place?.anchor.start],
      ['/work', file, 'It ends on 30 June 2026.', ends.start],
    );
    assert.match(place?.anchor.before ?? '', /1 July\. $/);
    assert.match(place?.anchor.after ?? '', /^ Notices/);
    assert.deepEqual(
      places.map(({ kind }) => kind),
      ['citation', 'citation', 'passage', 'passage', 'heat', 'heat'],
    );
  });

  test('declined: the nearest passages, no heat, no citations', () => {
    const { view, places } = turnOf({ ...result, answer: null, abstained: true, confidence: 0.1 });
    assert.equal(view.kind, 'declined');
    assert.ok(places.every(({ kind }) => kind === 'passage'));
  });

  test('says what has moved, changed or gone, and where passages lie', () => {
    const { view } = turnOf(result);
    const standing = withStandings(
      view,
      new Map([
        ['q1.c1', 'gone'],
        ['q1.p1', 'changed'],
        ['q1.h1', 'gone'],
      ] as const),
    );
    const placed = withPlaces(standing, new Map([['q1.p2', { start: 0.5, end: 0.75 }]]));
    assert.ok(placed.kind === 'answered');
    assert.deepEqual(
      placed.citations.map((shown) => shown.standing),
      ['gone', 'stands'],
    );
    assert.deepEqual(
      placed.passages.map((passage) => [passage.standing, passage.place]),
      [
        ['changed', null],
        ['stands', { start: 0.5, end: 0.75 }],
      ],
    );
    const [one] = placed.passages;
    assert.deepEqual(
      one?.marks.map(({ start, end, standing: now }) => [one.text.slice(start, end), now]),
      [
        ['It ends on 30 June 2026.', 'gone'],
        ['Notices go by post.', 'stands'],
      ],
    );
  });
});
