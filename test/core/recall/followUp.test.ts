import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { addCoverage, FEATURES, type FeatureMatrix } from '../../../src/core/recall/features.ts';
import { carriedFrom, inContext, meanFeatures } from '../../../src/core/recall/followUp.ts';
import { withRewritten } from '../../../src/core/recall/parts.ts';
import { asksForItself, refersBack } from '../../../src/core/recall/turns.ts';
import { logits } from '../../../src/core/recall/weights.ts';

const matrix = (...rows: readonly (readonly number[])[]): FeatureMatrix => ({
  rows: rows.length,
  columns: FEATURES.map((name, f) => {
    const values = Float32Array.from(rows, (row) => row[f] ?? 0);
    return name.startsWith('coverage') ? new Map(values.entries()) : values;
  }),
});
const covered = new Map([[0, { sentence: 0.5, headings: 1 }]]);

describe('readings of a question', () => {
  test('that say the same are as sure as one, coverage included', () => {
    const one = matrix([3, 1, 1, 0.9, 2], [0.5, 0, 0, 0.1, -1]);
    const weights = [0.5, 0.25, 0.25];
    const together = meanFeatures(weights.map((weight) => ({ matrix: one, weight })));
    const alone = matrix([3, 1, 1, 0.9, 2], [0.5, 0, 0, 0.1, -1]);
    addCoverage(alone, covered);
    for (const weight of weights) addCoverage(together, covered, weight);
    assert.deepEqual(logits(together), logits(alone));
  });

  test('rank as their sum does', () => {
    const mean = logits(
      meanFeatures([
        { matrix: matrix([3], [0], [1]), weight: 0.5 },
        { matrix: matrix([0], [2], [1.5]), weight: 0.5 },
      ]),
    );
    const sums = logits(matrix([3], [2], [2.5]));
    assert.deepEqual(
      [...mean].map((logit) => Math.round(logit * 2e4)),
      [...sums].map((logit) => Math.round(logit * 1e4)),
    );
  });

  test('one comes out as it went in', () => {
    const one = matrix([3, 1], [0.5, -1]);
    assert.equal(meanFeatures([{ matrix: one, weight: 1 }]), one);
  });
});

describe('a question that goes on from others', () => {
  test('is put together with the last four, and carries what the last one was about', () => {
    const context = inContext('How big is it?', [
      { question: 'a' },
      { question: 'When was the lease signed?', answer: '3 March 2021' },
      { question: ' ' },
      { question: 'Which extra space did the bindery take on?', answer: 'the Boiler House' },
    ]);
    assert.deepEqual(context, {
      together: 'a When was the lease signed? Which extra space did the bindery take on? How big is it?',
      carrying: 'extra space bindery Boiler House How big is it?',
      carried: ['extra space', 'bindery', 'Boiler House'],
    });
  });

  test('carries names, codes and figures as they stand, in Chinese as well, and not what it says itself', () => {
    assert.deepEqual(carriedFrom({ question: 'Where is QX-7731 kept?', answer: '£14,200 a year' }, 'x'), [
      'QX-7731 kept',
      '£14,200',
      'year',
    ]);
    assert.deepEqual(
      carriedFrom({ question: 'SQ-D12 的旋片泵多久换一次泵油？', answer: '每 200 h' }, '泵油呢？'),
      ['SQ-D12', '旋片泵', '换一次泵油', '每 200 h'],
    );
  });

  test('keeps a pinned question however long ago it was, and forgets others', () => {
    const turns = ['one', 'two', 'three', 'four', 'five', 'six'].map((question) => ({
      question,
      pinned: question === 'one',
    }));
    assert.equal(inContext('And then?', turns)?.together, 'one three four five six And then?');
    assert.equal(
      inContext('And then?', [{ question: 'one' }, ...turns.slice(1)])?.together,
      'three four five six And then?',
    );
  });

  test('carries the beginning of a long answer, cut between words', () => {
    const answer = 'lorem '.repeat(40);
    const [carried = ''] = carriedFrom({ question: 'What is it?', answer }, '');
    assert.ok(carried.length <= 80 && /^(?:lorem ?)+$/.test(carried), carried);
  });

  test('alone it has no context, nor does one that stands alone', () => {
    assert.equal(inContext('Where are they?', []), undefined);
    assert.equal(
      inContext('How many receivers were moored to hear the tagged eels?', [{ question: 'Who signed?' }]),
      undefined,
    );
  });

  test('never throws, whatever was asked and answered', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.array(fc.record({ question: fc.string({ unit: 'grapheme' }), answer: fc.string() })),
        (question, turns) => {
          const context = inContext(question, turns);
          assert.ok(context === undefined || context.together.endsWith(question));
        },
      ),
    );
  });
});

describe('whether a question goes on from others', () => {
  const check = (expected: boolean, ...questions: readonly string[]): void => {
    for (const question of questions) assert.equal(refersBack(question), expected, question);
  };

  test('a pronoun with nothing before it that it could stand for', () =>
    check(
      true,
      'What should be done if it stopped in the night of the flood?',
      'Why did their batteries last for only a hundred and ninety days in the channel?',
      '它的极限压力在空载抽气一小时之后应该达到多少帕？',
    ));

  test('a pronoun for something that the question names is none', () =>
    check(
      false,
      'What will the landlord do if the tenant of Unit 7 loses its keys?',
      '青梧食品研究所把它的冻干机放在二号楼的哪一个房间？',
    ));

  test('what a word means is asked of the word alone', () =>
    check(false, 'What is hepcidin?', 'Who was Desmond Achterlee?', '什么是气镇阀？', '“乡里制”是什么？'));

  test('what says little goes on', () =>
    check(true, 'What is the price?', 'And 2022-61?', 'How long?', '那酒精呢？', '需要多少油？', '多少钱？'));
});

describe('a question as a model put it', () => {
  const sum = (values: Float32Array): number => values.reduce((all, value) => all + Math.exp(value), 0);

  test('takes no more than half of the attention from what the question itself finds, however bad it is', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.float({ min: -8, max: 8, noNaN: true }), fc.float({ min: -8, max: 8, noNaN: true })),
          {
            minLength: 1,
          },
        ),
        (pairs) => {
          const own = Float32Array.from(pairs, ([one]) => one);
          const mixed = withRewritten(
            own,
            Float32Array.from(pairs, ([, other]) => other),
          );
          for (const [leaf, logit] of own.entries()) {
            const share = Math.exp(logit) / sum(own);
            assert.ok(Math.exp(mixed[leaf] ?? 0) / sum(mixed) >= share / 2 - 1e-6);
          }
        },
      ),
    );
  });

  test('left out, nothing changes', () => {
    const own = Float32Array.of(1, 2);
    assert.equal(withRewritten(own, undefined), own);
  });
});

test('a follow-up asks for itself where it names what it asks, and is no mere addition', () => {
  for (const question of ['Why did the pump stop?', 'Who paid for the study?', '水泵为什么停了？'])
    assert.equal(asksForItself(question), true, question);
  for (const question of [
    'And in the Boiler House?',
    'Why did it stop?',
    'Who paid?',
    '那水泵为什么停？',
    '多少钱？',
  ])
    assert.equal(asksForItself(question), false, question);
});
