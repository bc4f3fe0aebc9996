import path from 'node:path';
import * as vscode from 'vscode';
import type { WorkspaceFile } from '../workspaceMemory.ts';
import { fileScope, type AskScope } from './askScope.ts';

/** What the editor offers to ask: its file, the folder around it, what is selected in it. Null for what is not there. */
export interface EditorScopes {
  readonly file: AskScope | null;
  readonly folder: AskScope | null;
  readonly selection: AskScope | null;
}

/** What nothing in the editor offers. */
const NOTHING: EditorScopes = { file: null, folder: null, selection: null };

/**
 * The scopes of the editor that is active; focus in the panel does not change which one that is.
 *
 * @param fileOf the file of a URI as the engine names it; undefined for what is in no folder of the workspace
 */
export function editorScopes(fileOf: (uri: vscode.Uri) => WorkspaceFile | undefined): EditorScopes {
  const editor = vscode.window.activeTextEditor;
  const file = editor === undefined ? undefined : fileOf(editor.document.uri);
  if (editor === undefined || file === undefined) return NOTHING;
  return { file: fileScope(file), folder: folderAround(file), selection: selectionScope(editor, file) };
}

/** The folder that the file lies in; null where that is all there is. */
function folderAround({ folder, file }: WorkspaceFile): AskScope | null {
  const around = path.posix.dirname(file);
  if (around !== '.')
    return { name: `${path.posix.basename(around)}/`, parts: [{ folder, file: `${around}/` }] };
  const several = (vscode.workspace.workspaceFolders ?? []).length > 1;
  return several ? { name: `${path.basename(folder)}/`, parts: [{ folder, file: '' }] } : null;
}

/** What is selected in the editor, in one or several places; null where nothing but white space is. */
export function selectionScope(editor: vscode.TextEditor, { folder, file }: WorkspaceFile): AskScope | null {
  const { document } = editor;
  const selections = editor.selections
    .filter((selection) => document.getText(selection).trim() !== '')
    .sort((a, b) => a.start.compareTo(b.start));
  const first = selections[0];
  const last = selections.at(-1);
  if (first === undefined || last === undefined) return null;
  const name = path.posix.basename(file);
  const from = first.start.line + 1;
  // A selection of whole lines ends before the first character of the next one.
  const to = last.end.character === 0 && last.end.line >= from ? last.end.line : last.end.line + 1;
  return {
    name:
      from === to
        ? vscode.l10n.t('{0}, line {1}', name, String(from))
        : vscode.l10n.t('{0}, lines {1} to {2}', name, String(from), String(to)),
    parts: selections.map(({ start, end }) => ({
      folder,
      file,
      range: { start: document.offsetAt(start), end: document.offsetAt(end) },
    })),
  };
}
