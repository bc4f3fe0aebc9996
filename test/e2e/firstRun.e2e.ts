import assert from 'node:assert/strict';
import { existsSync, globSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, suite } from 'node:test';
import { Editor, until, type EditorOptions } from './editor.ts';
import { heatOn } from './editorText.ts';
import { packLanguage } from './languagePack.ts';
import { longFile } from './longFile.ts';
import { packExtension } from './packExtension.ts';
import { PanelView } from './panelView.ts';
import { stepsIn } from './step.ts';

// First contact, and the kinds of windows that there are: each suite is a session of its own in a real VS Code.

const ROOT = join(import.meta.dirname, '../..');
const VSIX = process.env['RECOLLECT_VSIX'] ?? join(ROOT, 'dist/recollect-linux-x64.vsix');
const LIBRARY = join(ROOT, 'media/sample-library');
const DEPTH = {
  question: 'How deep did the water stand in Unit 7?',
  quote: 'Water stood 54 centimetres deep',
};
/** Of the file that is being indexed while the window is reloaded. */
const PAGES = 120;

/** A picture of the walkthrough, in its page. */
const PICTURE = 'svg[viewBox="0 0 480 300"]';

let editor: Editor;
let panel: PanelView;
let scratch: string;

before(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'recollect-first-'));
});
after(() => rm(scratch, { recursive: true, force: true }));

/** A session in an editor of its own; what `prepare` gives is how it is opened. */
function session(name: string, prepare: () => Promise<EditorOptions>, steps: () => void): void {
  suite(name, () => {
    before(async () => {
      editor = await Editor.start(await prepare());
      panel = new PanelView(editor);
    });
    after(() => editor.stop());
    steps();
  });
}

const step = stepsIn(() => editor);

/** A workspace file that names folders, by path or URI. */
async function workspaceOf(
  name: string,
  folders: readonly (string | { readonly uri: string })[],
): Promise<string> {
  const file = join(scratch, `${name}.code-workspace`);
  const listed = folders.map((folder) => (typeof folder === 'string' ? { path: folder } : folder));
  await writeFile(file, JSON.stringify({ folders: listed, settings: {} }));
  return file;
}

/** Vectors in the stores of the editor's home. */
function vectors(): number {
  return globSync('.local/share/**/*.db', { cwd: editor.home }).reduce((sum, file) => {
    const store = new DatabaseSync(join(editor.home, file), { readOnly: true, timeout: 5000 });
    const row = store.prepare('SELECT count(*) AS count FROM vector').get();
    store.close();
    return sum + Number(row?.['count'] ?? 0);
  }, 0);
}

async function memoryKind(): Promise<string | null> {
  return (await panel.frame()).locator('#panel').getAttribute('data-memory');
}

async function press(name: string): Promise<void> {
  await (await panel.frame()).getByRole('button', { name, exact: true }).click();
}

