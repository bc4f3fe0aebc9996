import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { chooseQuestions } from '../../../src/core/evaluate/choose.ts';
import { keyPhrase } from '../../../src/core/evaluate/cloze.ts';
import { definitionIn } from '../../../src/core/evaluate/definitions.ts';
import { FOREIGN, foreignQuestions } from '../../../src/core/evaluate/foreign.ts';
import { documentedFunctions } from '../../../src/core/evaluate/functions.ts';
import { holdsKey } from '../../../src/core/evaluate/keywords.ts';
import { questionsFrom } from '../../../src/core/evaluate/make.ts';
import type { MadeQuestion, Material } from '../../../src/core/evaluate/question.ts';
import { fold } from '../../../src/core/text/words.ts';

// Questions made by rule: each leaves out what it asks for, stands on words that are there, and is the same again.

const SENTENCES = [
  'The tenant may end the lease early with ninety days of written notice to the landlord. ',
  'The turbine was lifted on 14 March 2021 and its bearings were replaced by the yard. ',
  'Each sample is dried for 36 hours at a shelf temperature of −20 °C before weighing. ',
  '"Working Day" means a day other than a Saturday on which banks in the city are open. ',
  'The ledger was kept by Maren Tolliver-Voss until the bindery moved across the river. ',
  '压缩机停机后，二十分钟内不许再次启动，以免损坏冷凝器。',
  '本手册所称“冷阱”，是指把水蒸气冻成冰的低温部件和它的外壳。',
  '合作社在2023年5月17日签订了桑葚供货合同，数量为1200公斤。',
  '| a | b |\n',
  '# Heading of things\n\n',
  '\n\n',
  'https://example.org/a?b=c ',
  '😀',
  '\ud800',
  'e\u0301 ',
];

const material = (): fc.Arbitrary<Material> =>
  fc
    .tuple(
      fc.array(
        fc.oneof(
          { weight: 9, arbitrary: fc.constantFrom(...SENTENCES) },
          { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }) },
        ),
        { minLength: 6, maxLength: 24 },
      ),
      fc.constantFrom('a.md', 'b.txt', 'b.html', 'c.py', 'd.json'),
      fc.boolean(),
    )
    .map(([pieces, file, apart]) => {
      const glue = apart ? '\n\n' : '';
      let end = 0;
      const passages = pieces.map((piece, i) => ({
        start: end,
        end: (end += piece.length + glue.length),
        headings: i % 2 === 0 ? [] : ['Heading of things'],
        opens: i % 2 === 1,
      }));
      return { file, text: pieces.map((piece) => piece + glue).join(''), passages };
    });

test('made questions leave their key out, their evidence holds it, and a seed makes the same ones', () => {
  let made = 0;
  fc.assert(
    fc.property(material(), fc.integer({ min: 0, max: 1000 }), (document, seed) => {
      const questions = questionsFrom(document, seed);
      made += questions.length;
      for (const { question, key, evidence, answers, answerable } of questions) {
        const [{ file, start, end }] = evidence;
        const quote = document.text.slice(start, end);
        assert.equal(file, document.file);
        assert.ok(start >= 0 && end > start && end <= document.text.length);
        assert.equal(quote, quote.trim());
        assert.ok(!holdsKey(question, key), `${question} gives away ${key}`);
        assert.ok(holdsKey(quote, key), `${quote} does not hold ${key}`);
        assert.ok(!fold(question).includes(fold(quote)), 'the sentence is copied');
        assert.ok(answers.every((answer) => quote.includes(answer)));
        assert.equal(answerable, true);
      }
      assert.deepEqual(questionsFrom(document, seed), questions);
    }),
    { numRuns: 60 },
  );
  assert.ok(made > 100, `only ${made} questions were made, so little was tested`);
});

test('the choice is the same for a seed, within the count, of each file, and asks for no sentence twice', () => {
  fc.assert(
    fc.property(
      fc.array(material(), { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 30 }),
      (documents, count) => {
        const candidates = documents.flatMap((document, i) =>
          questionsFrom({ ...document, file: `${i}-${document.file}` }, i),
        );
        const choose = () => chooseQuestions(candidates, { count, seed: 3, copies: () => 1 });
        const chosen = choose();
        assert.deepEqual(choose(), chosen);
        assert.ok(chosen.length <= count);
        assert.equal(new Set(chosen.map(({ question }) => question)).size, chosen.length);
        for (const [
          i,
          {
            evidence: [a],
          },
        ] of chosen.entries())
          for (const {
            evidence: [b],
          } of chosen.slice(i + 1))
            assert.ok(a.file !== b.file || a.end <= b.start || b.end <= a.start);
      },
    ),
    { numRuns: 30 },
  );
});

