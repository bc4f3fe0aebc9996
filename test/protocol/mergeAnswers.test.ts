import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { sentence } from '../../src/protocol/sentences.ts';
import { mergeAnswers, type FolderAnswer } from '../../src/protocol/mergeAnswers.ts';
import type { AskResult } from '../../src/protocol/asking.ts';

interface Told {
  readonly folder: string;
  readonly nullWeight: number;
  /** Shares of its passages; the last one takes what is left. */
  readonly shares: readonly number[];
}

function answerOf({ folder, nullWeight, shares }: Told): FolderAnswer {
  const passages = shares.map((weight, i) => ({
    file: `${i}.md`,
    start: 0,
    end: 10,
    weight,
    sectionWeight: weight,
    level: 'leaf' as const,
    headings: [],
    text: `${folder} ${i}`,
  }));
  const abstained = nullWeight > 0.5;
  const text = `What ${folder} says.`;
  const result: AskResult = {
    question: 'q',
    answer: abstained
      ? null
      : {
          text,
          sentences: [{ text, citations: [{ file: '0.md', start: 0, end: 10, quote: `${folder} 0` }] }],
        },
    abstained,
    confidence: 1 - nullWeight,
    nullWeight,
    passages,
    documents: passages.map(({ file, weight }) => ({ file, weight })),
    heat: passages.slice(0, 1).map(({ file, start, end, weight, text }) => ({
      file,
      start,
      end,
      weight,
      text,
      words: [
        { start: 0, end: 4, weight: weight * 0.75 },
        { start: 5, end: 9, weight: weight * 0.25 },
      ],
    })),
    terms: [{ term: folder, leaves: 1, rarity: 1 }],
    scope: null,
    memory: { files: 1, leaves: 4, encoded: 3 },
    warnings: [sentence('spelling', 'leese', 'lease')],
  };
  return { folder, result };
}

