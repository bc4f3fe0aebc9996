import * as vscode from 'vscode';
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
  const said = [facts.reason, ...facts.tried].map((one) => inTheirWords(one));
  void vscode.window.showInformationMessage(said.join(' '));
}
