import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { troubleText } from './threadCommands.ts';
import { Threads } from './threads.ts';
import { ThreadStore } from './threadStore.ts';

/** The conversations that are kept with this workspace. */
export interface WorkspaceThreads {
  readonly threads: Threads;
  /** What the user should know of how they are kept, or null. */
  notice(): string | null;
}

/**
 * The conversations of the workspace, in its own storage; without a folder they last as long as the window. Nothing is
 * read before they are opened.
 */
export function workspaceThreads(
  { storageUri, workspaceState }: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  onChange: () => void,
): WorkspaceThreads {
  let notice: string | null = null;
  const threads = new Threads({
    store:
      storageUri?.scheme === 'file'
        ? new ThreadStore(vscode.Uri.joinPath(storageUri, 'conversations').fsPath)
        : undefined,
    remembered: workspaceState,
    onChange,
    onTrouble: (trouble) => {
      notice = troubleText(trouble);
      log.warn(notice);
      onChange();
    },
    now: () => Date.now(),
    newId: () => randomUUID().replaceAll('-', ''),
  });
  return { threads, notice: () => notice };
}
