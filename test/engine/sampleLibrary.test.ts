import assert from 'node:assert/strict';
import { test } from 'node:test';
import { covered, scoreQuestion, tokens } from '../../bench/quality/score.ts';
import { readSets, SAMPLE, textReader } from '../../bench/quality/sets.ts';
import { Engine } from '../../src/engine/engine.ts';
import type { Passage, TextOf } from '../../bench/quality/score.ts';
import type { AskResult, AttendedPassage, EarlierTurn } from '../../src/protocol/asking.ts';
import { temporaryFolder } from '../support/folder.ts';

test('the sample library: evidence for 36 of 40 questions within 1,024 tokens, 7 of 10 others declined, 4 wrongly at most', async (t) => {
  const set = readSets({ only: [SAMPLE] })[0];
  assert.ok(set !== undefined && set.questions.length === 50);
  const engine = new Engine({ store: temporaryFolder(t), readingBudget: Infinity });
  t.after(() => engine.close());
  await engine.index({ workspace: set.workspace });
  const textOf = textReader(set.workspace);
  const missed: string[] = [];
  const lit: string[] = [];
  const declined = { rightly: [] as string[], wrongly: [] as string[] };
  for (const question of set.questions) {
    const result = await engine.ask({ workspace: set.workspace, question: question.question });
    checkHeat(result, textOf);
    if (hottestHolds(question.evidence, result)) lit.push(question.id);
    if (result.abstained) declined[question.answerable === false ? 'rightly' : 'wrongly'].push(question.id);
    if (question.answerable !== false && scoreQuestion(question, result, textOf)['full@1024'] !== 1)
      missed.push(question.id);
    assert.ok(
      result.passages.every(({ text }) => tokens(text) <= 192),
      'no passage is too long',
    );
    assert.ok(
      result.passages.reduce((sum, { text }) => sum + tokens(text), 0) >= 2048,
      'there is enough to read',
    );
  }
  for (const id of LIT) assert.ok(lit.includes(id), `the hottest sentence of its passage answers ${id}`);
  assert.ok(lit.length >= 14, `lit: ${lit.join(' ')}`);
  assert.ok(missed.length <= 4, `missed: ${missed.join(' ')}`);
  assert.ok(declined.rightly.length >= 7, `declined: ${declined.rightly.join(' ')}`);
  assert.ok(declined.wrongly.length <= 4, `wrongly declined: ${declined.wrongly.join(' ')}`);
});

test('the sample library: a follow-up that says what it asks is answered for itself, not for the turns before it again', async (t) => {
  const { workspace } = readSets({ only: [SAMPLE] })[0] ?? assert.fail('the sample library is missing');
  const engine = new Engine({ store: temporaryFolder(t), readingBudget: Infinity });
  t.after(() => engine.close());
  await engine.index({ workspace });
  const talk = async (questions: readonly string[]): Promise<string> => {
    const earlier: EarlierTurn[] = [];
    for (const question of questions) {
      const { answer, passages } = await engine.ask({ workspace, question, earlier });
      earlier.push({ question, answer: answer?.text ?? '', attended: passages.slice(0, 3) });
    }
    return earlier.at(-1)?.answer ?? '';
  };
  const pump = await talk([
    'How deep did the water stand in Unit 7?',
    'And in the Boiler House?',
    'Why did the pump stop?',
  ]);
  assert.match(pump, /fuel filter/);
  assert.doesNotMatch(pump, /centimetres/);
  assert.match(
    await talk(['How many receivers were moored?', 'What did they cost?', 'Who paid for the study?']),
    /^The Estuary Fisheries Board/,
  );
});

/** Questions in English, in Chinese, and in English about a Chinese file. */
const LIT = [
  'en-contract-2',
  'en-report-5',
  'zh-meetings-first-batch-spoiled',
  'zh-meetings-why-not-ground-floor',
  'zh-x-meetings-tea-tasting',
];

/** Whether in a passage with evidence the hottest sentence holds it: which passage is first is recall's part. */
function hottestHolds(evidence: readonly Passage[], { heat, passages }: AskResult): boolean {
  return passages.some((passage) => {
    const hottest = heat.find(
      ({ file, start, end }) => file === passage.file && passage.start <= start && end <= passage.end,
    );
    return hottest !== undefined && covered(evidence, [hottest]).hit > 0;
  });
}

/** Heat lies in the passages that were attended to, a passage's sums to its weight, a sentence's words' to its own. */
function checkHeat({ heat, passages }: AskResult, textOf: TextOf): void {
  const sums = new Map<AttendedPassage, number>();
  for (const { file, start, end, weight, text, words } of heat) {
    assert.equal(textOf(file)?.slice(start, end), text);
    const passage = passages.find((one) => one.file === file && one.start <= start && end <= one.end);
    assert.ok(passage !== undefined, `${text} lies in no passage`);
    sums.set(passage, (sums.get(passage) ?? 0) + weight);
    if (words === undefined || words.length === 0) continue;
    const sum = words.reduce((total, word) => total + word.weight, 0);
    assert.ok(Math.abs(sum - weight) < 1e-6, `${sum} of ${weight}: ${text}`);
    for (const word of words) assert.ok(start <= word.start && word.start < word.end && word.end <= end);
  }
  for (const [{ weight, text }, sum] of sums)
    assert.ok(Math.abs(sum - weight) < 1e-6, `${sum} of ${weight}: ${text}`);
  assert.ok((heat[0]?.words?.length ?? 1) > 0, 'the hottest sentence has words');
}
