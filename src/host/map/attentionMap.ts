import { randomBytes } from 'node:crypto';
import path from 'node:path';
import * as vscode from 'vscode';
import { isCancelled } from '../../protocol/errors.ts';
import {
  parseLeafId,
  parseMapMessage,
  type MapMessage,
  type MapState,
  type MapView,
  type ToMap,
} from '../../protocol/mapMessages.ts';
import { translatedMapStrings } from '../../protocol/mapStrings.ts';
import type { MemoryView } from '../../protocol/panelMessages.ts';
import { panelPage } from '../../protocol/panelPage.ts';
import type { Conversation } from '../conversation.ts';
import { errorMessage, logError, reporting } from '../errorView.ts';
import { nextTurn } from '../turns.ts';
import type { ShownPlaces } from '../shownPlaces.ts';
import type { WorkspaceMemory } from '../workspaceMemory.ts';
import { mapContent, type FolderAttention, type MapContent } from './mapContent.ts';
import { MapLeaves } from './mapLeaves.ts';

/** Type of the editor panel, as VS Code restores it by. */
export const MAP_PANEL = 'recollect.map';

/** Changes come in swarms while a folder is indexed: milliseconds between two looks at them. */
const PAUSE = 80;

/** What the map works with. */
export interface AttentionMapParts {
  readonly extensionUri: vscode.Uri;
  readonly memory: WorkspaceMemory;
  readonly conversation: Conversation;
  readonly memoryNow: () => MemoryView;
  readonly places: ShownPlaces;
  readonly log: vscode.LogOutputChannel;
}

/** A tree that the page has, or is to get. */
interface Drawn {
  readonly version: string;
  readonly content: MapContent;
  readonly leaves: MapLeaves;
  readonly question: string | null;
  /** What it was drawn from: see {@link AttentionMap.#wanted}. */
  readonly of: readonly unknown[];
}

