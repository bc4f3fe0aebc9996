import * as vscode from 'vscode';
import type { Conversation } from './conversation.ts';
import { reporting } from './errorView.ts';
import type { FirstRun } from './firstRun/firstRun.ts';
import type { Generating } from './generate/generating.ts';
import { showIndexStatus } from './indexStatus.ts';
import type { AttentionMap } from './map/attentionMap.ts';
import type { Panel } from './panel.ts';
import { fileScope } from './scopes/askScope.ts';
import type { ReliableEngine } from './reliableEngine.ts';
import type { EncoderSettings } from './settings.ts';
import type { Summaries } from './summary/summaries.ts';
import type { SummaryTarget } from './summary/summaryTarget.ts';
import { fileTarget, folderTarget, sectionTarget, selectionTarget } from './summary/summaryTargets.ts';
import { tryDevices } from './tryDevices.ts';
import type { ThreadCommands } from './threads/threadCommands.ts';
import type { WorkspaceFile, WorkspaceMemory } from './workspaceMemory.ts';

/** What the commands work on. */
export interface CommandParts {
  readonly panel: Panel;
  readonly conversation: Conversation;
  readonly threads: ThreadCommands;
  readonly memory: WorkspaceMemory;
  readonly generating: Generating;
  readonly summaries: Summaries;
  readonly map: AttentionMap;
  readonly log: vscode.LogOutputChannel;
  readonly engine: ReliableEngine;
  readonly encoder: () => EncoderSettings;
  readonly firstRun: FirstRun;
  /** The file in the editor that could be asked alone. */
  readonly fileNow: () => WorkspaceFile | undefined;
  /** The report that Copy Diagnostics copies. */
  readonly diagnostics: () => Promise<string>;
}

/** A selection longer than this is no question; UTF-16 units. */
const LONGEST_DRAFT = 300;

/** Registers every command of package.json. */
export function registerCommands(parts: CommandParts): vscode.Disposable {
  const { panel, conversation, memory, log } = parts;
  const summarize = async (target: SummaryTarget | undefined): Promise<void> => {
    if (target === undefined) return;
    await panel.reveal();
    await parts.summaries.show(target);
  };
  const commands: Readonly<Record<string, (...args: unknown[]) => unknown>> = {
    // With a text (a keybinding's "args") it asks at once; else it puts the cursor into the ask box.
    'recollect.ask': async (text) => {
      if (typeof text !== 'string' || text.trim() === '') {
        await panel.compose('workspace', selectedText());
        return;
      }
      await panel.reveal();
      await conversation.ask(text.trim(), null);
    },
    'recollect.askFile': async (resource, text) => {
      if (resource instanceof vscode.Uri) await vscode.window.showTextDocument(resource, { preview: false });
      const file = parts.fileNow();
      if (file === undefined) {
        void vscode.window.showWarningMessage(
          vscode.l10n.t(
            'This file is in no folder of the workspace, so it is not remembered. Open its folder, then ask.',
          ),
        );
        return;
      }
      if (typeof text !== 'string' || text.trim() === '') {
        await panel.compose('file', selectedText());
        return;
      }
      await panel.reveal();
      await conversation.ask(text.trim(), fileScope(file));
    },
    'recollect.newConversation': async () => {
      await parts.threads.start();
      await panel.compose('workspace', '');
    },
    'recollect.conversations': () => parts.threads.choose(),
    'recollect.exportConversation': () => parts.threads.export(),
    'recollect.exportJudged': () => parts.threads.exportJudged(),
    'recollect.index': async () => {
      // Whoever says so has said yes to a large folder, too.
      await parts.firstRun.rememberAll(memory);
      memory.index();
      await memory.settled();
    },
    'recollect.pause': () => memory.pause(),
    'recollect.resume': () => memory.resume(),
    'recollect.nextPassage': () => conversation.step(1),
    'recollect.previousPassage': () => conversation.step(-1),
    'recollect.summarizeFile': (resource) => summarize(fileTarget(memory, resource)),
    'recollect.summarizeSection': async () => summarize(await sectionTarget(memory)),
    'recollect.summarizeFolder': async (resource) => summarize(await folderTarget(memory, resource)),
    'recollect.summarizeSelection': () => summarize(selectionTarget(memory)),
    'recollect.chooseModel': () => parts.generating.choose(),
    'recollect.chooseEncoder': async () => {
      const { chooseEncoder } = await import('./later.ts');
      await chooseEncoder({ engine: parts.engine, settings: parts.encoder, log });
    },
    'recollect.showSent': () => parts.generating.showSent(),
    'recollect.showMap': () => parts.map.show(),
    'recollect.showIndexStatus': () => {
      memory.open();
      return showIndexStatus(memory, parts.engine);
    },
    'recollect.tryDevices': () => tryDevices(parts.engine),
    'recollect.showLog': () => log.show(),
    'recollect.copyDiagnostics': async () => {
      await vscode.env.clipboard.writeText(await parts.diagnostics());
      vscode.window.setStatusBarMessage(
        `$(check) ${vscode.l10n.t('Diagnostics copied: versions and counts, no text or names of documents.')}`,
        5000,
      );
    },
  };
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([id, run]) =>
      vscode.commands.registerCommand(id, (...args: unknown[]) => reporting(log, () => run(...args))),
    ),
  );
}

/** What is selected in the editor, where it can be a question. */
function selectedText(): string {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || editor.selection.isEmpty || !editor.selection.isSingleLine) return '';
  const text = editor.document.getText(editor.selection).trim();
  return text.length > LONGEST_DRAFT ? '' : text;
}
