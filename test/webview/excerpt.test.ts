import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { excerpt, wholeText, type Mark, type Piece } from '../../src/webview/excerpt.ts';

/** Pieces as text: marked ones in brackets with their weight in tenths or that they are gone, gaps as `…`. */
function shown(pieces: readonly Piece[]): string {
  return pieces
    .map((piece) =>
      piece.kind === 'gap'
        ? '…'
        : piece.weight === 0
          ? piece.text
          : `[${piece.gone ? 'gone' : String(Math.round(piece.weight * 10))}${piece.span ? '!' : ''}:${piece.text}]`,
    )
    .join('');
}

/** Marks given by the words they cover. */
function check(
  text: string,
  heat: readonly (readonly [string, number])[],
  budget: number,
  expected: string,
  gone: readonly string[] = [],
  spans: readonly string[] = [],
): void {
  const rangeOf = (words: string) => ({
    start: text.indexOf(words),
    end: text.indexOf(words) + words.length,
    standing: gone.includes(words) ? ('gone' as const) : ('stands' as const),
  });
  const marks = heat.map(([quote, weight]): Mark => {
    const span = spans.find((words) => quote.includes(words));
    return { ...rangeOf(quote), weight, span: span === undefined ? null : rangeOf(span) };
  });
  const strongest = Math.max(0, ...marks.map(({ weight }) => weight));
  assert.equal(shown(excerpt(text, marks, strongest, budget)), expected);
}

const LONG =
  'One opens the passage with words of no great weight. Two is the sentence that answers. Three goes on about something else for a while, and then for a while longer. Four is warm too. Five closes it.';

test('a short passage is shown whole, its marks by strength', () => {
  check(
    'Cold. Hot here. Warm.',
    [
      ['Hot here.', 0.4],
      ['Warm.', 0.2],
    ],
    100,
    'Cold. [10:Hot here.] [5:Warm.]',
  );
});

test('a sentence that was deleted is shown as gone, and first where it was the strongest', () => {
  check(
    LONG,
    [
      ['Two is the sentence that answers.', 0.4],
      ['Four is warm too.', 0.2],
    ],
    60,
    '…[gone:Two is the sentence that answers.] Three goes on about something else for a while,…[5:Four is warm too.] Five closes it.',
    ['Two is the sentence that answers.'],
  );
});

test('the words that answer are the strongest, their sentence lighter; one of both that is gone says so', () => {
  const heat = [['Hot here.', 0.4]] as const;
  check('Cold. Hot here. Warm.', heat, 100, 'Cold. [2:Hot ][10!:here][2:.] Warm.', [], ['here']);
  check('Cold. Hot here. Warm.', heat, 100, 'Cold. [2:Hot ][gone!:here][2:.] Warm.', ['here'], ['here']);
});

test('words far into a long sentence are shown with a little of it before them', () => {
  const sentence = `${'Some words go before. '.trim().slice(0, -1)}, ${'and more of them, '.repeat(12)}until 30 June 2026, and more.`;
  const range = (words: string) => ({
    start: sentence.indexOf(words),
    end: sentence.indexOf(words) + words.length,
    standing: 'stands' as const,
  });
  const mark: Mark = { ...range(sentence), weight: 1, span: range('30 June 2026') };
  assert.equal(
    shown(excerpt(sentence, [mark], 1, 60)),
    '…[2:them, and more of them, and more of them, until ][10!:30 June 2026]…',
  );
});

test('a long one begins at its strongest sentence and says where text is left out', () => {
  check(
    LONG,
    [['Two is the sentence that answers.', 0.4]],
    60,
    '…[10:Two is the sentence that answers.] Three goes on about something else for a while,…',
  );
});

test('a second sentence comes along where there is room', () => {
  check(
    LONG,
    [
      ['Two is the sentence that answers.', 0.4],
      ['Four is warm too.', 0.2],
    ],
    60,
    '…[10:Two is the sentence that answers.] Three goes on about something else for a while,…[5:Four is warm too.] Five closes it.',
  );
});

test('without marks it is the beginning, cut between words', () => {
  check(LONG, [], 60, 'One opens the passage with words of no great weight. Two is…');
});

test('faint marks are plain text', () => {
  check(
    'Hot. Faint.',
    [
      ['Hot.', 0.5],
      ['Faint.', 0.01],
    ],
    100,
    '[10:Hot.] Faint.',
  );
});

test('a Chinese character counts as two', () => {
  const text = '租期三年。'.repeat(40);
  assert.equal(shown(excerpt(text, [], 0, 20)), '租期三年。租期三年。…');
});

test('a sentence beyond the budget is cut, and stays marked', () => {
  const sentence = 'word '.repeat(100).trim();
  const text = shown(
    excerpt(sentence, [{ start: 0, end: sentence.length, weight: 1, standing: 'stands', span: null }], 1, 50),
  );
  assert.match(text, /^\[10:(?:word ?)+\]…$/);
  assert.ok(text.length < 60);
});

test('the whole text is the text; an excerpt is pieces of it, in order, never half a character', () => {
  const alphabet = fc.constantFrom('a', ' ', '。', '租', '😀', '\n', 'é');
  fc.assert(
    fc.property(
      fc.array(alphabet, { maxLength: 400 }).map((characters) => characters.join('')),
      fc.array(
        fc.record({
          at: fc.nat(500),
          length: fc.nat(80),
          weight: fc.double({ min: 0, max: 1, noNaN: true }),
          span: fc.option(fc.tuple(fc.nat(80), fc.nat(80))),
        }),
        {
          maxLength: 4,
        },
      ),
      fc.integer({ min: 1, max: 120 }),
      (text, places, budget) => {
        const boundaries = [...text].reduce<number[]>(
          (all, c) => [...all, (all.at(-1) ?? 0) + c.length],
          [0],
        );
        const near = (at: number): number => boundaries.findLast((boundary) => boundary <= at) ?? 0;
        const marks = places.map(({ at, length, weight, span }): Mark => ({
          standing: 'stands',
          start: near(at),
          end: near(at + length),
          weight,
          span: span && {
            standing: 'stands',
            start: near(at + Math.min(length, ...span)),
            end: near(at + Math.min(length, Math.max(...span))),
          },
        }));
        const strongest = Math.max(0, ...marks.map(({ weight }) => weight));
        const whole = wholeText(text, marks, strongest);
        assert.equal(whole.map((piece) => (piece.kind === 'text' ? piece.text : '?')).join(''), text);
        let position = 0;
        for (const piece of excerpt(text, marks, strongest, budget)) {
          if (piece.kind === 'gap') continue;
          assert.ok(piece.text.isWellFormed());
          const found = text.indexOf(piece.text, position);
          assert.ok(found >= 0);
          position = found + piece.text.length;
        }
      },
    ),
  );
});
