import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { candidates } from '../../../src/core/answer/compose.ts';
import { composeAnswer } from '../../../src/core/answer/composeAnswer.ts';
import type { Composed } from '../../../src/core/answer/composed.ts';
import { contentTerms, coverage } from '../../../src/core/answer/coverage.ts';
import { thingsCompared } from '../../../src/core/answer/compare.ts';
import { inSentence, trimSpan } from '../../../src/core/answer/trim.ts';
import { readLeaves, type Reading } from './readLeaves.ts';

const rarity = (): number => 3;

/** The answer from documents that a reader has read; sentences scored by how much of the question they hold. */
function answer(question: string, readings: readonly Reading[]): Composed | null {
  const leaves = readLeaves(readings);
  const terms = contentTerms(question);
  const scored = candidates(leaves)
    .map((candidate) => ({ candidate, score: 4 * coverage(terms, [candidate.text], rarity) }))
    .sort((a, b) => b.score - a.score);
  const fileOf = (document: number): string => readings[document]?.file ?? '';
  return composeAnswer({ question, leaves, scored, fileOf, rarity });
}

const texts = (composed: Composed | null): string[] => (composed?.sentences ?? []).map(({ text }) => text);

describe('a short fact', () => {
  test('is the words alone, with their sentence', () => {
    const text = 'The bindery moved in spring. The lease began on 1 April 2021, after a flood. It was dry.';
    const found = answer('When did the lease begin?', [
      { file: 'a.md', text, spans: [['1 April 2021,', 6]] },
    ]);
    assert.equal(found?.kind, 'words');
    assert.equal(found?.text, '1 April 2021');
    assert.deepEqual(texts(found), ['The lease began on 1 April 2021, after a flood.']);
    const span = found?.sentences[0]?.span;
    assert.equal(text.slice(span?.start, span?.end), '1 April 2021');
  });

  test('cites every place that says the same, however it is written, the surest first', () => {
    const found = answer('When did the lease begin?', [
      { file: 'a.md', text: 'It was signed on 3 March 2021.', spans: [['3 March 2021', 5]], weight: 0.4 },
      { file: 'b.md', text: 'The lease began on 1 April 2021.', spans: [['1 April 2021', 4.8]], weight: 0.3 },
      { file: 'c.txt', text: '租约自2021年4月1日起。', spans: [['2021年4月1日', 4.9]], weight: 0.3 },
    ]);
    assert.equal(found?.text, '2021年4月1日');
    assert.deepEqual(
      found?.sentences[0]?.places.map(({ file }) => file),
      ['c.txt', 'b.md'],
    );
  });

  test('of a sentence that replaces a value is the new one', () => {
    for (const [text, spans, wanted] of [
      ['The sum of £28,400 becomes £33,600 from October.', '£28,400', '£33,600'],
      ['The credit is increased from £3,550 to £4,200.', '£3,550 to £4,200', '£4,200'],
      ['押金由2000元调整为3000元。', '2000元', '3000元'],
      ['The words "six months" are replaced by "nine months".', 'six months', 'nine months'],
    ] as const)
      assert.equal(answer('Which is it?', [{ file: 'a.md', text, spans: [[spans, 5]] }])?.text, wanted);
  });

  test('is never more than one sentence', () => {
    const text = 'Paid in advance. On the Quarter Days that follow. Late rent carries interest.';
    const found = answer('When is rent paid?', [
      { file: 'a.md', text, spans: [['advance. On the Quarter Days that follow.', 3]] },
    ]);
    assert.equal(found?.text, 'On the Quarter Days that follow');
  });
});

