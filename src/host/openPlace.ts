import * as vscode from 'vscode';
import { openInNotebook } from './heat/notebookPlace.ts';
import type { PlaceTracker, TrackedPlace } from './placeTracker.ts';
import { shownRange } from './shownRange.ts';

/**
 * Opens a place in the editor at its words, or where they would be; tells the user where that cannot be.
 *
 * @param opening called once its file is there, before the editor shows it
 * @returns whether it is shown
 */
export async function openPlace(
  place: TrackedPlace,
  tracker: PlaceTracker,
  opening: () => void,
): Promise<boolean> {
  if (await openInNotebook(place.uri, shownRange(place, tracker.places(place.uri)), opening)) return true;
  const document = await vscode.workspace.openTextDocument(place.uri).then(undefined, () => undefined);
  if (document === undefined) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t(
        '{0} cannot be opened: it was deleted or renamed since the answer. Ask again.',
        place.file,
      ),
    );
    return false;
  }
  opening();
  const editor = await vscode.window.showTextDocument(document, { preview: true });
  const { start, end } = shownRange(place, tracker.places(place.uri));
  const from = document.positionAt(start);
  editor.selection = new vscode.Selection(from, from);
  editor.revealRange(
    new vscode.Range(from, document.positionAt(end)),
    vscode.TextEditorRevealType.InCenterIfOutsideViewport,
  );
  if (place.located?.standing === 'gone')
    vscode.window.setStatusBarMessage(
      `$(warning) ${vscode.l10n.t('The quoted words are no longer there; this is where they were.')}`,
      5000,
    );
  return true;
}
