import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QuestionHistory } from '../../src/webview/questionHistory.ts';

const HISTORY = ['third', 'second', 'first'];

/** Presses keys in a box and gives what stands in it after each. */
function press(typed: string, keys: readonly string[], history: readonly string[] = HISTORY): string[] {
  const box = new QuestionHistory();
  let text = typed;
  let caret = 0;
  return keys.map((key) => {
    if (!key.startsWith('Arrow')) {
      text += key;
      caret = text.length;
      return text;
    }
    const brought = box.key(key, history, { text, start: caret, end: caret });
    if (brought !== undefined) {
      text = brought;
      caret = text.length;
    }
    return text;
  });
}

test('up goes back question by question and stops at the first, down comes back to the draft', () => {
  assert.deepEqual(press('dra', ['ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowDown']), [
    'third',
    'second',
    'first',
    'first',
    'second',
  ]);
  assert.deepEqual(press('dra', ['ArrowUp', 'ArrowDown', 'ArrowDown']), ['third', 'dra', 'dra']);
});

test('in the middle of a text the keys are those of the box', () => {
  const box = new QuestionHistory();
  assert.equal(box.key('ArrowUp', HISTORY, { text: 'abc', start: 2, end: 2 }), undefined);
  assert.equal(box.key('ArrowDown', HISTORY, { text: 'abc', start: 0, end: 0 }), undefined);
});

test('what was brought back and changed is a draft of its own', () => {
  assert.deepEqual(press('', ['ArrowUp', '!', 'ArrowUp']), ['third', 'third!', 'third!']);
});

test('the question that stands in the box is not brought back', () => {
  assert.deepEqual(press('third', ['ArrowUp']), ['second']);
  assert.deepEqual(press('', ['ArrowUp'], []), ['']);
});
