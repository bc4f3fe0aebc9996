import * as vscode from 'vscode';

/** Called by VS Code when one of our views or commands is first wanted. */
export function activate(context: vscode.ExtensionContext): void {
  context.subscriptions.push(vscode.window.createOutputChannel('Recollect', { log: true }));
}