test('words stand as they are in the text, without what is around them', () => {
  for (const [around, kept] of [
    ['(308)', '308'],
    ['“Green Heron”,', 'Green Heron'],
    ['**Maren Tolliver**', 'Maren Tolliver'],
    ['Bay (north', 'Bay (north'],
    ['(north) bay', '(north) bay'],
    ['north)', 'north'],
    ['《翁江魔爪》', '《翁江魔爪》'],
    ['，第三版。', '第三版'],
    ['U.S.', 'U.S.'],
    ['the quay.', 'the quay'],
    ['Thornquill Ltd.', 'Thornquill Ltd.'],
    ['-5 °C', '-5 °C'],
    ["the tenants'", "the tenants'"],
    ['| R404A |', 'R404A'],
    ['...', '...'],
    ['.5 mm', '.5 mm'],
    ['>5 %', '>5 %'],
    ['–5 °C', '–5 °C'],
    ['> a quotation', 'a quotation'],
  ] as const) {
    const text = `x ${around} y`;
    const { start, end } = trimSpan(text, { start: 1, end: text.length - 2 });
    if (around === 'Bay (north') assert.ok(text.slice(start, end).startsWith('Bay'));
    else assert.equal(text.slice(start, end), kept);
  }
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.nat(60), fc.nat(60), (text, a, b) => {
      const range = { start: Math.min(a, b, text.length), end: Math.min(Math.max(a, b), text.length) };
      const within = trimSpan(text, range);
      assert.ok(within.start >= range.start && within.end <= range.end && within.start <= within.end);
      const place = inSentence(text, { start: 0, end: text.length }, range);
      if (place !== undefined)
        assert.ok(place.sentence.start <= place.span.start && place.span.end <= place.sentence.end);
    }),
  );
});

test('a bar or a rule by itself says nothing', () => {
  const text = '| ✓ | — |';
  const within = { start: 0, end: text.length };
  assert.equal(inSentence(text, within, { start: 4, end: 5 }), undefined);
  assert.equal(inSentence(text, within, { start: 6, end: 7 }), undefined);
  assert.deepEqual(inSentence(text, within, { start: 2, end: 5 })?.span, { start: 2, end: 3 });
});

test('a long text with wide gaps is looked through for what it compares in no time', () => {
  const gap = ' '.repeat(20_000);
  const began = performance.now();
  assert.deepEqual(thingsCompared(`compare${gap}the lease${gap}with the amendment`), [
    'the lease',
    'the amendment',
  ]);
  thingsCompared(`compare${gap}x`);
  assert.ok(performance.now() - began < 1000);
});

describe('lists and steps', () => {
  const manual = [
    '# Manual',
    '',
    '## Changing the pump oil',
    '',
    'Do this while the pump is warm:',
    '',
    '1. Stop the pump.',
    '2. Open the drain',
    '   and wait.',
    '3. Fill in new oil.',
    '',
    'Old oil is hazardous waste.',
  ].join('\n');
  const headings = ['Manual', 'Changing the pump oil'];

  test('steps come whole and in their order', () => {
    const found = answer('How do I change the pump oil?', [
      { file: 'm.md', text: manual, headings, spans: [['Fill in new oil', 4]] },
    ]);
    assert.equal(found?.kind, 'items');
    assert.deepEqual(texts(found), [
      '1. Stop the pump.',
      '2. Open the drain\n   and wait.',
      '3. Fill in new oil.',
    ]);
    for (const { places } of found?.sentences ?? [])
      for (const { start, end, text } of places) assert.equal(manual.slice(start, end), text);
  });

  test('a list under another heading is no answer', () => {
    const found = answer('How do I calibrate the scale?', [
      { file: 'm.md', text: manual, headings, spans: [['Fill in new oil', -4]] },
    ]);
    assert.equal(found?.kind, 'sentences');
  });

  test('questions and articles of a rule, though numbered, are no steps', () => {
    for (const [question, file, text, spans] of [
      [
        'How do eels react to turbines?',
        'eels.md',
        '# Eels and turbines\n\nHow eels react to turbines:\n\n1. How many eels turn back?\n2. How many are struck?\n\nEels react to turbines by diving.',
        'by diving',
      ],
      [
        '开车出差油费怎么算？',
        '办法.md',
        '# 开车出差油费办法\n\n第四条　住宿费凭发票报销。\n第五条　开车出差油费按每公里 1.2 元计算。',
        '每公里 1.2 元',
      ],
    ] as const)
      assert.notEqual(answer(question, [{ file, text, spans: [[spans, 6]] }])?.kind, 'items', question);
  });

  test('clauses, Chinese numbers and rows of a table are items', () => {
    const clauses =
      '## 2. Rules of the quay\n\n2.1 The gate is locked.\n\n2.2 Ladders belong to all.\n\n## 3. Else\n';
    const listed = answer('What are the rules of the quay?', [
      { file: 'a.md', text: clauses, headings: ['Rules of the quay'], spans: [['The gate is locked', 3]] },
    ]);
    assert.deepEqual(texts(listed), ['2.1 The gate is locked.', '2.2 Ladders belong to all.']);
    const minutes = '决定\n（1）验收通过。\n（2）允许过夜运行。\n\n待办\n周以宁：写操作卡。\n';
    const decided = answer('会议做了哪些决定？', [
      { file: 'b.txt', text: minutes, headings: ['会议', '决定'], spans: [['验收通过', 2]] },
    ]);
    assert.deepEqual(texts(decided), ['（1）验收通过。', '（2）允许过夜运行。']);
    const table = '## Gates\n\n| Gate | Place |\n| --- | --- |\n| A | inland |\n| B | around |\n';
    const rows = answer('List the gates.', [
      { file: 'c.md', text: table, headings: ['Gates'], spans: [['A', 2]] },
    ]);
    assert.deepEqual(texts(rows), ['| A | inland |', '| B | around |']);
  });
});

