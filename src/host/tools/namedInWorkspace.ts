import * as vscode from 'vscode';
import { fileUri, folderName } from '../folderUri.ts';
import type { WorkspaceFile, WorkspaceMemory } from '../workspaceMemory.ts';
import type { NamedIn } from './toolScopes.ts';

/** What names of files and folders are looked up in; opens the memory. */
export function namedIn(memory: WorkspaceMemory): NamedIn {
  memory.open();
  return {
    folders: memory.memories.map(({ folder }) => folder),
    exists: async ({ folder, file }) =>
      vscode.workspace.fs.stat(fileUri(folder, file)).then(
        () => true,
        () => false,
      ),
  };
}

/** Tells a file as people read it: in a workspace of several folders it begins with the folder's name. */
export function shownIn(memory: WorkspaceMemory): (file: WorkspaceFile) => string {
  return ({ folder, file }) => (memory.memories.length > 1 ? `${folderName(folder)}/${file}` : file);
}
