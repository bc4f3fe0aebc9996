import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { tokens } from '../../../bench/quality/score.ts';
import { seeded } from '../../../bench/quality/random.ts';
import { autoMerge } from '../../../bench/quality/systems/peers/autoMerging.ts';
import { centralSentences } from '../../../bench/quality/systems/peers/centralSentences.ts';
import { foundFirst } from '../../../bench/quality/systems/peers/foundFirst.ts';
import { cutLeaves, hierarchyOf, leavesOf } from '../../../bench/quality/systems/peers/hierarchy.ts';
import { MinilmEncoder } from '../../../bench/quality/systems/peers/minilm.ts';
import { mixtureClusters, reduced } from '../../../bench/quality/systems/peers/mixture.ts';
import { parentsOf } from '../../../bench/quality/systems/peers/parentDocument.ts';
import { summariesOf } from '../../../bench/quality/systems/peers/raptorTree.ts';
import { addRanks } from '../../../bench/quality/systems/peers/rrf.ts';
import { sentenceChunks } from '../../../bench/quality/systems/peers/sentenceChunks.ts';
import { cutWindows } from '../../../bench/quality/systems/windows.ts';
import type { HierarchyNode } from '../../../bench/quality/systems/peers/hierarchy.ts';
import type { PlacedSentence } from '../../../bench/quality/systems/peers/centralSentences.ts';

const SENTENCES = fc
  .array(
    fc.constantFrom(
      'The lease ends in May. ',
      '押金两个月。',
      'Rent is due monthly!\n',
      'word '.repeat(40),
      '\n\n',
    ),
    { minLength: 1, maxLength: 120 },
  )
  .map((parts) => parts.join(''));

test('windows with an overlap hold the last tokens of the one before, and lose nothing', () => {
  const text = 'one two three four five six seven eight nine ten 甲乙丙丁';
  fc.assert(
    fc.property(
      SENTENCES,
      fc.constantFrom({ size: 40, overlap: 10 }, { size: 256, overlap: 20 }),
      (body, size) => {
        const windows = cutWindows('f', body + text, size);
        for (const [i, window] of windows.entries()) {
          assert.ok(tokens(window.text) <= size.size + 1e-9);
          const next = windows[i + 1];
          if (next === undefined) continue;
          assert.ok(next.start <= window.end && next.start > window.start);
          assert.ok(tokens((body + text).slice(next.start, window.end)) <= size.overlap + 1e-9);
        }
        assert.equal(windows[0]?.start, 0);
        assert.equal(windows.at(-1)?.end, (body + text).length);
      },
    ),
  );
  const [, second] = cutWindows('f', text, { size: 6.5, overlap: 2.6 });
  assert.equal(second?.text.startsWith('four five'), true, second?.text);
});

test('chunks of sentences leave out nothing but white space, and none is too long', () => {
  fc.assert(
    fc.property(SENTENCES, (text) => {
      const chunks = sentenceChunks(text, { start: 0, end: text.length }, { size: 64, overlap: 20 });
      let at = 0;
      for (const { start, end } of chunks) {
        assert.ok(tokens(text.slice(start, end)) <= 64 + 1e-9);
        assert.equal(text.slice(at, Math.max(at, start)).trim(), '');
        at = end;
      }
      assert.equal(text.slice(at).trim(), '');
    }),
  );
});

test('what was found stands first, and the whole is still there once', () => {
  const passage = { file: 'f', start: 10, end: 50 };
  assert.deepEqual(
    foundFirst(passage, [
      { file: 'f', start: 30, end: 40 },
      { file: 'f', start: 35, end: 45 },
    ]),
    [
      { file: 'f', start: 30, end: 40 },
      { file: 'f', start: 40, end: 45 },
      { file: 'f', start: 10, end: 30 },
      { file: 'f', start: 45, end: 50 },
    ],
  );
  assert.deepEqual(foundFirst(passage, [passage]), [passage]);
});

test('reciprocal ranks are those of the formula', () => {
  const fused = new Float64Array(3);
  addRanks(fused, Float64Array.of(0.1, 0.9, 0), (i) => i !== 2);
  addRanks(fused, Float64Array.of(0.5, 0.2, 0.4), () => true);
  assert.deepEqual([...fused], [1 / 62 + 1 / 61, 1 / 61 + 1 / 63, 1 / 62]);
});

test('parents join neighbours of one file up to 512 tokens', () => {
  const windows = ['a', 'b'].flatMap((file) => cutWindows(file, 'word '.repeat(500)));
  const { of, places } = parentsOf(windows);
  for (const [i, window] of windows.entries()) {
    const parent = places[of[i]!]!;
    assert.equal(parent.file, window.file);
    assert.ok(parent.start <= window.start && window.end <= parent.end);
    assert.ok(tokens('word '.repeat(500).slice(parent.start, parent.end)) <= 512);
  }
  assert.equal(places.length, 4);
});

