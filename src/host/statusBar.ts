import * as vscode from 'vscode';
import type { MemoryView } from '../protocol/panelMessages.ts';
import { grouped } from './numbers.ts';

/** The item at the foot of the window: how far the memory is, at a glance. A click tells more. */
export class StatusBar implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;

  constructor() {
    this.#item = vscode.window.createStatusBarItem('recollect.status', vscode.StatusBarAlignment.Right, 90);
    this.#item.name = 'Recollect';
    this.#item.command = 'recollect.showIndexStatus';
  }

  show(memory: MemoryView): void {
    const face = faceOf(memory);
    if (face === undefined) {
      this.#item.hide();
      return;
    }
    this.#item.text = face.text;
    this.#item.tooltip = face.tooltip;
    this.#item.accessibilityInformation = { label: `Recollect: ${face.tooltip}` };
    this.#item.backgroundColor =
      memory.kind === 'failed' ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    this.#item.show();
  }

  dispose(): void {
    this.#item.dispose();
  }
}

function faceOf(memory: MemoryView): { readonly text: string; readonly tooltip: string } | undefined {
  const { l10n } = vscode;
  switch (memory.kind) {
    case 'no-folder':
      return undefined;
    case 'untrusted':
      return {
        text: '$(shield) Recollect',
        tooltip: l10n.t('Recollect waits until this folder is trusted; nothing has been read.'),
      };
    case 'starting':
      return {
        text: '$(sync~spin) Recollect',
        tooltip: l10n.t('The memory of this folder is being opened.'),
      };
    case 'empty':
      return {
        text: '$(book) Recollect',
        tooltip: l10n.t('There is nothing in this folder that can be read.'),
      };
    case 'indexing': {
      const [done, total] = [grouped(memory.done), grouped(memory.total)];
      return {
        text: `$(sync~spin) ${l10n.t('{0} of {1}', done, total)}`,
        tooltip:
          memory.phase === 'reading'
            ? l10n.t('Reading files: {0} of {1}', done, total)
            : l10n.t('Remembering passages: {0} of {1}', done, total),
      };
    }
    case 'paused':
      return {
        text: '$(debug-pause) Recollect',
        tooltip: l10n.t('Paused at {0} of {1} passages', grouped(memory.done), grouped(memory.total)),
      };
    case 'ready':
      return {
        text: memory.device === null ? '$(book) Recollect' : `$(book) Recollect · ${memory.device}`,
        tooltip: l10n.t(
          'Ready. Files: {0}, passages: {1}, left out: {2}',
          grouped(memory.files),
          grouped(memory.passages),
          grouped(memory.skipped),
        ),
      };
    case 'failed':
      return { text: '$(error) Recollect', tooltip: memory.error.message };
  }
}
