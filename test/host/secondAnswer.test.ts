import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { SecondAnswer, type Moment } from '../../src/host/secondAnswer.ts';
import type { TurnView } from '../../src/protocol/turnView.ts';
import type { WrittenView } from '../../src/protocol/writtenView.ts';

const turn = (encoded: number, written: WrittenView | null = null): TurnView => ({
  kind: 'declined',
  id: 'q1',
  question: 'How deep did the water stand?',
  scope: null,
  readAs: null,
  nearMiss: null,
  citations: [],
  probability: null,
  written,
  passages: [],
  remembered: { files: 3, encoded, leaves: 100 },
  warnings: [],
});
const moment = (change: Partial<Moment> = {}): Moment => ({
  turn: turn(40),
  opened: false,
  ready: true,
  now: 1000,
  ...change,
});
function answered(): SecondAnswer {
  const second = new SecondAnswer();
  second.asked();
  second.answered(500);
  return second;
}

suite('A second answer', () => {
  test('is given once, when everything is remembered', () => {
    const second = answered();
    assert.equal(second.due(moment({ ready: false })), false);
    assert.equal(second.due(moment()), true);
    assert.equal(second.due(moment()), false);
    second.asked();
    second.answered(900);
    assert.equal(second.due(moment()), true);
  });

  test('is not given where it would be no other, or under a reader’s eyes', () => {
    assert.equal(answered().due(moment({ turn: turn(100) })), false);
    assert.equal(answered().due(moment({ turn: { kind: 'none' } })), false);
    assert.equal(answered().due(moment({ opened: true })), false);
    assert.equal(answered().due(moment({ now: 60_501 })), false);
    const written: WrittenView = {
      model: 'some-model',
      phase: 'waiting',
      sentences: [],
      text: '',
      error: null,
      redacted: [],
      chosen: null,
      used: null,
    };
    assert.equal(answered().due(moment({ turn: turn(40, written) })), false);
  });

  test('stays dark where the user put the heat out, until another question is asked', () => {
    const second = answered();
    assert.equal(second.lit, true);
    second.darkened();
    assert.equal(second.due(moment()), true);
    second.answered(1200);
    assert.equal(second.lit, false);
    second.asked();
    assert.equal(second.lit, true);
  });
});