session(
  'The first run',
  () =>
    Promise.resolve({ folder: null, extensions: [VSIX], theme: 'light', size: { width: 1600, height: 940 } }),
  () => {
    step('without a folder the panel offers one, and the sample library; nothing is started', async () => {
      const frame = await panel.open();
      await frame.getByRole('heading', { name: 'No folder is open' }).waitFor();
      await frame.getByRole('button', { name: 'Open the Sample Library' }).waitFor();
      assert.deepEqual(await editor.processes('engine.cjs'), []);
    });

    step('the walkthrough shows the way', async () => {
      await editor.command('Recollect: Get Started');
      const page = editor.page.locator('.gettingStartedContainer');
      await page.getByText('Open the documents you want to ask').first().waitFor();
      await page.getByText('See what an answer rests on').first().waitFor();
      await editor.webview(PICTURE);
      await editor.screenshot('first-1-walkthrough');
    });

    step('a click in it opens a copy of the sample library, with the panel', async () => {
      await editor.page
        .locator('.gettingStartedContainer')
        .getByRole('button', { name: 'Open the Sample Library' })
        .click();
      const list = editor.page.locator('.quick-input-list .monaco-list-row');
      await list.filter({ hasText: 'Open it here' }).waitFor();
      await editor.screenshot('first-2-sample-library');
      await editor.page.keyboard.press('Enter');
      // The window opens the folder, and the panel is there by itself.
      await editor.page.locator('.explorer-folders-view, .pane-header').first().waitFor();
      await until('the sample library', async () =>
        (await editor.page.title()).includes('sample-library') ? true : undefined,
      );
      assert.match(await panel.ready(), /\d+ files · \d+ passages/);
    });

    step('the first question is answered, and the walkthrough knows', async () => {
      const { outcome } = await panel.ask(DEPTH.question);
      assert.equal(outcome, 'answered');
      await (await panel.citation(1)).click();
      await heatOn(editor.page, DEPTH.quote);
      await editor.page.mouse.move(640, 4);
      await editor.screenshot('first-3-answered');
      await editor.command('Recollect: Get Started');
      const page = editor.page.locator('.gettingStartedContainer');
      await page.getByText('Ask in your own words').first().waitFor();
      await until('three steps to be done', async () =>
        (await page.locator('.codicon.complete').count()) >= 3 ? true : undefined,
      );
      await editor.screenshot('first-4-done');
      assert.deepEqual(await editor.hostErrors(), []);
    });
  },
);

session(
  'Several folders, one of them put off',
  async () => {
    for (const name of ['contracts', 'manual'])
      await cp(join(LIBRARY, name), join(scratch, 'roots', name), { recursive: true });
    const folder = await workspaceOf(
      'mill',
      ['contracts', 'manual'].map((name) => join(scratch, 'roots', name)),
    );
    // Whatever is not there at once is asked about.
    return { folder, extensions: [VSIX], settings: { 'recollect.indexing.askAbove': 0 } };
  },
  () => {
    step('before a folder is remembered that takes long, it is asked about', async () => {
      const frame = await panel.open();
      await frame.getByRole('heading', { name: 'Remember contracts?' }).waitFor({ timeout: 60_000 });
      assert.match((await frame.locator('.welcome').textContent()) ?? '', /3 files, [\d.]+ KB in all.*about/);
      assert.equal(vectors(), 0);
      await editor.screenshot('first-5-large');
    });

    step('one is put off, the other remembered: questions are answered by what there is', async () => {
      await press('Not Now');
      await (await panel.frame()).getByRole('heading', { name: 'Remember manual?' }).waitFor();
      await press('Remember');
      await panel.ready();
      const { passages } = await panel.ask(DEPTH.question);
      assert.ok(
        passages.every((path) => path.startsWith('freeze-dryer')),
        passages.join('\n'),
      );
    });

    step('the status tells what is remembered of each folder, and why not', async () => {
      await editor.page
        .locator('.statusbar-item[id="recollect.recollect.recollect.status"], .statusbar-item', {
          hasText: 'Recollect',
        })
        .first()
        .click();
      const rows = editor.page.locator('.quick-input-list .monaco-list-row');
      await rows.filter({ hasText: 'Not remembered: you put it off' }).waitFor();
      await editor.screenshot('first-6-status');
      // Looking at it makes no memory of what was put off.
      assert.equal(globSync('.local/share/**/*.db', { cwd: editor.home }).length, 1);
      await editor.page.keyboard.press('Escape');
    });

    step('indexing by command takes the other in, and one answer comes from all folders', async () => {
      await editor.command('Recollect: Index Workspace');
      const { text } = await until(
        'an answer from both folders',
        async () => {
          await panel.ready();
          const answer = await panel.ask(DEPTH.question);
          return answer.text.includes(DEPTH.quote) ? answer : undefined;
        },
        90_000,
      );
      assert.ok(text.includes(DEPTH.quote));
      await (await panel.citation(1)).click();
      await heatOn(editor.page, DEPTH.quote);
      await editor.page.mouse.move(640, 4);
      await editor.screenshot('first-7-multi-root');
      assert.deepEqual(await editor.hostErrors(), []);
    });
  },
);