test('a list under another heading of the file is found, steps of what is perhaps a question of how too', () => {
  const minutes = '第二次会议记录\n\n讨论很久。\n\n决定\n（1）验收通过。\n（2）允许过夜运行。\n';
  const start = minutes.indexOf('讨论');
  const [leaf] = readLeaves([{ file: 'm.txt', text: minutes, headings: ['第二次会议记录'], spans: [] }]);
  assert.ok(leaf !== undefined);
  const read = {
    ...leaf,
    start,
    end: start + 6,
    text: '讨论很久。',
    spans: [{ start, end: start + 2, gap: -3 }],
  };
  const input = { leaves: [read], scored: [], fileOf: () => 'm.txt', rarity };
  const decided = composeAnswer({ ...input, question: '第二次会议做了哪些决定？' });
  assert.deepEqual(texts(decided), ['（1）验收通过。', '（2）允许过夜运行。']);
  const manual = '## 化霜\n\n1. 放空桶。\n2. 按“化霜”。\n';
  const steps = answer('冷阱怎么化霜？', [
    { file: 'h.md', text: manual, headings: ['冷阱', '化霜'], spans: [['放空桶', 3]] },
  ]);
  assert.deepEqual(texts(steps), ['1. 放空桶。', '2. 按“化霜”。']);
});

test('of two versions the one that is asked for answers', () => {
  const version = (year: number, amount: string): Reading => ({
    file: `travel-${year}.md`,
    text: `住宿费上限为每晚${amount}。`,
    headings: [`差旅费办法（${year}年版）`],
    spans: [[amount, year === 2025 ? 6 : 4]],
  });
  const found = answer('2022年版的住宿费上限是多少？', [version(2025, '400元'), version(2022, '320元')]);
  assert.equal(found?.text, '320元');
});

test('what an amendment changed is told from all of it, in its order', () => {
  const text =
    '# Second Amendment\n\n1 The weather was fair.\n\n2 The break date becomes 30 September 2026.\n\n3 The notice is shortened to four months.\n';
  const found = answer('What did the second amendment change?', [
    { file: 'amendment-2.md', text, headings: ['Second Amendment'], spans: [['30 September 2026', 2]] },
  ]);
  assert.deepEqual(texts(found), [
    '2 The break date becomes 30 September 2026.',
    '3 The notice is shortened to four months.',
  ]);
});

