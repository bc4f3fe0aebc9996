import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { InspectedNode } from '../../../src/protocol/memoryReports.ts';
import { explainPage, type ExplainTexts } from '../../../src/host/passages/explainPage.ts';
import { elsewhere, placeInTree } from '../../../src/host/passages/treePlace.ts';

const TEXT = '# Lease\nIntro.\n## Rent\nIt is £1.\nPaid <b>monthly</b> [here](x).\n## Break\nOn notice.\n';
const at = (words: string): number => TEXT.indexOf(words);
const leaf = (from: string, to: string): InspectedNode => ({
  ...{ level: 'leaf', heading: '', encoded: true, children: [] },
  ...{ start: at(from), end: to === '' ? TEXT.length : at(to) },
});
const section = (
  heading: string,
  from: string,
  to: string,
  children: readonly InspectedNode[],
): InspectedNode => ({
  ...leaf(from, to),
  level: 'section',
  heading,
  children: children.some(({ level }) => level === 'section')
    ? children
    : [{ ...leaf(from, to), level: 'passage', children }],
});
const TREE: InspectedNode = {
  ...leaf('# Lease', ''),
  level: 'document',
  children: [
    {
      ...section('Lease', '# Lease', '## Rent', [leaf('# Lease', '## Rent')]),
      children: [
        { ...leaf('# Lease', '## Rent'), level: 'passage', children: [leaf('# Lease', '## Rent')] },
        section('Rent', '## Rent', '## Break', [leaf('## Rent', 'Paid'), leaf('Paid', '## Break')]),
        section('Break', '## Break', '', [leaf('## Break', '')]),
      ],
    },
  ],
};
const TEXTS: ExplainTexts = {
  lines: (first, last) => `lines ${first}-${last}`,
  part: (number, of) => `${number}/${of}`,
  where: 'Where',
  before: 'Before',
  after: 'After',
  begins: 'begins',
  ends: 'ends',
  here: 'here',
  asked: (question) => `For ${question}`,
  unasked: 'unasked',
  share: (share, rank, of) => `${share}, ${rank} of ${of}`,
  section: (share) => `section ${share}`,
  notAmong: (of) => `not among ${of}`,
  columns: ['what', 'gave', 'bar'],
  nothing: (parts) => `${parts} nothing`,
  found: (words) => `found ${words}`,
  scoreWords: (name) => name,
};

suite('A passage in its document', () => {
  const start = at('monthly');
  const place = placeInTree(TREE, { start, end: start });

  test('is found in the tree with what stands around it', () => {
    assert.ok(place !== undefined);
    assert.deepEqual(
      place.sections.map(({ heading }) => heading),
      ['Lease', 'Rent'],
    );
    assert.deepEqual(
      place.siblings.map(({ heading }) => heading),
      ['Rent', 'Break'],
    );
    assert.equal(TEXT.slice(place.before?.start, place.before?.end), '## Rent\nIt is £1.\n');
    assert.equal(place.after?.start, at('## Break'));
    assert.deepEqual([place.number, place.leaves], [3, 4]);
    assert.equal(placeInTree(TREE, { start: TEXT.length, end: TEXT.length })?.number, 4);
    assert.equal(placeInTree(TREE, { start: at('Intro'), end: at('On notice') + 9 })?.leaf.start, at('Paid'));
    assert.equal(placeInTree({ ...TREE, children: [], end: 0 }, { start: 0, end: 0 }), undefined);
  });

  test('is told with way, neighbours and what each part gave; its words are no markup', () => {
    assert.ok(place !== undefined);
    const ranges = new Map<string, { start: number; end: number }>();
    const told = explainPage(
      {
        shownFile: 'a|b.md',
        text: TEXT,
        place,
        asked: {
          question: 'How *often*?',
          rank: 2,
          of: 8,
          passage: {
            ...{
              file: 'a',
              start: 0,
              end: 1,
              weight: 0.34,
              sectionWeight: 0.5,
              level: 'leaf',
              text: '',
              headings: [],
            },
            logit: 2,
            parts: [
              { name: 'words', value: 1, contribution: 1.5 },
              { name: 'meaning', value: 1, contribution: -0.75 },
              { name: 'literal', value: 0, contribution: 0 },
            ],
            reading: { gap: 1, spans: [{ start: 0, end: 1, text: 'monthly' }] },
          },
        },
      },
      TEXTS,
      ranges,
    )
      .map(({ html }) => html)
      .join('');
    assert.ok(told.includes('<p class="way">a|b.md › Lease</p><h1>Rent</h1>'), told);
    assert.ok(told.includes('Paid &lt;b&gt;monthly&lt;/b&gt; [here](x).'));
    assert.ok(told.includes('34%, 2 of 8') && told.includes('section 50%'));
    assert.match(told, /<td>words<\/td><td class="figure">\+1\.50<\/td>.*?<rect class="bar" width="100"/);
    assert.match(told, /<td>meaning<\/td><td class="figure">−0\.75<\/td>.*?<rect class="less" width="50"/);
    assert.ok(told.includes('1 nothing') && told.includes('found “monthly”'));
    assert.ok(told.includes('<strong>Rent</strong> ← here'));
    // Links name places by ids of the page.
    assert.deepEqual(
      [...told.matchAll(/command:[^"]*/g)].map(([link]) =>
        ranges.has(JSON.parse(decodeURIComponent(link.split('?')[1] ?? ''))[0]),
      ),
      Array.from(ranges, () => true),
    );
    const before = ranges.get('before');
    assert.equal(TEXT.slice(before?.start, before?.end), '## Rent\nIt is £1.');
    assert.ok(told.includes('How *often*?'));
  });

  test('says so where the question found most elsewhere, and where none was asked', () => {
    assert.ok(place !== undefined);
    const shown = { shownFile: 'a.md', text: TEXT, place };
    const asked = { question: 'Q', passage: undefined, rank: 0, of: 8 };
    const page = (given: typeof asked | undefined): string =>
      JSON.stringify(explainPage({ ...shown, asked: given }, TEXTS, new Map()));
    assert.match(page(asked), /not among 8/);
    assert.match(page(undefined), /unasked/);
  });

  test('is no passage like itself', () => {
    const found = [
      { folder: '/f', file: 'a', start: 0, end: 10 },
      { folder: '/f', file: 'a', start: 10, end: 20 },
      { folder: '/g', file: 'a', start: 0, end: 10 },
    ];
    const here = { folder: '/f', file: 'a', range: { start: 5, end: 10 } };
    assert.deepEqual(elsewhere(found, here), found.slice(1));
    assert.deepEqual(elsewhere(found, undefined), found);
  });
});
