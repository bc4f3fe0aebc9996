import * as vscode from 'vscode';
import type { WorkspaceFile, WorkspaceMemory } from '../workspaceMemory.ts';
import { editorScopes } from './editorScopes.ts';
import { PanelScopes } from './panelScopes.ts';

/** The scopes of the window's editors and folders. */
export function workspaceScopes(memory: WorkspaceMemory, onChange: () => void): PanelScopes {
  const fileOf = (uri: vscode.Uri): WorkspaceFile | undefined => memory.fileOf(uri);
  return new PanelScopes({
    editor: () => editorScopes(fileOf),
    tabs: () => tabFiles(fileOf),
    folders: () => memory.memories.map(({ folder }) => folder),
    find: async (folder, typed, most) => {
      const signal = AbortSignal.timeout(FIND_LIMIT);
      try {
        const find = memory
          .memoryOf(folder)
          .run((engine, workspace) => engine.find({ workspace, typed, most }), signal);
        return (await find).paths;
      } catch (error) {
        if (signal.aborted) return [];
        throw error;
      }
    },
    onChange,
  });
}

/** Files are offered within so many milliseconds or not at all, as while the first ones are still being read. */
const FIND_LIMIT = 10_000;

/** Files of the tabs, the ones that are seen first. */
function tabFiles(fileOf: (uri: vscode.Uri) => WorkspaceFile | undefined): WorkspaceFile[] {
  const seen = vscode.window.visibleTextEditors.map(({ document }) => document.uri);
  const tabs = vscode.window.tabGroups.all.flatMap(({ tabs: all }) =>
    all.flatMap(({ input }) => (input instanceof vscode.TabInputText ? [input.uri] : [])),
  );
  return [...seen, ...tabs].flatMap((uri) => fileOf(uri) ?? []);
}