/** The editor panel that shows where in the workspace the current answer comes from, and follows the conversation. */
export class AttentionMap implements vscode.Disposable, vscode.WebviewPanelSerializer {
  readonly #parts: AttentionMapParts;
  readonly #strings = translatedMapStrings((english) => vscode.l10n.t(english));
  readonly #subscriptions: vscode.Disposable[];
  #panel: vscode.WebviewPanel | undefined;
  #drawn: Drawn | undefined;
  /** Version of the tree that the page has. */
  #sent: string | undefined;
  #loading: { readonly of: readonly unknown[]; readonly controller: AbortController } | undefined;
  #failed: { readonly of: readonly unknown[]; readonly message: string } | undefined;
  #opened: string | null = null;
  #count = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: AttentionMapParts) {
    this.#parts = parts;
    this.#subscriptions = [
      parts.conversation.onDidChange(() => this.#soon()),
      parts.memory.onDidChange(() => this.#soon()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#soon()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#soon()),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) =>
        this.#drawn?.leaves.edit(document.uri, contentChanges),
      ),
      vscode.window.registerWebviewPanelSerializer(MAP_PANEL, this),
    ];
  }

  /** Shows the map, beside the text where it is not there yet. */
  show(): void {
    if (this.#panel !== undefined) {
      this.#panel.reveal();
      return;
    }
    this.#adopt(
      vscode.window.createWebviewPanel(MAP_PANEL, this.#strings.title, {
        viewColumn:
          vscode.window.activeTextEditor === undefined ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside,
        preserveFocus: false,
      }),
    );
  }

  /** Called by VS Code for a map that was open when the window was closed. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.#panel?.dispose();
    this.#adopt(panel);
    return Promise.resolve();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#loading?.controller.abort();
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#panel?.dispose();
  }

  #adopt(panel: vscode.WebviewPanel): void {
    const { extensionUri, memory, log } = this.#parts;
    this.#panel = panel;
    const folder = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
    panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icon.svg');
    panel.title = this.#strings.title;
    const { webview } = panel;
    webview.options = { enableScripts: true, localResourceRoots: [folder] };
    webview.onDidReceiveMessage((value: unknown) => {
      const message = parseMapMessage(value);
      if (message === undefined) log.warn('The map sent something that is not one of its messages.');
      else void reporting(log, () => this.#onMessage(message));
    });
    panel.onDidChangeViewState(() => this.#soon());
    panel.onDidDispose(() => {
      if (this.#panel !== panel) return;
      this.#panel = undefined;
      this.#sent = undefined;
      this.#drawn = undefined;
      this.#loading?.controller.abort();
    });
    webview.html = panelPage({
      id: 'map',
      script: String(webview.asWebviewUri(vscode.Uri.joinPath(folder, 'map.js'))),
      style: String(webview.asWebviewUri(vscode.Uri.joinPath(folder, 'map.css'))),
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString('base64'),
      language: vscode.env.language,
    });
    memory.open();
  }

  async #onMessage(message: MapMessage): Promise<void> {
    switch (message.type) {
      case 'ready':
        // A page that was hidden begins anew and knows nothing.
        this.#sent = undefined;
        return this.#update();
      case 'open':
        return this.#open(message.id);
      case 'retry':
        this.#failed = undefined;
        this.#parts.memory.insist();
        return this.#update();
      case 'ask':
        await vscode.commands.executeCommand('recollect.ask');
        return;
      case 'showLog':
        return this.#parts.log.show(true);
      case 'openFolder':
        await vscode.commands.executeCommand('workbench.action.files.openFolder');
        return;
      case 'openPanel':
        await vscode.commands.executeCommand('recollect.panel.focus');
        return;
    }
  }

  #soon(): void {
    if (this.#panel === undefined) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#update();
    }, PAUSE);
  }

  /** Brings the page up to date, and what it shows where that has become another. */
  #update(): void {
    if (this.#panel?.visible !== true) return;
    const of = this.#wanted();
    const known = [this.#drawn?.of, this.#loading?.of, this.#failed?.of];
    if (this.#mappable() && !known.some((other) => same(other, of))) void this.#load(of);
    if (this.#drawn !== undefined && this.#sent !== this.#drawn.version) {
      const { version, content } = this.#drawn;
      this.#sent = version;
      this.#post({ type: 'tree', version, documents: content.documents });
    }
    this.#post(this.#state());
  }

  /**
   * What is to be drawn: the attention of the answer that is shown, or the memory as it stands. Compared part by part,
   * the same twice is drawn once.
   */
  #wanted(): readonly unknown[] {
    const { conversation, memory } = this.#parts;
    const { attending, turn } = conversation;
    // While a question is answered the map stays as it is.
    if (turn.kind === 'pending' && this.#drawn !== undefined) return this.#drawn.of;
    if (attending !== undefined) return [attending.answer];
    return [undefined, ...memory.memories.map(({ report }) => report)];
  }

  #mappable(): boolean {
    const { kind } = this.#parts.memoryNow();
    return kind !== 'no-folder' && kind !== 'large';
  }

  async #load(of: readonly unknown[]): Promise<void> {
    const { memory, conversation, places, log } = this.#parts;
    this.#loading?.controller.abort();
    const controller = new AbortController();
    this.#loading = { of, controller };
    const { signal } = controller;
    const { attending } = conversation;
    const began = performance.now();
    try {
      const turns = attending?.turns() ?? [];
      const folders = await Promise.all(
        memory.memories.map(async (one): Promise<FolderAttention> => {
          const turn = turns.find((candidate) => candidate.memory.folder === one.folder);
          const result = await one.run(
            (engine, workspace) =>
              engine.attention(
                { workspace, ...(turn === undefined ? {} : { asked: turn.params }) },
                { signal },
              ),
            signal,
          );
          return { folder: one.folder, result, asked: turn !== undefined, named: turn?.named === true };
        }),
      );
      signal.throwIfAborted();
      await nextTurn();
      const content = mapContent(folders, (file) => places.shownFile(file));
      this.#count++;
      const version = `m${String(this.#count)}`;
      this.#drawn = {
        version,
        content,
        leaves: new MapLeaves(content.files),
        question: attending?.question ?? null,
        of,
      };
      this.#failed = undefined;
      this.#opened = null;
      log.info(
        `Mapped ${String(content.documents.length)} files in ${String(Math.round(performance.now() - began))} ms`,
      );
    } catch (error) {
      if (signal.aborted || isCancelled(error)) return;
      logError(log, error);
      this.#failed = { of, message: errorMessage(error) };
    } finally {
      if (this.#loading?.controller === controller) this.#loading = undefined;
    }
    this.#update();
  }

  #state(): MapState {
    return { type: 'state', language: vscode.env.language, strings: this.#strings, view: this.#view() };
  }

  #view(): MapView {
    const memory = this.#parts.memoryNow();
    if (memory.kind === 'no-folder' || memory.kind === 'large') return { kind: memory.kind };
    if (this.#failed !== undefined) return { kind: 'failed', message: this.#failed.message };
    if (memory.kind === 'failed' && this.#drawn === undefined)
      return { kind: 'failed', message: memory.error.message };
    if (this.#drawn === undefined) return { kind: 'loading' };
    const { version, content, question } = this.#drawn;
    if (content.documents.length === 0) return { kind: memory.kind === 'empty' ? 'empty' : 'loading' };
    return {
      kind: 'map',
      version,
      question,
      nullShare: content.nullShare,
      asking: this.#parts.conversation.turn.kind === 'pending',
      indexing: memory.kind === 'indexing' ? { done: memory.done, total: memory.total } : null,
      opened: this.#opened,
    };
  }

  async #open(id: string): Promise<void> {
    const drawn = this.#drawn;
    const numbers = drawn === undefined ? undefined : parseLeafId(id, drawn.version);
    const found = numbers === undefined ? undefined : drawn?.leaves.at(numbers.document, numbers.leaf);
    if (found === undefined) return;
    const { uri, range, file } = found;
    const document = await vscode.workspace.openTextDocument(uri).then(undefined, () => undefined);
    if (document === undefined) {
      void vscode.window.showWarningMessage(
        vscode.l10n.t(
          '{0} cannot be opened: it was deleted or renamed since the answer. Ask again.',
          path.posix.basename(file),
        ),
      );
      return;
    }
    const shown = new vscode.Range(document.positionAt(range.start), document.positionAt(range.end));
    const editor = await vscode.window.showTextDocument(document, {
      viewColumn: this.#besides(),
      preview: true,
    });
    // The cursor alone: a selection would cover the heat.
    editor.selection = new vscode.Selection(shown.start, shown.start);
    editor.revealRange(shown, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    this.#opened = id;
    this.#update();
  }

  /** The group of editors that texts are in: that of a text that is shown, else one beside the map. */
  #besides(): vscode.ViewColumn {
    const map = this.#panel?.viewColumn;
    const other = vscode.window.visibleTextEditors.find(
      ({ viewColumn }) => viewColumn !== undefined && viewColumn !== map,
    );
    return other?.viewColumn ?? vscode.ViewColumn.Beside;
  }

  #post(message: ToMap): void {
    void this.#panel?.webview.postMessage(message);
  }
}

function same(a: readonly unknown[] | undefined, b: readonly unknown[]): boolean {
  return a !== undefined && a.length === b.length && a.every((part, i) => part === b[i]);
}
