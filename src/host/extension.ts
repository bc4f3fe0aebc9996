import type * as vscode from 'vscode';
import { inTurns } from './turns.ts';

// What VS Code loads when one of our views or commands is first wanted. All of our code at once would hold the editor's
// thread for longer than a frame, so its large parts are loaded in turns: a file each in the build (`build.mjs`). The
// composition root imports them from where they are.
const PARTS: readonly (() => Promise<unknown>)[] = [
  () => import('./generate/generating.ts'),
  () => import('./heat/heatCommands.ts'),
  () => import('./memoryTree/memoryTree.ts'),
  () => import('./compositionRoot.ts'),
];

let composed: Promise<() => Promise<void>> | undefined;

/** Called by VS Code when one of our views or commands is first wanted; nothing of ours is called before it is done. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  composed = partByPart(context, performance.now());
  await composed;
}

/** Called by VS Code when the window closes or the extension is switched off; it waits a few seconds at most. */
export async function deactivate(): Promise<void> {
  const close = await composed;
  await close?.();
}

async function partByPart(context: vscode.ExtensionContext, began: number): Promise<() => Promise<void>> {
  await inTurns(PARTS);
  const { compose } = await import('./compositionRoot.ts');
  return compose(context, began);
}
