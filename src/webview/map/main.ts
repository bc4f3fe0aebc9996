import type { ToMap } from '../../protocol/mapMessages.ts';
import { AttentionMap } from './attentionMap.ts';

/** What VS Code puts into every webview. */
declare function acquireVsCodeApi(): {
  postMessage(message: unknown): void;
};

const vscode = acquireVsCodeApi();
const root = document.getElementById('map');
if (root === null) throw new Error('The page has no element with the id "map".');

const map = new AttentionMap(root, (message) => vscode.postMessage(message));
// Only the host can post to a webview's window; frames inside it, which could, are barred by the page's policy.
window.addEventListener('message', (event: MessageEvent<ToMap>) => {
  if (event.data.type === 'tree' || event.data.type === 'state') map.receive(event.data);
});
vscode.postMessage({ type: 'ready' });
