import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { answerType, RULES, type AnswerType } from '../../../src/core/answer/answerType.ts';

/** Each kind of answer with questions that want it. */
const GOLDEN: Readonly<Record<AnswerType, readonly string[]>> = {
  fact: [
    'Who signed the lease for the tenant?',
    'When does the lease begin?',
    'In which year was the chapel built?',
    'How many eels were tagged in 2021?',
    'How much is the deposit?',
    'Where do the flood boards hang?',
    'Which pump was chosen in May?',
    'How long is the notice that the tenant must give?',
    'What percentage of the premium does the Tenant repay?',
    'How many more eels passed with parked rotors than with turning ones?',
    'What time is the yard gate locked, and by whom?',
    'What is the yearly rent?',
    '租约是谁签的？',
    '鲜果什么时候采摘？',
    '机器放在哪个房间？',
    '押金是多少？',
    '一共做了几批试验？',
    '麦芽糊精的比例是多少？',
    '哪一年开始施行？',
    '泵油多久换一次？',
    '這座橋是誰設計的？',
    '會議在幾月幾日舉行？',
    '石埠镇的粮站后来被称为什么？',
    '他最高的学历为何？',
  ],
  open: [
    'What did the bindery store in the passage?',
    'Wie hoch ist die Kaution?',
    '¿Cuánto cuesta el alquiler?',
    'wie hoch ist die Kaution',
    'what did the bindery store',
    '祖父给小满留下了什么？',
    '操作口令印在什么上面？',
  ],
  yesNo: [
    'May a dog stay in the workshop?',
    'Is there a break clause?',
    'Does the landlord insure the presses?',
    "Isn't e-mail enough for a notice?",
    '可以在夜里开机吗？',
    '租客是否可以转租？',
    '能不能用乙醇？',
    '房東有沒有權利提前解約？',
  ],
  definition: [
    'What does Heavy Machinery mean?',
    'What is septicemia?',
    'What is meant by Quarter Day?',
    'Define the Premises.',
    'What is a twin prime?',
    '什么是冻干？',
    '何谓共晶点？',
    '“一轴”指的是什么？',
    'E05 是什么意思？',
  ],
  list: [
    'What are the rules of the quay?',
    'List the departures from the plan.',
    'Which conditions must be met before a break?',
    'What are the two Python tools for?',
    'Name all the receivers.',
    '会议做了哪些决定？',
    '列出三月的待办事项。',
    '出席会议的分别是什么人？',
    '機器由哪幾部分組成，有哪些？',
  ],
  why: [
    'What happens to goods that are left behind?',
    'How does the size of the window affect the price?',
    'Why did the scale show less than ten pounds?',
    'What was the reason for the delay?',
    'How come the pump stopped?',
    '为什么不把机器放在一楼？',
    '第一批报废的原因是什么？',
    '為何要換泵？',
  ],
  how: [
    'How do I change the pump oil?',
    'How to defrost the cold trap?',
    'What are the steps of the first check?',
    'How is the seal replaced?',
    '怎么换泵油？',
    '如何给冷阱化霜？',
    '断电之后应该怎么办？',
    '首次开机检验的步骤是什么？',
  ],
  compare: [
    'What is the difference between the rotary pump and the scroll pump?',
    'How does the first amendment differ from the second?',
    'Compare rule 5 with rule 6.',
    'gate A vs gate B',
    '旋片泵和干式涡旋泵有什么不同？',
    '程序P1与P2的区别是什么？',
    '旋片泵跟干泵有什麼區別？',
  ],
  changed: [
    'What has changed since the first amendment?',
    'What changes were made to the deposit?',
    'What did the second amendment change?',
    'How has the rent changed?',
    '第二次修正案改了什么？',
    '五月的会议上有哪些变化？',
    '2024年版做了哪些修改？',
  ],
  keywords: ['yearly rent quarterly payments', 'dock pump fuel', '桑葚 麦芽糊精 比例', 'E05', '泵油更换周期'],
  several: [
    'When does the lease begin and who signed it for the tenant?',
    'May a dog stay in the workshop? And may they sell coffee?',
    '机器什么时候到货？放在哪个房间？',
  ],
};

for (const [type, questions] of Object.entries(GOLDEN))
  test(`questions that want the answer: ${type}`, () => {
    for (const question of questions) assert.equal(answerType(question).type, type, question);
  });

test('a short fact is of the kind that is asked for', () => {
  const kinds = (question: string): readonly string[] => answerType(question).kinds;
  assert.deepEqual(kinds('When does the lease begin?'), ['date']);
  assert.deepEqual(kinds('Who signed it?'), ['name']);
  assert.deepEqual(kinds('How long is the notice?'), ['duration']);
  assert.deepEqual(kinds('How many hours does the pump run?'), ['duration']);
  assert.deepEqual(kinds("What is the Tenant's share of Estate spending?"), ['percentage']);
  assert.ok(kinds('How much is the deposit?').includes('money'));
  assert.deepEqual(kinds('鲜果哪一天采摘？'), ['date']);
  assert.deepEqual(kinds('占比是多少？'), ['percentage']);
  assert.deepEqual(kinds('What did the bindery store?'), []);
});

test('every rule says why, and reads any text in no time', () => {
  for (const { because } of RULES) assert.match(because, /\.$/u);
  const long = [
    'how do '.repeat(3000),
    '和'.repeat(9000),
    'what '.repeat(4000),
    'what are the a '.repeat(2000),
    `${'a '.repeat(8000)}vs`,
  ];
  for (const text of long) {
    const started = performance.now();
    answerType(text);
    assert.ok(
      performance.now() - started < 2000,
      `${text.slice(0, 20)} took ${performance.now() - started} ms`,
    );
  }
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      assert.ok(Object.hasOwn(GOLDEN, answerType(text).type));
    }),
  );
});
