import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { answeringGaps, surestIn } from '../../../src/core/answer/answering.ts';
import { heatOf } from '../../../src/core/answer/compose.ts';
import { NO_SPAN } from '../../../src/core/answer/read.ts';
import { scoreSentences } from '../../../src/core/answer/sentenceScore.ts';
import { clippedGap } from '../../../src/core/recall/rerank.ts';

const read = [
  {
    document: 1,
    start: 100,
    end: 200,
    spans: [
      { start: 150, end: 160, gap: 4 },
      { start: 110, end: 115, gap: -2 },
      { start: 112, end: 118, gap: -3 },
    ],
  },
];
const sentence = (start: number, end: number, document = 1) => ({ document, start, end });

suite('Words that the reader found in a sentence', () => {
  test('are the surest that lie in it as a whole', () => {
    assert.equal(surestIn(sentence(105, 130), read)?.gap, -2);
    assert.equal(surestIn(sentence(111, 130), read)?.gap, -3);
    assert.equal(surestIn(sentence(140, 155), read), undefined);
    assert.equal(surestIn(sentence(105, 130, 2), read), undefined);
    // The leaf that was read holds only a part of this sentence.
    assert.equal(surestIn(sentence(90, 130), read), undefined);
  });

  test('count as far as a gap does, their absence as the least', () => {
    assert.deepEqual(answeringGaps([sentence(140, 190), sentence(180, 190)], read), [4, clippedGap(NO_SPAN)]);
  });

  test('make their sentence hotter; the sentences of a leaf still sum to its weight', () => {
    const candidates = [sentence(100, 140), sentence(140, 190)].map((range) => ({
      ...range,
      text: 'Some words here.',
      leaf: 0,
      within: { start: range.start - 100, end: range.end - 100 },
      weight: 0.6,
    }));
    const signals = candidates.map(() => ({ words: 0.5, similarity: 0.8, gathered: -1, attended: 0 }));
    const alone = new Map([
      [0, 0.8],
      [1, 0.8],
    ]);
    const heat = heatOf(scoreSentences(candidates, signals, alone, answeringGaps(candidates, read)));
    assert.equal(heat[0]?.candidate, candidates[1]);
    assert.ok((heat[0]?.weight ?? 0) > 0.4);
    assert.ok(Math.abs(heat.reduce((sum, { weight }) => sum + weight, 0) - 0.6) < 1e-9);
  });
});
