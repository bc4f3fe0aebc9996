import assert from 'node:assert/strict';
import { test } from 'node:test';
import { supportsOf } from '../../../src/core/answer/agreement.ts';
import { answerType } from '../../../src/core/answer/answerType.ts';
import type { Composed } from '../../../src/core/answer/composed.ts';
import { documentDate, statementDate } from '../../../src/core/answer/dated.ts';
import { related, sidesAnswer } from '../../../src/core/answer/sides.ts';
import { readLeaves, type Reading } from './readLeaves.ts';

function sides(question: string, readings: readonly Reading[]): Composed | null {
  const wanted = answerType(question);
  return sidesAnswer(question, wanted, supportsOf(readLeaves(readings), wanted.kinds), () => 3);
}

const told = (composed: Composed | null): unknown[] =>
  (composed?.sentences ?? []).map(({ side }) => [side?.value, side?.date, side?.latest ?? false]);

const LEASE: Reading = {
  file: 'lease.md',
  text: '# Lease of Unit 7\n\n**Dated 3 March 2021**\n\nThe yearly rent is £28,400, in advance.',
  headings: ['Lease of Unit 7', 'Rent'],
  spans: [['£28,400', 8]],
};
const AMENDMENT: Reading = {
  file: 'amendment.md',
  text: '# First Amendment to the Lease of Unit 7\n\n**Dated 12 September 2022**\n\nThe yearly rent of £28,400 becomes £33,600 with effect from 1 October 2022.',
  headings: ['First Amendment to the Lease of Unit 7', 'Rent'],
  spans: [['£28,400', 5]],
};

test('a lease and its amendment stand side by side, the later one first', () => {
  const found = sides('What is the yearly rent?', [LEASE, AMENDMENT]);
  assert.equal(found?.kind, 'sides');
  assert.deepEqual(told(found), [
    ['£33,600', '2022-10-01', true],
    ['£28,400', '2021-03-03', false],
  ]);
});

test('versions of a policy, and minutes of two meetings, in Chinese', () => {
  const policy = (year: number, amount: string): Reading => ({
    file: `差旅费报销办法-${year}.md`,
    text: `# 差旅费报销办法（${year}年版）\n\n自${year}年1月1日起施行。\n\n住宿费标准为每人每天${amount}。`,
    headings: [`差旅费报销办法（${year}年版）`],
    spans: [[amount, 6]],
  });
  const found = sides('住宿费标准是每天多少元？', [policy(2022, '350元'), policy(2024, '四百五十元')]);
  assert.deepEqual(told(found), [
    ['四百五十元', '2024-01-01', true],
    ['350元', '2022-01-01', false],
  ]);
});

test('places that agree are no sides, however they write it', () => {
  const same = {
    ...AMENDMENT,
    text: '# Second Amendment to the Lease of Unit 7\n\nThe yearly rent is 28,400 pounds.',
    spans: [['28,400 pounds', 6]] as const,
  };
  assert.equal(sides('What is the yearly rent?', [LEASE, same]), null);
});

test('what is not known to be about the same thing is no contradiction', () => {
  const other: Reading = {
    file: 'other.md',
    text: '# Lease of the Mill\n\nThe rent is £9,000.',
    headings: ['Lease of the Mill'],
    spans: [['£9,000', 8]],
  };
  assert.equal(sides('What is the yearly rent of Unit 7?', [LEASE, other]), null, 'another lease');
  const deposit: Reading = {
    ...AMENDMENT,
    text: '# First Amendment to the Lease of Unit 7\n\nThe deposit is raised to £16,800.',
    headings: ['First Amendment to the Lease of Unit 7'],
    spans: [['£16,800', 3]],
  };
  assert.equal(sides('What is the yearly rent?', [LEASE, deposit]), null, 'another sum');
  assert.equal(sides('What is the rent, £28,400 or £33,600?', [LEASE, AMENDMENT]), null, 'a choice of two');
  assert.equal(
    sides('What was the yearly rent in 2019?', [LEASE, AMENDMENT]),
    null,
    'a year that neither tells of',
  );
  const unsure: Reading = { ...AMENDMENT, spans: [['£28,400', -6]] };
  assert.equal(sides('What is the yearly rent?', [LEASE, unsure]), null, 'the reader is not sure');
});

