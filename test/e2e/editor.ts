import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Frame, Locator, Page } from 'playwright-core';
import { launchBrowser, SCREENSHOTS } from './browser.ts';

/** Names of VS Code's own themes, as the setting takes them. */
export const THEMES = {
  dark: 'Dark Modern',
  light: 'Light Modern',
  'high-contrast': 'Dark High Contrast',
  'high-contrast-light': 'Light High Contrast',
} as const;
export type Theme = keyof typeof THEMES;

/** The classes that the workbench wears. */
const WORN = {
  dark: 'vs-dark',
  light: 'vs',
  'high-contrast': 'hc-black',
  'high-contrast-light': 'hc-light',
} as const satisfies Record<Theme, string>;

export interface EditorOptions {
  /** Absolute path of the folder or of the workspace file to open, or null for none. */
  readonly folder: string | null;
  /** Packed extensions to install first. */
  readonly extensions: readonly string[];
  readonly theme?: Theme;
  /** Further user settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Interface language, such as 'zh-cn'; English where left out. */
  readonly locale?: string;
  /** Whether folders are trusted without asking; true where left out. */
  readonly trusted?: boolean;
  /** Further variables of the server's environment, and so of the extension host's. */
  readonly env?: Readonly<Record<string, string>>;
  readonly size?: { readonly width: number; readonly height: number };
}

/** A running code-server, its home and what it has written. */
interface Server {
  readonly process: ChildProcess;
  readonly output: readonly string[];
  readonly home: string;
  readonly address: string;
}

/** Settings of a quiet editor: nothing but the folder, the view and the text. */
const QUIET = {
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'editor.minimap.enabled': false,
  'editor.occurrencesHighlight': 'off',
  'extensions.ignoreRecommendations': true,
  // In a browser VS Code saves by itself; on a desktop it does not.
  'files.autoSave': 'off',
  'git.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'window.commandCenter': false,
} as const;

const run = promisify(execFile);
const NODE = join(import.meta.dirname, 'node_modules/.bin/node');
const CODE_SERVER = join(import.meta.dirname, 'node_modules/code-server/out/node/entry.js');

/** A real VS Code, served by code-server to a headless Chromium, with a profile of its own that is thrown away. */
export class Editor {
  readonly page: Page;
  /** What the page's console and the workbench itself reported as errors. */
  readonly pageErrors: string[] = [];
  /** The throw-away home: profile, extensions, stores. */
  readonly home: string;
  readonly #server: Server;
  readonly #browser: Browser;

  private constructor(page: Page, browser: Browser, server: Server) {
    this.page = page;
    this.#browser = browser;
    this.#server = server;
    this.home = server.home;
    page.on('console', (message) => {
      if (message.type() === 'error') this.pageErrors.push(message.text());
    });
    page.on('pageerror', (error) => this.pageErrors.push(String(error)));
  }

  /** Installs the extensions, starts the server and opens the folder. Takes some ten seconds. */
  static async start(options: EditorOptions): Promise<Editor> {
    const server = await startServer(options);
    try {
      const browser = await launchBrowser(server.home);
      const context = await browser.newContext({
        viewport: options.size ?? { width: 1280, height: 800 },
        deviceScaleFactor: 1,
        ...(options.locale === undefined ? {} : { locale: options.locale }),
      });
      if (options.locale !== undefined)
        await context.addCookies([{ name: 'vscode.nls.locale', value: options.locale, url: server.address }]);
      const editor = new Editor(await context.newPage(), browser, server);
      await editor.open(options.folder);
      return editor;
    } catch (error) {
      await stopServer(server.process);
      throw error;
    }
  }

