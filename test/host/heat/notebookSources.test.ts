import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { notebookSources, pieceOf, sourceOf } from '../../../src/host/heat/notebookSources.ts';

const NOTEBOOK = {
  cells: [
    { cell_type: 'markdown', metadata: {}, source: ['# Pump test\n', 'It says "54 litres" \\ 水泵。'] },
    { cell_type: 'code', source: 'x = 1\nprint(x)', outputs: [{ text: ['source'] }], execution_count: null },
    { cell_type: 'raw', source: [] },
  ],
  metadata: { source: 'not a cell' },
  nbformat: 4,
};

/** What a range of the file, named by the words that it is of, is in the cells. */
function check(raw: string, words: string, expected: readonly (string | undefined)[]): void {
  const start = raw.indexOf(words);
  assert.ok(start >= 0, words);
  const range = { start, end: start + words.length };
  assert.deepEqual(
    notebookSources(raw).map((cell) => {
      const piece = pieceOf(cell, range);
      return piece && cell.source.slice(piece.start, piece.end);
    }),
    expected,
  );
}

suite('The cells of a notebook', () => {
  const raw = JSON.stringify(NOTEBOOK, null, 1);

  test('have the texts that JSON says', () =>
    assert.deepEqual(
      notebookSources(raw).map(({ source }) => source),
      NOTEBOOK.cells.map(({ source }) => [source].flat().join('')),
    ));

  test('a range of the file is found in its cell, escapes undone', () => {
    check(raw, '\\"54 litres\\"', ['"54 litres"', undefined, undefined]);
    check(raw, 'test\\n",\n    "It says', ['test\nIt says', undefined, undefined]);
    check(raw, 'x = 1\\nprint', [undefined, 'x = 1\nprint', undefined]);
    check(raw, 'nbformat', [undefined, undefined, undefined]);
  });

  test('a range over two cells has a piece in each', () => {
    const start = raw.indexOf('水泵');
    const end = raw.indexOf('print');
    const [first, second] = notebookSources(raw);
    assert.ok(first !== undefined && second !== undefined);
    assert.deepEqual(pieceOf(first, { start, end }), {
      start: first.source.indexOf('水泵'),
      end: first.source.length,
    });
    assert.deepEqual(pieceOf(second, { start, end }), { start: 0, end: 6 });
  });

  test('an editor’s cell is known by its text, else by its place', () => {
    const sources = notebookSources(raw);
    assert.equal(sourceOf(sources, 'x = 1\r\nprint(x)', 0), sources[1]);
    assert.equal(sourceOf(sources, 'x = 2', 1), sources[1]);
    assert.equal(sourceOf(sources, 'new', 9), undefined);
  });

  test('what is no notebook has no cells, and nothing breaks', () => {
    for (const text of ['', '{', '[]', '{"cells": 3}', '{"cells": [{"source": ["a'])
      assert.deepEqual(
        notebookSources(text)
          .map(({ source }) => source)
          .filter((source) => source !== ''),
        [],
      );
    assert.deepEqual(notebookSources('['.repeat(100_000)), []);
    fc.assert(
      fc.property(fc.string(), (text) => {
        notebookSources(text);
      }),
    );
  });

  test('every notebook gives its cells’ texts, and every unit its place', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.string({ unit: 'grapheme' }))),
        fc.constantFrom(0, 1, 2),
        (cells, indent) => {
          const file = JSON.stringify({ cells: cells.map((source) => ({ source })) }, null, indent);
          const sources = notebookSources(file);
          assert.deepEqual(
            sources.map(({ source }) => source),
            cells.map((lines) => lines.join('')),
          );
          for (const { source, offsets } of sources) {
            assert.equal(offsets.length, source.length + 1);
            assert.ok(offsets.every((offset, i) => i === 0 || offset > (offsets[i - 1] ?? 0)));
          }
        },
      ),
    );
  });
});