test('one month of several reports, and one person of several, is no contradiction', () => {
  const month = (name: string, units: string): Reading => ({
    file: `${name}.md`,
    text: `# Sales report ${name} 2024\n\nIn ${name} ${units} units were sold.`,
    headings: [`Sales report ${name} 2024`],
    spans: [[units, 6]],
  });
  const months = [month('March', '310'), month('April', '280')];
  assert.equal(sides('How many units were sold in April?', months), null);
  assert.equal(sides('How many units were sold?', months)?.kind, 'sides');
  const life = (name: string, born: string): Reading => ({
    file: `${name}.md`,
    text: `# Curriculum vitae\n\n${name} was born on ${born}.`,
    headings: ['Curriculum vitae'],
    spans: [[born, 6]],
  });
  assert.equal(
    sides('When was Anna born?', [life('Anna', '1 May 1980'), life('Berta', '2 June 1990')]),
    null,
  );
});

test('without dates none is the latest', () => {
  const found = sides('What is the yearly rent?', [
    { ...LEASE, text: '# Lease of Unit 7\n\nThe yearly rent is £28,400.' },
    {
      ...AMENDMENT,
      text: '# Amendment to the Lease of Unit 7\n\nThe yearly rent is £33,600.',
      spans: [['£33,600', 5]],
    },
  ]);
  assert.deepEqual(told(found), [
    ['£28,400', undefined, false],
    ['£33,600', undefined, false],
  ]);
});

test('documents are about one thing when their titles differ by version alone', () => {
  const pair = (a: string, b: string): boolean => {
    const [one, other] = readLeaves(
      [a, b].map((title) => ({ file: 'x.md', text: title, headings: [title], spans: [] })),
    );
    return one !== undefined && other !== undefined && related(one, other);
  };
  assert.ok(pair('Lease of Unit 7, The Tarring Shed', 'Second Amendment to the Lease of Unit 7'));
  assert.ok(pair('Travel policy 2022', 'Travel Policy, 2024 edition'));
  assert.ok(pair('桑葚冻干小试项目第二次会议记录', '桑葚冻干小试项目　第一次会议纪要'));
  assert.ok(!pair('Invoice 17', 'Invoice 18'));
  assert.ok(!pair('Honda K engine', 'Honda B engine'));
  assert.ok(!pair('Erik Watts', 'Bill Watts'));
  assert.ok(!pair('差旅费报销办法', '固定资产管理办法'));
});

test('dates of documents and statements', () => {
  assert.equal(documentDate('---\ntitle: x\ndate: 2023-05-06\n---\n', 'a.md'), '2023-05-06');
  assert.equal(documentDate('时间：2025年4月8日（周二）上午', 'a.txt'), '2025-04-08');
  assert.equal(documentDate('Privacy Policy (last updated October 08, 2013)', 'a.txt'), '2013-10-08');
  assert.equal(documentDate('本办法自二〇二四年三月一日起施行。', 'a.txt'), '2024-03-01');
  assert.equal(documentDate('Report 31. Issued 14 June 2023.', 'a.md'), '2023-06-14');
  assert.equal(documentDate('In 1998 the shed was built.', 'a.md'), undefined, 'a date that is told of');
  assert.equal(documentDate('Nothing.', 'minutes/2025-03-11-kickoff.md'), '2025-03-11');
  assert.equal(documentDate('Nothing.', 'policy_2024.md'), '2024');
  assert.equal(
    statementDate('From 1 April 2025 the rent is £34,800.', 'Dated 20 May 2024', 'a.md'),
    '2025-04-01',
  );
  assert.equal(statementDate('The rent is £34,800.', 'Dated 20 May 2024', 'a.md'), '2024-05-20');
});
