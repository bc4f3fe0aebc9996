import * as vscode from 'vscode';
import { folderKey, folderName } from '../folderUri.ts';
import { nameParts } from '../places.ts';
import type { WorkspaceMemory } from '../workspaceMemory.ts';
import { sectionAt, type SummaryTarget } from './summaryTarget.ts';

// What a command is to summarize, from what it was called on or, from the palette, from the editor. Undefined where
// there is nothing, which is then said.

/** The file that was clicked on, or the one in the editor. */
export function fileTarget(memory: WorkspaceMemory, resource: unknown): SummaryTarget | undefined {
  const uri = resource instanceof vscode.Uri ? resource : vscode.window.activeTextEditor?.document.uri;
  const place = uri === undefined ? undefined : memory.fileOf(uri);
  if (place === undefined) return outside();
  return { kind: 'file', folder: place.folder, of: place.file, title: nameParts(place.file).label };
}

/** The folder that was clicked on, or one of those around the file in the editor, or of the workspace. */
export async function folderTarget(
  memory: WorkspaceMemory,
  resource: unknown,
): Promise<SummaryTarget | undefined> {
  const uri = resource instanceof vscode.Uri ? resource : await pickFolder();
  if (uri === undefined) return undefined;
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (folder === undefined) return outside();
  const place = memory.fileOf(uri);
  return {
    kind: 'folder',
    folder: folderKey(folder.uri),
    of: place === undefined ? '' : `${place.file}/`,
    title: `${folderName(folderKey(uri))}/`,
  };
}

/** The section around the cursor, or the whole file where it has none there. */
export async function sectionTarget(memory: WorkspaceMemory): Promise<SummaryTarget | undefined> {
  const editor = vscode.window.activeTextEditor;
  const place = editor === undefined ? undefined : memory.fileOf(editor.document.uri);
  if (editor === undefined || place === undefined) return outside();
  const { tree } = await memory
    .memoryOf(place.folder)
    .run(
      (engine, workspace) => engine.inspect({ workspace, file: place.file }),
      new AbortController().signal,
    );
  const section = sectionAt(tree, editor.document.offsetAt(editor.selection.active));
  if (section === undefined) return fileTarget(memory, editor.document.uri);
  const { heading, start, end } = section;
  return { kind: 'section', folder: place.folder, of: place.file, range: { start, end }, title: heading };
}

/** What is selected in the editor. */
export function selectionTarget(memory: WorkspaceMemory): SummaryTarget | undefined {
  const editor = vscode.window.activeTextEditor;
  const place = editor === undefined ? undefined : memory.fileOf(editor.document.uri);
  if (editor === undefined || place === undefined) return outside();
  const { document, selection } = editor;
  if (selection.isEmpty) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Nothing is selected, so there is nothing to summarize. Select a few paragraphs first.'),
    );
    return undefined;
  }
  return {
    kind: 'selection',
    folder: place.folder,
    of: place.file,
    range: { start: document.offsetAt(selection.start), end: document.offsetAt(selection.end) },
    title: vscode.l10n.t(
      'lines {0} to {1}',
      String(selection.start.line + 1),
      String(selection.end.line + 1),
    ),
  };
}

function outside(): undefined {
  void vscode.window.showWarningMessage(
    vscode.l10n.t(
      'This is in no folder of the workspace, so it is not remembered. Open its folder, then summarize.',
    ),
  );
  return undefined;
}

async function pickFolder(): Promise<vscode.Uri | undefined> {
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  const file = vscode.window.activeTextEditor?.document.uri;
  const around: vscode.Uri[] = [];
  const root = file === undefined ? undefined : vscode.workspace.getWorkspaceFolder(file)?.uri;
  if (file !== undefined && root !== undefined)
    for (
      let folder = vscode.Uri.joinPath(file, '..');
      folder.path.length > root.path.length;
      folder = vscode.Uri.joinPath(folder, '..')
    )
      around.push(folder);
  const all = [...around, ...folders];
  if (all.length < 2) return all[0] ?? outside();
  const picked = await vscode.window.showQuickPick(
    all.map((uri) => ({
      label: `$(folder) ${vscode.workspace.asRelativePath(uri, folders.length > 1)}`,
      uri,
    })),
    { title: vscode.l10n.t('Which folder is to be summarized?') },
  );
  return picked?.uri;
}