test('a choice of few is spread over files and languages; what stands in several places is not asked for', () => {
  const question = (kind: 'cloze' | 'section', file: string, n: number, words: string): MadeQuestion => ({
    id: `${file}-${n}`,
    kind,
    question: `${words} ${n} ${file}`,
    key: 'x',
    answers: [],
    evidence: [{ file, start: n * 10, end: n * 10 + 9 }],
    scope: [],
    history: [],
    answerable: true,
  });
  const of = (file: string, words: string) =>
    Array.from({ length: 20 }, (_, n) => question('cloze', file, n, words));
  const candidates = [
    ...of('long.md', 'engine'),
    ...of('zh.md', '机器发动'),
    ...of('short.md', 'lamp').slice(0, 3),
  ];
  const chosen = chooseQuestions(candidates, { count: 9, seed: 1, copies: () => 1 });
  const perFile = Map.groupBy(chosen, ({ evidence: [{ file }] }) => file);
  assert.deepEqual(
    [...perFile.values()].map(({ length }) => length),
    [3, 3, 3],
  );
  assert.deepEqual(chooseQuestions(candidates, { count: 9, seed: 1, copies: () => 2 }), []);
});

test('key phrases: dates, amounts, names; a number that begins the sentence is its place in a list', () => {
  const check = (sentence: string, key: string | null) => {
    const range = keyPhrase(sentence);
    assert.equal(range === null ? null : sentence.slice(range.start, range.end), key, sentence);
  };
  check('The lease begins on 1 July 2023 for three years.', '1 July 2023');
  check('It was signed in haste on March 3, 2019, at the yard.', 'March 3, 2019');
  check('Racking of up to 250 kg a square metre is allowed.', '250 kg');
  check('The share rose by 12.5 % within a year.', '12.5 %');
  check('9.2 For other works the tenant sends drawings.', null);
  check('The wheel was cut by Desmond Oriel in winter.', 'Desmond Oriel');
  check('合同于2023年5月17日签订。', '2023年5月17日');
  check('停机后二十分钟内不许启动。', '二十分钟');
  check('他读了《水浒传》里的那一回。', '《水浒传》');
  check('从头数了一次。', null);
  check('There is nothing here to ask for.', null);
  check('It took 5 days and then another 5 days.', null);
});

test('definitions: what is defined in words, in a glossary, or by a sentence that its heading names', () => {
  const check = (sentence: string, term: string | null, ...headings: string[]) =>
    assert.equal(definitionIn(sentence, headings)?.term ?? null, term, sentence);
  check('“Business Day” means any day on which the banks in London are open.', 'Business Day');
  check('Drift is defined as the change of the zero point over a month.', 'Drift');
  check('“Gate B.” means the gate on the north side of the yard.', 'Gate B');
  check('- **Gate B.** The gate on the north side of the yard.', 'Gate B');
  check('“U.S.” means the states and territories of the United States.', 'U.S.');
  check('- **Leaf**: the smallest unit that is encoded and found by itself.', 'Leaf');
  check('本合同所称“工作日”，是指法定节假日以外的日子。', '工作日');
  check('冷阱是指把水蒸气冻成冰的低温部件。', '冷阱');
  check(
    'A harbour pilot is a sailor who guides ships through difficult waters.',
    'harbour pilot',
    'Harbour pilot',
  );
  check('A harbour pilot is a sailor who guides ships through difficult waters.', null, 'Ships of the fleet');
  check('This means that the valve has to stay closed until morning.', null);
  check('- 时间：2025 年 3 月 11 日（星期二）', null);
  check('**Gate B** (turning).', null);
});

test('functions are told from their comments and docstrings, in several languages', () => {
  const check = (text: string, expected: readonly [name: string, comment: string, declaration: string][]) =>
    assert.deepEqual(
      documentedFunctions(text).map(({ name, comment, declaration: { start, end } }) => [
        name,
        comment,
        text.slice(start, end),
      ]),
      expected,
    );
  check(
    '/**\n * Adds two lengths. In metres.\n * @param a the first\n */\nexport function addLengths(a, b) {\n',
    [['addLengths', 'Adds two lengths.', 'export function addLengths(a, b) {']],
  );
  check('  /// Opens the gate when the tide allows it.\n  #[inline]\n  pub fn open_gate(&self) {\n', [
    ['open_gate', 'Opens the gate when the tide allows it.', 'pub fn open_gate(&self) {'],
  ]);
  check('def read_tide(path):\n    """Reads the tide table of a harbour."""\n', [
    ['read_tide', 'Reads the tide table of a harbour.', 'def read_tide(path):'],
  ]);
  check('/* 计算两地之间的距离。 */\nstatic double distance_between(point a, point b)\n{\n', [
    ['distance_between', '计算两地之间的距离。', 'static double distance_between(point a, point b)'],
  ]);
  check('// Only a remark.\nif (ready) {\n', []);
});

test('foreign questions: each has its keys, none twice, and languages in the share that is wanted', () => {
  for (const { en, zh, keys } of FOREIGN) {
    assert.ok(keys.some((key) => holdsKey(en, key)) || keys.length > 1, en);
    assert.match(zh, /\p{Script=Han}/u);
  }
  const chinese = (share: number) =>
    foreignQuestions(share, 7).filter(({ question }) => /\p{Script=Han}/u.test(question)).length;
  assert.deepEqual([chinese(0), chinese(0.5), chinese(1)], [0, FOREIGN.length / 2, FOREIGN.length]);
  assert.deepEqual(foreignQuestions(0.5, 7), foreignQuestions(0.5, 7));
  assert.notDeepEqual(foreignQuestions(0.5, 7), foreignQuestions(0.5, 8));
  assert.equal(new Set(foreignQuestions(1, 1).map(({ question }) => question)).size, FOREIGN.length);
});
