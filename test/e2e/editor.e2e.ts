import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before } from 'node:test';
import { Editor, THEMES, until, type Theme } from './editor.ts';
import { deleteLine, focusText, heatBox, heatedLines, heatOn, paintedWords } from './editorText.ts';
import { PanelView } from './panelView.ts';
import { stepsIn } from './step.ts';

// One person's afternoon with the extension, in a real VS Code: each test goes on where the one before it stopped.

const VSIX =
  process.env['RECOLLECT_VSIX'] ?? join(import.meta.dirname, '../../dist/recollect-linux-x64.vsix');
const LIBRARY = join(import.meta.dirname, '../../media/sample-library');

/** Answered by one sentence of contracts/amendment-2.md. */
const ENGLISH = {
  question: 'How deep did the water stand in Unit 7?',
  file: 'amendment-2.md',
  quote: 'Water stood 54 centimetres deep in Unit 7',
  words: '54 centimetres deep',
};
/** Two documents answer it otherwise; the amendment is the later one. */
const SIDES = { question: 'What is the yearly rent of Unit 7?', earlier: '£28,400', later: '£34,800' };
/** There is a Unit 7 and no such unit. */
const NEAR_MISS = { question: 'What is the yearly rent of Unit 12?', found: 'Unit 7', asked: 'Unit 12' };
/** Asks the English contracts in Chinese. */
const CHINESE = {
  question: '从 2025 年 4 月 1 日起，每年的租金是多少？',
  file: 'amendment-2.md',
  quote: '£34,800',
};
const FOREIGN = 'Who won the 1998 World Cup final?';

let editor: Editor;
let panel: PanelView;
let folder: string;
let scratch: string;

before(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'recollect-e2e-files-'));
  folder = join(scratch, 'library');
  await cp(LIBRARY, folder, { recursive: true });
  editor = await Editor.start({ folder, extensions: [VSIX] });
  panel = new PanelView(editor);
});
after(async () => {
  await editor.stop();
  await rm(scratch, { recursive: true, force: true });
});

const step = stepsIn(() => editor);

/** Opens the source of the English answer and waits until the cursor is there, so that no later key comes before. */
async function openWords(): Promise<void> {
  // From elsewhere: where the words are open already, their being there would say nothing.
  await focusText(editor.page);
  await editor.page.keyboard.press('Control+Home');
  await editor.page.locator('.statusbar', { hasText: 'Ln 1,' }).waitFor();
  await (await panel.citation(1)).click();
  await heatOn(editor.page, ENGLISH.quote);
  await editor.page.locator('.statusbar', { hasText: 'Ln 9,' }).waitFor();
}

/** The change counters of the stores in the editor's home, by file. */
function storeGenerations(): Record<string, unknown> {
  const files = globSync('.local/share/**/*.db', { cwd: editor.home });
  assert.ok(files.length > 0, 'no store was written');
  return Object.fromEntries(
    files.map((file) => {
      const store = new DatabaseSync(join(editor.home, file), { readOnly: true, timeout: 5000 });
      const row = store.prepare("SELECT value FROM meta WHERE key = 'generation'").get();
      store.close();
      return [file, row?.['value']];
    }),
  );
}

step('the panel comes up, remembers the folder and says so', async () => {
  await panel.open();
  const status = await panel.ready();
  assert.match(status, /\d+ files · \d+ passages/);
  await editor.screenshot('1-ready');
});

step('an answer from two documents names both', async () => {
  const { outcome, passages } = await panel.ask('When can the Tenant break the lease?');
  assert.equal(outcome, 'answered');
  assert.ok(
    passages.some((path) => path.startsWith('lease.md')),
    passages.join('\n'),
  );
  assert.ok(
    passages.some((path) => path.startsWith('amendment-2.md')),
    passages.join('\n'),
  );
  await (await panel.citation(1)).click();
  await until('heat', async () => ((await heatedLines(editor.page)).length > 0 ? true : undefined));
  await editor.screenshot('2-two-documents');
});

step('a question is answered with sources and shares, and the editor lights up at a click', async () => {
  const { outcome, text, shares, passages } = await panel.ask(ENGLISH.question);
  assert.equal(outcome, 'answered');
  assert.ok(text.includes(ENGLISH.quote), text);
  assert.ok(passages[0]?.startsWith(ENGLISH.file), passages.join('\n'));
  assert.ok(shares.length > 0 && shares.reduce((sum, share) => sum + share, 0) <= 101);
  assert.deepEqual(
    shares.toSorted((a, b) => b - a),
    shares,
  );
  await editor.screenshot('2-answered');

  const frame = await panel.frame();
  assert.equal(await frame.locator('.answer strong').textContent(), ENGLISH.words);
  await (await panel.citation(1)).click();
  await editor.tab(ENGLISH.file).waitFor();
  await heatOn(editor.page, ENGLISH.quote);
  // The words that answer have a shade of their own, the strongest; their sentence and its passage others.
  const painted = await paintedWords(editor.page);
  const paintOf = (words: string): string | undefined =>
    painted.find(({ text }) => text.includes(words))?.paint;
  assert.equal(painted.find(({ text }) => text === ENGLISH.words)?.paint, paintOf(ENGLISH.words));
  assert.equal(new Set(['Water stood', ENGLISH.words, 'In the night'].map(paintOf)).size, 3);
});