session(
  'Restricted Mode',
  async () => {
    const folder = join(scratch, 'stranger');
    await cp(LIBRARY, folder, { recursive: true });
    await mkdir(join(folder, '.vscode'));
    // What a folder would like to have, and does not get.
    await writeFile(
      join(folder, '.vscode/settings.json'),
      JSON.stringify({
        'recollect.store': join(scratch, 'taken'),
        'recollect.model.kind': 'endpoint',
        'recollect.model.endpoint': 'http://127.0.0.1:9/v1',
        'recollect.model.name': 'theirs',
        'recollect.sending.preview': 'once',
        'recollect.redaction.enabled': false,
      }),
    );
    return {
      folder,
      extensions: [VSIX],
      trusted: false,
      theme: 'light',
      settings: { 'security.workspace.trust.startupPrompt': 'never' },
    };
  },
  () => {
    step('a folder that is not trusted is read and answers, and the panel says what is off', async () => {
      const frame = await panel.open();
      await panel.ready();
      await frame.getByText('Restricted Mode: the built-in models answer.').waitFor();
      const { outcome, text } = await panel.ask(DEPTH.question);
      assert.equal(outcome, 'answered');
      assert.ok(text.includes(DEPTH.quote), text);
      await (await panel.citation(1)).click();
      await heatOn(editor.page, DEPTH.quote);
      await editor.page.mouse.move(640, 4);
      await editor.screenshot('first-8-restricted');
    });

    step('what the folder names is not obeyed, and no language model can be chosen', async () => {
      assert.ok(!existsSync(join(scratch, 'taken')));
      assert.equal(await (await panel.frame()).locator('#panel').getAttribute('data-written'), '');
      await editor.command('Recollect: Choose Language Model…', true);
      await editor.page.locator('.notification-toast', { hasText: 'This folder is not trusted' }).waitFor();
      // The palette that the command came from may still be on its way out; a list of models would stay.
      await editor.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
      assert.deepEqual(await editor.hostErrors(), []);
    });
  },
);

session(
  'A reload while a folder is indexed',
  async () => {
    const folder = join(scratch, 'long');
    await mkdir(folder);
    await writeFile(join(folder, 'papers.md'), await longFile(PAGES));
    return { folder, extensions: [VSIX], settings: { 'recollect.indexing.askAbove': 86_400 } };
  },
  () => {
    step('what is done is kept, and the rest is done', async () => {
      await panel.open();
      await until(
        'some passages to be remembered',
        async () => ((await memoryKind()) === 'indexing' && vectors() > 100 ? true : undefined),
        120_000,
      );
      await editor.screenshot('first-9-indexing');
      const before = vectors();
      await editor.reload();
      await panel.open();
      assert.ok(vectors() >= before);
      const { outcome } = await panel.ask(DEPTH.question);
      assert.notEqual(outcome, 'failed', 'it answers while it is indexed');
      await panel.ready(240_000);
      assert.ok(vectors() > before);
      assert.deepEqual(await editor.hostErrors(), []);
    });
  },
);

