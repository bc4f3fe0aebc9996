import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readSets, SAMPLE, textReader } from '../../bench/quality/sets.ts';
import { Engine } from '../../src/engine/engine.ts';
import { temporaryFolder } from '../support/folder.ts';

interface Asked {
  readonly id: string;
  readonly question: string;
  readonly answers: readonly string[];
  readonly evidence: readonly { readonly file: string; readonly start: number; readonly end: number }[];
  readonly asked?: string;
}

function questionsOf(name: string): Asked[] {
  const url = new URL(`../../bench/sample-library/${name}.jsonl`, import.meta.url);
  return readFileSync(url, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Asked => JSON.parse(line));
}

test('the sample library: 10 contradictions with both sides, 10 questions about others declined with the reason', async (t) => {
  const set = readSets({ only: [SAMPLE] })[0];
  assert.ok(set !== undefined);
  const engine = new Engine({ store: temporaryFolder(t) });
  t.after(() => engine.close());
  await engine.index({ workspace: set.workspace });
  const textOf = textReader(set.workspace);
  const faults: string[] = [];

  const contradictions = questionsOf('contradictions');
  assert.equal(contradictions.length, 10);
  for (const { id, question, answers, evidence } of contradictions) {
    // At a risk of 1: which answers are too risky is another test's question.
    const { answer, heat } = await engine.ask({ workspace: set.workspace, question, risk: 1 });
    const sides = answer?.sentences ?? [];
    if (answer?.kind !== 'sides') {
      faults.push(`${id}: no sides, but ${answer?.kind ?? 'nothing'}: ${answer?.text ?? ''}`);
      continue;
    }
    for (const [i, expected] of answers.entries()) {
      const place = evidence[i];
      const shown = sides.find(({ side }) => side?.value === expected);
      const cited = shown?.citations.some(
        ({ file, start, end }) =>
          place !== undefined && file === place.file && start <= place.start && place.end <= end,
      );
      if (cited !== true)
        faults.push(`${id}: ${expected} is not shown: ${sides.map(({ side }) => side?.value).join()}`);
      if (shown?.side !== undefined && (shown.side.latest === true) !== (i === 0))
        faults.push(`${id}: ${expected} is ${shown.side.latest === true ? '' : 'not '}taken for the latest`);
    }
    for (const { citations, side } of sides)
      for (const { file, start, end, quote } of citations) {
        assert.equal(textOf(file)?.slice(start, end), quote);
        assert.ok(side !== undefined && side.date !== undefined);
        // Each side is lit, also where nearly all attention went to the other.
        assert.ok(
          heat.some((lit) => lit.file === file && lit.start < end && start < lit.end),
          `${id}: ${quote} is not lit`,
        );
      }
  }

  const others = questionsOf('others');
  assert.equal(others.length, 10);
  for (const { id, question, asked } of others) {
    const { answer, abstained, nearMiss } = await engine.ask({ workspace: set.workspace, question });
    if (!abstained || answer !== null) faults.push(`${id}: answered ${answer?.text ?? ''}`);
    else if (nearMiss?.asked !== asked || nearMiss?.found.length === 0)
      faults.push(`${id}: declined for ${nearMiss?.asked ?? 'no reason'} (${nearMiss?.found.join() ?? ''})`);
    // Whoever risks everything is answered.
    const bold = await engine.ask({ workspace: set.workspace, question, risk: 1 });
    if (bold.abstained) faults.push(`${id}: declined at a risk of 1`);
  }
  assert.deepEqual(faults, []);
});
