import * as vscode from 'vscode';
import { RecollectError } from '../protocol/errors.ts';

/** There is nothing to ask. */
export function noFolder(): RecollectError {
  return new RecollectError(
    'workspace-missing',
    vscode.l10n.t('No folder is open, so there is nothing to ask. Open a folder first.'),
  );
}
