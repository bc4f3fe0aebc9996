import * as vscode from 'vscode';
import type { Conversation } from './conversation.ts';
import type { Explanation } from './explain/explanation.ts';
import type { FirstRun } from './firstRun/firstRun.ts';
import type { Generating } from './generate/generating.ts';
import type { HeatCommands } from './heat/heatCommands.ts';
import type { PanelWish } from './panel.ts';
import type { PanelScopes } from './scopes/panelScopes.ts';
import type { Summaries } from './summary/summaries.ts';
import type { ThreadCommands } from './threads/threadCommands.ts';
import type { WorkspaceMemory } from './workspaceMemory.ts';

/** What the panel's wishes are done with. */
export interface PanelWishParts {
  readonly firstRun: FirstRun;
  readonly conversation: Conversation;
  readonly scopes: PanelScopes;
  readonly explanation: Explanation;
  readonly summaries: Summaries;
  readonly threads: ThreadCommands;
  readonly onText: Pick<HeatCommands, 'showTurn'>;
  readonly generating: Generating;
  readonly memory: WorkspaceMemory;
  readonly log: vscode.LogOutputChannel;
}

/** Does what the panel wants done. */
export function panelWishes(parts: PanelWishParts): (wish: PanelWish) => unknown {
  const { firstRun, conversation, scopes, explanation, summaries, threads, onText } = parts;
  const { generating, memory, log } = parts;
  return (wish) => {
    switch (wish.type) {
      case 'ask':
        return conversation.ask(wish.text, scopes.resolve(wish.scope));
      case 'offer':
        return scopes.offer(wish.typed);
      case 'pick':
        return scopes.pick(wish.id);
      case 'unpick':
        return scopes.unpick(wish.id);
      case 'retry':
        return conversation.retry();
      case 'cancel':
        return summaries.view === null ? conversation.cancel() : summaries.cancel();
      case 'open':
        return summaries.view === null ? conversation.open(wish.id) : summaries.open(wish.id);
      case 'copy':
        return conversation.keptId === undefined ? undefined : threads.copy(conversation.keptId);
      case 'judge':
        return conversation.judge(wish.id, wish.useful);
      case 'explain':
        return explanation.show(wish.shown);
      case 'newThread':
        return threads.start();
      case 'threads':
        return threads.choose();
      case 'renameThread':
        return threads.rename();
      case 'exportThread':
        return threads.export();
      case 'forget':
        return threads.forget(wish.id);
      case 'pin':
        return conversation.pin(wish.id, wish.pinned);
      case 'heatOfTurn':
        return onText.showTurn(wish.id, wish.shown);
      case 'ground':
        return conversation.ground(wish.id);
      case 'insist':
        return conversation.insist();
      case 'chooseModel':
        return generating.choose();
      case 'showSent':
        return generating.showSent();
      case 'used':
        return conversation.used(wish.id);
      case 'summarize':
        return summaries.again(wish);
      case 'copySummary':
        return summaries.copy();
      case 'leftOut':
        return summaries.leftOut(wish.shown);
      case 'closeSummary':
        return summaries.close();
      case 'index':
        return memory.index();
      case 'pause':
        return memory.pause();
      case 'resume':
        return memory.resume();
      case 'showLog':
        return log.show(true);
      case 'openFolder':
        return vscode.commands.executeCommand('workbench.action.files.openFolder');
      case 'openSample':
        return firstRun.openSampleLibrary();
      case 'remember':
        return firstRun.decide(memory, wish.choice);
      case 'manageTrust':
        return vscode.commands.executeCommand('workbench.trust.manage');
    }
  };
}
