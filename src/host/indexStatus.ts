import path from 'node:path';
import * as vscode from 'vscode';
import { errorMessage, inTheirWords } from './errorView.ts';
import { grouped } from './numbers.ts';
import type { WorkspaceMemory } from './workspaceMemory.ts';

interface StatusItem extends vscode.QuickPickItem {
  readonly command?: string;
  readonly file?: vscode.Uri;
}

/** Shows how much of each folder is remembered, what was left out and why, and what can be done about it. */
export async function showIndexStatus(memory: WorkspaceMemory): Promise<void> {
  const picked = await vscode.window.showQuickPick(statusItems(memory), {
    title: vscode.l10n.t('Recollect: what is remembered'),
    placeHolder: vscode.l10n.t('Choose a file to open it, or something to do'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (picked?.command !== undefined) await vscode.commands.executeCommand(picked.command);
  // VS Code opens what is no text with the editor for it, or says that there is none.
  if (picked?.file !== undefined) await vscode.commands.executeCommand('vscode.open', picked.file);
}

function statusItems(memory: WorkspaceMemory): StatusItem[] {
  const { l10n } = vscode;
  const items: StatusItem[] = [];
  for (const { folder, state, report } of memory.memories) {
    items.push({ label: path.basename(folder), kind: vscode.QuickPickItemKind.Separator });
    if (state.kind === 'failed') items.push({ label: `$(error) ${errorMessage(state.error)}` });
    if (state.kind === 'indexing' || state.kind === 'paused')
      items.push({
        label: `$(${state.kind === 'paused' ? 'debug-pause' : 'sync'}) ${l10n.t('{0} of {1}', grouped(state.done), grouped(state.total))}`,
        description: state.kind === 'paused' ? l10n.t('paused') : l10n.t('being indexed'),
      });
    if (report === undefined) continue;
    const encoded = Math.min(report.leaves, report.encoded + report.reused);
    items.push(
      { label: `$(files) ${l10n.t('Files remembered: {0}', grouped(report.files))}` },
      {
        label: `$(list-flat) ${l10n.t('Passages: {0}', grouped(report.leaves))}`,
        description: l10n.t(
          '{0} by meaning and words, {1} by words alone',
          grouped(encoded),
          grouped(report.leaves - encoded),
        ),
      },
      ...report.warnings.map((warning) => ({ label: `$(warning) ${inTheirWords(warning)}` })),
    );
    const files = [
      ...report.skipped.map((note) => ({ ...note, icon: 'circle-slash', what: l10n.t('left out') })),
      ...report.notes.map((note) => ({ ...note, icon: 'info', what: l10n.t('remembered') })),
    ];
    for (const { file, reason, icon, what } of files)
      items.push({
        label: `$(${icon}) ${file}`,
        description: what,
        detail: reason,
        file: vscode.Uri.file(path.join(folder, file)),
      });
  }
  items.push(
    { label: l10n.t('Do'), kind: vscode.QuickPickItemKind.Separator },
    { label: `$(refresh) ${l10n.t('Index Again')}`, command: 'recollect.index' },
    memory.paused
      ? { label: `$(debug-start) ${l10n.t('Resume indexing')}`, command: 'recollect.resume' }
      : { label: `$(debug-pause) ${l10n.t('Pause indexing')}`, command: 'recollect.pause' },
    { label: `$(output) ${l10n.t('Show Log')}`, command: 'recollect.showLog' },
    { label: `$(copy) ${l10n.t('Copy Diagnostics')}`, command: 'recollect.copyDiagnostics' },
  );
  return items;
}
