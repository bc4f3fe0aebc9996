import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mixParts, questionParts } from '../../../src/core/recall/parts.ts';
import { refersBack } from '../../../src/core/recall/turns.ts';

function check(question: string, ...parts: readonly string[]): void {
  assert.deepEqual(questionParts(question), parts, question);
}

test('several questions in one are told apart, one question is left whole', () => {
  check(
    'When does the lease begin and who signed it for the tenant? What is the rent?',
    'When does the lease begin',
    'who signed it for the tenant?',
    'What is the rent?',
  );
  check(
    'How loud may the work be; where do quarrels go first?',
    'How loud may the work be',
    'where do quarrels go first?',
  );
  check('旋片泵多久换一次油？玻璃罩几年换一次？', '旋片泵多久换一次油？', '玻璃罩几年换一次？');
  check('机器最后放在哪个房间，由谁看管机器？', '机器最后放在哪个房间，', '由谁看管机器？');
  for (const one of [
    'What does the lease say of noise and nuisance?',
    'When many people are arrested, what is a common tactic?',
    '夜里停了十分钟电，早上看到 E08，料已经化了，还能接着干燥吗？',
    'Why? When?',
    'What is 3.5?',
    '',
  ])
    check(one);
});

test('a sentence of many clauses is read in time that grows with its length', () => {
  const before = process.cpuUsage();
  assert.deepEqual(questionParts('我们在那里，'.repeat(20_000)), []);
  const [first = '', ...others] = questionParts(
    `${'我们在那里，'.repeat(20_000)}机器放在哪个房间，由谁看管机器？`,
  );
  assert.ok(first.endsWith('机器放在哪个房间，'));
  assert.deepEqual(others, ['由谁看管机器？']);
  const { user, system } = process.cpuUsage(before);
  assert.ok((user + system) / 1000 < 1500, `${(user + system) / 1000} ms`);
});

test('a question that goes on from another is told from one that stands alone', () => {
  const back = [
    'And the second one?',
    'Where are they kept?',
    '那要等多久？',
    '第二批呢？',
    'Why not later?',
  ];
  const alone = [
    'How much did the bindery pay for the deposit in the spring of 2025?',
    'And what is the capital gains tax rate for foreign residents of Portugal?',
    '装订坊的租约原来规定提前解约要提前多久通知？',
  ];
  for (const question of back) assert.ok(refersBack(question), question);
  for (const question of alone) assert.ok(!refersBack(question), question);
});

test('parts are mixed as shares of attention: the sum of exponentials stays, a part’s best leaf rises', () => {
  const sum = (logits: Float32Array): number => logits.reduce((total, logit) => total + Math.exp(logit), 0);
  const logits = fc.array(fc.float({ min: -20, max: 20, noNaN: true }), { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(logits, fc.array(logits, { minLength: 1, maxLength: 4 }), (whole, parts) => {
      const before = Float32Array.from(whole);
      const mixed = mixParts(
        before,
        parts.map((part) => Float32Array.from(part)),
      );
      assert.ok(Math.abs(sum(mixed) / sum(before) - 1) < 1e-3);
    }),
  );
  const mixed = mixParts(Float32Array.of(9, 0, 0), [Float32Array.of(9, 0, 0), Float32Array.of(0, 0, 5)]);
  assert.ok((mixed[2] ?? 0) > (mixed[1] ?? 0) + 3);
});