step('statements that do not agree stand side by side, the later one named', async () => {
  const { outcome } = await panel.ask(SIDES.question);
  assert.equal(outcome, 'answered');
  const frame = await panel.frame();
  const values = await frame.locator('.side-value').allTextContents();
  assert.deepEqual(values.toSorted(), [SIDES.earlier, SIDES.later]);
  assert.equal(await frame.locator('.side.latest .side-value').textContent(), SIDES.later);
  const later = frame.locator('.side.latest');
  assert.ok(await later.locator('.later').isVisible());
  await later.locator('.cite').click();
  await editor.tab('amendment-2.md').waitFor();
  await heatOn(editor.page, SIDES.later);
  await editor.page.mouse.move(640, 4);
  // The picture that leads the README.
  await editor.page.locator('.statusbar', { hasText: 'Activating' }).waitFor({ state: 'detached' });
  await editor.screenshot('2-sides');
  // What comes next is about the question before.
  await panel.ask(ENGLISH.question);
  await openWords();
});

for (const theme of Object.keys(THEMES) as Theme[])
  step(`the heat shows in the ${theme} theme`, async () => {
    await editor.setTheme(theme);
    assert.ok((await heatOn(editor.page, ENGLISH.quote)).paint);
    await editor.screenshot(`3-heat-${theme}`);
    if (theme === 'high-contrast-light') await editor.setTheme('dark');
  });

step('hovering a heated sentence says why', async () => {
  const box = await heatBox(editor.page);
  await editor.page.mouse.move(box.x + 4, box.y + box.height / 2);
  const hover = editor.page.locator('.monaco-hover:visible').filter({ hasText: ENGLISH.question });
  await hover.waitFor();
  assert.match((await hover.textContent()) ?? '', /This\spassage\sgot\s\d+\s?%\sof\sthe\sattention/);
  await editor.screenshot('3-hover');
  await editor.page.mouse.move(640, 4);
});

step('next and previous go through the attended passages, clearing puts the heat out', async () => {
  const active = async (): Promise<string> =>
    (await (await panel.frame()).locator('.card.active').getAttribute('data-passage')) ?? '';
  const { passages } = await panel.ask(SIDES.question);
  assert.ok(passages.length > 1);
  await editor.command('Recollect: Next Attended Passage');
  const first = await active();
  await editor.command('Recollect: Next Attended Passage');
  await until('another passage', async () => ((await active()) !== first ? true : undefined));
  await editor.command('Recollect: Previous Attended Passage');
  await until('the passage before', async () => ((await active()) === first ? true : undefined));
  await (await panel.citation(1)).click();
  await heatOn(editor.page, SIDES.later);
  await editor.command('Recollect: Clear Heat');
  await until('no heat', async () => ((await heatedLines(editor.page)).length === 0 ? true : undefined));
});

step(
  'two follow-ups go on from what was asked and answered; the earlier questions are one line',
  async () => {
    const frame = await panel.open();
    await frame.getByRole('button', { name: 'New conversation' }).click();
    await panel.ask(ENGLISH.question);
    const first = await panel.ask('And in the Boiler House?');
    assert.equal(first.outcome, 'answered');
    assert.match(first.text, /61 in the Boiler House/);
    assert.match((await frame.locator('.read-as').textContent()) ?? '', /goes on from: .*54 centimetres/);
    const second = await panel.ask('Why did the pump stop that night?');
    assert.ok(second.passages[0]?.startsWith(ENGLISH.file), second.passages.join('\n'));
    assert.match((await frame.locator('.card').first().textContent()) ?? '', /fuel filter was blocked/);
    await frame.getByRole('button', { name: '2 earlier questions' }).click();
    await frame.getByRole('button', { name: /How deep did the water stand/ }).click();
    await editor.screenshot('6-conversation');
    await frame.locator('.earlier .cite').first().click();
    await editor.page.locator('.statusbar', { hasText: 'Ln 9,' }).waitFor();
  },
);

step('diagnostics tell of the machine and hold no text of documents', async () => {
  await editor.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await editor.command('Recollect: Copy Diagnostics');
  const text = await until('diagnostics', async () => {
    const copied = await editor.page.evaluate(() => navigator.clipboard.readText());
    return /recollect/i.test(copied) ? copied : undefined;
  });
  for (const word of ['lease', 'amendment', 'Water stood', ENGLISH.question, folder])
    assert.ok(!text.includes(word), `${word} in:\n${text}`);
});

step('a Chinese question about English text is answered', async () => {
  const { outcome, text } = await panel.ask(CHINESE.question);
  assert.equal(outcome, 'answered');
  assert.ok(text.includes(CHINESE.quote), text);
  await editor.screenshot('4-chinese');
});

