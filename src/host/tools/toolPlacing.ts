import * as vscode from 'vscode';
import type { Placing } from '../../protocol/toolOutput.ts';
import type { InFolder } from '../../protocol/mergeAnswers.ts';
import { fileUri } from '../folderUri.ts';
import { textOf } from '../placeTracker.ts';
import type { WorkspaceFile } from '../workspaceMemory.ts';
import { ShownLines } from './shownLines.ts';

/** The lines of files as the editor has them, unsaved changes included. */
export function editorLines(): ShownLines {
  return new ShownLines(async ({ folder, file }) => {
    const uri = fileUri(folder, file);
    // What is large or in another encoding than UTF-8 is for VS Code to read.
    return (
      (await textOf(uri)) ??
      (await vscode.workspace.openTextDocument(uri).then(
        (document) => document.getText(),
        () => undefined,
      ))
    );
  });
}

/**
 * Tells models where something stands: the file as people name it, and lines as the editor counts them.
 *
 * @param shownFile a file's name; in a workspace of several folders it begins with the folder's
 */
export function toolPlacing(
  lines: ShownLines,
  shownFile: (file: WorkspaceFile) => string,
): Placing<InFolder<object>> {
  return async (where) => {
    const { folder, file, start, end } = where;
    const quote =
      'quote' in where && typeof where.quote === 'string'
        ? where.quote
        : 'text' in where && typeof where.text === 'string'
          ? where.text
          : '';
    const shown = await lines.of({ folder, file, start, end, quote });
    return {
      file: shownFile({ folder, file }),
      startLine: shown.start.line + 1,
      endLine: shown.end.line + 1,
      start,
      end,
    };
  };
}
