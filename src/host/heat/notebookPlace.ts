import * as vscode from 'vscode';
import type { Range } from '../../core/text/range.ts';
import { textOf } from '../placeTracker.ts';
import { notebookSources, pieceOf, sourceOf } from './notebookSources.ts';

/**
 * Opens a range of a notebook's file in the editor for notebooks, in its cell. False where that cannot be: there is no
 * such editor, or the range is in no cell's text (an output, the file's own words).
 *
 * @param range of the file as it is on disk
 * @param opening called before the editor shows it
 */
export async function openInNotebook(uri: vscode.Uri, range: Range, opening: () => void): Promise<boolean> {
  if (!uri.path.endsWith('.ipynb')) return false;
  const raw = await textOf(uri);
  const sources = notebookSources(raw ?? '');
  const held = sources.find((source) => pieceOf(source, range) !== undefined);
  const piece = held === undefined ? undefined : pieceOf(held, range);
  if (held === undefined || piece === undefined) return false;
  const notebook = await vscode.workspace.openNotebookDocument(uri).then(undefined, () => undefined);
  const cell = notebook
    ?.getCells()
    .find(({ document, index }) => sourceOf(sources, document.getText(), index) === held);
  if (notebook === undefined || cell === undefined) return false;
  opening();
  const at = new vscode.NotebookRange(cell.index, cell.index + 1);
  const shown = await vscode.window.showNotebookDocument(notebook, { preview: true, selections: [at] });
  shown.revealRange(at, vscode.NotebookEditorRevealType.InCenterIfOutsideViewport);
  // A cell of Markdown shows its text, and so the heat on it, only while it is edited.
  await vscode.commands.executeCommand('notebook.cell.edit');
  const editor = vscode.window.visibleTextEditors.find(({ document }) => document === cell.document);
  if (editor !== undefined) {
    const start = editor.document.positionAt(piece.start);
    editor.selection = new vscode.Selection(start, start);
    editor.revealRange(new vscode.Range(start, editor.document.positionAt(piece.end)));
  }
  return true;
}
