import path from 'node:path';
import * as vscode from 'vscode';
import type { Threads } from '../threads/threads.ts';
import { judgedFolders, judgedQuestions } from './judgedQuestions.ts';

/** Shows the judged questions of a workspace folder as a new document, which can be saved anywhere. */
export async function exportJudged(threads: Threads): Promise<void> {
  const { l10n } = vscode;
  await threads.open();
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  const judged = judgedFolders(threads.all, folders);
  if (judged.length === 0) {
    void vscode.window.showInformationMessage(
      l10n.t('No answer has been judged yet. The thumbs below an answer say whether it was useful.'),
    );
    return;
  }
  const picked =
    judged.length === 1
      ? judged[0]
      : (
          await vscode.window.showQuickPick(
            judged.map((folder) => ({ label: path.basename(folder), folder })),
            { title: l10n.t('The judged questions of which folder?') },
          )
        )?.folder;
  if (picked === undefined) return;
  const content = judgedQuestions(threads.all, picked);
  const document = await vscode.workspace.openTextDocument({ language: 'jsonl', content });
  await vscode.window.showTextDocument(document);
  vscode.window.setStatusBarMessage(
    `$(info) ${l10n.t('Save it, then measure with: recollect eval "{0}" --questions FILE', picked)}`,
    15_000,
  );
}
