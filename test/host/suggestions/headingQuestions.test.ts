import assert from 'node:assert/strict';
import { test } from 'node:test';
import { headingQuestions, suggestingFiles } from '../../../src/host/suggestions/headingQuestions.ts';
import type { RememberedSection } from '../../../src/protocol/memoryReports.ts';

const section = (heading: string, leaves: number, parent = 1): RememberedSection => ({
  parent,
  heading,
  start: 0,
  end: 100,
  leaves,
  encoded: leaves,
});
const root = section('', 40, -1);

const check = (sections: readonly RememberedSection[], expected: readonly string[]): void =>
  assert.deepEqual(headingQuestions([root, ...sections], 9), expected);

test('headings with the most below them ask first, without their numbers; the title asks nothing', () => {
  check(
    [
      section('Lease of Unit 7', 40, 0),
      section('3. Rent', 4),
      section('4.1 Early termination', 9),
      section('Part B. Money', 3),
      section('第三条 租金', 2),
      section('二、启动前检查', 1),
    ],
    [
      'What does it say about “Early termination”?',
      'What does it say about “Rent”?',
      'What does it say about “Money”?',
      '“租金”里说了什么？',
      '“启动前检查”里说了什么？',
    ],
  );
});

test('a heading that is a question is asked as it stands; one that says nothing is not', () => {
  check(
    [
      section('Guide', 30, 0),
      section('1. What if the press stops?', 2),
      section('Introduction', 9),
      section('目录', 9),
      section('§ 2', 9),
      section('x'.repeat(80), 9),
    ],
    ['What if the press stops?'],
  );
});

test('documents are looked into before a second of their folder, code not at all', () => {
  const file = (name: string, leaves: number) => ({ file: name, leaves, encoded: leaves, size: 9, note: '' });
  const files = [
    file('a/long.md', 90),
    file('a/longer.md', 99),
    file('b/short.md', 5),
    file('src/main.ts', 500),
    file('one.md', 1),
  ];
  assert.deepEqual(
    suggestingFiles(files, 2).map((chosen) => chosen.file),
    ['a/longer.md', 'b/short.md'],
  );
  assert.deepEqual(
    suggestingFiles(files, 9).map((chosen) => chosen.file),
    ['a/longer.md', 'b/short.md', 'a/long.md'],
  );
});
