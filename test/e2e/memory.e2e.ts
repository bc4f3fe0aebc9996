import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Locator } from 'playwright-core';
import { Editor, until } from './editor.ts';
import { packLanguage } from './languagePack.ts';
import { PanelView } from './panelView.ts';
import { stepsIn } from './step.ts';

// The memory view in a real VS Code, worked by keys and by mouse: what is remembered, what was left out and why, what
// was attended, pinned, forgotten. Each step goes on where the one before it stopped.

const VSIX =
  process.env['RECOLLECT_VSIX'] ?? join(import.meta.dirname, '../../dist/recollect-linux-x64.vsix');
const LIBRARY = join(import.meta.dirname, '../../media/sample-library');
/** Answered by one sentence of contracts/amendment-2.md. */
const QUESTION = 'How deep did the water stand in Unit 7?';
const FILE = 'amendment-2.md';
/** Files of a folder that has too many to be shown in one list. */
const MANY = 450;

let editor: Editor;
let panel: PanelView;
let scratch: string;
let folder: string;

before(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'recollect-e2e-memory-'));
  folder = join(scratch, 'library');
  await cp(LIBRARY, folder, { recursive: true });
  await mkdir(join(folder, 'archive'));
  for (let i = 0; i < MANY; i++)
    await writeFile(
      join(folder, 'archive', `note-${String(i).padStart(3, '0')}.md`),
      `# Note ${i}\n\nShelf ${i} holds box ${i * 7}.\n`,
    );
  await writeFile(join(folder, 'plan.pdf'), '%PDF-1.7 no text of it is read');
  await writeFile(join(folder, 'facade.png'), 'no picture');
  editor = await Editor.start({ folder, extensions: [VSIX], size: { width: 1280, height: 1040 } });
  panel = new PanelView(editor);
});
after(async () => {
  await editor.stop();
  await rm(scratch, { recursive: true, force: true });
});

const step = stepsIn(() => editor);

/** The view, in a window of any language. */
const view = (): Locator =>
  editor.page.locator('.pane', { has: editor.page.locator('.pane-header[aria-label*="Memory"]') });
/** A row of it, by its name. */
const row = (name: string): Locator =>
  view()
    .locator('.monaco-list-row')
    .filter({ has: editor.page.getByText(name, { exact: true }) })
    .first();

/** Gives the view most of the side bar, by the line between it and the panel: only rows in view can be found. */
async function enlarge({ page } = editor, pane = view()): Promise<void> {
  const { mouse } = page;
  const header = pane.locator('.pane-header');
  await until('a large view', async () => {
    const box = await header.boundingBox();
    if (box === null) return undefined;
    if (box.y < 480) return true;
    await mouse.move(box.x + box.width / 2, box.y);
    await mouse.down();
    await mouse.move(box.x + box.width / 2, 440, { steps: 5 });
    await mouse.up();
    return undefined;
  });
}

/** Opens the node or closes it by its arrow, and waits until it is so. */
async function expand(name: string, open = true): Promise<void> {
  const wanted = String(open);
  await row(name).waitFor();
  if ((await row(name).getAttribute('aria-expanded')) !== wanted)
    await row(name).locator('.monaco-tl-twistie').click();
  await until(`"${name}" to be ${open ? 'open' : 'closed'}`, async () =>
    (await row(name).getAttribute('aria-expanded')) === wanted ? true : undefined,
  );
}

/** Runs an entry of the node's menu. */
async function choose(name: string, entry: string): Promise<void> {
  await row(name).click({ button: 'right' });
  const item = editor.page.locator('.monaco-menu .action-item').filter({ hasText: entry }).first();
  await item.waitFor();
  // By keys: a menu that has just come up takes a click for the end of the one that opened it, and goes.
  const focused = editor.page.locator('.monaco-menu .action-item.focused').filter({ hasText: entry });
  await until(`the focus on "${entry}"`, async () => {
    if ((await focused.count()) > 0) return true;
    await editor.page.keyboard.press('ArrowDown');
    return undefined;
  });
  await editor.page.keyboard.press('Enter');
  await item.waitFor({ state: 'detached' });
}

