import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { getDefaultEnvironment, StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { mcpArguments } from '../../src/host/tools/mcpArguments.ts';
import { Editor, until } from './editor.ts';
import { longFile } from './longFile.ts';
import { packProbe } from './packExtension.ts';
import { PanelView } from './panelView.ts';
import { stepsIn } from './step.ts';

// What others ask Recollect through, in a real VS Code: tools as models call them (from an extension beside ours,
// probe/), the chat, two windows on one folder, the MCP server while the editor indexes. Each test goes on where the one
// before it stopped.

const ROOT = join(import.meta.dirname, '../..');
const VSIX = process.env['RECOLLECT_VSIX'] ?? join(ROOT, 'dist/recollect-linux-x64.vsix');
const QUESTION = 'How deep did the water stand in Unit 7?';
const ANSWER = /54 centimetres/;
const MEGABYTE = 1024 ** 2;

/** What the probe made of a call. */
interface Outcome {
  readonly texts?: readonly string[];
  readonly others?: number;
  readonly tokens?: number;
  /** How often the probe's language models were asked to write. */
  readonly sent?: number;
  readonly tools?: readonly { readonly name: string; readonly description: string }[];
  readonly error?: { readonly name: string; readonly message: string };
}

suite('Tools, windows and servers on one memory', () => {
  let editor: Editor;
  let scratch: string;
  let folder: string;
  let calls = 0;

  before(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'recollect-tools-'));
    folder = join(scratch, 'library');
    await cp(join(ROOT, 'media/sample-library'), folder, { recursive: true });
    const probe = await packProbe(scratch);
    editor = await Editor.start({
      folder,
      extensions: [VSIX, probe],
      settings: { 'chat.disableAIFeatures': false },
      env: { PROBE_IN: join(scratch, 'call.json'), PROBE_OUT: join(scratch, 'outcome.json') },
    });
  });
  after(async () => {
    await editor.stop();
    await rm(scratch, { recursive: true, force: true });
  });

  const step = stepsIn(() => editor);

  /** Has the probe call something; what becomes of it is asked for by the number that is given back. */
  const call = async (what: object): Promise<number> => {
    const id = ++calls;
    await writeFile(join(scratch, 'call.json'), JSON.stringify({ id, ...what }));
    await editor.command('Probe: Call');
    return id;
  };
  const outcome = (id: number, limit = 120_000): Promise<Outcome> =>
    until(
      `the outcome of call ${String(id)}`,
      async () => {
        const text = await readFile(join(scratch, 'outcome.json'), 'utf8').catch(() => '{}');
        // It may be read while it is written.
        const told: { readonly id?: number } & Outcome = text.endsWith('}') ? JSON.parse(text) : {};
        return told.id === id ? told : undefined;
      },
      limit,
    );
  const answerTo = (title: string) =>
    editor.page.locator('.notification-toast').getByRole('button', { name: title, exact: true });

  step('the tools are there for models, with what models are told of them', async () => {
    const { tools = [] } = await outcome(await call({}));
    const ours = tools.filter(({ name }) => name.startsWith('recollect_'));
    assert.deepEqual(ours.map(({ name }) => name).sort(), [
      'recollect_ask',
      'recollect_passages',
      'recollect_summarize',
    ]);
    assert.ok(ours.every(({ description }) => /data, never instructions/.test(description)));
  });

  step(
    'a tool answers with the panel closed: what it hands over is shown, and stays where it is refused',
    async () => {
      const id = await call({ tool: 'recollect_ask', input: { question: QUESTION } });
      await answerTo('Cancel').waitFor({ timeout: 120_000 });
      await editor.page.locator('.view-line').filter({ hasText: '54 centimetres' }).first().waitFor();
      await editor.screenshot('12-tool-approval');
      await answerTo('Cancel').click();
      const { error, texts } = await outcome(id);
      assert.equal(texts, undefined);
      assert.match(error?.message ?? '', /not sent|nothing was sent|not approved/i);
    },
  );

  step('approved it is told word for word, with file, lines and share', async () => {
    const id = await call({ tool: 'recollect_ask', input: { question: QUESTION } });
    await answerTo('Always for This Address').click({ timeout: 120_000 });
    const { texts = [], others } = await outcome(id);
    assert.equal(others, 0);
    const text = texts.join('\n');
    assert.match(text, ANSWER);
    assert.match(text, /^\[1\] contracts\/amendment-2\.md, lines? \d+/m);
    assert.match(text, /\d+ % of the attention/);
    const [, line] = /^\[1\] contracts\/amendment-2\.md, lines? (\d+)/m.exec(text) ?? [];
    const lines = (await readFile(join(folder, 'contracts/amendment-2.md'), 'utf8')).split('\n');
    assert.match(lines[Number(line) - 1] ?? '', /Unit 7|centimetres/);
  });

  step('what the files do not say is declined, and what is wrong with a call is said', async () => {
    const declined = await outcome(
      await call({ tool: 'recollect_ask', input: { question: 'Who won the chess world cup of 1987?' } }),
    );
    assert.match(declined.texts?.join() ?? '', /Nothing in these files seems to answer this/);
    const unknown = await outcome(
      await call({ tool: 'recollect_ask', input: { question: QUESTION, files: ['nowhere.md'] } }),
    );
    assert.match(unknown.error?.message ?? '', /nowhere\.md/);
  });

  step('passages keep to a budget of tokens: the worst are left out, and that is said', async () => {
    const input = { question: QUESTION, count: 20 };
    const whole = await outcome(await call({ tool: 'recollect_passages', input }));
    const tokens = Math.round((whole.tokens ?? 0) / 3);
    assert.ok(tokens > 200, `${String(whole.tokens)} tokens in all`);
    const few = await outcome(await call({ tool: 'recollect_passages', input, tokens }));
    assert.ok((few.tokens ?? Infinity) <= tokens, `${String(few.tokens)} of ${String(tokens)} tokens`);
    assert.match(few.texts?.join() ?? '', ANSWER);
    assert.match(few.texts?.join() ?? '', /Left out for want of room/);
    const none = await outcome(await call({ tool: 'recollect_passages', input, tokens: 40 }));
    assert.ok((none.tokens ?? Infinity) <= 40);
  });

  step('a file is summarized with its sources and what is left out', async () => {
    const { texts = [] } = await outcome(
      await call({ tool: 'recollect_summarize', input: { file: 'contracts/lease.md', length: 0.1 } }),
    );
    assert.match(texts.join(), /Summary of contracts\/lease\.md/);
    assert.match(texts.join(), /Of the text \d+ % is cited here/);
  });

  step('a call that is cancelled ends as cancelled, not as nothing found', async () => {
    const { error, texts } = await outcome(
      await call({ tool: 'recollect_ask', input: { question: QUESTION }, cancelAfter: 0 }),
    );
    assert.equal(texts, undefined);
    assert.match(`${error?.name ?? ''} ${error?.message ?? ''}`, /cancel/i);
  });

  step('the chat: @recollect answers with links to the sources, without any language model', async () => {
    // The chat wants a model to be chosen, whoever answers: the probe's, which is sent nothing.
    const modelSelector = { vendor: 'probe', id: 'parrot' };
    await call({ chat: { query: `@recollect ${QUESTION}`, modelSelector } });
    const response = editor.page.locator('.interactive-response').last();
    await response.getByText(ANSWER).first().waitFor({ timeout: 60_000 });
    const link = response.getByText(/amendment-2\.md:\d+/).first();
    await link.waitFor();
    await editor.page.getByText('Which passages speak of it?').waitFor();
    await editor.screenshot('12-chat');
    await link.click();
    await editor.tab('amendment-2.md').waitFor();
    const { sent } = await outcome(await call({}));
    assert.equal(sent, 0);
  });

  step('the chat: what was answered is gone on from, passages are listed, a file is summarized', async () => {
    const modelSelector = { vendor: 'probe', id: 'parrot' };
    const responses = editor.page.locator('.interactive-response');
    await call({ chat: { query: '@recollect And why did the pump stop?', modelSelector } });
    await responses
      .last()
      .getByText(/fuel filter/)
      .first()
      .waitFor({ timeout: 60_000 });
    await call({ chat: { query: `@recollect /passages ${QUESTION}`, modelSelector } });
    await responses
      .last()
      .getByText(/of the attention/)
      .first()
      .waitFor({ timeout: 60_000 });
    await editor.screenshot('12-chat-passages');
    await call({ chat: { query: '@recollect /summarize @contracts/lease.md', modelSelector } });
    await responses.last().getByText('Summary of contracts/lease.md').waitFor({ timeout: 60_000 });
    await editor.screenshot('12-chat-summary');
    const { sent } = await outcome(await call({}));
    assert.equal(sent, 0);
  });

  step('the chat: a model that the user chose for Recollect writes below, once it is approved', async () => {
    const panel = await new PanelView(editor).open();
    await editor.command('Recollect: Choose Language Model…', true);
    await editor.pick('Parrot');
    await panel.getByRole('button', { name: 'Answers are written by parrot' }).waitFor();
    const modelSelector = { vendor: 'probe', id: 'drawl' };
    await call({ chat: { query: `@recollect ${QUESTION}`, modelSelector } });
    await answerTo('Send').click({ timeout: 60_000 });
    const response = editor.page.locator('.interactive-response').last();
    // The editor asks for itself whether an extension may use another one's model.
    const allow = editor.page.locator('.monaco-dialog-box').getByRole('button', { name: 'Allow' });
    const written = response.getByText('painted green in 1987').first();
    await allow.or(written).first().waitFor({ timeout: 60_000 });
    if (await allow.isVisible()) await allow.click();
    await written.waitFor({ timeout: 60_000 });
    await response.getByText('(not supported)').waitFor();
    await response.getByText('Written by').waitFor();
    await editor.screenshot('12-chat-written');
    // The chat's own model was not asked.
    const { sent } = await outcome(await call({}));
    assert.equal(sent, 1);
    await editor.command('Recollect: Choose Language Model…', true);
    await editor.pick('Built-in reader');
    await panel.getByRole('button', { name: /^Only the built-in reader answers/ }).waitFor();
  });

  step('two windows on one folder: both answer; one closes, and the other takes over', async () => {
    const first = new PanelView(editor);
    await first.open();
    await first.ready();
    const window = await editor.anotherWindow(folder);
    const second = new PanelView(window);
    await second.open();
    await second.ready();
    for (const panel of [first, second]) {
      const { outcome: became, text } = await panel.ask(QUESTION);
      assert.equal(became, 'answered');
      assert.match(text, ANSWER);
    }
    await window.screenshot('12-second-window');
    const engines = await until('both engines', async () => {
      const pids = await editor.processes('dist/engine.cjs');
      return pids.length >= 2 ? pids : undefined;
    });
    // The first window has the memory to write to; it is the one that goes.
    await editor.open(null);
    await until(
      'the engine of the window that was closed to be gone',
      async () => ((await editor.processes('dist/engine.cjs')).length < engines.length ? true : undefined),
      120_000,
    );
    await appendFile(
      join(folder, 'contracts/lease.md'),
      '\n\nThe password of the boiler house is Zwiebelkuchen.\n',
    );
    await until(
      'the other window to remember what was added',
      async () => {
        const { text } = await second.ask('What is the password of the boiler house?');
        return text.includes('Zwiebelkuchen') ? true : undefined;
      },
      120_000,
    );
    await window.screenshot('12-took-over');
    await window.close();
    await editor.open(folder);
  });

  step('the MCP server answers the official client while the editor indexes', async () => {
    const panel = new PanelView(editor);
    await panel.open();
    await panel.ready();
    await writeFile(join(folder, 'papers.md'), await longFile(120));
    await until('the editor to index', async () => {
      const frame = await panel.frame();
      const memory = await frame.locator('#panel').getAttribute('data-memory');
      return memory === 'indexing' ? true : undefined;
    });
    const [script] = globSync('extensions/recollect.recollect-*/dist/cli.cjs', { cwd: editor.home });
    assert.ok(script !== undefined);
    const transport = new StdioClientTransport({
      // The Node that the extension host runs on, as the editor starts it.
      command: join(import.meta.dirname, 'node_modules/.bin/node'),
      args: mcpArguments({
        script: join(editor.home, script),
        folders: [folder],
        store: '',
        exclude: [],
        encoder: '',
        vectorQuota: 1024 * MEGABYTE,
        onBattery: 'slow',
        device: 'auto',
      }),
      env: {
        ...getDefaultEnvironment(),
        HOME: editor.home,
        XDG_CONFIG_HOME: join(editor.home, '.config'),
        XDG_DATA_HOME: join(editor.home, '.local/share'),
        XDG_CACHE_HOME: join(editor.home, '.cache'),
        ELECTRON_RUN_AS_NODE: '1',
      },
    });
    const client = new Client({ name: 'test', version: '1.0.0' });
    await client.connect(transport);
    try {
      const { tools } = await client.listTools();
      assert.deepEqual(tools.map(({ name }) => name).sort(), [
        'recollect_ask',
        'recollect_passages',
        'recollect_summarize',
      ]);
      const result = await client.callTool({ name: 'recollect_ask', arguments: { question: QUESTION } });
      assert.match(JSON.stringify(result.content), ANSWER);
      // The editor goes on answering, too, and ends its index run.
      const { text } = await panel.ask(QUESTION);
      assert.match(text, ANSWER);
      await panel.ready(300_000);
    } finally {
      await client.close();
    }
  });

  step('the editor knows the server, and starts it', async () => {
    await editor.command('MCP: List Servers', true);
    await editor.pick('Recollect');
    await editor.pick('Start Server');
    // What the editor heard from it stands in its output.
    await editor.page.getByText('Discovered 3 tools').first().waitFor({ timeout: 60_000 });
    await editor.screenshot('12-mcp-server');
  });

  step('no error stands in the extension host’s logs', async () => {
    // Of windows that come and go VS Code notes broken connections and a lock that is taken: only what names ours counts.
    const ours = /^Recollect\.log|recollect\.recollect\b/;
    const errors = (await editor.hostErrors()).filter((error) => ours.test(error));
    assert.deepEqual(errors, []);
  });
});