suite('Answers of several folders as one', () => {
  test('a folder that the question names answers beside one of whose files it names some', () => {
    const [mill, barn, shed] = ['/mill', '/barn', '/shed'].map((folder) =>
      answerOf({ folder, nullWeight: 0.2, shares: [0.8] }),
    );
    assert.ok(mill !== undefined && barn !== undefined && shed !== undefined);
    const { passages } = mergeAnswers([
      { ...mill, named: true },
      { ...barn, result: { ...barn.result, scope: ['lease.md'] } },
      { ...shed, named: false },
    ]);
    assert.deepEqual(passages.map(({ folder }) => folder).sort(), ['/barn', '/mill']);
  });

  test("a sentence's words share its weight, whatever the folder is scaled by", () => {
    const { heat } = mergeAnswers([
      answerOf({ folder: '/a', nullWeight: 0.2, shares: [0.6, 0.2] }),
      answerOf({ folder: '/b', nullWeight: 0.4, shares: [0.6] }),
    ]);
    assert.equal(heat.length, 2);
    for (const { weight, words = [] } of heat) {
      assert.ok(weight > 0);
      assert.ok(Math.abs(words.reduce((sum, word) => sum + word.weight, 0) - weight) < 1e-9);
    }
  });

  test('a question that names a file is answered by the folder that has it, however sure another is', () => {
    const other = answerOf({ folder: '/a', nullWeight: 0.01, shares: [0.9] });
    const { folder, result } = answerOf({ folder: '/b', nullWeight: 0.6, shares: [0.3] });
    const merged = mergeAnswers([other, { folder, result: { ...result, scope: ['lease.md'] } }]);
    assert.deepEqual(new Set(merged.passages.map((passage) => passage.folder)), new Set(['/b']));
    assert.equal(merged.abstained, true);
  });

  test('one folder comes out as it went in', () => {
    const only = answerOf({ folder: '/a', nullWeight: 0.2, shares: [0.6, 0.2] });
    const merged = mergeAnswers([only]);
    assert.deepEqual(
      merged.passages.map(({ weight }) => weight.toFixed(9)),
      ['0.600000000', '0.200000000'],
    );
    assert.equal(merged.nullWeight, 0.2);
    assert.equal(merged.sentences[0]?.citations[0]?.folder, '/a');
  });

  test('the surest folder answers, and a folder where nothing fits takes next to nothing', () => {
    const merged = mergeAnswers([
      answerOf({ folder: '/foreign', nullWeight: 0.99, shares: [0.01] }),
      answerOf({ folder: '/lease', nullWeight: 0.05, shares: [0.7, 0.25] }),
    ]);
    assert.equal(merged.abstained, false);
    assert.equal(merged.sentences[0]?.text, 'What /lease says.');
    assert.equal(merged.nullWeight, 0.05);
    const attended = merged.documents.reduce((sum, { weight }) => sum + weight, 0);
    assert.ok(Math.abs(attended + merged.nullWeight - 1) < 1e-9, 'files and NULL sum to 1');
    assert.deepEqual([merged.documents[0]?.folder, merged.documents[0]?.file], ['/lease', '0.md']);
    assert.ok(merged.passages.every(({ weight, sectionWeight }) => weight === sectionWeight));
    assert.equal(merged.passages[0]?.folder, '/lease');
    assert.ok((merged.passages.find(({ folder }) => folder === '/foreign')?.weight ?? 1) < 0.002);
    assert.deepEqual(merged.memory, { files: 2, leaves: 8, encoded: 6 });
    assert.deepEqual(merged.warnings, [sentence('spelling', 'leese', 'lease')]);
  });

  test('kind, words, sides and near miss come along, with their folder', () => {
    const { folder, result } = answerOf({ folder: '/a', nullWeight: 0.2, shares: [0.8] });
    const citation = { file: '0.md', start: 0, end: 10, quote: '/a 0' };
    const side = { value: '/a', date: '2024-05-20', latest: true };
    const sentences = [{ text: '/a 0', citations: [citation], span: { start: 0, end: 2 }, side }];
    const other = answerOf({ folder: '/b', nullWeight: 0.4, shares: [0.6] });
    const merged = mergeAnswers([
      other,
      { folder, result: { ...result, calibrated: true, answer: { text: '', kind: 'sides', sentences } } },
    ]);
    assert.equal(merged.kind, 'sides');
    assert.deepEqual(merged.sentences, [{ ...sentences[0], citations: [{ ...citation, folder: '/a' }] }]);
    assert.equal(merged.calibrated, true);
    const nearMiss = { asked: '2024', found: ['2023'], citation };
    const declined = { folder, result: { ...result, answer: null, abstained: true, nearMiss } };
    assert.deepEqual(mergeAnswers([declined]).nearMiss, {
      ...nearMiss,
      citation: { ...citation, folder: '/a' },
    });
    // Where another folder answers, nothing was missed.
    assert.equal(mergeAnswers([declined, other]).nearMiss, undefined);
  });

  test('how sure an answer is, and whether that is calibrated, comes from the folder that gives it', () => {
    // Fitted to its own questions, this one declines though it takes an answer for likelier than the other does.
    const strict = answerOf({ folder: '/strict', nullWeight: 0.2, shares: [0.8] });
    const declined = { ...strict.result, answer: null, abstained: true, calibrated: true };
    const merged = mergeAnswers([
      { ...strict, result: declined },
      answerOf({ folder: '/b', nullWeight: 0.4, shares: [0.6] }),
    ]);
    assert.equal(merged.sentences[0]?.citations[0]?.folder, '/b');
    assert.equal(merged.confidence, 0.6);
    assert.equal(merged.calibrated, false);
    const both = mergeAnswers([
      answerOf({ folder: '/c', nullWeight: 0.9, shares: [0.1] }),
      { ...strict, result: declined },
    ]);
    assert.deepEqual([both.confidence, both.calibrated], [0.8, true]);
  });

  test('is declined where every folder declines, and only there', () => {
    const declined = answerOf({ folder: '/a', nullWeight: 0.9, shares: [0.1] });
    assert.equal(mergeAnswers([declined, declined]).abstained, true);
    assert.deepEqual(mergeAnswers([declined, declined]).sentences, []);
    const answered = answerOf({ folder: '/b', nullWeight: 0.4, shares: [0.6] });
    assert.equal(mergeAnswers([declined, answered]).abstained, false);
  });

  test('invariant 10: shares of all folders are at least 0, sum with NULL to 1 and come best first', () => {
    const told = fc
      .record({
        nullWeight: fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }),
        parts: fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 1, maxLength: 6 }),
      })
      .map(({ nullWeight, parts }) => {
        const sum = parts.reduce((a, b) => a + b, 0);
        return { nullWeight, shares: parts.map((part) => (part / sum) * (1 - nullWeight)) };
      });
    fc.assert(
      fc.property(fc.array(told, { minLength: 1, maxLength: 5 }), (folders) => {
        const merged = mergeAnswers(folders.map((folder, i) => answerOf({ ...folder, folder: `/${i}` })));
        const weights = merged.passages.map(({ weight }) => weight);
        assert.ok(weights.every((weight) => weight >= 0));
        assert.ok(Math.abs(weights.reduce((a, b) => a + b, merged.nullWeight) - 1) < 1e-9);
        assert.deepEqual(
          weights,
          weights.toSorted((a, b) => b - a),
        );
      }),
    );
  });
});
