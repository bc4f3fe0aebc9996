import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { chunk } from '../../../src/core/memory/chunker.ts';
import { attend } from '../../../src/core/recall/attention.ts';
import { leafTable } from '../../../src/core/recall/leafTable.ts';
import { rollUp } from '../../../src/core/recall/rollUp.ts';
import { prose } from '../../support/texts.ts';

/** Documents of nested sections: the depths of their headings, one text each. */
function tableOf(depths: readonly (readonly number[])[]) {
  let id = 0;
  return leafTable(
    depths.map((headings, d) => {
      const sections = headings.map((depth, i) => ({
        depth,
        text: `Heading ${i}\n${prose('en', 90, d * 31 + i + 1)}\n`,
      }));
      let start = 0;
      const outline = sections.map(({ depth, text }, i) => {
        const heading = { start, depth, title: `Heading ${i}` };
        start += text.length;
        return heading;
      });
      const tree = chunk(sections.map(({ text }) => text).join(''), { headings: outline, breaks: [] });
      return {
        file: `${d}.md`,
        tree,
        leafIds: tree.leaves.map(() => id++),
        scripts: new Uint8Array(tree.leaves.length),
      };
    }),
  );
}

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);
const near = (a: number, b: number): void => assert.ok(Math.abs(a - b) < 1e-5, `${a} is not ${b}`);

test('invariant 10: the weight of a parent is the sum of its children, at every level', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 6 }), {
        minLength: 1,
        maxLength: 4,
      }),
      fc.integer(),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (depths, seed, confidence) => {
        const table = tableOf(depths);
        const logits = Float32Array.from({ length: table.size }, (_, i) => Math.sin(seed + i) * 6);
        const { weights, nullWeight } = attend(logits, 1, confidence);
        const documents = rollUp(table, weights);
        near(sum(documents.map(({ share }) => share)) + nullWeight, 1);
        for (const [d, { share, sections, passages }] of documents.entries()) {
          const { tree } = table.documents[d]!;
          near(sum(passages), share);
          near(sum(sections.filter((_, s) => tree.sections[s]!.parent === -1)), share);
          for (const [s, section] of sections.entries()) {
            const own = sum(passages.filter((_, p) => tree.passages[p]!.section === s));
            const below = sum(sections.filter((_, t) => tree.sections[t]!.parent === s));
            near(section, own + below);
          }
        }
      },
    ),
    { numRuns: 40 },
  );
});

test('a section takes in what stands under the headings below it', () => {
  const table = tableOf([[1, 2, 1]]);
  const weights = new Float32Array(table.size);
  const inSecond = table.documents[0]!.tree.leaves.findIndex(
    ({ passage }) => table.documents[0]!.tree.passages[passage]!.section === 1,
  );
  weights[inSecond] = 0.75;
  const [document] = rollUp(table, weights);
  assert.deepEqual([...document!.sections], [0.75, 0.75, 0]);
});
