import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { mergeAnswers } from '../../src/protocol/mergeAnswers.ts';
import { answeredTurn, withPlaces, withStandings } from '../../src/host/turnView.ts';
import type { AskResult } from '../../src/protocol/asking.ts';

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
      sectionWeight: 0.89,
      level: 'leaf',
      headings: ['Lease'],
      text: source.slice(first.start, first.end),
    },
    {
      file,
      ...second,
      weight: 0.1999,
      sectionWeight: 0.89,
      level: 'leaf',
      headings: ['Lease'],
      text: source.slice(second.start, second.end),
    },
    {
      file: 'b.md',
      start: 0,
      end: 3,
      weight: 0.0001,
      sectionWeight: 0.0001,
      level: 'leaf',
      headings: [],
      text: 'abc',
    },
  ],
  documents: [
    { file, weight: 0.8999 },
    { file: 'b.md', weight: 0.0001 },
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
const question = { id: 'q1', question: result.question, scope: null, readAs: null };
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

  test('names two cited files of one name by their paths, and others by their names', () => {
    const of = (place: string) => ({ ...citation, file: place });
    const { view } = turnOf({
      ...result,
      answer: {
        text: '',
        kind: 'sides',
        sentences: ['2022/policy.md', '2024/policy.md', 'notes/plan.md'].map((place) => ({
          text: citation.quote,
          citations: [of(place)],
          side: { value: place },
        })),
      },
    });
    assert.ok(view.kind === 'answered');
    assert.deepEqual(
      view.citations.map(({ label }) => label),
      ['2022/policy.md', '2024/policy.md', 'plan.md'],
    );
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

  test('says the share of the file where several are attended, and nothing where one has all', () => {
    const sharesIn = (documents: AskResult['documents']) => {
      const { view } = turnOf({ ...result, documents });
      assert.ok(view.kind === 'answered');
      return view.passages.map(({ fileShare }) => fileShare);
    };
    assert.deepEqual(sharesIn(result.documents), [null, null]);
    const both = [
      { file, weight: 0.6 },
      { file: 'b.md', weight: 0.3 },
    ];
    assert.deepEqual(sharesIn(both), [0.6, 0.6]);
  });

  test('says what alone was asked: files, folders, a folder of several', () => {
    const scopeIn = (scope: AskResult['scope'], named = false): string | null => {
      const merged = mergeAnswers([{ folder: '/work', named, result: { ...result, scope } }]);
      const { view } = answeredTurn(question, merged, {
        shownFile: ({ folder, file: shown }) => `${folder.slice(1)}/${shown}`,
        worded: ({ text }) => text,
      });
      assert.ok(view.kind === 'answered');
      return view.scope;
    };
    assert.equal(scopeIn(null), null);
    assert.equal(scopeIn([file]), 'lease.md');
    assert.equal(scopeIn(['contracts/', file]), 'contracts/, lease.md');
    assert.equal(scopeIn(['a.md', 'b.md', 'c.md', 'd.md']), 'a.md, b.md, c.md, …');
    assert.equal(scopeIn(null, true), 'work/');
  });

  test('declined: the nearest passages, no heat, no citations', () => {
    const { view, places } = turnOf({ ...result, answer: null, abstained: true, confidence: 0.1 });
    assert.equal(view.kind, 'declined');
    assert.ok(places.every(({ kind }) => kind === 'passage'));
  });

  test('a short fact: the words in their sentence and in its mark, each opened by an id of its own', () => {
    const fact = at('30 June 2026');
    const { view, places } = turnOf({
      ...result,
      answer: {
        text: '30 June 2026',
        kind: 'words',
        sentences: [{ text: citation.quote, citations: [citation], span: fact }],
      },
      heat: [{ file, ...ends, weight: 0.5, text: citation.quote, span: fact }],
    });
    assert.ok(view.kind === 'answered');
    assert.equal(view.form, 'words');
    const [sentence] = view.sentences;
    assert.equal(sentence?.text.slice(sentence.strong?.start, sentence.strong?.end), '30 June 2026');
    const [mark] = view.passages[0]?.marks ?? [];
    assert.equal(view.passages[0]?.text.slice(mark?.span?.start, mark?.span?.end), '30 June 2026');
    assert.deepEqual(
      places.flatMap(({ id, part, anchor }) =>
        part === undefined ? [] : [[id, part, anchor.quote, anchor.start]],
      ),
      [
        ['q1.w1', { of: 'q1.c1', from: 11 }, '30 June 2026', fact.start],
        ['q1.h1.s', { of: 'q1.h1', from: 11 }, '30 June 2026', fact.start],
      ],
    );
    const standing = withStandings(
      view,
      new Map([
        ['q1.w1', 'gone'],
        ['q1.h1.s', 'gone'],
      ] as const),
    );
    assert.ok(standing.kind === 'answered');
    assert.equal(standing.sentences[0]?.strong?.standing, 'gone');
    assert.equal(standing.passages[0]?.marks[0]?.span?.standing, 'gone');
    assert.equal(standing.passages[0]?.marks[0]?.standing, 'stands');
  });

  test('words that lie outside their sentence are not shown', () => {
    const { view, places } = turnOf({
      ...result,
      answer: {
        text: '',
        kind: 'words',
        sentences: [{ text: citation.quote, citations: [citation], span: at('by post') }],
      },
    });
    assert.ok(view.kind === 'answered');
    assert.equal(view.sentences[0]?.strong, null);
    assert.ok(places.every(({ kind }) => kind !== 'span'));
  });

  test('sides keep what they say, since when, and which is the latest', () => {
    const { view } = turnOf({
      ...result,
      answer: {
        text: '',
        kind: 'sides',
        sentences: [
          { text: citation.quote, citations: [citation], side: { value: '30 June 2026' } },
          {
            text: citation.quote,
            citations: [{ ...citation, file: 'b.md' }],
            side: { value: '1 May 2027', date: '2024-05-20', latest: true },
          },
        ],
      },
    });
    assert.ok(view.kind === 'answered');
    assert.deepEqual(
      view.sentences.map(({ side }) => side),
      [
        { value: '30 June 2026', date: null, latest: false },
        { value: '1 May 2027', date: '2024-05-20', latest: true },
      ],
    );
  });

  test('a figure only where it is calibrated', () => {
    const shown = [result, { ...result, calibrated: true }].map((asked) => turnOf(asked).view);
    assert.deepEqual(
      shown.map((view) => view.kind === 'answered' && view.probability),
      [null, 0.9],
    );
  });

  test('a near miss is told with its citation, which can be opened, and only where the question is declined', () => {
    const nearMiss = { asked: '2027', found: ['2026'], citation };
    const declined = turnOf({ ...result, answer: null, abstained: true, confidence: 0.1, nearMiss });
    assert.ok(declined.view.kind === 'declined');
    assert.deepEqual(declined.view.nearMiss, { asked: '2027', found: ['2026'], citation: 'q1.c1' });
    assert.deepEqual(declined.view.passages[0]?.numbers, [1]);
    assert.deepEqual(
      declined.places.map(({ kind }) => kind),
      ['citation', 'passage', 'passage'],
    );
    const answered = turnOf({ ...result, nearMiss });
    assert.ok(answered.view.kind === 'answered');
    assert.equal(answered.view.citations.length, 2);
  });

  test('says what has moved, changed or gone, where passages lie and what stands around citations', () => {
    const lines = [{ number: 3, text: 'It ends.', quote: { start: 0, end: 2 } }];
    const { view } = turnOf(result);
    const standing = withStandings(
      view,
      new Map([
        ['q1.c1', 'gone'],
        ['q1.p1', 'changed'],
        ['q1.h1', 'gone'],
      ] as const),
    );
    const placed = withPlaces(standing, {
      lies: new Map([['q1.p2', { start: 0.5, end: 0.75 }]]),
      around: new Map([['q1.c1', lines]]),
    });
    assert.ok(placed.kind === 'answered');
    assert.deepEqual(
      placed.citations.map((shown) => shown.standing),
      ['gone', 'stands'],
    );
    assert.deepEqual(
      placed.citations.map(({ place }) => place?.lines),
      [lines, []],
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
