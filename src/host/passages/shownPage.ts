import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { reporting } from '../errorView.ts';
import { OPEN_PLACE, tag, type Html } from './html.ts';
import { showWords, type Words } from './showWords.ts';

/** A page that is made to be read, and the places that its links name. */
export interface Page {
  readonly title: string;
  readonly body: readonly Html[];
  readonly places: ReadonlyMap<string, Words>;
}

/** Shows pages of ours beside the text: no script runs in them, and their links name places by ids alone. */
export class ShownPage implements vscode.Disposable {
  #panel: vscode.WebviewPanel | undefined;
  #places: Page['places'] = new Map();
  readonly #command: vscode.Disposable;

  constructor(log: vscode.LogOutputChannel) {
    this.#command = vscode.commands.registerCommand(OPEN_PLACE, (id: unknown) =>
      reporting(log, async () => {
        const words = typeof id === 'string' ? this.#places.get(id) : undefined;
        if (words !== undefined)
          await showWords(words, { viewColumn: this.#besides, preserveFocus: false, selected: false });
      }),
    );
  }

  /** Shows the page in place of the one before, which keeps its column. */
  show({ title, body, places }: Page): void {
    this.#places = places;
    const panel = this.#panel ?? this.#opened(title);
    panel.title = title;
    const nonce = randomBytes(16).toString('base64');
    panel.webview.html = pageHtml(title, body, nonce);
    panel.reveal(undefined, false);
  }

  dispose(): void {
    this.#panel?.dispose();
    this.#command.dispose();
  }

  #opened(title: string): vscode.WebviewPanel {
    const panel = vscode.window.createWebviewPanel('recollect.page', title, vscode.ViewColumn.Beside, {
      enableScripts: false,
      enableCommandUris: [OPEN_PLACE],
      enableFindWidget: true,
      localResourceRoots: [],
    });
    panel.onDidDispose(() => {
      this.#panel = undefined;
    });
    this.#panel = panel;
    return panel;
  }

  /** A column that the page is not in. */
  get #besides(): vscode.ViewColumn {
    return (this.#panel?.viewColumn ?? 2) === vscode.ViewColumn.One
      ? vscode.ViewColumn.Beside
      : vscode.ViewColumn.One;
  }
}

function pageHtml(title: string, body: readonly Html[], nonce: string): string {
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'`;
  const head = [
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    tag('title', {}, title).html,
    `<style nonce="${nonce}">${STYLE}</style>`,
  ].join('');
  const { html } = tag('main', {}, ...body);
  return `<!DOCTYPE html><html lang="${vscode.env.language}"><head>${head}</head><body>${html}</body></html>`;
}

const STYLE = `
body { padding: 0 1.5em 2em; line-height: 1.5; color: var(--vscode-editor-foreground); background: var(--vscode-editor-background); }
main { max-width: 62em; }
h1 { font-size: 1.35em; line-height: 1.3; margin: 1em 0 .4em; font-weight: 600; }
h2 { font-size: 1.1em; margin: 1.8em 0 .5em; font-weight: 600; padding-bottom: .25em; border-bottom: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, #8884)); }
h3 { font-size: 1em; margin: 1.2em 0 .3em; font-weight: 600; }
p { margin: .5em 0; }
a { color: var(--vscode-textLink-foreground); text-decoration: none; }
a:hover { text-decoration: underline; }
a:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
.dim { color: var(--vscode-descriptionForeground); }
.way { color: var(--vscode-descriptionForeground); margin: 1.2em 0 -.6em; }
blockquote { margin: .5em 0; padding: .5em 1em; white-space: pre-wrap; overflow-wrap: anywhere; background: var(--vscode-textBlockQuote-background); border-left: 3px solid var(--vscode-textBlockQuote-border); }
blockquote.here { border-left-color: var(--vscode-recollect-heatRuler); }
.bar { fill: var(--vscode-recollect-heatRuler); }
.less { fill: var(--vscode-descriptionForeground); }
.track { fill: var(--vscode-editorWidget-border, #8884); opacity: .5; }
svg { display: block; width: 100%; }
svg.strip { height: 8px; margin: .6em 0; }
svg.part { height: 10px; min-width: 8em; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .35em .8em .35em 0; vertical-align: top; border-bottom: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, #8884)); }
th { font-weight: 600; }
td.figure, th.figure { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
table.parts td:last-child { width: 40%; vertical-align: middle; }
ul { padding-left: 1.3em; margin: .2em 0; }
li { margin: .15em 0; }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(17em, 1fr)); gap: 1.2em; margin-top: 1em; }
.side { border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, #8884)); border-radius: 4px; padding: .2em 1.1em 1em; }
.side h2 { border: 0; margin-top: .6em; padding: 0; overflow-wrap: anywhere; }
.answer { font-size: 1.1em; }
.answer strong { background: var(--vscode-recollect-heat4Background); outline: 1px solid var(--vscode-recollect-heatBorder, transparent); border-radius: 2px; }
ol.sources { padding-left: 1.6em; }
ol.sources q { color: var(--vscode-descriptionForeground); }
`;
