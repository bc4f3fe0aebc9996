import assert from 'node:assert/strict';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Frame, Locator } from 'playwright-core';
import { Editor, until, type Theme } from './editor.ts';
import { packLanguage } from './languagePack.ts';
import { PanelView } from './panelView.ts';
import { stepsIn } from './step.ts';

// The attention map in a real VS Code: it follows the conversation, and leads into the text.

const VSIX =
  process.env['RECOLLECT_VSIX'] ?? join(import.meta.dirname, '../../dist/recollect-linux-x64.vsix');
const LIBRARY = join(import.meta.dirname, '../../media/sample-library');
/** Answered by contracts/amendment-2.md. */
const FIRST = {
  question: 'How deep did the water stand in Unit 7?',
  file: /^amendment-2\.md/,
  tab: 'amendment-2.md',
};
/** Answered by the manual. */
const SECOND = {
  question: 'How often must the vacuum pump oil of the freeze dryer be changed?',
  file: /^freeze-dryer/,
};

let editor: Editor;
let panel: PanelView;
let scratch: string;
let folder: string;

before(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'recollect-e2e-map-'));
  folder = join(scratch, 'library');
  await cp(LIBRARY, folder, { recursive: true });
  editor = await Editor.start({ folder, extensions: [VSIX], size: { width: 1480, height: 860 } });
  panel = new PanelView(editor);
});
after(async () => {
  await editor.stop();
  await rm(scratch, { recursive: true, force: true });
});

const step = stepsIn(() => editor);

/** The map's page, once it shows a map. */
function map(of: Editor = editor): Promise<Frame> {
  return of.webview('#map[data-kind="map"]');
}

/** Waits until the map shows an answer in which the file that matches has most of the attention. */
async function lit(file: RegExp, of: Editor = editor): Promise<Locator> {
  return until('the map to show the answer', async () => {
    const rows = (await map(of)).getByRole('treeitem');
    const first = (await rows.count()) === 0 ? null : await rows.first().getAttribute('aria-label');
    return first !== null && file.test(first) && /%/.test(first) ? rows.first() : undefined;
  });
}

step('the button in the panel’s title shows the map of the folder, lit by nothing yet', async () => {
  await panel.open();
  await panel.ready();
  await editor.page.getByRole('button', { name: 'Show Attention Map' }).first().click();
  const page = await map();
  await page.getByRole('button', { name: 'Ask a Question' }).waitFor();
  await page.getByRole('treeitem', { name: /amendment-2\.md, \d+ passages/ }).waitFor();
  assert.equal(await page.locator('.row.lit').count(), 0);
  await editor.screenshot('map-1-unasked');
});

step('an answer lights it: file, section and passage, with what went to nothing', async () => {
  const { outcome } = await panel.ask(FIRST.question);
  assert.equal(outcome, 'answered');
  await lit(FIRST.file);
  const page = await map();
  const shares = await page
    .locator('.row.block[aria-level="1"] .share, .row.nothing .share')
    .evaluateAll((all) =>
      all.map((share) => Number(share.getAttribute('data-share')?.replace(/[^\d.]/g, ''))),
    );
  const sum = shares.reduce((total, share) => total + share, 0);
  // Whole percents of each file: off by half a percent a file at most, and "<1%" counts as one.
  assert.ok(Math.abs(sum - 100) <= shares.length, `${String(sum)}: ${shares.join(' ')}`);
  await page.getByRole('treeitem', { name: /^Nothing relevant, / }).waitFor();
  await editor.screenshot('map-2-answered');
});

step(
  'by keys alone from the list into the text: Enter opens the hottest passage, and it is said',
  async () => {
    const page = await map();
    const hottest = await page.locator('.row.leaf.lit').evaluateAll((rows) => {
      const share = (row: Element): number =>
        Number(
          row
            .querySelector('.share')
            ?.getAttribute('data-share')
            ?.replace(/[^\d.]/g, ''),
        );
      return rows.toSorted((a, b) => share(b) - share(a))[0]?.getAttribute('aria-label') ?? '';
    });
    const row = page.getByRole('treeitem', { name: hottest, exact: true });
    await row.focus();
    await editor.page.keyboard.press('Enter');
    await editor.tab(FIRST.tab).waitFor();
    await editor.page.getByText('54 centimetres', { exact: false }).first().waitFor();
    await until('it to be said', async () =>
      /^Opened in the editor: .*amendment-2\.md › /.test((await page.locator('.said').textContent()) ?? '')
        ? true
        : undefined,
    );
    await editor.screenshot('map-3-opened');
  },
);

step('another answer comes, and the map follows it', async () => {
  await panel.ask(SECOND.question);
  const row = await lit(SECOND.file);
  await editor.screenshot('map-4-followed');
  await row.focus();
  await editor.page.keyboard.press('Enter');
  const page = await map();
  await page.locator('.crumb.here', { hasText: 'freeze-dryer' }).waitFor();
  await editor.screenshot('map-5-document');
  await editor.page.keyboard.press('Escape');
  await page.locator('.crumb.here', { hasText: 'Workspace' }).waitFor();
});

for (const theme of ['light', 'high-contrast', 'high-contrast-light'] satisfies Theme[])
  step(`it wears the ${theme} theme`, async () => {
    await editor.setTheme(theme);
    const page = await map();
    await until('the page to wear it', async () =>
      (await page.locator('body').getAttribute('class'))?.includes(`vscode-${theme}`) === true
        ? true
        : undefined,
    );
    await editor.screenshot(`map-6-${theme}`);
  });

step('it is there again after a reload', async () => {
  await editor.reload();
  const page = await map();
  await page
    .getByRole('treeitem', { name: /amendment-2\.md/ })
    .first()
    .waitFor();
});

step('no error stands in the extension host’s logs', async () => {
  assert.deepEqual(await editor.hostErrors(), []);
});

test('in Chinese, with a Chinese question', async () => {
  const pack = await packLanguage(join(scratch, 'language'), 'zh-cn', '中文(简体)');
  const chinese = await Editor.start({
    folder,
    extensions: [pack, VSIX],
    locale: 'zh-cn',
    theme: 'light',
    size: { width: 1480, height: 860 },
  });
  try {
    const view = new PanelView(chinese);
    await view.open();
    await view.ready();
    await chinese.page.getByRole('button', { name: '显示注意力地图' }).first().click();
    // A map that comes up takes the focus: a question typed meanwhile would go nowhere.
    await (await map(chinese)).getByRole('treeitem').first().waitFor();
    await view.ask('7 号单元的积水有多深？');
    await until('the map to be lit', async () =>
      (await (await map(chinese)).locator('.row.lit').count()) > 1 ? true : undefined,
    );
    await (await map(chinese)).getByText('无相关内容').first().waitFor();
    await chinese.screenshot('map-7-chinese');
  } finally {
    await chinese.stop();
  }
});
