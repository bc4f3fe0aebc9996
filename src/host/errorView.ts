import * as vscode from 'vscode';
import type { ErrorAction, ErrorView } from '../protocol/turnView.ts';
import { isCancelled, RecollectError } from '../protocol/errors.ts';
import { worded, type Sentence } from '../protocol/sentences.ts';

/** An error as the panel shows it, in the user's language where the sentence is one of ours. */
export function errorView(error: unknown, actions: readonly ErrorAction[]): ErrorView {
  return { message: errorMessage(error), actions };
}

/** What happened, what it means and what to do. */
export function errorMessage(error: unknown): string {
  if (!(error instanceof RecollectError) || (error.code === 'internal' && error.sentence === undefined)) {
    const what = error instanceof Error ? error.message : String(error);
    return vscode.l10n.t(
      'Something went wrong that should not: {0}. The log says where; please report it.',
      what,
    );
  }
  return error.sentence === undefined ? error.message : inTheirWords(error.sentence);
}

/** Writes down what went wrong: with its stack where it should not have. */
export function logError(log: vscode.LogOutputChannel, error: unknown): void {
  if (error instanceof RecollectError && error.code !== 'internal') log.warn(error.message);
  else log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
}

/** Does what a person wants, and tells them in their language where that fails; what they called off is no failure. */
export async function reporting(log: vscode.LogOutputChannel, act: () => unknown): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (isCancelled(error)) return;
    logError(log, error);
    void vscode.window.showErrorMessage(errorMessage(error));
  }
}

/** A sentence of the engine in the language of the interface. */
export function inTheirWords(sentence: Sentence): string {
  return worded(sentence, (english) => vscode.l10n.t(english));
}
