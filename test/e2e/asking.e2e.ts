import assert from 'node:assert/strict';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { Editor, until } from './editor.ts';
import { find } from './editorText.ts';
import { PanelView } from './panelView.ts';
import { stepsIn } from './step.ts';

// What there is to ask, and why something was found, in a real VS Code: each step goes on where the last one stopped.

const VSIX =
  process.env['RECOLLECT_VSIX'] ?? join(import.meta.dirname, '../../dist/recollect-linux-x64.vsix');
const LIBRARY = join(import.meta.dirname, '../../media/sample-library');
/** Both documents speak of it; only the amendment says the later figure. */
const RENT = 'What is the yearly rent of Unit 7?';

let editor: Editor;
let panel: PanelView;
let scratch: string;

before(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'recollect-e2e-asking-'));
  const folder = join(scratch, 'library');
  await cp(LIBRARY, folder, { recursive: true });
  editor = await Editor.start({ folder, extensions: [VSIX] });
  panel = new PanelView(editor);
});
after(async () => {
  await editor.stop();
  await rm(scratch, { recursive: true, force: true });
});

const step = stepsIn(() => editor);

step(
  'an empty conversation has questions of the documents’ own headings, and asks one by a key',
  async () => {
    await panel.open();
    await panel.ready();
    const frame = await panel.frame();
    const suggestions = frame.locator('.suggestion');
    await suggestions.first().waitFor();
    assert.ok((await suggestions.count()) > 1);
    await editor.screenshot('asking-1-suggestions');
    const question = (await suggestions.first().locator('.suggestion-text').textContent()) ?? '';
    await suggestions.first().press('Enter');
    const { passages } = await panel.answer('');
    assert.ok(passages.length > 0, question);
  },
);

step('a file is picked behind an @ and asked alone', async () => {
  const frame = await panel.frame();
  const before = (await frame.locator('#panel').getAttribute('data-turn')) ?? '';
  const box = frame.locator('textarea.question');
  await box.fill('');
  await box.pressSequentially(`${RENT} @amendment-2`);
  const option = frame.getByRole('option', { name: 'amendment-2.md' });
  await option.waitFor();
  await editor.screenshot('asking-2-picker');
  await box.press('Enter');
  await frame.locator('.chip.picked', { hasText: 'amendment-2.md' }).waitFor();
  assert.equal((await box.inputValue()).trim(), RENT);
  await box.press('Enter');
  const { outcome, passages } = await panel.answer(before);
  assert.equal(outcome, 'answered');
  assert.ok(
    passages.every((path) => path.startsWith('amendment-2.md')),
    passages.join('\n'),
  );
  await frame.getByRole('button', { name: 'No longer ask' }).click();
  await frame.locator('.chip.picked').waitFor({ state: 'detached' });
});

step('a citation shows its passage in its place', async () => {
  const frame = await panel.frame();
  await (await panel.citation(1)).hover();
  const card = frame.locator('.place-card');
  await card.waitFor();
  await card.locator('.line.quoted mark').first().waitFor();
  assert.match((await card.textContent()) ?? '', /amendment-2\.md/);
  assert.ok((await card.locator('.line').count()) > 1);
  await editor.screenshot('asking-3-place');
  await editor.page.mouse.move(0, 0);
});

step('of a selection nothing outside it is found', async () => {
  await editor.openFile('amendment-2.md');
  // The whole line that holds the words: a paragraph.
  await find(editor.page, 'Water stood');
  await editor.page.keyboard.press('Control+l');
  await editor.page.locator('.statusbar', { hasText: 'selected' }).waitFor();
  await editor.command('Recollect: Ask About Selection');
  const frame = await panel.frame();
  const chip = frame.getByRole('radio', { name: 'Selection' });
  await until('the selection to be chosen', async () => ((await chip.isChecked()) ? true : undefined));
  const { text, passages } = await panel.ask('How deep did the water stand?');
  assert.ok(text.includes('54 centimetres'), text);
  assert.ok(
    passages.every((path) => path.startsWith('amendment-2.md')),
    passages.join('\n'),
  );
  // The paragraph is one passage, and all that there is for this question.
  assert.equal(passages.length, 1, passages.join('\n'));
  assert.match((await frame.locator('.asked-of').textContent()) ?? '', /amendment-2\.md, line 9/);
  await editor.screenshot('asking-4-selection');
});

step('what counted for each passage stands in words and bars', async () => {
  const frame = await panel.frame();
  await frame.getByRole('button', { name: 'Explain' }).press('Enter');
  await frame.locator('.scores .score').first().waitFor();
  assert.ok((await frame.locator('.scores .score').count()) > 1);
  await editor.screenshot('asking-5-explained');
});

step('a judged answer is written down as the command line reads it', async () => {
  const frame = await panel.frame();
  const useful = frame.getByRole('button', { name: 'This was useful' });
  await useful.press('Enter');
  await until('the answer to be judged', async () =>
    (await useful.getAttribute('aria-pressed')) === 'true' ? true : undefined,
  );
  await editor.command('Recollect: Export Judged Questions');
  await until('the questions to be shown', async () => {
    const lines = await editor.page.locator('.monaco-editor .view-line').allTextContents();
    const text = lines.join('').replaceAll('\u00a0', ' ');
    return text.includes('"question":"How deep did the water stand?"') ? true : undefined;
  });
  await editor.screenshot('asking-6-judged');
});