describe('sentences', () => {
  const report =
    'Two gates were built. Gate A stands inland. The weather was mild. Gate B rings the turbines.';

  test('of things that are compared, the best for each', () => {
    const found = answer('What is the difference between gate A and gate B?', [
      { file: 'r.md', text: report, spans: [['rings the turbines', 2]] },
    ]);
    assert.deepEqual(texts(found), ['Gate A stands inland.', 'Gate B rings the turbines.']);
    assert.deepEqual(thingsCompared('旋片泵和干式涡旋泵有什么不同？'), ['旋片泵', '干式涡旋泵']);
    assert.deepEqual(thingsCompared('How does the lease differ from the amendment?'), [
      'the lease',
      'the amendment',
    ]);
  });

  test('that say the same are one, with both places', () => {
    const found = answer('Why did the pump stop?', [
      {
        file: 'a.md',
        text: 'The pump stopped since its fuel filter was blocked.',
        spans: [['its fuel filter was blocked', 5]],
      },
      {
        file: 'b.md',
        text: 'The pump stopped, since its fuel filter was blocked!',
        spans: [['its fuel filter was blocked', 4]],
      },
      { file: 'c.md', text: 'Apples were sold.', spans: [['Apples', -9]] },
    ]);
    assert.deepEqual(
      found?.sentences.map(({ places }) => places.map(({ file }) => file)),
      [['a.md', 'b.md']],
    );
  });

  test('of one file stand in its order', () => {
    const text =
      'The chapel was closed because of damp. Nobody came. The roof leaked because the chapel had no tiles.';
    const found = answer('Why was the chapel closed?', [
      {
        file: 'a.md',
        text,
        spans: [
          ['the chapel had no tiles', 6],
          ['damp', 5.5],
        ],
      },
    ]);
    const starts = (found?.sentences ?? []).map(({ places }) => places[0]?.start ?? 0);
    assert.ok(starts.length >= 2);
    assert.deepEqual(
      starts,
      starts.toSorted((a, b) => a - b),
    );
  });
});

test('nothing is answered where nothing was read', () => {
  assert.equal(answer('Who?', []), null);
  assert.equal(answer('Who?', [{ file: 'a.md', text: 'Nobody.', spans: [] }]), null);
});

test('whatever is asked, every word of an answer stands where it is cited', () => {
  const question = fc.constantFrom(
    'Who is it?',
    'Why?',
    'How do I do it?',
    'What are the rules?',
    '有哪些？',
    'A和B有什么不同？',
    'What changed?',
    'Is it?',
  );
  const line = fc.constantFrom(
    '- one',
    '1. First, 12 May 2020.',
    '| a | b |',
    '# Head',
    '',
    'It is 5 %. Or 6 %?',
    '（一）甲。',
    '乙有12人；丙。',
    '\t2. Deep',
  );
  fc.assert(
    fc.property(
      question,
      fc.array(line, { minLength: 1, maxLength: 12 }),
      fc.array(fc.tuple(fc.nat(80), fc.nat(30), fc.integer({ min: -9, max: 9 })), {
        minLength: 1,
        maxLength: 4,
      }),
      (asked, lines, spans) => {
        const text = lines.join('\n');
        const [leaf] = readLeaves([{ file: 'a.md', text, spans: [] }]);
        if (leaf === undefined) return;
        const read = {
          ...leaf,
          spans: spans.map(([start, length, gap]) => ({
            start: Math.min(start, text.length),
            end: Math.min(start + length, text.length),
            gap,
          })),
        };
        const scored = candidates([read]).map((candidate) => ({ candidate, score: 0 }));
        const found = composeAnswer({
          question: asked,
          leaves: [read],
          scored,
          fileOf: () => 'a.md',
          rarity,
        });
        for (const sentence of found?.sentences ?? []) {
          assert.equal(sentence.places[0]?.text, sentence.text);
          for (const place of sentence.places) assert.equal(text.slice(place.start, place.end), place.text);
          const [first] = sentence.places;
          if (sentence.span !== undefined && first !== undefined)
            assert.ok(first.start <= sentence.span.start && sentence.span.end <= first.end);
        }
      },
    ),
  );
});