test('more than half of the children become the parent, with their mean score; a gap of one is filled', () => {
  const text = Array.from(
    { length: 150 },
    (_, i) => `Clause ${i} says what the tenant must do in year ${i}. `,
  ).join('');
  const [top] = hierarchyOf('f', text);
  const middle = top!.children[1]!;
  const leaves = middle.children;
  assert.ok(leaves.length >= 4 && top!.children.length >= 3);
  const scored = (node: HierarchyNode, score: number) => ({ node, score, found: [node] });
  const half = leaves.slice(0, leaves.length / 2).map((node) => scored(node, 0.5));
  assert.deepEqual(autoMerge(half), half);
  const most = leaves.slice(0, -1).map((node) => scored(node, 0.6));
  const [parent, ...others] = autoMerge(most);
  assert.equal(parent?.node, middle);
  assert.ok(Math.abs(parent!.score - 0.6) < 1e-9);
  assert.deepEqual(others, []);
  // First, third: the second comes in, and three are enough.
  const filled = autoMerge([scored(leaves[0]!, 0.9), scored(leaves[2]!, 0.7)]);
  assert.equal(filled.length, leaves.length <= 5 ? 1 : 3);
  const far = autoMerge([scored(leaves[0]!, 0.9), scored(leaves[3]!, 0.7)]);
  assert.deepEqual(
    far.map(({ node }) => node),
    [leaves[0], leaves[3]],
  );
});

test('the leaves that are encoded are the leaves of the hierarchy', () => {
  const text = 'One sentence about rent, and one about heating. 另一句说押金。\n'.repeat(200);
  const leaves = leavesOf(hierarchyOf('f', text));
  assert.ok(leaves.length > 20);
  assert.deepEqual(
    cutLeaves('f', text).map(({ start, end }) => [start, end]),
    leaves.map(({ start, end }) => [start, end]),
  );
});

test('the mixture finds clusters that are there, and their number', () => {
  const random = seeded(7);
  const points = 90;
  const values = Float64Array.from({ length: points * 20 }, (_, at) => {
    const cluster = Math.floor(at / 20) % 3;
    return random() * 0.2 + (at % 20 === cluster * 5 ? 3 : 0);
  });
  const small = reduced({ count: points, dimensions: 20, values }, 5);
  const found = mixtureClusters(small, { least: 1, most: 10, threshold: 0.1 });
  assert.equal(found.length, 3);
  for (const members of found) {
    assert.equal(members.length, 30);
    assert.equal(new Set(members.map((i) => i % 3)).size, 1);
  }
});

test('a summary holds the sentences most like the others, in text order, within its budget', () => {
  const texts = [
    'The deposit is two months of rent. ',
    'My cat is asleep. ',
    'The rent and the deposit are due in May. ',
    'The deposit is returned with the last rent. ',
  ];
  const sentences = texts.map((text, i): PlacedSentence => ({
    file: 'f',
    start: i * 100,
    end: i * 100 + text.length,
    text,
  }));
  const chosen = centralSentences([...sentences, sentences[0]!], 24);
  assert.deepEqual(
    chosen.map(({ start }) => start),
    chosen.map(({ start }) => start).toSorted((a, b) => a - b),
  );
  assert.ok(!chosen.includes(sentences[1]!));
  assert.ok(chosen.reduce((sum, { text }) => sum + tokens(text), 0) <= 24);
  assert.deepEqual(centralSentences([], 100), []);
});

test('summaries come level by level, each of sentences that stand in the document', async () => {
  const random = seeded(3);
  const leaves = Array.from({ length: 60 }, (_, i) => {
    const text = `Leaf ${i} is about subject ${i % 4} and its rent of ${i} euros. `;
    const vector = Float32Array.from({ length: 16 }, (_, d) => random() * 0.1 + (d === i % 4 ? 1 : 0));
    return {
      sentences: [{ file: 'f', start: i * 80, end: i * 80 + text.length, text }],
      tokens: tokens(text),
      vector,
    };
  });
  const starts = new Set(leaves.map(({ sentences }) => sentences[0]!.start));
  const summaries = await summariesOf(leaves, (texts) =>
    Promise.resolve(texts.map(() => Float32Array.from({ length: 16 }, () => random()))),
  );
  assert.ok(summaries.length >= 4);
  for (const { sentences, tokens: held } of summaries) {
    assert.ok(held <= 100 + 1e-9 && sentences.length > 0);
    for (const { start } of sentences) assert.ok(starts.has(start));
  }
  assert.deepEqual(await summariesOf(leaves.slice(0, 11), () => Promise.reject(new Error('asked'))), []);
});

test('all-MiniLM-L6-v2 gives the published similarities', async (t) => {
  const encoder = await MinilmEncoder.open();
  if (encoder === undefined) {
    t.skip('node bench/fetch-minilm.ts has not been run here');
    return;
  }
  try {
    // From the quick start of sentence-transformers: float32 weights, so int8 may differ a little.
    const [a, b, c] = await encoder.encode([
      'The weather is lovely today.',
      "It's so sunny outside!",
      'He drove to the stadium.',
    ]);
    const cosine = (x: Float32Array, y: Float32Array): number =>
      x.reduce((sum, value, d) => sum + value * y[d]!, 0);
    for (const [found, published] of [
      [cosine(a!, b!), 0.666],
      [cosine(a!, c!), 0.1046],
      [cosine(b!, c!), 0.1411],
      [cosine(a!, a!), 1],
    ] as const)
      assert.ok(Math.abs(found - published) < 0.03, `${found} for ${published}`);
  } finally {
    await encoder.close();
  }
});
