import * as vscode from 'vscode';

// What runs where there is only a browser (vscode.dev, github.dev): no process can be forked there, so nothing can be
// remembered. It says so, and what to do. A bundle of its own, dist/web.cjs, without anything of Node.

const PANEL_VIEW = 'recollect.panel';

/** Called by VS Code in a window without a machine behind it. */
export function activate(context: vscode.ExtensionContext): void {
  const { l10n } = vscode;
  const title = l10n.t('Recollect needs a machine to run on');
  const body = l10n.t(
    'This window runs in the browser alone, where no engine can be started and nothing is read. Open the folder in VS Code on your computer, or connect this window to one: a dev container, a codespace, SSH or WSL.',
  );
  const tell = (): Thenable<unknown> => vscode.window.showInformationMessage(`${title}. ${body}`);
  const commands: unknown = context.extension.packageJSON.contributes?.commands;
  context.subscriptions.push(
    vscode.window.registerWebviewViewProvider(PANEL_VIEW, {
      resolveWebviewView: (view) => {
        view.webview.html = page(title, body);
      },
    }),
    ...(Array.isArray(commands) ? commands : []).flatMap((command: unknown) =>
      isCommand(command) ? [vscode.commands.registerCommand(command.command, tell)] : [],
    ),
  );
}

/** The line as a page without scripts. */
function page(title: string, body: string): string {
  const escaped = (text: string): string =>
    text.replace(/[&<>"]/g, (character) => `&#${String(character.charCodeAt(0))};`);
  return `<!doctype html><html lang="${escaped(vscode.env.language)}"><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>body{color:var(--vscode-foreground);font:var(--vscode-font-size)/1.5 var(--vscode-font-family);padding:6px 12px}h2{font-size:inherit;font-weight:600;margin:0}p{margin:6px 0}</style>
<h2>${escaped(title)}</h2><p>${escaped(body)}</p></html>`;
}

function isCommand(value: unknown): value is { readonly command: string } {
  return (
    typeof value === 'object' && value !== null && 'command' in value && typeof value.command === 'string'
  );
}
