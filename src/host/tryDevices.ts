import * as vscode from 'vscode';
import type { DeviceFacts } from '../protocol/engineStatus.ts';
import { inTheirWords } from './errorView.ts';
import type { ReliableEngine } from './reliableEngine.ts';

/** Tries again what documents can be encoded with, and says what came of it. */
export async function tryDevices(engine: ReliableEngine): Promise<void> {
  const facts = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Trying what documents can be encoded with. This takes up to a minute a device.'),
    },
    () => engine.run((api) => api.tryDevices()),
  );
  void tell(facts);
}

/** With a button: a notification that has none shows one line of its text. */
async function tell({ reason, tried }: DeviceFacts): Promise<void> {
  const said = [reason, ...tried].map((one) => inTheirWords(one)).join(' ');
  const show = vscode.l10n.t('Show Index Status');
  const chosen = await vscode.window.showInformationMessage(said, show);
  if (chosen === show) await vscode.commands.executeCommand('recollect.showIndexStatus');
}
