import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  leafIndex,
  leftOutStretches,
  summaryContent,
  type SummaryWording,
} from '../../../src/host/summary/summaryContent.ts';
import { sectionAt } from '../../../src/host/summary/summaryTarget.ts';
import { summaryText } from '../../../src/host/summary/summaryText.ts';
import type { InspectedNode } from '../../../src/protocol/memoryReports.ts';
import type { LeafCoverage, SummaryResult } from '../../../src/protocol/writing.ts';

const FOLDER = '/home/someone/mill';
const leaf = (file: string, start: number, state: LeafCoverage) => ({
  file,
  start,
  end: start + 50,
  state,
  similarity: null,
});
const said = (file: string, start: number, quote: string) => ({
  text: quote,
  citations: [{ file, start, end: start + quote.length, quote }],
});
const result: SummaryResult = {
  of: '',
  summary: [said('a/lease.md', 10, 'The rent is due.'), said('b/note.md', 0, 'Mind the gap.')],
  sections: [
    {
      file: 'a/lease.md',
      heading: 'Rent',
      start: 0,
      end: 100,
      summary: [said('a/lease.md', 10, 'The rent is due.')],
    },
    {
      file: 'a/lease.md',
      heading: 'Term',
      start: 100,
      end: 200,
      summary: [said('a/lease.md', 120, 'Ten\nyears.')],
    },
    { file: 'b/note.md', heading: '', start: 0, end: 50, summary: [said('b/note.md', 0, 'Mind the gap.')] },
  ],
  coverage: { represented: 0.5, compressed: 0.2, leftOut: 0.3 },
  leaves: [
    leaf('a/lease.md', 0, 'represented'),
    leaf('a/lease.md', 50, 'left-out'),
    leaf('a/lease.md', 100, 'left-out'),
    leaf('a/lease.md', 150, 'compressed'),
    leaf('b/note.md', 0, 'left-out'),
  ],
  threshold: 0.8,
  model: null,
  reused: 0,
  redacted: [],
  warnings: [],
};
const wording: SummaryWording = {
  folder: FOLDER,
  worded: ({ text }) => text,
  partly: (compared, all) => `${String(compared)} of ${String(all)}`,
};
const { content, places } = summaryContent('s1', 2, result, wording);

suite('A summary for the panel', () => {
  test('numbers its sources once, by first use, and names no path', () => {
    assert.deepEqual(
      content.citations.map(({ id, number, label }) => [id, number, label]),
      [
        ['s1.2.c1', 1, 'lease.md'],
        ['s1.2.c2', 2, 'note.md'],
        ['s1.2.c3', 3, 'lease.md'],
      ],
    );
    assert.deepEqual(content.sections[0]?.sentences[0]?.citations, ['s1.2.c1']);
    assert.deepEqual(
      places.map(({ id, folder, file, anchor }) => [id, folder, file, anchor.start]),
      [
        ['s1.2.c1', FOLDER, 'a/lease.md', 10],
        ['s1.2.c2', FOLDER, 'b/note.md', 0],
        ['s1.2.c3', FOLDER, 'a/lease.md', 120],
      ],
    );
    assert.ok(!JSON.stringify(content).includes(FOLDER) && !JSON.stringify(content).includes('a/lease.md'));
  });

  test('says that some passages could not be compared', () => {
    assert.deepEqual(content.warnings, ['1 of 5']);
  });

  test('tells what became of each leaf, and in which section', () => {
    assert.equal(content.strip.states, 'roocO'.toLowerCase());
    assert.deepEqual(content.strip.lengths, [50, 50, 50, 50, 50]);
    assert.deepEqual(content.strip.sections, [
      { from: 0, title: 'lease.md › Rent' },
      { from: 2, title: 'lease.md › Term' },
      { from: 4, title: 'note.md' },
    ]);
    assert.equal(leafIndex(`${content.strip.leaf}3`, 's1'), 3);
    for (const id of ['s1.l', 's1.lx', 's12.l3', 's1.2.c1']) assert.equal(leafIndex(id, 's1'), undefined, id);
  });

  test('what is left out makes stretches that end with their file', () => {
    assert.deepEqual(leftOutStretches(result.leaves), [
      { file: 'a/lease.md', from: 1, to: 3 },
      { file: 'b/note.md', from: 4, to: 5 },
    ]);
  });

  test('is copied as Markdown with its sources', () => {
    const text = summaryText(content, {
      title: 'Summary of mill/',
      fileOf: (id) => places.find((place) => place.id === id)?.file ?? '',
      coverage: 'Half of it.',
      sources: 'Sources',
    });
    assert.equal(
      text,
      `# Summary of mill/

The rent is due. [1] Mind the gap. [2]

## lease.md › Rent

The rent is due. [1]

## lease.md › Term

Ten years. [3]

## note.md

Mind the gap. [2]

*Half of it.*

## Sources

1. a/lease.md: “The rent is due.”
2. b/note.md: “Mind the gap.”
3. a/lease.md: “Ten years.”
`,
    );
  });

  test('of a folder with many files each leaf is looked at a few times, not once for every section', () => {
    const files = 200;
    let looks = 0;
    const all = Array.from({ length: files * 10 }, (_, i) =>
      leaf(`${String(Math.floor(i / 10))}.md`, (i % 10) * 50, 'left-out'),
    );
    const leaves = new Proxy(all, {
      get: (target, key, receiver) => {
        if (typeof key === 'string' && /^\d+$/.test(key)) looks++;
        return Reflect.get(target, key, receiver);
      },
    });
    const sections = Array.from({ length: files * 2 }, (_, i) => ({
      file: `${String(i >> 1)}.md`,
      heading: `Part ${String(i)}`,
      start: (i % 2) * 250,
      end: (i % 2) * 250 + 250,
      summary: [],
    }));
    const { content: many } = summaryContent('s2', 1, { ...result, leaves, sections }, wording);
    assert.equal(many.strip.sections.length, sections.length);
    assert.deepEqual(many.strip.sections.at(-1), { from: files * 10 - 5, title: '199.md › Part 399' });
    assert.ok(looks < 10 * all.length, `${String(looks)} looks at ${String(all.length)} leaves`);
  });
});

test('the section at the cursor is the one whose own text is there, with all that stands below it', () => {
  const section = (
    heading: string,
    start: number,
    end: number,
    ...children: InspectedNode[]
  ): InspectedNode => ({
    level: 'section',
    heading,
    start,
    end,
    encoded: true,
    children,
  });
  const tree: InspectedNode = {
    level: 'document',
    heading: 'lease.md',
    start: 0,
    end: 100,
    encoded: true,
    children: [
      section('', 0, 5),
      section('Title', 5, 10, section('1', 10, 40, section('1.1', 40, 60)), section('2', 60, 100)),
    ],
  };
  assert.equal(sectionAt(tree, 2), undefined);
  assert.deepEqual(sectionAt(tree, 7), { heading: 'Title', start: 5, end: 100 });
  assert.deepEqual(sectionAt(tree, 10), { heading: '1', start: 10, end: 60 });
  assert.deepEqual(sectionAt(tree, 59), { heading: '1.1', start: 40, end: 60 });
  assert.deepEqual(sectionAt(tree, 60), { heading: '2', start: 60, end: 100 });
  assert.equal(sectionAt(tree, 100), undefined);
});
