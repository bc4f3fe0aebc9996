import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { namedIn, stands } from '../../../src/core/answer/named.ts';
import { nearMiss } from '../../../src/core/answer/nearMiss.ts';
import { readLeaves } from './readLeaves.ts';

const missed = (question: string, text: string, headings: readonly string[] = []): unknown => {
  const found = nearMiss(question, readLeaves([{ file: 'a.md', text, headings, spans: [] }]), () => 3);
  return found === undefined ? undefined : [found.asked, found.found, found.other];
};

test('another year, unit, code or version than the one that is asked for', () => {
  assert.deepEqual(
    missed('How many eels were tagged in the 2024 season?', 'In 2022 74 eels were tagged in the season.'),
    ['2024', ['2022'], true],
  );
  assert.deepEqual(missed('What is the yearly rent of Unit 12?', 'The yearly rent of Unit 7 is £28,400.'), [
    'Unit 12',
    ['Unit 7'],
    true,
  ]);
  assert.deepEqual(
    missed('What does code E15 mean on the pump?', 'On the pump the code E11 means overload.'),
    ['E15', ['E11'], true],
  );
  assert.deepEqual(missed('程序 P6 适用于什么物料？', '程序P1适用物料：果蔬切片。'), ['P6', ['P1'], true]);
  assert.deepEqual(missed('2026年果园给了多少鲜果？', '2025年果园给了25公斤鲜果。'), [
    '2026年',
    ['2025'],
    true,
  ]);
  assert.deepEqual(missed('第三次会议由谁主持？', '第二次会议由王敏主持。'), [
    '第三次会议',
    ['第二次会议'],
    true,
  ]);
});

test('no miss where it stands there, in whatever form, or above', () => {
  assert.equal(missed('How many eels were tagged in 2022?', 'In 2022 74 eels were tagged.'), undefined);
  assert.equal(missed('二〇二二年标记了多少鳗鱼？', '2022年标记了74条鳗鱼。'), undefined);
  assert.equal(
    missed('What did the 2022 report say of eels?', 'The report said of eels that all lived.', [
      'Report of 2022',
    ]),
    undefined,
  );
  assert.equal(missed('What is the rent of Unit 7?', 'The rent is £28,400.', ['Lease of Unit 7']), undefined);
});

test('an ordinal is found under a title with its number', () => {
  assert.equal(missed('第50届超级碗谁赢了？', '第33届超级碗丹佛赢了。', ['Super Bowl 50']), undefined);
});

test('no miss where the rest is about something else', () => {
  assert.equal(missed('How many bridges did Rome build in 1850?', 'In 2022 74 eels were tagged.'), undefined);
});

test('what a question names', () => {
  const names = (text: string): string[] => namedIn(text).map(({ kind, text: named }) => `${kind} ${named}`);
  assert.deepEqual(names('When did Maren Tolliver sign the Third Amendment?'), [
    'name Maren Tolliver',
    'code Third Amendment',
  ]);
  assert.deepEqual(names('SQ-D12 在 2024年3月 的“小试”里'), [
    'code SQ-D12',
    'date 2024年3月',
    'quoted “小试”',
  ]);
  assert.deepEqual(names('青梧食品研究所的电话是多少？'), ['name 青梧食品研究所']);
  assert.deepEqual(names('Who is it?'), []);
  assert.deepEqual(names('1,200 people'), []);
});

test('a name is whole however its words are spaced', () => {
  const text = "when did the Acme  Corp's lease end";
  assert.deepEqual(
    namedIn(text).map(({ start, end }) => text.slice(start, end)),
    ['Acme  Corp'],
  );
});

test('what a text names stands in it', () => {
  const piece = fc.constantFrom(
    'Unit 7',
    '2024',
    '2024年3月',
    'E05',
    'SQ-D12',
    '第三条',
    'Maren',
    ' ',
    'of ',
    '“a b”',
    '市',
    '东海',
    'x',
    '.',
    '10',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(piece, { maxLength: 8 }).map((all) => all.join(' ')),
        fc.string(),
      ),
      (text) => {
        for (const named of namedIn(text)) {
          assert.equal(text.slice(named.start, named.end), named.text);
          assert.ok(stands(named, text), `${named.kind} ${named.text} in ${text}`);
        }
      },
    ),
  );
});
