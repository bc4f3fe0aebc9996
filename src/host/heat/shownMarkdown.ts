import * as vscode from 'vscode';

/** Of the documents that are made to be read; nothing of them is on disk. */
const SCHEME = 'recollect';
/** Texts that are kept for tabs that are still open. */
const MOST = 20;

/** Shows Markdown of ours in a tab, drawn as VS Code draws Markdown; where it cannot, as text. */
export class ShownMarkdown implements vscode.Disposable, vscode.TextDocumentContentProvider {
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  #registered: vscode.Disposable | undefined;

  /** A text that is open is another one. */
  readonly onDidChange = this.#changed.event;

  /** @param title of the tab; a text of the same title takes the place of the one before */
  async show(title: string, markdown: string): Promise<void> {
    this.#registered ??= vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
    // A title is words of documents, too: as a path it is one name.
    const name = title
      .replace(/[\\/:*?"<>|#%\s]+/gu, ' ')
      .trim()
      .slice(0, 80);
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${name}.md` });
    const key = uri.toString();
    this.#texts.delete(key);
    this.#texts.set(key, markdown);
    for (const oldest of [...this.#texts.keys()].slice(0, -MOST)) this.#texts.delete(oldest);
    this.#changed.fire(uri);
    try {
      await vscode.commands.executeCommand('markdown.showPreview', uri);
    } catch {
      // VS Code without its Markdown extension.
      await vscode.window.showTextDocument(uri, { preview: true });
    }
  }

  provideTextDocumentContent(uri: vscode.Uri): string | undefined {
    return this.#texts.get(uri.toString());
  }

  dispose(): void {
    this.#registered?.dispose();
    this.#changed.dispose();
  }
}

/** A link to a line of a file, for Markdown. @param line from 1 */
export function lineLink(uri: vscode.Uri, line: number): string {
  return `${uri.toString()}#L${line}`;
}
