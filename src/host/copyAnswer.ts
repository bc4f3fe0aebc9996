import * as vscode from 'vscode';
import type { TurnView } from '../protocol/panelMessages.ts';
import { answerText } from './answerText.ts';
import type { ShownPlaces } from './shownPlaces.ts';

/** Puts an answer with its sources on the clipboard; a turn without one leaves it alone. */
export async function copyAnswer(turn: TurnView, places: ShownPlaces): Promise<void> {
  const text = answerText(turn, {
    fileOf: (id) => places.fileOf(id),
    later: vscode.l10n.t('later'),
    latest: vscode.l10n.t('latest'),
    writtenBy: (model) => vscode.l10n.t('Written by {0} and checked against the files:', model),
    ownWords: `${vscode.l10n.t('In the files’ own words')}:`,
    support: {
      unsure: vscode.l10n.t('not sure'),
      unsupported: vscode.l10n.t('not supported by the files'),
    },
  });
  if (text === undefined) return;
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(`$(check) ${vscode.l10n.t('Answer copied with its sources.')}`, 5000);
}
