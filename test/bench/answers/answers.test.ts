import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Evidence } from '../../../src/core/answer/abstain.ts';
import type { SpanLogits } from '../../../src/core/ports.ts';
import { atRisk, crossfit, figuresOf, riskCoverage } from '../../../bench/answers/crossfit.ts';
import { readGold } from '../../../bench/answers/gold.ts';
import { pageOf } from '../../../bench/answers/page.ts';
import { ReaderCache } from '../../../bench/quality/readerCache.ts';
import { confidenceReport, goldReport, workspaceReport } from '../../../bench/answers/report.ts';
import { asText, limitsOf } from '../../../bench/answers/text.ts';
import { heldOut } from '../../../bench/fit/heldOut.ts';
import { seeded } from '../../../bench/quality/random.ts';
import type { Asked } from '../../../bench/answers/asked.ts';
import { temporaryFolder } from '../../support/folder.ts';

const NO_EVIDENCE: Evidence = {
  similarity: 0,
  words: 0,
  comparable: true,
  unknown: 0,
  figures: 0,
  names: 0,
};

/** Questions whose gap tells whether they are answerable, their similarity nearly not. */
function drawn(count: number): Asked[] {
  const random = seeded(9);
  return ['cmrc', 'hotpot', 'clapnq', 'covidqa'].flatMap((set) =>
    Array.from({ length: count }, (_, i): Asked => {
      const answerable = i % 2 === 0;
      const said = {
        f1: answerable ? 0.8 : 0,
        em: 0,
        wrong: !answerable,
        hit: 1,
        recall: 1,
        milliseconds: 1,
      };
      return {
        id: `${set}-${i}`,
        set,
        family: set,
        foreign: !answerable,
        extra: false,
        near: false,
        missed: false,
        trained: false,
        answerable,
        evidence: { ...NO_EVIDENCE, similarity: random() + (answerable ? 0.1 : 0) },
        reading: { agreement: 0, gap: 6 * random() + (answerable ? 3 : -3) },
        read: answerable ? said : null,
        plain: answerable ? { ...said, f1: 0.4, hit: 0 } : null,
      };
    }),
  );
}

suite('The fit of confidence', () => {
  const asked = drawn(60);
  const read = crossfit(asked, 'reading', 0.003);
  const recalled = crossfit(asked, 'recall', 0.003);

  test('tells by the reader what recall cannot, on families that it has not seen', () => {
    assert.ok((figuresOf(read.judged).auroc ?? 0) > 0.97);
    assert.ok((figuresOf(recalled.judged).auroc ?? 1) < 0.75);
    assert.ok(figuresOf(read.judged).ece < 0.06);
  });

  test('keeps the risk that is chosen, and answers more at a higher one', () => {
    const [low, high] = [atRisk(read.judged, 0.05), atRisk(read.judged, 0.2)];
    assert.ok(low.measured <= 0.05 + 0.03 && low.answered > 0.3);
    assert.ok(high.answered >= low.answered);
    const curve = riskCoverage(read.judged);
    assert.ok((curve[0]?.risk ?? 1) < 0.05);
    assert.ok(Math.abs((curve.at(-1)?.risk ?? 0) - 0.5) < 1e-9);
  });

  test('the report says what was measured and which limits are kept', () => {
    const report = {
      settings: { date: '2026-01-01', reader: 'r', each: 1, command: 'bench <answers>' },
      workspace: workspaceReport(asked),
      confidence: { reading: confidenceReport(read) },
    };
    assert.ok(Math.abs(report.workspace.f1.by.mean - 0.4) < 1e-9);
    assert.equal(report.workspace.hit.after, 1);
    const met = new Map(limitsOf(report).map(({ what, met: is }) => [what, is]));
    assert.equal(met.get('hit@1 after reading at least +.05'), true);
    assert.match(asText(report), /whole workspace/);
    const page = pageOf(report);
    assert.match(page, /Risk and coverage/);
    assert.match(page, /bench &lt;answers&gt;/);
    assert.doesNotMatch(page, /NaN|undefined/);
  });
});

suite('The reader on gold paragraphs', () => {
  /** Takes the longest number of a window for the answer. */
  function logits(window: string): SpanLogits {
    const tokens = [...window.matchAll(/\S+/g)];
    const ranges = new Int32Array(tokens.flatMap(({ 0: word, index }) => [index, index + word.length]));
    const score = Float32Array.from(tokens, ({ 0: word }) => (/^\d+$/.test(word) ? word.length : -5));
    return { starts: score, ends: score, none: 0, ranges };
  }
  const reads: string[] = [];
  const reader = {
    fingerprint: 'numbers',
    read: (_question: string, windows: readonly string[]) => {
      reads.push(...windows);
      return Promise.resolve(windows.map(logits));
    },
    close: () => Promise.resolve(),
  };
  const gold = [
    { id: '1', question: 'When?', answers: ['1998'], paragraph: 'It was in 1998 or so' },
    { id: '2', question: 'How many?', answers: ['300'], paragraph: `${'word '.repeat(400)}300 of them` },
  ];

  test('finds the answer in whichever window of the paragraph holds it', async () => {
    const figures = await readGold('numbers', gold, reader);
    assert.deepEqual([...figures.f1], [1, 1]);
    const { macro } = goldReport([figures], [{ ...figures, f1: [0, 0.5] }]);
    assert.equal(macro.other?.by.mean, 0.75);
  });

  test('a window is read once in the life of a checkout', async (t) => {
    const folder = temporaryFolder(t);
    const first = new ReaderCache(reader, folder);
    const [said] = await first.read('When?', ['It was in 1998']);
    const before = reads.length;
    const again = new ReaderCache(reader, folder);
    assert.deepEqual(await again.read('When?', ['It was in 1998']), [said]);
    assert.equal(reads.length, before);
    assert.equal(again.work.read, 0);
  });
});

test("what a reader may be tested on follows the training's split", () => {
  const text = '# Eins\n\nabc\n\n# Zwei\n\nxyz\n';
  const at = (id: string, start: number) => ({
    id,
    question: 'q',
    answers: [],
    evidence: [{ file: 'articles-de-02.md', start, end: start + 1 }],
  });
  // The second file begins with XQuAD's article 12, which calibrates; 14 is trained on.
  assert.equal(
    heldOut('xquad-de', at('a', text.indexOf('abc')), () => text),
    true,
  );
  assert.equal(
    heldOut('xquad-de', at('b', text.indexOf('xyz')), () => text),
    false,
  );
  assert.equal(
    heldOut('xquad-de-odd', at('b', text.indexOf('xyz')), () => text),
    true,
  );
  assert.equal(
    heldOut('hotpot', at('c', 0), () => text),
    true,
  );
  // SHA-256 of 'drcd-a.md-# 0' and so on is 2, 4, 19 and 1 modulo 20.
  const drcd = (heading: string): boolean => {
    const question = { id: 'd', question: 'q', answers: [], evidence: [{ file: 'a.md', start: 9, end: 10 }] };
    return heldOut('drcd', question, () => `# ${heading}\n\nabcdefghi`);
  };
  assert.deepEqual([drcd('0'), drcd('1'), drcd('2'), drcd('3')], [true, false, false, true]);
});
