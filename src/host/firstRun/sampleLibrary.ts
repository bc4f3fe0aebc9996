import * as vscode from 'vscode';

/** Of the extension's state: the folder that the panel is to be shown in once its window is open. */
const SHOW_IN = 'showPanelIn';
/** Where a folder has it, VS Code activates the extension with the window; see package.json. */
const MARKER = '.recollectignore';

/**
 * Copies the sample library to where the user wants it and opens it. A copy that is there already is opened as it
 * stands: somebody may have written in it.
 */
export async function openSampleLibrary(
  context: Pick<vscode.ExtensionContext, 'extensionUri' | 'globalStorageUri' | 'globalState'>,
): Promise<void> {
  const { l10n, workspace, commands } = vscode;
  const own = {
    label: `$(library) ${l10n.t('Open it here')}`,
    detail: l10n.t('A copy in Recollect’s own folder, made at once.'),
  };
  const picked = {
    label: `$(folder) ${l10n.t('Choose where to keep it…')}`,
    detail: l10n.t('A copy in a folder of yours.'),
  };
  const choice = await vscode.window.showQuickPick([own, picked], {
    title: l10n.t('Recollect: sample library'),
    placeHolder: l10n.t(
      'Contracts, minutes, a manual, policies, code and a story: 19 documents to try questions on',
    ),
  });
  if (choice === undefined) return;
  const parent = choice === own ? context.globalStorageUri : await chosenFolder();
  if (parent === undefined) return;
  const library = vscode.Uri.joinPath(parent, choice === own ? 'sample-library' : 'recollect-sample-library');
  if (!(await exists(library))) {
    await workspace.fs.createDirectory(parent);
    await workspace.fs.copy(vscode.Uri.joinPath(context.extensionUri, 'media/sample-library'), library);
    await workspace.fs.writeFile(
      vscode.Uri.joinPath(library, MARKER),
      new TextEncoder().encode(
        `# ${l10n.t('What Recollect leaves out of this folder, line by line as in a .gitignore.')}\n`,
      ),
    );
  }
  await context.globalState.update(SHOW_IN, library.toString());
  const busy = (workspace.workspaceFolders?.length ?? 0) > 0;
  await commands.executeCommand(
    'vscode.openFolder',
    library,
    busy ? { forceNewWindow: true } : { forceReuseWindow: true },
  );
}

/** Shows the panel where this window was opened for the sample library, once. */
export async function showWhereWanted(state: vscode.Memento, reveal: () => Promise<void>): Promise<void> {
  const wanted = state.get<unknown>(SHOW_IN);
  if (wanted === undefined) return;
  const here = vscode.workspace.workspaceFolders?.some(({ uri }) => uri.toString() === wanted) ?? false;
  if (!here) return;
  await state.update(SHOW_IN, undefined);
  await reveal();
}

async function chosenFolder(): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    canSelectMany: false,
    title: vscode.l10n.t('Folder to put the sample library in'),
    openLabel: vscode.l10n.t('Put it here'),
  });
  return chosen?.[0];
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
