import * as vscode from 'vscode';
import { fileUri } from '../folderUri.ts';
import type { WorkspaceFile } from '../workspaceMemory.ts';

// A document that was never saved has no file. It is remembered all the same, as the engine holds unsaved texts: under
// the name that its tab has, in the folder that it would be saved in, until it is saved or closed.

/** The file that an untitled document stands for; undefined for one without a folder to be in. */
export function untitledFile({
  uri,
  languageId,
}: Pick<vscode.TextDocument, 'uri' | 'languageId'>): WorkspaceFile | undefined {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter((folder) => folder.uri.scheme === 'file');
  if (uri.path.startsWith('/')) {
    // Opened for a file that is to be made.
    const folder = folders.find((candidate) => uri.path.startsWith(`${candidate.uri.path}/`));
    return folder && { folder: folder.uri.fsPath, file: uri.path.slice(folder.uri.path.length + 1) };
  }
  const [first] = folders;
  if (first === undefined || uri.path === '') return undefined;
  return { folder: first.uri.fsPath, file: `${uri.path}${languageId === 'markdown' ? '.md' : ''}` };
}

/** Where a file of the memory is opened: its own address, or that of the untitled document that stands for it. */
export function placeUri(folder: string, file: string): vscode.Uri {
  const untitled = vscode.workspace.textDocuments.find((document) => {
    if (document.uri.scheme !== 'untitled' || document.isClosed) return false;
    const place = untitledFile(document);
    return place?.folder === folder && place.file === file;
  });
  return untitled?.uri ?? fileUri(folder, file);
}
