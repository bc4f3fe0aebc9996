import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { stem } from '../../../src/core/text/porter.ts';
import { tokens } from '../../../bench/quality/score.ts';
import { textReader } from '../../../bench/quality/sets.ts';
import { Bm25, FlatBm25, bm25Terms } from '../../../bench/quality/systems/bm25.ts';
import { FlatWorkspaces } from '../../../bench/quality/systems/flat.ts';
import { cutWindows } from '../../../bench/quality/systems/windows.ts';

test('stems are those of the published algorithm', () => {
  // From the examples in Porter's paper, step by step, and its longer derivations.
  const pairs =
    'caresses caress|ponies poni|ties ti|caress caress|cats cat|feed feed|agreed agre|plastered plaster|' +
    'bled bled|motoring motor|sing sing|conflated conflat|troubled troubl|sized size|hopping hop|tanned tan|' +
    'falling fall|hissing hiss|fizzed fizz|failing fail|filing file|happy happi|sky sky|relational relat|' +
    'conditional condit|rational ration|valenci valenc|digitizer digit|radicalli radic|vietnamization vietnam|' +
    'operator oper|feudalism feudal|decisiveness decis|hopefulness hope|callousness callous|formaliti formal|' +
    'sensibiliti sensibl|triplicate triplic|formative form|formalize formal|electriciti electr|electrical electr|' +
    'hopeful hope|goodness good|revival reviv|allowance allow|inference infer|airliner airlin|gyroscopic gyroscop|' +
    'adjustable adjust|defensible defens|irritant irrit|replacement replac|adjustment adjust|dependent depend|' +
    'adoption adopt|communism commun|activate activ|angulariti angular|homologous homolog|effective effect|' +
    'bowdlerize bowdler|probate probat|rate rate|cease ceas|controll control|roll roll|generalizations gener|' +
    'oscillators oscil|yes ye|yellow yellow|saying sai|employed emploi';
  for (const pair of pairs.split('|')) {
    const [word, expected] = pair.split(' ');
    assert.equal(stem(word!), expected, word);
  }
});

test('terms are stems without stop words, and pairs of Chinese characters', () => {
  assert.deepEqual(bm25Terms('What are the Tenants’ obligations? 租金上限 第'), [
    'tenant',
    'oblig',
    '租金',
    '金上',
    '上限',
    '第',
  ]);
});

test('windows tile the file, cut between words, and hold as much as fits in 128 tokens', () => {
  const text = `\r\n${'alpha beta 租约到期 '.repeat(90)}\u{1f3e0} end\n`;
  const windows = cutWindows('f', text);
  assert.equal(windows.map((window) => window.text).join(''), text);
  assert.ok(windows.length > 4);
  for (const [i, window] of windows.entries()) {
    assert.ok(tokens(window.text) <= 128 + 1e-9);
    const next = windows[i + 1];
    if (next !== undefined) {
      assert.equal(next.start, window.end);
      assert.ok(tokens(window.text) > 126);
    }
  }
  assert.deepEqual(cutWindows('f', ' \n '), []);
});

test('BM25 gives the score that the formula gives by hand', () => {
  const scores = new Bm25(['apple pear', 'apple apple plum kiwi', 'plum']).scores('apple');
  const idf = Math.log(1 + (3 - 2 + 0.5) / (2 + 0.5));
  const mean = 7 / 3;
  const expected = (count: number, length: number): number =>
    (idf * count * 1.9) / (count + 0.9 * (0.6 + (0.4 * length) / mean));
  assert.ok(Math.abs(scores[0]! - expected(1, 2)) < 1e-12);
  assert.ok(Math.abs(scores[1]! - expected(2, 4)) < 1e-12);
  assert.equal(scores[2], 0);
});

test('flat BM25 puts the passage with the words first and stays in the file asked', async () => {
  const workspace = join(import.meta.dirname, '../../golden/score/set/workspace');
  const system = new FlatBm25(new FlatWorkspaces(undefined));
  await system.prepare(workspace);
  const { passages } = await system.find('When is the deposit returned?');
  const [first] = passages;
  assert.equal(first?.file, 'lease.txt');
  assert.match(textReader(workspace)('lease.txt')!.slice(first!.start, first!.end), /deposit is two months/);
  const scoped = await system.find('deposit', 'sub/zh.md');
  assert.deepEqual([...new Set(scoped.passages.map(({ file }) => file))], ['sub/zh.md']);
});
