import * as vscode from 'vscode';
import type { MemoryView } from '../protocol/panelMessages.ts';
import { timeText } from './firstRun/amounts.ts';
import { Pace } from './firstRun/pace.ts';
import { grouped, percent } from '../protocol/numbers.ts';

/** The item at the foot of the window: how far the memory is, at a glance. A click tells more. */
export class StatusBar implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  readonly #pace = new Pace();

  constructor() {
    this.#item = vscode.window.createStatusBarItem('recollect.status', vscode.StatusBarAlignment.Right, 90);
    this.#item.name = 'Recollect';
  }

  /** @param trusted false in Restricted Mode, which the item then says */
  show(memory: MemoryView, trusted: boolean): void {
    const left = memory.kind === 'indexing' ? this.#pace.left(memory, performance.now()) : undefined;
    const face = faceOf(memory, left);
    if (face === undefined) {
      this.#item.hide();
      return;
    }
    const tooltip = trusted
      ? face.tooltip
      : `${face.tooltip}\n${vscode.l10n.t('Restricted Mode: only the built-in models answer.')}`;
    this.#item.text = trusted ? face.text : `${face.text} $(shield)`;
    this.#item.tooltip = tooltip;
    this.#item.accessibilityInformation = { label: `Recollect: ${tooltip}` };
    // The panel is where a large folder is asked about; elsewhere a click tells more.
    this.#item.command = memory.kind === 'large' ? 'recollect.panel.focus' : 'recollect.showIndexStatus';
    this.#item.backgroundColor =
      memory.kind === 'failed' ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    this.#item.show();
  }

  dispose(): void {
    this.#item.dispose();
  }
}

function faceOf(
  memory: MemoryView,
  left: number | undefined,
): { readonly text: string; readonly tooltip: string } | undefined {
  const { l10n } = vscode;
  switch (memory.kind) {
    case 'no-folder':
      return undefined;
    case 'large':
      return {
        text: `$(${memory.declined ? 'circle-slash' : 'question'}) Recollect`,
        tooltip: memory.declined
          ? l10n.t('{0} is not remembered: you put it off. Click to change that.', memory.name)
          : l10n.t('Remembering {0} takes {1}. Click to say whether it is to be.', memory.name, memory.time),
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
      if (memory.waiting === 'battery')
        return {
          text: '$(plug) Recollect',
          tooltip: l10n.t('On battery: {0} of {1} passages remembered, the rest on mains power', done, total),
        };
      const told =
        memory.phase === 'reading'
          ? l10n.t('Reading files: {0} of {1}', done, total)
          : l10n.t('Remembering passages: {0} of {1}', done, total);
      const rest = left === undefined ? '' : `\n${l10n.t('Done in {0}. Click for details.', timeText(left))}`;
      return {
        text: `$(sync~spin) ${memory.total === 0 ? 'Recollect' : percent(memory.done / memory.total)}`,
        tooltip: `${told}${rest}`,
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
