import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { ShownLines, wordLines } from '../../../src/host/tools/shownLines.ts';
import { TextLines } from '../../../src/protocol/textLines.ts';

suite('Where words stand, by line', () => {
  test('lines are counted as editors count them, whatever ends them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.stringMatching(/^[a-c句]{0,4}$/u), fc.constantFrom('\n', '\r\n', '\r'))),
        (rows) => {
          const text = rows.map(([words, end]) => words + end).join('');
          const lines = new TextLines(text);
          let offset = 0;
          // A line that is ended by \r and followed by an empty one ended by \n is one line end to an editor.
          fc.pre(
            !rows.some(([, end], i) => end === '\r' && rows[i + 1]?.[0] === '' && rows[i + 1]?.[1] !== '\r'),
          );
          for (const [line, [words, end]] of rows.entries()) {
            assert.deepEqual(lines.at(offset), { line, character: 0 });
            assert.deepEqual(lines.at(offset + words.length), { line, character: words.length });
            offset += words.length + end.length;
          }
          assert.deepEqual(lines.at(offset), { line: rows.length, character: 0 });
        },
      ),
    );
  });

  test('words that edits have pushed away are found where they are now', () => {
    const text = '# Lease\n\nA line that is new.\n\nThe notice is\nfourteen days.\n';
    const { start, end } = wordLines(
      { start: 9, end: 37, quote: 'The notice is\nfourteen days.' },
      text,
      new TextLines(text),
    );
    assert.deepEqual(
      [start, end],
      [
        { line: 4, character: 0 },
        { line: 5, character: 14 },
      ],
    );
  });

  test('words that are gone are told by where they were, within the text', () => {
    const text = 'one\ntwo\n';
    const { start, end } = wordLines({ start: 100, end: 120, quote: 'three' }, text, new TextLines(text));
    assert.deepEqual(
      [start, end],
      [
        { line: 2, character: 0 },
        { line: 2, character: 0 },
      ],
    );
  });

  test('what ends with the end of a line does not reach into the next', () => {
    const text = 'one\ntwo\nthree\n';
    const { end } = wordLines({ start: 0, end: 8, quote: 'one\ntwo\n' }, text, new TextLines(text));
    assert.deepEqual(end, { line: 1, character: 3 });
  });

  test('each file is read once, and one that cannot be read has its first line', async () => {
    const read: string[] = [];
    const lines = new ShownLines(({ file }) => {
      read.push(file);
      return Promise.resolve(file === 'a' ? 'x\ny\n' : undefined);
    });
    const words = { start: 2, end: 3, quote: 'y' };
    assert.equal((await lines.of({ folder: '/f', file: 'a', ...words })).start.line, 1);
    assert.equal((await lines.of({ folder: '/f', file: 'a', ...words })).start.line, 1);
    assert.equal((await lines.of({ folder: '/f', file: 'b', ...words })).start.line, 0);
    assert.deepEqual(read, ['a', 'b']);
  });
});