  /** Another window of the same editor: the same profile and server, an extension host of its own. */
  async anotherWindow(folder: string): Promise<Editor> {
    const context = await this.#browser.newContext({
      viewport: this.page.viewportSize(),
      deviceScaleFactor: 1,
    });
    const window = new Editor(await context.newPage(), this.#browser, this.#server);
    await window.open(folder);
    return window;
  }

  /** Closes this window as a person does; the server and other windows stay. */
  async close(): Promise<void> {
    // A page that is left tells the server that its window is gone; one that is torn away could still come back.
    await this.page.goto('about:blank');
    await this.page.context().close();
  }

  /** Opens a folder or a workspace file in the window (null for none) and waits for the workbench. */
  async open(folder: string | null): Promise<void> {
    const kind = folder?.endsWith('.code-workspace') === true ? 'workspace' : 'folder';
    const query = folder === null ? '?ew=true' : `?${kind}=${encodeURIComponent(folder)}`;
    await this.page.goto(`${this.#server.address}/${query}`);
    await this.#ready();
  }

  /** Reloads the window, as the command of that name does. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.#ready();
  }

  /**
   * Runs a command by its title in the palette.
   *
   * @param asks whether the command goes on asking in the palette's place
   */
  async command(title: string, asks = false): Promise<void> {
    const box = this.page.locator('.quick-input-widget input');
    const row = this.page
      .locator('.quick-input-list .monaco-list-row')
      .filter({ has: this.page.getByText(title, { exact: true }) })
      .first();
    const seen = (part: Locator): Promise<boolean> =>
      part.waitFor({ timeout: 2000 }).then(
        () => true,
        () => false,
      );
    // A key that comes while the window moves the focus is lost, and the palette lists what there is as it opens:
    // an extension that has just been found may not be in it yet.
    await until(`the command "${title}"`, async () => {
      await this.page.keyboard.press('F1');
      if (!(await seen(box))) return undefined;
      await box.fill(`>${title}`);
      if (await seen(row)) return true;
      await this.page.keyboard.press('Escape');
      await box.waitFor({ state: 'hidden' });
      return undefined;
    });
    // By keys: a tooltip may lie over the rows.
    const wanted = await row.getAttribute('id');
    await until(`"${title}" to be chosen`, async () => {
      if ((await box.getAttribute('aria-activedescendant')) === wanted) return true;
      await this.page.keyboard.press('ArrowDown');
      return undefined;
    });
    await this.page.keyboard.press('Enter');
    if (!asks) await box.waitFor({ state: 'hidden' });
  }

  /**
   * Chooses the first row that holds the text from the list that is open, or comes up. A list that is drawn anew while
   * it fills loses a click, so that it is clicked until it is gone.
   */
  async pick(text: string): Promise<void> {
    const row = this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: text }).first();
    await row.waitFor({ timeout: 60_000 });
    await until(`“${text}” to be chosen`, async () => {
      await row.click({ timeout: 2000 }).catch(() => undefined);
      return row.waitFor({ state: 'hidden', timeout: 2000 }).then(
        () => true,
        () => undefined,
      );
    });
  }

  /** Opens a file of the folder by its name (Go to File) and waits for its text. */
  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press('Control+p');
    const box = this.page.locator('.quick-input-widget input');
    await box.fill(name);
    await this.pick(name);
    await box.waitFor({ state: 'hidden' });
    await this.tab(name).waitFor();
  }

  /** The tab of an open file, by its name; the first where several have it. */
  tab(name: string): Locator {
    return this.page.locator(`.tabs-container .tab[data-resource-name="${name}"]`).first();
  }

  /** The document inside a webview view whose page has `selector`. */
  async webview(selector: string, limit = 30_000): Promise<Frame> {
    const find = async (): Promise<Frame | undefined> => {
      for (const frame of this.page.frames()) {
        if (frame.name() !== 'active-frame' && !frame.url().includes('fake.html')) continue;
        if (
          (await frame
            .locator(selector)
            .count()
            .catch(() => 0)) > 0
        )
          return frame;
      }
      return undefined;
    };
    return until(`a webview with ${selector}`, find, limit);
  }

  /** Changes the colour theme as a person does and waits until the workbench wears it. */
  async setTheme(theme: Theme): Promise<void> {
    await this.command('Preferences: Color Theme', true);
    const box = this.page.locator('.quick-input-widget input');
    await box.fill(THEMES[theme]);
    await this.page
      .locator('.quick-input-list .monaco-list-row')
      .filter({ has: this.page.getByText(THEMES[theme], { exact: true }) })
      .first()
      .click();
    await box.waitFor({ state: 'hidden' });
    await this.page.locator(`.monaco-workbench.${WORN[theme]}`).first().waitFor();
  }

  /** Saves a picture of the window, or of a part of it, under test/e2e/screenshots. */
  async screenshot(name: string, part?: Locator): Promise<string> {
    await mkdir(SCREENSHOTS, { recursive: true });
    const path = join(SCREENSHOTS, `${name}.png`);
    await (part ?? this.page).screenshot({ path, animations: 'disabled', caret: 'initial' });
    return path;
  }

  /** Text of every log of every extension host so far, output channels of extensions included. */
  async hostLogs(): Promise<string> {
    const files = globSync('data/logs/**/exthost*/**/*.log', { cwd: this.home }).sort();
    const texts = files.map(async (file) => `== ${file}\n${await readFile(join(this.home, file), 'utf8')}`);
    return (await Promise.all(texts)).join('\n');
  }

  /**
   * Errors in the extension hosts' logs, each with its stack and the log that it stands in. Those that VS Code's own
   * extensions report of themselves are left out, and the line of an extension host whose window was closed or loaded
   * again before it had read all: the socket is the editor's, we have none.
   */
  async hostErrors(): Promise<string[]> {
    const logs = (await this.hostLogs()).split(/^== /m).flatMap((log) => {
      const file = log.slice(0, log.indexOf('\n'));
      const entries = log.slice(file.length + 1).split(/^(?=\d{4}-\d\d-\d\d )/m);
      return entries.map((entry) => ({ name: basename(file), entry: entry.trimEnd() }));
    });
    return logs
      .filter(({ entry }) => /^\S+ \S+ \[(error|critical)\]/.test(entry))
      .filter(({ entry }) => !BUILT_IN.test(entry) && !CUT_OFF.test(entry))
      .map(({ name, entry }) => `${name}: ${entry}`);
  }

  /** What the server wrote to its standard output and error. */
  get serverOutput(): string {
    return this.#server.output.join('');
  }

  /** Process ids below the server whose command line holds `part`. */
  async processes(part: string): Promise<number[]> {
    const { stdout } = await run('ps', ['-eo', 'pid=,ppid=,args=']);
    const rows = stdout.split('\n').flatMap((line) => {
      const [, pid, parent, args] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
      return args === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), args }];
    });
    const family = new Set([this.#server.process.pid ?? -1]);
    for (let size = 0; size !== family.size;) {
      size = family.size;
      for (const row of rows) if (family.has(row.parent)) family.add(row.pid);
    }
    return rows.filter(({ pid, args }) => family.has(pid) && args.includes(part)).map(({ pid }) => pid);
  }

  /** Closes browser and server and removes the home. */
  async stop(): Promise<void> {
    await this.#browser.close();
    await stopServer(this.#server.process);
    if (process.env['RECOLLECT_E2E_KEEP'] === undefined)
      await rm(this.home, { recursive: true, force: true });
  }

  async #ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
    await this.page.locator('.monaco-workbench .activitybar').waitFor();
  }
}

