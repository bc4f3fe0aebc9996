import assert from 'node:assert/strict';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite } from 'node:test';
import { Editor, THEMES, until, type Theme } from './editor.ts';
import { find, focusText, heatOn, heatedLines, paintedWords } from './editorText.ts';
import { PanelView } from './panelView.ts';
import { stepsIn } from './step.ts';

// Heat wherever text is shown, and the commands on text, in a real VS Code. Each step goes on where the one before it
// stopped.

const ROOT = join(import.meta.dirname, '../..');
const VSIX = process.env['RECOLLECT_VSIX'] ?? join(ROOT, 'dist/recollect-linux-x64.vsix');

/** Answered by one sentence of contracts/amendment-2.md. */
const DEPTH = {
  question: 'How deep did the water stand in Unit 7?',
  file: 'amendment-2.md',
  quote: 'Water stood 54 centimetres deep in Unit 7',
  words: '54 centimetres',
};
/** Two files say it otherwise. */
const RENT = { question: 'What is the yearly rent of Unit 7?', lease: '£28,400', amendment: '£34,800' };
const NOTEBOOK = {
  question: 'Who calibrated the flow meter of the Kestrel rig?',
  quote: 'The flow meter of the Kestrel rig was calibrated by Ingrid Solheim on 4 March 2025.',
  words: 'Ingrid Solheim',
};
const UNTITLED = {
  question: 'Where is the key of the boat shed?',
  text: 'The key of the boat shed hangs behind the barometer in the porch.',
};

