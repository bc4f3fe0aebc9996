import * as vscode from 'vscode';
import type { ErrorAction, ErrorView } from '../protocol/panelMessages.ts';
import { RecollectError } from '../protocol/errors.ts';

/** An error as the panel shows it, in the user's language where the sentence is one of ours. */
export function errorView(error: unknown, actions: readonly ErrorAction[]): ErrorView {
  return { message: errorMessage(error), actions };
}

/** What happened, what it means and what to do. */
function errorMessage(error: unknown): string {
  if (!(error instanceof RecollectError)) {
    const what = error instanceof Error ? error.message : String(error);
    return vscode.l10n.t(
      'Something went wrong that should not: {0}. The log says where; please report it.',
      what,
    );
  }
  if (error.code === 'engine-lost')
    return vscode.l10n.t(
      'The engine stopped four times within five minutes, so it is not started again by itself. What was indexed is kept. Look at the log for the reason, then index again.',
    );
  return error.message;
}
