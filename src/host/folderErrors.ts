import * as vscode from 'vscode';
import { RecollectError } from '../protocol/errors.ts';

/** There is nothing to ask. */
export function noFolder(): RecollectError {
  return new RecollectError(
    'workspace-missing',
    vscode.l10n.t('No folder is open, so there is nothing to ask. Open a folder first.'),
  );
}

/** Nothing may be read yet. */
export function untrusted(): RecollectError {
  return new RecollectError(
    'workspace-missing',
    vscode.l10n.t(
      'Recollect reads the files of a folder only once you trust it. Nothing has been read so far.',
    ),
  );
}
