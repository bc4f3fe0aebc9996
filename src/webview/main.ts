import type { PanelState } from '../protocol/panelMessages.ts';
import type { Draft } from './composer.ts';
import { Panel } from './panel.ts';

/** What VS Code puts into every webview. */
declare function acquireVsCodeApi(): {
  postMessage(message: unknown): void;
  getState(): Draft | undefined;
  setState(draft: Draft): void;
};

const vscode = acquireVsCodeApi();
const root = document.getElementById('panel');
if (root === null) throw new Error('The page has no element with the id "panel".');

const panel = new Panel(root, {
  send: (message) => vscode.postMessage(message),
  keep: (draft) => vscode.setState(draft),
  kept: vscode.getState(),
});
// Only the host can post to a webview's window; frames inside it, which could, are barred by the page's policy.
window.addEventListener('message', (event: MessageEvent<PanelState>) => {
  if (event.data.type === 'state') panel.render(event.data);
});
vscode.postMessage({ type: 'ready' });