/** Waits until the row's text has all of these. */
async function says(name: string, ...words: readonly (string | RegExp)[]): Promise<string> {
  return until(`"${name}" to say ${words.join(', ')}`, async () => {
    const text =
      (await row(name)
        .textContent()
        .catch(() => '')) ?? '';
    return words.every((word) => (typeof word === 'string' ? text.includes(word) : word.test(text)))
      ? text
      : undefined;
  });
}

step('the view lists the folder, its files and their sections, with how much each holds', async () => {
  await panel.open();
  await panel.ready(300_000);
  await editor.command('Recollect: Focus on Memory View');
  await enlarge();
  await expand('contracts');
  await says('contracts', /\d+ files/);
  await says(FILE, /\d+ passages/);
  await expand(FILE);
  await until('a section', async () =>
    (await view().locator('.monaco-list-row[aria-level="4"]').count()) > 0 ? true : undefined,
  );
});

step('the answer shown lights up what it attends to, down to the section', async () => {
  const { outcome } = await panel.ask(QUESTION);
  assert.equal(outcome, 'answered');
  await says('contracts', /\d+%/);
  await says(FILE, /\d+%/);
  // Of its sections one at least has a share, as the file has.
  await until('a share of a section', async () => {
    const texts = await view().locator('.monaco-list-row[aria-level="4"]').allTextContents();
    return texts.some((text) => /\d+%/.test(text)) ? true : undefined;
  });
  const hover = editor.page.locator('.monaco-hover:visible').filter({ hasText: QUESTION });
  // A row that is drawn anew under the pointer says nothing until the pointer comes again.
  await until('what there is to say of the file', async () => {
    await editor.page.mouse.move(640, 4);
    await row(FILE).locator('.label-name').first().hover();
    return hover.waitFor({ timeout: 3000 }).then(
      () => true,
      () => undefined,
    );
  });
  const told = (await hover.textContent()) ?? '';
  assert.match(told, /Last attended \d{4}-\d\d-\d\d/);
  assert.match(told, /of the attention of the answer shown/);
  await editor.screenshot('memory-1-heat');
  await editor.page.mouse.move(640, 4);
});

step('a section opens at its heading', async () => {
  const section = view().locator('.monaco-list-row[aria-level="4"]').last();
  const name = (await section.locator('.label-name').first().textContent()) ?? '';
  await section.click();
  await editor.tab(FILE).waitFor();
  await until('the heading in view', async () => {
    const lines = await editor.page.locator('.editor-instance .view-line').allTextContents();
    return lines.some((line) => line.replaceAll('\u00a0', ' ').includes(name)) ? true : undefined;
  });
});

step('a long folder is shown in runs, of which one opens at a time', async () => {
  await expand(FILE, false);
  await expand('archive');
  const runs = view().locator('.monaco-list-row', { hasText: ' … ' });
  await until('the runs', async () => ((await runs.count()) === 3 ? true : undefined));
  const first = (await runs.first().locator('.label-name').textContent()) ?? '';
  assert.match(first, /^1–200: note-000\.md … note-199\.md$/);
  await expand(first);
  await row('note-000.md').waitFor();
  await expand(first, false);
  await expand('archive', false);
});

step('what was left out is told with the reason', async () => {
  await expand('Left out');
  await says('plan.pdf', 'PDF files are not read yet.');
  await says('facade.png', 'It is an image');
  await editor.screenshot('memory-2-left-out');
  await row('plan.pdf').click();
  await editor.page
    .locator('.notifications-toasts')
    .getByText('plan.pdf is not in the memory. PDF files are not read yet.')
    .waitFor();
  await editor.command('Notifications: Clear All Notifications');
  await expand('Left out', false);
});