suite('Heat and commands on text', () => {
  let editor: Editor;
  let panel: PanelView;
  let scratch: string;

  before(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'recollect-heat-'));
    const folder = join(scratch, 'library');
    await cp(join(ROOT, 'media/sample-library'), folder, { recursive: true });
    await writeFile(join(folder, 'research', 'kestrel-rig.ipynb'), notebook());
    editor = await Editor.start({
      folder,
      extensions: [VSIX],
      settings: { 'editor.minimap.enabled': true, 'editor.wordWrap': 'on' },
      size: { width: 1440, height: 860 },
    });
    panel = new PanelView(editor);
    await panel.open();
    await panel.ready();
  });
  after(async () => {
    await editor.stop();
    await rm(scratch, { recursive: true, force: true });
  });

  const step = stepsIn(() => editor);
  const dark = (): Promise<unknown> =>
    until('no heat', async () => ((await heatedLines(editor.page)).length === 0 ? true : undefined));

  step('by word, each word is as warm as it weighs, and those that answer stay the warmest', async () => {
    await panel.ask(DEPTH.question);
    await (await panel.citation(1)).click();
    await heatOn(editor.page, DEPTH.quote);
    const bySentence = await paintedWords(editor.page);
    const answering = bySentence.find(({ text }) => text.startsWith(DEPTH.words))?.paint;
    assert.ok(answering !== undefined, JSON.stringify(bySentence));
    await editor.command('Recollect: Toggle Heat by Word');
    const byWord = await until('heat by word', async () => {
      const painted = await paintedWords(editor.page);
      return painted.length > bySentence.length ? painted : undefined;
    });
    assert.equal(byWord.find(({ text }) => text.startsWith(DEPTH.words))?.paint, answering);
    assert.ok(new Set(byWord.map(({ paint }) => paint)).size >= 3, JSON.stringify(byWord));
  });

  step('shares stand behind sentences when they are wanted, and no longer when they are not', async () => {
    assert.deepEqual(await sharesBehind(editor), []);
    await editor.command('Recollect: Toggle Shares Behind Sentences');
    const shares = await until('shares', async () => {
      const found = await sharesBehind(editor);
      return found.length > 0 ? found : undefined;
    });
    for (const share of shares) assert.match(share, /^<?\d+%$/);
    await editor.page.mouse.move(700, 4);
    for (const theme of Object.keys(THEMES) as Theme[]) {
      await editor.setTheme(theme);
      await heatOn(editor.page, DEPTH.quote);
      await editor.screenshot(`heat-words-${theme}`);
    }
    await editor.setTheme('dark');
    await editor.command('Recollect: Toggle Shares Behind Sentences');
    await until('no shares', async () => ((await sharesBehind(editor)).length === 0 ? true : undefined));
    await editor.command('Recollect: Toggle Heat by Word');
  });

  step('keys go to the next lit sentence, across files, and to the one before', async () => {
    await panel.ask(RENT.question);
    await (await panel.citation(1)).click();
    await heatOn(editor.page, RENT.amendment);
    const at = async (file: string, line: number): Promise<void> => {
      await editor.page.locator(`.tab.active[data-resource-name="${file}"]`).waitFor();
      await editor.page.locator('.statusbar', { hasText: `Ln ${String(line)},` }).waitFor();
      await focusText(editor.page);
    };
    await at(DEPTH.file, 19);
    await editor.page.keyboard.press('Control+F8');
    await at('lease.md', 39);
    await editor.page.keyboard.press('Control+Shift+F8');
    await at(DEPTH.file, 19);
    await panel.ask(DEPTH.question);
  });

  step('a passage is explained in its document: its way, its place, what its score is made of', async () => {
    await editor.openFile(DEPTH.file);
    await find(editor.page, DEPTH.words);
    await editor.command('Recollect: Explain This Passage in Its Document');
    const frame = await editor.webview('main h1');
    await frame.getByRole('heading', { name: '1. What happened' }).waitFor();
    const text = (await frame.locator('main').textContent()) ?? '';
    assert.ok(text.includes(DEPTH.question) && text.includes(DEPTH.quote), text);
    assert.match(text, /\d+% of the attention, place 1 of the \d+ best/);
    assert.ok((await frame.locator('table tr').count()) > 2);
    await frame.getByRole('heading', { name: 'Where it stands' }).waitFor();
    await editor.screenshot('heat-explain');
    for (const theme of ['light', 'high-contrast'] as const) {
      await editor.setTheme(theme);
      await editor.screenshot(`heat-explain-${theme}`);
    }
    await editor.setTheme('dark');
    await frame.getByRole('link', { name: '2. Rent after the flood', exact: true }).click();
    await editor.page.locator('.statusbar', { hasText: 'Ln 15,' }).waitFor();
    await editor.command('View: Close All Editors');
  });

  step('passages like the one at the cursor are listed, its own left out, and opened', async () => {
    await editor.openFile('lease.md');
    await find(editor.page, `yearly rent is ${RENT.lease}`);
    await editor.command('Recollect: Find Passages Like This', true);
    const rows = editor.page.locator('.quick-input-list .monaco-list-row');
    await rows
      .filter({ hasText: /amendment-\d\.md/ })
      .first()
      .waitFor();
    await editor.page.locator('.quick-input-widget input[placeholder^="Go through"]').waitFor();
    await editor.screenshot('heat-similar');
    await editor.page.keyboard.press('ArrowDown');
    await editor.page.keyboard.press('Enter');
    await rows.first().waitFor({ state: 'hidden' });
    await until('the passage to be selected', async () =>
      (await editor.page.locator('.statusbar').textContent())?.includes('selected') ? true : undefined,
    );
  });

  step('two files are asked one question and answer side by side, each with its sources', async () => {
    await editor.command('Recollect: Compare Two Files on a Question…', true);
    const box = editor.page.locator('.quick-input-widget input').first();
    for (const file of ['lease.md', 'amendment-2.md']) {
      const row = editor.page.locator('.quick-input-list .monaco-list-row', { hasText: file }).first();
      await row.waitFor();
      await box.fill(file);
      await row.waitFor();
      await editor.page.keyboard.press('Enter');
      await row.waitFor({ state: 'hidden' });
    }
    await editor.page.locator('.quick-input-message', { hasText: 'both files' }).waitFor();
    await box.fill(RENT.question);
    await editor.page.keyboard.press('Enter');
    const frame = await until('the comparison', async () => {
      const found = await editor.webview('main .side h2', 2000).catch(() => undefined);
      return (await found?.locator('h1', { hasText: RENT.question }).count()) === 1 ? found : undefined;
    });
    const values = await frame.locator('.answer strong').allTextContents();
    assert.equal(values[0], RENT.lease);
    assert.match(values[1] ?? '', /^£/);
    assert.notEqual(values[1], RENT.lease);
    await frame.locator('.side').nth(1).getByRole('link').first().click();
    await editor.tab(DEPTH.file).waitFor();
    // Beside the page the text is narrow: an amount may be wrapped.
    await until('heat in the file', async () =>
      (await heatedLines(editor.page)).length > 0 ? true : undefined,
    );
    await editor.screenshot('heat-compare');
    await editor.command('Recollect: Clear Heat');
    await editor.command('View: Close All Editors');
  });

  step('the heat of an earlier answer is shown again, until it is put out', async () => {
    await panel.ask(RENT.question);
    await editor.openFile(DEPTH.file);
    await heatOn(editor.page, RENT.amendment);
    await editor.command('Recollect: Show Heat of an Earlier Answer…', true);
    const row = editor.page
      .locator('.quick-input-list .monaco-list-row', { hasText: DEPTH.question })
      .first();
    await row.waitFor();
    await editor.screenshot('heat-earlier-pick');
    await editor.page.locator('.quick-input-widget input').first().fill(DEPTH.question);
    await row.waitFor();
    await editor.page.keyboard.press('Enter');
    await heatOn(editor.page, DEPTH.quote);
    const item = editor.page.locator('.statusbar-item', { hasText: 'How deep did the water' });
    await item.waitFor();
    await editor.screenshot('heat-earlier');
    await item.click();
    await item.waitFor({ state: 'hidden' });
    await heatOn(editor.page, RENT.amendment);
    // The panel does the same where an earlier turn is unfolded, and puts it out where it is folded again.
    const frame = await panel.frame();
    await frame.getByRole('button', { name: '1 earlier question' }).click();
    const turn = frame.getByRole('button', { name: /How deep did the water stand/ }).first();
    await turn.click();
    await heatOn(editor.page, DEPTH.quote);
    await turn.click();
    await heatOn(editor.page, RENT.amendment);
    await editor.command('Recollect: Clear Heat');
    await dark();
  });

  step('in a diff both sides are lit', async () => {
    await panel.ask(DEPTH.question);
    await (await panel.citation(1)).click();
    await heatOn(editor.page, DEPTH.quote);
    await focusText(editor.page);
    await editor.page.keyboard.press('Control+Home');
    await editor.page.keyboard.type('A note to ourselves.\n\n');
    await editor.command('File: Compare Active File with Saved');
    await editor.page.locator('.monaco-diff-editor').first().waitFor();
    await until('heat on both sides', async () => {
      const lit = (await heatedLines(editor.page)).filter(({ text }) => text.includes('Water stood'));
      return lit.length === 2 ? true : undefined;
    });
    await editor.screenshot('heat-diff');
    await editor.command('View: Close Editor');
    await focusText(editor.page);
    await editor.command('File: Revert File');
  });

  step('in a notebook the cell opens and its sentence is lit', async () => {
    const { outcome, passages } = await panel.ask(NOTEBOOK.question);
    assert.equal(outcome, 'answered');
    assert.ok(passages[0]?.startsWith('kestrel-rig.ipynb'), passages.join('\n'));
    await (await panel.citation(1)).click();
    await editor.page.locator('.notebookOverlay').first().waitFor();
    const cell = editor.page.locator('.notebookOverlay .view-overlays [class*="ced-"]');
    await until('heat in the cell', async () => ((await cell.count()) > 0 ? true : undefined));
    await editor.page.locator('.notebookOverlay .view-line', { hasText: NOTEBOOK.words }).waitFor();
    await editor.screenshot('heat-notebook');
  });

  step('a text that was never saved is asked, cited and lit', async () => {
    await editor.command('File: New Untitled Text File');
    await editor.tab('Untitled-1').waitFor();
    await focusText(editor.page);
    await editor.page.keyboard.type(`A note.\n\n${UNTITLED.text}\n`);
    const { text, passages } = await panel.ask(UNTITLED.question);
    assert.ok(text.includes('behind the barometer'), text);
    assert.ok(passages[0]?.startsWith('Untitled-1'), passages.join('\n'));
    await (await panel.citation(1)).click();
    await heatOn(editor.page, 'behind the barometer');
    await editor.screenshot('heat-untitled');
  });

  step('no error stands in the extension host’s logs', async () => {
    assert.deepEqual(await editor.hostErrors(), []);
  });
});

/** A notebook as Jupyter writes it. */
function notebook(): string {
  const cells = [
    { cell_type: 'markdown', metadata: {}, source: ['# Kestrel rig\n', '\n', 'Log of the pump tests.'] },
    {
      cell_type: 'code',
      execution_count: null,
      metadata: {},
      outputs: [],
      source: [
        '# Litres a minute, "wet" runs only.\n',
        'flow = [54, 55, 53]\n',
        'print(sum(flow) / len(flow))',
      ],
    },
    { cell_type: 'markdown', metadata: {}, source: ['## Instruments\n', '\n', NOTEBOOK.quote] },
  ];
  const metadata = { kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' } };
  return `${JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 4 }, null, 1)}\n`;
}

/** The shares behind sentences in view, as they are drawn. */
async function sharesBehind(editor: Editor): Promise<string[]> {
  return editor.page.evaluate(() =>
    [...document.querySelectorAll('.editor-instance .view-line [class*="ced-"]')].flatMap((element) => {
      const { content } = getComputedStyle(element, '::after');
      const text = content.replace(/^"|"$/g, '').replaceAll('\u00a0', ' ').trim();
      return text.endsWith('%') ? [text] : [];
    }),
  );
}
