import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { ToMap } from '../../src/protocol/mapMessages.ts';
import type { PanelMessage, PanelState } from '../../src/protocol/panelMessages.ts';
import { panelPage } from '../../src/protocol/panelPage.ts';
import type { Theme } from './editor.ts';

const PARTS = join(import.meta.dirname, '../../dist/webview');
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
/** VS Code's own variables, as its webviews have them under each of its themes (those that the panel reads). */
const THEMES: Readonly<
  Record<Theme, { readonly body: string; readonly vars: Readonly<Record<string, string>> }>
> = JSON.parse(await readFile(join(import.meta.dirname, 'themes.json'), 'utf8'));

declare global {
  interface Window {
    posted: unknown[];
    axe: {
      run(
        selector: string,
        options: object,
      ): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
    };
  }
}

/** The panel's real page under its real policy, with a stand-in for VS Code around it. */
export class PanelPage {
  readonly page: Page;
  /** Errors of the page: exceptions, and whatever its policy refused. */
  readonly errors: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
    page.on('pageerror', (error) => this.errors.push(String(error)));
  }

  /** Opens the page and waits until it asks for its state. */
  static async open(browser: Browser, address: string, width = 320, height = 640): Promise<PanelPage> {
    const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' });
    const page = await context.newPage();
    const panel = new PanelPage(page);
    await page.addInitScript(() => {
      let kept: unknown;
      window.posted = [];
      Object.assign(window, {
        acquireVsCodeApi: () => ({
          postMessage: (message: unknown) => window.posted.push(message),
          getState: () => kept,
          setState: (state: unknown) => (kept = state),
        }),
      });
    });
    await page.goto(address);
    await page.waitForFunction(() => window.posted.length > 0);
    await panel.wear('dark');
    return panel;
  }

  /** Puts on a theme as VS Code does: variables on the root, a class on the body. */
  async wear(theme: Theme): Promise<void> {
    await this.page.evaluate(({ body, vars }) => {
      document.documentElement.removeAttribute('style');
      for (const [name, value] of Object.entries(vars))
        document.documentElement.style.setProperty(name, value);
      document.documentElement.style.setProperty('background', 'var(--vscode-sideBar-background)');
      document.body.className = body;
    }, THEMES[theme]);
  }

  /** Sends a state, as the host does, and waits until it is drawn. */
  async show(state: PanelState | ToMap): Promise<void> {
    await this.page.evaluate(async (sent) => {
      window.postMessage(sent, '*');
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    }, state);
  }

  /** What the panel has told the host, oldest first; forgets it. */
  async posted<T = PanelMessage>(): Promise<T[]> {
    return this.page.evaluate(() => window.posted.splice(0)) as Promise<T[]>;
  }

  /** What axe-core finds wrong with the page, or a part of it, as it stands: rule and elements. */
  async violations(part = ':root'): Promise<string[]> {
    // Its script is put in past the policy, which bars it as it should.
    if (!(await this.page.evaluate(() => 'axe' in window)))
      await this.page.evaluate(await readFile(AXE, 'utf8'));
    return this.page.evaluate(async (selector) => {
      const { violations } = await window.axe.run(selector, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
        // A view in an editor is no page: the editor around it has the headings and landmarks of a page.
        rules: { region: { enabled: false }, 'page-has-heading-one': { enabled: false } },
      });
      return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
    }, part);
  }
}

/** Serves the page and its parts on 127.0.0.1. */
export async function servePanel(): Promise<{ readonly server: Server; readonly address: string }> {
  const types: Readonly<Record<string, string>> = {
    'panel.js': 'text/javascript',
    'panel.css': 'text/css',
    'map.js': 'text/javascript',
    'map.css': 'text/css',
    'codicon.ttf': 'font/ttf',
  };
  const server = createServer((request, response) => {
    void (async () => {
      const name = new URL(request.url ?? '/', 'http://localhost').pathname.slice(1);
      const type = types[name];
      if (name === '' || name === 'map') {
        const part = name === '' ? 'panel' : name;
        const origin = `http://${request.headers.host ?? ''}`;
        const page = panelPage({
          script: `${origin}/${part}.js`,
          style: `${origin}/${part}.css`,
          cspSource: origin,
          nonce: 'aNonceOfThisTest',
          language: 'en',
          id: part,
        });
        response.setHeader('content-type', 'text/html').end(page);
      } else if (type !== undefined)
        response.setHeader('content-type', type).end(await readFile(join(PARTS, name)));
      else response.writeHead(name === 'favicon.ico' ? 204 : 404).end();
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The test server has no port.');
  return { server, address: `http://127.0.0.1:${String(address.port)}/` };
}