step('a citation follows its words when lines are put in above them', async () => {
  await panel.ask(ENGLISH.question);
  await openWords();
  await focusText(editor.page);
  await editor.page.keyboard.press('Control+Home');
  await editor.page.keyboard.type('A note to ourselves.\n\nAnother one.\n\n');
  await (await panel.citation(1)).click();
  await heatOn(editor.page, ENGLISH.quote);
  assert.equal(
    await (await panel.citation(1)).getAttribute('class').then((name) => /moved|gone/.test(name ?? '')),
    false,
  );
  await editor.screenshot('5-followed');
});

step('a citation whose sentence is deleted is marked as gone, its passage as changed', async () => {
  await deleteLine(editor.page, ENGLISH.quote);
  await until('the mark', async () =>
    /gone/.test((await (await panel.citation(1)).getAttribute('class')) ?? '') ? true : undefined,
  );
  const frame = await panel.frame();
  const card = frame.locator('.card[data-numbers~="1"]');
  assert.equal(await card.locator('.state').textContent(), 'changed since the answer');
  const struck = card.locator('mark.gone');
  assert.ok((await struck.allTextContents()).join('').includes(ENGLISH.quote));
  assert.equal(
    await struck.first().evaluate((mark) => getComputedStyle(mark).textDecorationLine),
    'line-through',
  );
  await editor.screenshot('6-gone');
  await editor.setTheme('light');
  await editor.screenshot('6-gone-light');
  await editor.setTheme('high-contrast');
  await editor.screenshot('6-gone-high-contrast');
  await editor.setTheme('dark');
  // The file has to have the focus again, with the cursor where the line was.
  await focusText(editor.page);
});

step('what stands in the editor is asked, saved or not', async () => {
  await editor.page.keyboard.type(
    '1.1 The pump room is called the Heron Cellar, and its keeper is Osgood Fenwick.\n',
  );
  const { text } = await panel.ask('Who is the keeper of the Heron Cellar?');
  assert.ok(text.includes('Osgood Fenwick'), text);
  assert.ok(!(await readFile(join(folder, 'contracts/amendment-2.md'), 'utf8')).includes('Osgood'));
});

step('a question that the files do not answer is declined, with the nearest passages', async () => {
  const { outcome, passages } = await panel.ask(FOREIGN);
  assert.equal(outcome, 'declined');
  assert.ok(passages.length > 0);
  await editor.screenshot('7-declined');
});

step('a near miss is declined and says what the nearest passage speaks of', async () => {
  const { outcome, text } = await panel.ask(NEAR_MISS.question);
  assert.equal(outcome, 'declined');
  assert.ok(text.includes(NEAR_MISS.found) && text.includes(`nothing about ${NEAR_MISS.asked}`), text);
  assert.doesNotMatch(text, /%/);
  await editor.screenshot('7-near-miss');
});

step('the engine is killed in mid-question, and the answer comes after all', async () => {
  const [engine] = await editor.processes('engine.cjs');
  assert.ok(engine !== undefined, 'no engine runs');
  // Stopped first, so that the question is certainly under way when it is killed.
  process.kill(engine, 'SIGSTOP');
  const before = await panel.put('What is the yearly rent from 1 April 2025?');
  await (await panel.frame()).locator('#panel[data-outcome="pending"]').waitFor();
  process.kill(engine, 'SIGKILL');
  const { outcome, text } = await panel.answer(before);
  assert.equal(outcome, 'answered');
  assert.match(text, /34,800/);
  assert.notDeepEqual(await editor.processes('engine.cjs'), [engine]);
  await editor.screenshot('8-after-a-crash');
});

step('after a reload the memory is there and nothing is read anew', async () => {
  await editor.command('File: Save');
  await panel.ready();
  const before = storeGenerations();
  await editor.reload();
  await panel.open();
  assert.match(await panel.ready(), /\d+ files · \d+ passages/);
  // The conversation is back as well: its questions, the last one with its answer.
  const frame = await panel.frame();
  await frame.locator('.earlier-turn.shown .answer').first().waitFor();
  assert.ok((await frame.locator('.earlier-turn').count()) > 3);
  const { outcome, text } = await panel.ask('Who is the keeper of the Heron Cellar?');
  assert.equal(outcome, 'answered');
  assert.ok(text.includes('Osgood Fenwick'), text);
  // The store counts every change of a document or a vector.
  assert.deepEqual(storeGenerations(), before);
});

step('a file that changes on disk is read again', async () => {
  await writeFile(join(folder, 'note.md'), '# Note\n\nThe spare key hangs behind the barometer.\n');
  await until('the new file to be found', async () => {
    const { text } = await panel.ask('Where does the spare key hang?');
    return text.includes('behind the barometer') ? true : undefined;
  });
});

step('no error stands in the extension host’s logs', async () => {
  assert.deepEqual(await editor.hostErrors(), []);
});