step('the status tells what it runs on, its models, and where the memory lies', async () => {
  await editor.command('Recollect: Show Index Status', true);
  const box = editor.page.locator('.quick-input-widget input');
  const items = editor.page.locator('.quick-input-list .monaco-list-row');
  await items.filter({ hasText: 'Files remembered: 469' }).waitFor();
  await editor.screenshot('memory-5-status');
  // By what is typed, since a long list shows its beginning alone.
  for (const words of [
    'Runs on the CPU',
    'Encoder: finds by meaning',
    'Reader: finds',
    'On disk: ',
    'plan.pdf',
  ]) {
    await box.fill(words);
    await items.filter({ hasText: words }).first().waitFor();
  }
  await editor.page.keyboard.press('Escape');
  await box.waitFor({ state: 'hidden' });
});

step('a file is pinned and let go by its menu', async () => {
  await choose(FILE, 'Pin');
  await says(FILE, 'pinned');
  // It lasts: another window of the folder knows it.
  await editor.reload();
  await panel.open();
  await panel.ready();
  await editor.command('Recollect: Focus on Memory View');
  await enlarge();
  await expand('contracts');
  await says(FILE, 'pinned');
  await choose(FILE, 'Unpin');
  await until('no pin', async () =>
    ((await row(FILE).textContent()) ?? '').includes('pinned') ? undefined : true,
  );
});

step('a forgotten file is in no answer until it is taken back', async () => {
  await choose(FILE, 'Forget');
  await row(FILE).waitFor({ state: 'detached' });
  await expand('Forgotten');
  await row(FILE).waitFor();
  await editor.screenshot('memory-3-forgotten');
  const { passages } = await panel.ask('Where did the water stand, and how deep?');
  assert.ok(!passages.some((passage) => passage.startsWith(FILE)), passages.join('\n'));

  await choose(FILE, 'Take Back Into the Memory');
  await row('Forgotten').waitFor({ state: 'detached' });
  await says(FILE, /passages/);
  const again = await panel.ask(QUESTION);
  assert.ok(again.passages[0]?.startsWith(FILE), again.passages.join('\n'));
});

step('the view is worked by keys alone', async () => {
  await editor.command('Recollect: Focus on Memory View');
  const { keyboard } = editor.page;
  const focused = view().locator('.monaco-list-row.focused');
  await keyboard.press('Home');
  await until('the first row', async () =>
    (await focused.getAttribute('aria-level')) === '1' ? true : undefined,
  );
  // By typing, as in every list of VS Code.
  await until(`the focus on ${FILE}`, async () => {
    if (((await focused.textContent()) ?? '').includes(FILE)) return true;
    await keyboard.press('ArrowDown');
    return undefined;
  });
  assert.match((await focused.getAttribute('aria-label')) ?? '', /amendment-2\.md/);
  await keyboard.press('Shift+F10');
  const item = editor.page.locator('.monaco-menu .action-item').filter({ hasText: 'Summarize' }).first();
  await item.waitFor();
  await keyboard.press('Escape');
  await item.waitFor({ state: 'detached' });
  await keyboard.press('Enter');
  await editor.tab(FILE).waitFor();
});

step('nothing went wrong on the way', async () => {
  assert.deepEqual(await editor.hostErrors(), []);
});

test('in Chinese, what was left out is told in Chinese', async () => {
  const pack = await packLanguage(join(scratch, 'language'), 'zh-cn', '中文(简体)');
  const chinese = await Editor.start({
    folder,
    extensions: [pack, VSIX],
    locale: 'zh-cn',
    theme: 'light',
    size: { width: 1280, height: 1040 },
  });
  try {
    const asked = new PanelView(chinese);
    await asked.open();
    await asked.ready(300_000);
    const pane = chinese.page.locator('.pane', {
      has: chinese.page.locator('.pane-header[aria-label*="记忆"]'),
    });
    await pane.locator('.pane-header').click();
    const rows = pane.locator('.monaco-list-row');
    await rows.first().waitFor();
    await enlarge(chinese, pane);
    await asked.ask(QUESTION);
    const left = rows.filter({ has: chinese.page.getByText('略过', { exact: true }) });
    await left.locator('.monaco-tl-twistie').click();
    await rows.filter({ hasText: '暂不读取 PDF 文件。' }).waitFor();
    await rows.filter({ hasText: '这是图片：只记住文本。' }).waitFor();
    await chinese.screenshot('memory-4-chinese');
  } finally {
    await chinese.stop();
  }
});
