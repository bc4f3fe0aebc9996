import path from 'node:path';
import * as vscode from 'vscode';
import { locateWhole } from '../../core/answer/anchor.ts';
import type { WorkspaceFile } from '../workspaceMemory.ts';
import { openInNotebook } from '../heat/notebookPlace.ts';
import { placeUri } from '../heat/untitled.ts';

/** Words of a file, and where they stood when they were last seen; UTF-16 offsets. */
export interface Words extends WorkspaceFile {
  readonly start: number;
  readonly text: string;
}

/** How words are shown. */
export interface ShowOptions {
  readonly viewColumn?: vscode.ViewColumn;
  readonly preserveFocus: boolean;
  /** Whether they are selected; else the cursor is put before them, and heat on them is seen. */
  readonly selected: boolean;
}

/**
 * Opens a file at words of it, wherever they stand now.
 *
 * @param looked it is only looked at: a file that is gone is not spoken of
 */
export async function showWords(
  { folder, file, start, text }: Words,
  { selected, ...options }: ShowOptions,
  looked = false,
): Promise<void> {
  const uri = placeUri(folder, file);
  if (!looked && (await openInNotebook(uri, { start, end: start + text.length }, () => undefined))) return;
  const document = await vscode.workspace.openTextDocument(uri).then(undefined, () => undefined);
  if (document === undefined) {
    if (!looked)
      void vscode.window.showWarningMessage(
        vscode.l10n.t(
          '{0} cannot be opened: it was deleted or renamed since the answer. Ask again.',
          path.basename(file),
        ),
      );
    return;
  }
  const located = locateWhole({ quote: text, start, before: '', after: '' }, document.getText());
  const range = located.standing === 'gone' ? { start: located.near, end: located.near } : located;
  const end = Math.max(range.start, range.end - (text.length - text.trimEnd().length));
  const shown = new vscode.Range(document.positionAt(range.start), document.positionAt(end));
  const editor = await vscode.window.showTextDocument(document, { preview: true, ...options });
  editor.selection = new vscode.Selection(shown.start, selected ? shown.end : shown.start);
  editor.revealRange(shown, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
