import * as vscode from 'vscode';
import { answerOf, titleOf, type KeptThread } from './keptThread.ts';
import { searchThreads, type Threads } from './threads.ts';

/** What can be done with a conversation of the list. */
export interface ThreadActions {
  readonly rename: (thread: KeptThread) => Promise<void>;
  readonly remove: (thread: KeptThread) => Promise<void>;
}

interface ThreadItem extends vscode.QuickPickItem {
  readonly thread: KeptThread;
}

/** UTF-16 units of a turn that are shown below a title. */
const DETAIL = 140;

/** Shows the conversations; what is typed is looked for in titles, questions and answers. Undefined where none is chosen. */
export async function pickThread(threads: Threads, actions: ThreadActions): Promise<KeptThread | undefined> {
  const { l10n, window, ThemeIcon } = vscode;
  const rename = { iconPath: new ThemeIcon('edit'), tooltip: l10n.t('Rename Conversation') };
  const remove = { iconPath: new ThemeIcon('trash'), tooltip: l10n.t('Delete Conversation') };
  const picker = window.createQuickPick<ThreadItem>();
  picker.title = l10n.t('Conversations');
  picker.placeholder = l10n.t('Search titles, questions and answers');
  const refresh = (): void => {
    picker.items = searchThreads(threads.all, picker.value).map(({ thread, turn }): ThreadItem => {
      const shown = turn ?? thread.turns.at(-1);
      const count = thread.turns.length;
      return {
        thread,
        label: titleOf(thread) || l10n.t('Conversation without questions'),
        description: [
          count === 1 ? l10n.t('1 question') : l10n.t('{0} questions', count),
          new Date(thread.changed).toISOString().slice(0, 10),
          ...(thread.id === threads.current.id ? [l10n.t('shown now')] : []),
        ].join(' · '),
        detail: shown === undefined ? '' : shortened(`${shown.question} — ${answerOf(shown)}`),
        alwaysShow: true,
        buttons: [rename, remove],
      };
    });
  };
  refresh();
  const { promise, resolve } = Promise.withResolvers<KeptThread | undefined>();
  const subscriptions = [
    picker.onDidChangeValue(refresh),
    picker.onDidAccept(() => resolve(picker.selectedItems[0]?.thread)),
    picker.onDidHide(() => resolve(undefined)),
    picker.onDidTriggerItemButton(({ item, button }) => {
      if (button === remove) void actions.remove(item.thread).then(refresh);
      // An input box takes the list's place.
      else void actions.rename(item.thread);
    }),
  ];
  picker.show();
  const chosen = await promise;
  for (const subscription of subscriptions) subscription.dispose();
  picker.dispose();
  return chosen;
}

function shortened(text: string): string {
  const flat = text.replace(/\s+/gu, ' ').replace(/ — $/u, '').trim();
  return flat.length > DETAIL ? `${flat.slice(0, DETAIL).trimEnd()}…` : flat;
}
