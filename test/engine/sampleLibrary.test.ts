import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scoreQuestion, tokens } from '../../bench/quality/score.ts';
import { readSets, SAMPLE, textReader } from '../../bench/quality/sets.ts';
import { Engine } from '../../src/engine/engine.ts';
import { temporaryFolder } from '../support/folder.ts';

test('the sample library: evidence for 36 of 40 questions within 1,024 tokens, 7 of 10 others declined, 4 wrongly at most', async (t) => {
  const set = readSets({ only: [SAMPLE] })[0];
  assert.ok(set !== undefined && set.questions.length === 50);
  const engine = new Engine({ store: temporaryFolder(t) });
  t.after(() => engine.close());
  await engine.index({ workspace: set.workspace });
  const textOf = textReader(set.workspace);
  const missed: string[] = [];
  const declined = { rightly: [] as string[], wrongly: [] as string[] };
  for (const question of set.questions) {
    const result = await engine.ask({ workspace: set.workspace, question: question.question });
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
  assert.ok(missed.length <= 4, `missed: ${missed.join(' ')}`);
  assert.ok(declined.rightly.length >= 7, `declined: ${declined.rightly.join(' ')}`);
  assert.ok(declined.wrongly.length <= 4, `wrongly declined: ${declined.wrongly.join(' ')}`);
});
