import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { ComposerView, PanelMessage, PanelScope, PanelState } from '../protocol/panelMessages.ts';
import { panelPage } from '../protocol/panelPage.ts';
import { translatedPanelStrings } from '../protocol/panelStrings.ts';
import { parsePanelMessage } from '../protocol/parsePanelMessage.ts';
import type { AskScope } from './scopes/askScope.ts';
import type { PanelScopes } from './scopes/panelScopes.ts';

/** Id of the view, as package.json has it. */
export const PANEL_VIEW = 'recollect.panel';

/** States follow one another within so many milliseconds while a folder is indexed; a person reads no faster. */
const PAUSE = 60;

/** What the panel wants done; `ready` it settles with its state by itself. */
export type PanelWish = Exclude<PanelMessage, { readonly type: 'ready' }>;

/** How a {@link Panel} is made. */
export interface PanelOptions {
  readonly extensionUri: vscode.Uri;
  /** Everything that the panel shows, but for what it knows itself. */
  readonly state: () => Omit<PanelState, 'type' | 'language' | 'strings' | 'composer'>;
  /** What there is to ask. */
  readonly scopes: PanelScopes;
  /** Questions that were asked before, the last one first. */
  readonly history: () => readonly string[];
  readonly onWish: (wish: PanelWish) => void;
  /** The view is shown, for the first time or again. */
  readonly onShow: () => void;
  readonly log: vscode.LogOutputChannel;
}

/** The view in the side bar: hands the webview whole states, and its wishes on, once they are seen to be valid. */
export class Panel implements vscode.WebviewViewProvider, vscode.Disposable {
  readonly #options: PanelOptions;
  readonly #strings = translatedPanelStrings((english) => vscode.l10n.t(english));
  #view: vscode.WebviewView | undefined;
  #request: Pick<ComposerView, 'request' | 'scope' | 'draft'> = {
    request: 0,
    scope: 'workspace',
    draft: '',
  };
  #timer: NodeJS.Timeout | undefined;
  #shownScopes = '';

  constructor(options: PanelOptions) {
    this.#options = options;
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.#view = view;
    const { extensionUri, log } = this.#options;
    const { webview } = view;
    const folder = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
    webview.options = { enableScripts: true, localResourceRoots: [folder] };
    webview.onDidReceiveMessage((value: unknown) => {
      const message = parsePanelMessage(value);
      if (message === undefined) log.warn('The panel sent something that is not one of its messages.');
      else if (message.type === 'ready') this.#post();
      else this.#options.onWish(message);
    });
    view.onDidChangeVisibility(() => {
      if (view.visible) this.#options.onShow();
    });
    view.onDidDispose(() => {
      this.#view = undefined;
    });
    webview.html = panelPage({
      script: String(webview.asWebviewUri(vscode.Uri.joinPath(folder, 'panel.js'))),
      style: String(webview.asWebviewUri(vscode.Uri.joinPath(folder, 'panel.css'))),
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString('base64'),
      language: vscode.env.language,
    });
    this.#options.onShow();
  }

  /**
   * Shows the view and puts the cursor into the ask box, for a question of one of the editor's scopes or of any other.
   * A draft replaces what is typed there; '' leaves it.
   */
  async compose(scope: Exclude<PanelScope, 'picked'> | AskScope, draft: string): Promise<void> {
    const { scopes } = this.#options;
    const given = typeof scope !== 'string';
    if (given) scopes.set(scope);
    else scopes.clear();
    this.#request = { request: this.#request.request + 1, scope: given ? 'picked' : scope, draft };
    await this.reveal();
    this.update();
  }

  get visible(): boolean {
    return this.#view?.visible === true;
  }

  /** Shows the view. */
  async reveal(): Promise<void> {
    await vscode.commands.executeCommand(`${PANEL_VIEW}.focus`);
  }

  /** What the panel shows may have changed: sends it soon, and once for many changes. */
  update(): void {
    this.#timer ??= setTimeout(() => this.#post(), PAUSE);
  }

  /** What is selected, or which file is shown, may have changed: as {@link Panel.update}, where that changes anything. */
  updateScopes(): void {
    if (this.visible && JSON.stringify(this.#options.scopes.view) !== this.#shownScopes) this.update();
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #post(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#view === undefined || !this.#view.visible) return;
    const scopes = this.#options.scopes.view;
    this.#shownScopes = JSON.stringify(scopes);
    const state: PanelState = {
      type: 'state',
      language: vscode.env.language,
      strings: this.#strings,
      composer: { ...this.#request, ...scopes, history: this.#options.history() },
      ...this.#options.state(),
    };
    void this.#view.webview.postMessage(state);
  }
}