session(
  'Chinese interface, Chinese documents',
  async () => {
    const folder = join(scratch, '合同');
    await mkdir(folder);
    await writeFile(
      join(folder, '租赁合同.md'),
      '# 房屋租赁合同\n\n## 第一条 租期\n\n租期三年，自 2023 年 7 月 1 日起，至 2026 年 6 月 30 日止。\n\n## 第二条 租金\n\n每月租金为 8,600 元，每季度首月五日前支付。逾期支付的，每日按欠付金额的千分之一支付违约金。\n\n## 第三条 押金\n\n押金为两个月租金，共 17,200 元。租期届满且房屋完好的，出租人应在十日内无息退还。\n',
    );
    await writeFile(
      join(folder, '补充协议.md'),
      '# 补充协议\n\n双方于 2025 年 3 月 18 日商定：自 2025 年 4 月 1 日起，每月租金调整为 9,200 元，其余条款不变。\n\n地下室曾于 2025 年 1 月 9 日进水，水深 54 厘米，由出租人负责更换水泵。\n',
    );
    const pack = await packLanguage(join(scratch, 'language'), 'zh-cn', '中文(简体)');
    return { folder, extensions: [pack, VSIX], locale: 'zh-cn', size: { width: 1600, height: 940 } };
  },
  () => {
    step('asked in Chinese it answers from Chinese documents, in a Chinese panel', async () => {
      const frame = await panel.open();
      await panel.ready();
      await frame.getByRole('heading', { name: '向你的文档提问' }).waitFor();
      const { outcome, text } = await panel.ask('地下室进水有多深？');
      assert.equal(outcome, 'answered');
      assert.ok(text.includes('54 厘米'), text);
      await (await panel.citation(1)).click();
      await heatOn(editor.page, '水深 54 厘米');
      await editor.page.mouse.move(640, 4);
      await editor.screenshot('first-10-chinese');
    });

    step('the walkthrough is Chinese as well', async () => {
      await editor.command('Recollect: 入门');
      await editor.page.locator('.gettingStartedContainer').getByText('看清回答的依据').first().waitFor();
      await editor.webview(PICTURE);
      await editor.screenshot('first-11-chinese-walkthrough');
      // The stub of a language pack has nothing for VS Code's own extensions.
      const errors = await editor.hostErrors();
      assert.deepEqual(
        errors.filter((error) => !/No bundle location found for extension vscode\./.test(error)),
        [],
      );
    });
  },
);

session(
  'A virtual folder',
  async () => {
    const source = join(import.meta.dirname, 'remoteFolder');
    const provider = await packExtension(source, join(scratch, 'remote-folder.vsix'));
    const folder = await workspaceOf('papers', [{ uri: 'remote-folder:/papers' }]);
    return { folder, extensions: [provider, VSIX], settings: { 'recollect.engine.idleMinutes': 1 } };
  },
  () => {
    step('is read through the editor; its citations open where it is', async () => {
      await panel.open();
      const status = await panel.ready();
      assert.match(status, /2 files · \d+ passages · 1 left out/);
      const { outcome, text } = await panel.ask('What is the quorum of the Reading Room?');
      assert.equal(outcome, 'answered');
      assert.match(text, /seven/);
      await (await panel.citation(1)).click();
      await editor.tab('quorum.md').waitFor();
      await heatOn(editor.page, 'seven members');
      await editor.page.mouse.move(640, 4);
      await editor.screenshot('first-12-virtual');
    });

    step('an engine without work ends, and the next question has one again', async () => {
      assert.equal((await editor.processes('engine.cjs')).length, 1);
      await until(
        'the engine to end',
        async () => ((await editor.processes('engine.cjs')).length === 0 ? true : undefined),
        180_000,
      );
      const { outcome, text } = await panel.ask('Who keeps the night key?');
      assert.equal(outcome, 'answered');
      assert.match(text, /porter/);
      assert.deepEqual(await editor.hostErrors(), []);
    });
  },
);

session(
  'A window in the browser alone',
  async () => {
    const folder = join(scratch, 'browser');
    await mkdir(folder);
    await writeFile(join(folder, 'a.md'), 'Nobody reads this.\n');
    // As in a window without a machine behind it: the extension runs in the browser's own worker.
    return {
      folder,
      extensions: [VSIX],
      settings: { 'remote.extensionKind': { 'recollect.recollect': ['web'] } },
    };
  },
  () => {
    step('says that it needs a machine, and what to do', async () => {
      await editor.page.locator('.activitybar .action-label[aria-label^="Recollect"]').click();
      const frame = await editor.webview('body > h2');
      await frame.getByRole('heading', { name: 'Recollect needs a machine to run on' }).waitFor();
      assert.deepEqual(await editor.processes('engine.cjs'), []);
      await editor.screenshot('first-13-browser');
    });
  },
);
