import * as vscode from 'vscode';

/** Tells that the engine is not started any more, and offers what helps. */
export async function reportLoss(log: vscode.LogOutputChannel): Promise<void> {
  const { l10n } = vscode;
  const showLog = l10n.t('Show Log');
  const indexAgain = l10n.t('Index Again');
  const chosen = await vscode.window.showErrorMessage(
    l10n.t(
      'The engine stopped four times within five minutes, so it is not started again by itself. What was indexed is kept. Look at the log for the reason, then index again.',
    ),
    showLog,
    indexAgain,
  );
  if (chosen === showLog) log.show();
  if (chosen === indexAgain) await vscode.commands.executeCommand('recollect.index');
}
