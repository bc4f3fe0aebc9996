import * as vscode from 'vscode';
import type { Range } from '../../core/text/range.ts';

/** Marks, in every visible editor, what a summary leaves out. */
export class LeftOutMarks implements vscode.Disposable {
  readonly #rangesIn: (uri: vscode.Uri) => readonly Range[];
  readonly #subscription: vscode.Disposable;
  #type: vscode.TextEditorDecorationType | undefined;
  #shown = false;

  /** @param rangesIn what is left out of a file, as offsets of its text as the editor has it */
  constructor(rangesIn: (uri: vscode.Uri) => readonly Range[]) {
    this.#rangesIn = rangesIn;
    this.#subscription = vscode.window.onDidChangeVisibleTextEditors(() => this.refresh());
  }

  show(shown: boolean): void {
    this.#shown = shown;
    this.refresh();
  }

  /** Draws them anew: there are others, or other editors. */
  refresh(): void {
    // The type is made with the first mark: a window without summaries never has it.
    if (!this.#shown && this.#type === undefined) return;
    this.#type ??= vscode.window.createTextEditorDecorationType({
      backgroundColor: new vscode.ThemeColor('recollect.leftOutBackground'),
      border: '1px dotted',
      borderColor: new vscode.ThemeColor('recollect.leftOutBorder'),
      overviewRulerColor: new vscode.ThemeColor('recollect.leftOutRuler'),
      overviewRulerLane: vscode.OverviewRulerLane.Left,
      rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    });
    for (const editor of vscode.window.visibleTextEditors) {
      const { document } = editor;
      const ranges = this.#shown ? this.#rangesIn(document.uri) : [];
      editor.setDecorations(
        this.#type,
        ranges.map(
          ({ start, end }) => new vscode.Range(document.positionAt(start), document.positionAt(end)),
        ),
      );
    }
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#type?.dispose();
  }
}
