import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { harmless, harmlessJson } from '../../src/cli/harmless.ts';
import { bar, clip, duration, expandTabs, pad, percent, width, wrap } from '../../src/cli/layout.ts';
import { Lines } from '../../src/cli/lines.ts';
import { Progress } from '../../src/cli/progress.ts';

const wrapped = (text: string, columns: number) =>
  wrap(text, columns).map(({ start, end }) => text.slice(start, end));

test('wraps at spaces, at its own line breaks, and in the middle of what is too long', () => {
  const check = (text: string, columns: number, lines: string[]) =>
    assert.deepEqual(wrapped(text, columns), lines);
  check('the quick brown fox', 10, ['the quick', 'brown fox']);
  check('one\r\ntwo\n\nthree\r', 10, ['one', 'two', '', 'three']);
  check('abcdefghij', 4, ['abcd', 'efgh', 'ij']);
  check('  indented code stays', 12, ['  indented', 'code stays']);
  check('', 10, ['']);
});

test('counts a Chinese character as two columns and keeps punctuation off the start of a line', () => {
  assert.deepEqual(wrapped('承租人应当提前通知。出租人', 12), ['承租人应当提', '前通知。出租', '人']);
  assert.deepEqual(wrapped('承租人应当提前。出租', 14), ['承租人应当提', '前。出租']);
  assert.deepEqual(wrapped('租约 lease 第3条', 10), ['租约 lease', '第3条']);
});

test('never splits a grapheme and never makes a line wider than asked, whatever the text', () => {
  const piece = fc.constantFrom(
    'word',
    ' ',
    '　',
    '漢',
    '。',
    '（',
    '👩‍👩‍👧',
    'e\u0301',
    '\t',
    '\n',
    'שלום',
    '\u{1F1E8}\u{1F1F3}',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), fc.integer({ min: 8, max: 40 }), (pieces, columns) => {
      const text = pieces.join('');
      const lines = wrap(text, columns);
      for (const { start, end } of lines) {
        const line = text.slice(start, end);
        assert.ok(width(expandTabs(line)) <= columns, JSON.stringify({ text, line, columns }));
      }
      // What is left out between lines is blank, and nothing comes twice.
      let at = 0;
      for (const { start, end } of lines) {
        assert.equal(text.slice(at, start).trim(), '');
        at = end;
      }
      assert.equal(text.slice(at).trim(), '');
    }),
  );
});

test('pads and clips by columns', () => {
  assert.equal(pad('租约', 6), '租约  ');
  assert.equal(clip('租约条款', 6), '租约…');
  assert.equal(clip('lease', 6), 'lease');
});

test('a bar shows something for something and nothing for nothing', () => {
  assert.equal(bar(0, 4), '░░░░');
  assert.equal(bar(0.001, 4), '▏░░░');
  assert.equal(bar(0.5, 4), '██░░');
  assert.equal(bar(1, 4), '████');
  assert.equal(percent(0.004), '<1 %');
  assert.equal(percent(0), '0 %');
  assert.deepEqual([0.42, 12, 61.2, 7860].map(duration), ['0.4 s', '12 s', '1 min 1 s', '2 h 11 min']);
});

test('control characters in a document are shown, not obeyed, and offsets stay', () => {
  const evil = 'a\u001b]0;title\u0007b\u009b31m\u202egnp.exe\u2066\u007f\tc\r\n';
  const shown = harmless(evil);
  assert.equal(shown, 'a␛]0;title␇b�31m�gnp.exe�␡\tc\r\n');
  assert.equal(shown.length, evil.length);
  const json = harmlessJson({ text: evil });
  assert.doesNotMatch(json, /[\u0000-\u001f\u007f-\u009f\u202e\u2066]/);
  assert.deepEqual(JSON.parse(json), { text: evil });
});

test('lines are numbered from 1 over every kind of line break', () => {
  const lines = new Lines('one\r\ntwo\rthree\n\nfive');
  assert.deepEqual(
    [0, 4, 5, 9, 15, 16, 99].map((offset) => lines.at(offset)),
    [1, 1, 2, 3, 4, 5, 5],
  );
  assert.equal(lines.of({ start: 3, end: 9 }), '2');
  assert.equal(lines.of({ start: 0, end: 20 }), '1-5');
  assert.equal(new Lines('').of({ start: 0, end: 0 }), '1');
});

/** Shows the steps, one every `pause` ms, and returns what was written. */
function told(live: boolean, pause: number, steps: number[], total: number): string {
  let clock = 0;
  let written = '';
  const stream = { write: (text: string) => (written += text) };
  const progress = new Progress({ stream, live, columns: 80, now: () => clock });
  for (const done of steps) {
    progress.show({ work: 'Encoding', unit: 'leaves', done, total });
    clock += pause;
  }
  progress.end();
  return written;
}

test('progress in a log: a line a tenth, with rate and time left; nothing for quick work', () => {
  const steps = Array.from({ length: 201 }, (_value, index) => index * 10);
  const lines = told(false, 100, steps, 2000).trimEnd().split('\n');
  assert.equal(lines.length, 10);
  assert.equal(lines[0], 'Encoding: 10 %, 200 of 2,000 leaves, 100/s, 18 s left');
  assert.equal(lines[9], 'Encoding: 100 %, 2,000 of 2,000 leaves, 100/s');
  assert.equal(told(false, 1, steps, 2000), '');
});

test('progress on a terminal is one line, drawn over and taken away', () => {
  const drawn = told(true, 1000, [0, 50, 100], 100).split('\r\u001b[2K');
  assert.deepEqual(drawn, [
    '',
    'Encoding ░░░░░░░░░░░░░░░░░░░░ 0 %  0 of 100 leaves',
    'Encoding ██████████░░░░░░░░░░ 50 %  50 of 100 leaves, 50/s, 1 s left',
    'Encoding ████████████████████ 100 %  100 of 100 leaves, 50/s',
    '',
  ]);
});
