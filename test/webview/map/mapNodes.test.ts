import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  blockOf,
  hottestLeaf,
  mapNodes,
  pathTo,
  sameBlock,
  type MapNode,
} from '../../../src/webview/map/mapNodes.ts';
import { mapTreeOf, type MadeDocument, type MadeSection } from '../../support/mapTree.ts';

const section = fc.letrec<{ section: MadeSection }>((tie) => ({
  section: fc.record({
    heading: fc.constantFrom('Term', 'Rent', '租期', ''),
    leaves: fc.integer({ min: 1, max: 6 }),
    below: fc.oneof({ maxDepth: 3 }, fc.constant([]), fc.array(tie('section'), { maxLength: 3 })),
  }),
})).section;
const documents: fc.Arbitrary<MadeDocument[]> = fc.array(
  fc.record({
    file: fc.constantFrom('lease.md', 'notes/minutes.md', '租约.md'),
    sections: fc.array(section, { minLength: 1, maxLength: 4 }),
    scale: fc.constantFrom(1, 0.25),
  }),
  { minLength: 1, maxLength: 4 },
);

const near = (a: number, b: number): void => assert.ok(Math.abs(a - b) < 1e-5, `${a} is not ${b}`);

test('invariant 10: a block has the shares of its leaves, and its leaves are its own and those of its blocks', () => {
  fc.assert(
    fc.property(documents, fc.integer(), (made, seed) => {
      const nodes = mapNodes(
        mapTreeOf('m1', made, (d, leaf) => (Math.abs(Math.sin(seed + d * 31 + leaf)) % 1) / 100),
      );
      const check = (node: MapNode): void => {
        const shares = nodes.shares[node.document]?.subarray(node.from, node.to) ?? new Float32Array(0);
        near(
          shares.reduce((sum, share) => sum + share, 0),
          node.share,
        );
        assert.ok(node.from <= node.ownTo && node.ownTo <= node.to);
        let at = node.ownTo;
        for (const child of node.children) {
          assert.equal(child.from, at);
          assert.equal(child.parent, node);
          check(child);
          at = child.to;
        }
        assert.equal(at, node.to);
      };
      near(
        nodes.root.children.reduce((sum, { share }) => sum + share, 0),
        nodes.root.share,
      );
      assert.equal(
        nodes.root.children.reduce((sum, { to }) => sum + to, 0),
        nodes.leaves,
      );
      for (const document of nodes.root.children) {
        check(document);
        for (let leaf = 0; leaf < document.to; leaf++) {
          const block = blockOf(nodes.root, { document: document.document, leaf });
          assert.ok(block.from <= leaf && leaf < block.ownTo);
          assert.equal(pathTo(block)[1], document);
        }
      }
    }),
  );
});

const lease: MadeDocument = {
  file: 'contracts/lease.md',
  sections: [
    {
      heading: 'Lease',
      leaves: 1,
      below: [
        { heading: 'Term', leaves: 2 },
        { heading: 'Rent', leaves: 3 },
      ],
    },
  ],
};

test('a title over the whole document is no block of its own', () => {
  const { root } = mapNodes(mapTreeOf('m1', [lease], () => 0.1));
  const [document] = root.children;
  assert.deepEqual([document?.label, document?.folder, document?.ownTo], ['lease.md', 'contracts', 1]);
  assert.deepEqual(
    document?.children.map(({ label, parent }) => [label, parent === document]),
    [
      ['Term', true],
      ['Rent', true],
    ],
  );
});

test('finds the hottest leaf, and the same block in the next tree or what is left of it', () => {
  const nodes = mapNodes(mapTreeOf('m1', [lease], (_, leaf) => (leaf === 4 ? 0.6 : 0.01)));
  assert.deepEqual(hottestLeaf(nodes, nodes.root), { document: 0, leaf: 4 });
  assert.equal(hottestLeaf(mapNodes(mapTreeOf('m1', [lease], () => 0)), nodes.root), undefined);
  const rent = nodes.root.children[0]!.children[1]!;
  assert.deepEqual(hottestLeaf(nodes, rent), { document: 0, leaf: 4 });
  const next = mapNodes(mapTreeOf('m2', [{ file: 'a.md', sections: lease.sections }, lease], () => 0));
  assert.equal(sameBlock(next.root, rent), next.root.children[1]!.children[1]);
  const gone = mapNodes(
    mapTreeOf('m3', [{ ...lease, sections: [{ heading: 'Lease', leaves: 2 }] }], () => 0),
  );
  assert.equal(sameBlock(gone.root, rent), gone.root.children[0]);
});
