import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Engine } from '../../src/engine/engine.ts';
import type { AskParams, AskResult } from '../../src/protocol/asking.ts';
import { writeFiles } from '../support/folder.ts';

// A question that is asked of a part of a file, such as a selection in the editor.

const RULES = ['seven', 'eleven', 'nineteen'].map(
  (days, i) =>
    `## Part ${String(i + 1)}\n\nNotice under this part is given ${days} days before. ` +
    `${'The harbour master keeps the book of berths and enters every ship in it by name. '.repeat(14)}` +
    `The fee of part ${String(i + 1)} is ${String(100 * (i + 1))} crowns.\n\n`,
);
const FILE = `# Harbour rules\n\n${RULES.join('')}`;
const OTHER = '# Letter\n\nNotice is given ninety days before, wrote the owner of the ship.\n';

let home: string;
let engine: Engine;
let workspace: string;

before(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'recollect-within-'));
  workspace = path.join(home, 'harbour');
  engine = new Engine({ store: path.join(home, 'store') });
  writeFiles(workspace, { 'rules.md': FILE, 'letter.md': OTHER });
  await engine.index({ workspace });
});
after(async () => {
  await engine.close();
  rmSync(home, { recursive: true, force: true });
});

function ask(question: string, params: Partial<AskParams>): Promise<AskResult> {
  return engine.ask({ workspace, question, risk: 1, ...params });
}

/** The range from the first words to the end of the last ones. */
function part(from: string, to: string): { file: string; start: number; end: number } {
  const start = FILE.indexOf(from);
  return { file: 'rules.md', start, end: FILE.indexOf(to, start) + to.length };
}

test('nothing outside the part is found, cited or heated, and what is inside is cited at its place', async () => {
  const within = part('Notice under this part is given eleven', 'part 2 is 200 crowns');
  const result = await ask('How many days before is notice given?', { within: [within] });
  assert.match(result.answer?.text ?? '', /eleven/);
  assert.ok(result.passages.length > 0);
  const cited = result.answer?.sentences.flatMap(({ citations }) => citations) ?? [];
  assert.ok(cited.length > 0);
  for (const { file, start, end } of [...result.passages, ...result.heat, ...cited]) {
    assert.equal(file, 'rules.md');
    assert.ok(start >= within.start && end <= within.end, `${String(start)}–${String(end)}`);
  }
  for (const { start, end, text } of result.passages) assert.equal(FILE.slice(start, end), text);
  for (const { start, end, quote } of cited) assert.equal(FILE.slice(start, end), quote);
  const sum = result.passages.reduce((all, { weight }) => all + weight, result.nullWeight);
  assert.ok(Math.abs(sum - 1) < 1e-4, String(sum));
});

test('what stands outside is not found by its very words either', async () => {
  const within = part('Notice under this part is given eleven', 'part 2 is 200 crowns');
  const result = await ask('Where does it say “nineteen days before”?', { within: [within] });
  for (const { text } of result.passages) assert.doesNotMatch(text, /nineteen|seven/);
});

test('several parts, and other files beside them', async () => {
  const first = part('Notice under this part is given seven', 'seven days before.');
  const last = part('Notice under this part is given nineteen', 'nineteen days before.');
  const result = await ask('When is notice given?', { within: [last, first], scopes: ['letter.md'] });
  const texts = result.passages.map(({ text }) => text.trim());
  assert.ok(texts.some((text) => text.includes('seven')));
  assert.ok(texts.some((text) => text.includes('nineteen')));
  assert.ok(texts.some((text) => text.includes('ninety')));
  assert.ok(texts.every((text) => !text.includes('eleven') && !text.includes('book of berths')));
});

test('a part without words answers nothing, and is no error', async () => {
  const at = FILE.indexOf('\n\n## Part 1');
  const result = await ask('When is notice given?', {
    within: [{ file: 'rules.md', start: at, end: at + 2 }],
  });
  assert.deepEqual([result.abstained, result.passages.length, result.nullWeight], [true, 0, 1]);
});

test('explain takes apart what was found in the part alone', async () => {
  const within = part('Notice under this part is given eleven', 'part 2 is 200 crowns');
  const { passages } = await engine.explain({
    workspace,
    question: 'When is notice given?',
    within: [within],
  });
  assert.ok(passages.length > 0);
  for (const { start, end } of passages) assert.ok(start >= within.start && end <= within.end);
});
