import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { chunk, headingsOf } from '../../../src/core/memory/chunker.ts';
import type { ChunkTree, Outline } from '../../../src/core/memory/tree.ts';
import { countTokens } from '../../../src/core/text/tokens.ts';
import { outlinedText, prose } from '../../support/texts.ts';

const bare: Outline = { headings: [], breaks: [] };
const slices = (text: string, tree: ChunkTree): string[] =>
  tree.leaves.map(({ start, end }) => text.slice(start, end));

function assertTiles(text: string, tree: ChunkTree): void {
  for (const level of [tree.sections, tree.passages, tree.leaves]) {
    assert.equal(level.map(({ start, end }) => text.slice(start, end)).join(''), text);
  }
  for (const leaf of tree.leaves) assert.ok(leaf.end > leaf.start, 'a leaf holds text');
  for (const [i, leaf] of tree.leaves.entries()) {
    const passage = tree.passages[leaf.passage];
    assert.ok(
      passage && passage.start <= leaf.start && leaf.end <= passage.end,
      `leaf ${i} lies in its passage`,
    );
  }
  for (const passage of tree.passages) {
    const section = tree.sections[passage.section];
    assert.ok(
      section && section.start <= passage.start && passage.end <= section.end,
      'a passage lies in its section',
    );
  }
}

test('invariant 2: leaves, passages and sections tile their document, whatever it holds', () => {
  fc.assert(
    fc.property(outlinedText(), ({ text, outline }) => {
      assertTiles(text, chunk(text, outline));
    }),
    { numRuns: 300 },
  );
});

test('invariant 5: a sentence that no leaf could hold is split, never dropped', () => {
  for (const text of ['x'.repeat(40_000), '字'.repeat(5_000), 'a b '.repeat(9_000), '😀'.repeat(3_000)]) {
    const tree = chunk(text, bare);
    assertTiles(text, tree);
    for (const slice of slices(text, tree)) {
      assert.ok(countTokens(slice) <= 192, `a leaf of ${countTokens(slice)} tokens`);
      assert.ok(slice.isWellFormed(), 'no surrogate pair is cut');
    }
  }
});

test('leaves are about 128 tokens and at most 192', () => {
  for (const language of ['en', 'zh'] as const) {
    const text = prose(language, 3_000);
    const sizes = slices(text, chunk(text, bare)).map((slice) => countTokens(slice));
    const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
    assert.ok(Math.max(...sizes) <= 192);
    assert.ok(mean > 100 && mean < 150, `mean ${mean}`);
  }
});

test('a leaf never crosses a heading and knows the headings it stands under', () => {
  const body = prose('en', 30);
  const text = `# Lease\n\n${body}\n\n## Term\n\n${body}\n\n## Rent\n\nDue monthly.\n`;
  const headings = [...text.matchAll(/^(#+) (.*)$/gm)].map((match) => ({
    start: match.index,
    depth: match[1]!.length,
    title: match[2]!,
  }));
  const tree = chunk(text, { headings, breaks: [] });
  for (const { start } of headings) assert.ok(tree.leaves.some((leaf) => leaf.start === start));
  assert.deepEqual(headingsOf(tree, tree.leaves.length - 1), ['Lease', 'Rent']);
});

test('headings with nothing between them open one section together', () => {
  const text = '# Part One\n\n## Chapter One\n\nIt was raining in the harbour.\n';
  const tree = chunk(text, {
    headings: [
      { start: 0, depth: 1, title: 'Part One' },
      { start: 12, depth: 2, title: 'Chapter One' },
    ],
    breaks: [],
  });
  assertTiles(text, tree);
  assert.equal(tree.leaves.length, 1);
  assert.deepEqual(headingsOf(tree, 0), ['Part One', 'Chapter One']);
});

test('leaf bounds fall into step after an edit, in a long text without headings', () => {
  const text = prose('en', 2_500);
  const before = new Set(slices(text, chunk(text, bare)));
  fc.assert(
    fc.property(
      fc.nat(text.length - 1),
      fc.constantFrom('A new sentence stands here. ', 'word ', ''),
      (offset, insert) => {
        const edited = text.slice(0, offset) + insert + text.slice(offset + (insert === '' ? 60 : 0));
        const changed = slices(edited, chunk(edited, bare)).filter((slice) => !before.has(slice)).length;
        assert.ok(changed <= 24, `${changed} of ${before.size} leaves changed`);
      },
    ),
    { numRuns: 60 },
  );
});

test('one paragraph changed in the middle of a long text changes fewer than 12 leaves in the usual case', () => {
  const text = prose('en', 2_500);
  const before = new Set(slices(text, chunk(text, bare)));
  const changes = Array.from({ length: 40 }, (_, i) => {
    const offset = text.indexOf('\n\n', Math.floor((text.length * (i + 0.5)) / 40)) + 2;
    const edited = `${text.slice(0, offset)}This paragraph is new and says something else altogether. ${text.slice(offset)}`;
    return slices(edited, chunk(edited, bare)).filter((slice) => !before.has(slice)).length;
  }).sort((a, b) => a - b);
  assert.ok(changes[20]! < 8, `median ${changes[20]}`);
  assert.ok(changes[36]! < 12, `ninth decile ${changes[36]}`);
});

test('a leaf holds whole items or lies in one, and an item that a leaf can hold is never cut', () => {
  const words = fc.constantFrom('lamp', 'the harbour', 'of 12 tons', '灯油', 'and, then', 'It rained. So');
  const line = fc
    .array(words, { minLength: 1, maxLength: 90, size: 'max' })
    .map((parts) => `Ada: ${parts.join(' ')}${parts.length % 3 === 0 ? '\n\n' : '\n'}`);
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 30, size: 'max' }), fc.nat(3), (lines, every) => {
      const text = lines.join('');
      const items: { start: number; end: number }[] = [];
      let start = 0;
      for (const [i, { length }] of lines.entries()) {
        // Some stand in no item.
        if (i % 4 !== every) items.push({ start, end: start + length });
        start += length;
      }
      const tree = chunk(text, {
        headings: [],
        breaks: [...new Set(items.flatMap((item) => [item.start, item.end]))],
        items,
      });
      assertTiles(text, tree);
      for (const leaf of tree.leaves) {
        for (const item of items) {
          const cut = (at: number): boolean => item.start < at && at < item.end;
          if (!cut(leaf.start) && !cut(leaf.end)) continue;
          const passage = tree.passages[leaf.passage]!;
          // Its share of the passage: passages end where no item does only where one is longer than they are.
          const held = countTokens(
            text,
            Math.max(item.start, passage.start),
            Math.min(item.end, passage.end),
          );
          assert.ok(held > 180, `an item of ${held} tokens is cut`);
          assert.ok(item.start <= leaf.start && leaf.end <= item.end, 'a part of an item stands alone');
        }
      }
    }),
    { numRuns: 200 },
  );
});