/** The editor's own socket, gone with its window. */
const CUT_OFF = /\[error\] Error: read ECONNRESET\n\s+at TCP\.onStreamRead \(node:internal[^\n]*$/;
/** Where VS Code keeps the extensions that are part of it. */
const BUILT_IN = /code-server\/lib\/vscode\/extensions\//;

/** Asks again every tenth of a second until there is an answer; says what it waited for when there is none. */
export async function until<T>(what: string, ask: () => Promise<T | undefined>, limit = 30_000): Promise<T> {
  const end = Date.now() + limit;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`Waited ${limit / 1000} s in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function startServer({
  extensions,
  theme = 'dark',
  settings,
  locale,
  trusted = true,
  env: extra,
}: EditorOptions): Promise<Server> {
  const home = await mkdtemp(join(tmpdir(), 'recollect-e2e-'));
  const data = join(home, 'data');
  await mkdir(join(data, 'User'), { recursive: true });
  await writeFile(
    join(data, 'User/settings.json'),
    JSON.stringify({ ...QUIET, 'workbench.colorTheme': THEMES[theme], ...settings }, null, 2),
  );
  await writeFile(join(home, 'config.yaml'), '');
  // A home of its own: nothing is read from or left in the user's.
  const env = {
    ...process.env,
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_DATA_HOME: join(home, '.local/share'),
    XDG_CACHE_HOME: join(home, '.cache'),
    // No shop for extensions: nothing is asked for over the network.
    EXTENSIONS_GALLERY: '{}',
    ...extra,
  };
  const common = [
    CODE_SERVER,
    '--config',
    join(home, 'config.yaml'),
    '--user-data-dir',
    data,
    '--extensions-dir',
    join(home, 'extensions'),
  ];
  for (const extension of extensions)
    await run(NODE, [...common, '--install-extension', extension], { env, maxBuffer: 1 << 26 });
  if (locale !== undefined) await registerLanguagePack(home, locale);
  const port = await freePort();
  const child = spawn(
    NODE,
    [
      ...common,
      '--auth',
      'none',
      '--bind-addr',
      `127.0.0.1:${String(port)}`,
      '--disable-telemetry',
      '--disable-update-check',
      '--disable-getting-started-override',
      ...(trusted ? ['--disable-workspace-trust'] : []),
      ...(locale === undefined ? [] : ['--locale', locale]),
    ],
    { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => output.push(String(part)));
  const address = `http://127.0.0.1:${String(port)}`;
  await until(
    'code-server',
    async () => {
      if (child.exitCode !== null) throw new Error(`code-server ended:\n${output.join('')}`);
      return (await fetch(`${address}/healthz`).catch(() => undefined))?.ok === true ? true : undefined;
    },
    60_000,
  );
  return { process: child, output, home, address };
}

/** Lists the installed language pack as a desktop VS Code does when it installs one; the server only reads the list. */
async function registerLanguagePack(home: string, locale: string): Promise<void> {
  const folder = `test.language-pack-${locale}`;
  const [path] = globSync(`extensions/${folder}-*/main.i18n.json`, { cwd: home });
  if (path === undefined) throw new Error(`No language pack for ${locale} is among the extensions.`);
  const pack = {
    hash: locale,
    label: locale,
    extensions: [{ extensionIdentifier: { id: folder }, version: '1.0.0' }],
    translations: { vscode: join(home, path) },
  };
  await writeFile(join(home, 'data/languagepacks.json'), JSON.stringify({ [locale]: pack }));
}

/** Ends the server and everything that it started. */
async function stopServer(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return;
  const ended = once(child, 'exit');
  process.kill(-child.pid, 'SIGTERM');
  const late = setTimeout(() => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, 5000);
  await ended;
  clearTimeout(late);
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('No port could be had on 127.0.0.1.');
  return address.port;
}
