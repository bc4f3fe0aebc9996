import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { chunk } from '../../../src/core/memory/chunker.ts';
import {
  FEATURES,
  featureOf,
  features,
  zScores,
  type FeatureMatrix,
  type FeatureName,
} from '../../../src/core/recall/features.ts';
import { leafTable } from '../../../src/core/recall/leafTable.ts';
import { logits } from '../../../src/core/recall/weights.ts';
import { prose } from '../../support/texts.ts';

function tableOf(count: number) {
  let id = 0;
  return leafTable(
    Array.from({ length: count }, (_, i) => {
      const text = prose('en', 120, i + 1);
      const tree = chunk(text, { headings: [], breaks: [] });
      return {
        file: `${i}.md`,
        tree,
        leafIds: tree.leaves.map(() => id++),
        scripts: new Uint8Array(tree.leaves.length),
      };
    }),
  );
}

const value = (matrix: FeatureMatrix, leaf: number, name: FeatureName): number =>
  featureOf(matrix, leaf, FEATURES.indexOf(name));

test('a leaf hears its parents, never those of another document', () => {
  const table = tableOf(3);
  const first = table.document.indexOf(1);
  const scores = new Float32Array(table.size).fill(0.8);
  scores[first] = 0.9;
  const matrix = features(table, {
    lexical: scores,
    lexicalTrust: 1,
    meaning: zScores(scores),
    literal: new Map(),
  });
  for (const parent of ['words of the passage', 'words of the section', 'meaning of the passage'] as const)
    assert.ok(value(matrix, first + 1, parent) > value(matrix, first - 1, parent), parent);
});

test('a leaf without a vector yet is neither favoured nor dropped', () => {
  const table = tableOf(2);
  const dense = Float32Array.from({ length: table.size }, (_, i) => (i === 2 ? NaN : i / 100));
  const matrix = features(table, {
    lexical: null,
    lexicalTrust: 0,
    meaning: zScores(dense),
    literal: new Map(),
  });
  assert.equal(value(matrix, 2, 'meaning'), 0);
  assert.ok(FEATURES.every((name) => Number.isFinite(value(matrix, 2, name))));
  assert.ok(logits(matrix).every(Number.isFinite));
});

test('words weigh less where the files hold little of the question', () => {
  const table = tableOf(1);
  const lexical = Float32Array.from({ length: table.size }, (_, i) => (i === 1 ? 3 : 0));
  const strength = (lexicalTrust: number): number =>
    value(features(table, { lexical, lexicalTrust, meaning: null, literal: new Map() }), 1, 'words');
  assert.ok(strength(0.05) < strength(0.2) && strength(0.2) < strength(0.9));
  assert.equal(strength(0.5), strength(0.9));
});

test('invariant 11: a leaf with the literal comes before every other', () => {
  const table = tableOf(2);
  fc.assert(
    fc.property(
      fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: table.size, maxLength: table.size }),
      fc.nat(table.size - 1),
      (cosines, leaf) => {
        const scores = logits(
          features(table, {
            lexical: null,
            lexicalTrust: 0,
            meaning: zScores(Float32Array.from(cosines)),
            literal: new Map([[leaf, 1]]),
          }),
        );
        assert.equal(scores.indexOf(Math.max(...scores)), leaf);
      },
    ),
  );
});

test('z-scores of what has no spread are 0', () => {
  assert.deepEqual([...zScores(Float32Array.of(0.5, 0.5, NaN))], [0, 0, 0]);
});
