import * as vscode from 'vscode';
import { fileUri } from '../folderUri.ts';
import { locate } from '../../core/answer/anchor.ts';
import type { Conversation } from '../conversation.ts';
import { exportJudged } from '../judged/exportJudged.ts';
import { textOf } from '../placeTracker.ts';
import type { ShownPlaces } from '../shownPlaces.ts';
import { titleOf, type KeptCitation, type KeptThread, type KeptTurn } from './keptThread.ts';
import { pickThread } from './threadPicker.ts';
import {
  threadMarkdown,
  turnMarkdown,
  type FoundWords,
  type ThreadMarkdownWording,
} from './threadMarkdown.ts';
import type { Threads, ThreadTrouble } from './threads.ts';

/** What the user's wishes about conversations work on. */
export interface ThreadCommandParts {
  readonly threads: Threads;
  readonly conversation: Conversation;
  readonly places: ShownPlaces;
  /** Shows the panel. */
  readonly reveal: () => Promise<void>;
}

/** UTF-16 units of a conversation's name, at most. */
const LONGEST_TITLE = 200;

/** What a person does with conversations: begin, choose, rename, delete, export; forget and pin their turns. */
export class ThreadCommands {
  readonly #parts: ThreadCommandParts;

  constructor(parts: ThreadCommandParts) {
    this.#parts = parts;
  }

  /** Begins a new conversation; the one before is kept. */
  async start(): Promise<void> {
    await this.#parts.threads.open();
    await this.#parts.conversation.clear();
    await this.#parts.threads.start();
  }

  /** Lets the user choose among the conversations, find one by its words, rename and delete. */
  async choose(): Promise<void> {
    const { threads, reveal } = this.#parts;
    await threads.open();
    if (threads.all.length === 0) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('There are no conversations yet. Ask a question, and it begins one.'),
      );
      return;
    }
    const chosen = await pickThread(threads, {
      rename: (thread) => this.#rename(thread),
      remove: (thread) => this.#remove(thread),
    });
    if (chosen === undefined) return;
    if (chosen.id !== threads.current.id) {
      await this.#parts.conversation.clear();
      await threads.show(chosen.id);
    }
    await reveal();
  }

  /** Renames the conversation that is shown. */
  async rename(): Promise<void> {
    await this.#rename(this.#parts.threads.current);
  }

  /** Shows the conversation that is shown in the panel as Markdown, as a new document that can be saved anywhere. */
  async export(): Promise<void> {
    const { threads } = this.#parts;
    await threads.open();
    const { current } = threads;
    if (current.turns.length === 0) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('There is nothing to export yet: this conversation has no question.'),
      );
      return;
    }
    const content = threadMarkdown(current, await this.#wording(current.turns));
    const document = await vscode.workspace.openTextDocument({ language: 'markdown', content });
    await vscode.window.showTextDocument(document);
  }

  /** Puts the turn of that id on the clipboard as Markdown: question, answer, and each source with its quote. */
  async copy(id: string): Promise<void> {
    const turn = this.#parts.threads.current.turns.find((candidate) => candidate.id === id);
    if (turn === undefined) return;
    await vscode.env.clipboard.writeText(turnMarkdown(turn, await this.#wording([turn])));
    vscode.window.setStatusBarMessage(`$(check) ${vscode.l10n.t('Answer copied with its sources.')}`, 5000);
  }

  /** Shows the questions whose answers were judged, as `recollect eval` reads them. */
  async exportJudged(): Promise<void> {
    await exportJudged(this.#parts.threads);
  }

  /** Forgets a turn at once, and offers to take that back. */
  async forget(id: string): Promise<void> {
    const back = await this.#parts.conversation.forget(id);
    if (back !== undefined) await offerBack(vscode.l10n.t('The question is forgotten.'), back);
  }

  async #wording(turns: readonly KeptTurn[]): Promise<ThreadMarkdownWording> {
    const { places } = this.#parts;
    const { l10n } = vscode;
    const found = await whereWordsStand(turns);
    return {
      shownFile: (citation) => places.shownFile(citation),
      found: (citation) => found.get(citation) ?? { line: undefined },
      date: (time) => new Date(time).toISOString().slice(0, 10),
      texts: {
        exported: (date) => l10n.t('A conversation with Recollect, {0}', date),
        askedOf: (file) => l10n.t('asked {0} only', file),
        declined: l10n.t('Nothing in these files seems to answer this.'),
        writtenBy: (model) => l10n.t('Written by {0} and checked against the files:', model),
        line: (line) => l10n.t('line {0}', line),
        gone: l10n.t('no longer there'),
        sources: l10n.t('Sources:'),
        support: { unsure: l10n.t('not sure'), unsupported: l10n.t('not supported by the files') },
      },
    };
  }

  async #rename(thread: KeptThread): Promise<void> {
    const name = await vscode.window.showInputBox({
      title: vscode.l10n.t('Rename Conversation'),
      prompt: vscode.l10n.t('Leave it empty to call it by its first question.'),
      value: titleOf(thread).slice(0, LONGEST_TITLE),
      validateInput: (typed) =>
        typed.length > LONGEST_TITLE ? vscode.l10n.t('At most {0} characters.', LONGEST_TITLE) : undefined,
    });
    if (name !== undefined) await this.#parts.threads.rename(thread.id, name);
  }

  async #remove(thread: KeptThread): Promise<void> {
    const { threads, conversation } = this.#parts;
    if (thread.id === threads.current.id) await conversation.clear();
    const back = await threads.remove(thread.id);
    if (back !== undefined)
      void offerBack(vscode.l10n.t('“{0}” is deleted.', shortened(titleOf(thread))), back);
  }
}

/** What the user is told of trouble with keeping conversations. */
export function troubleText(trouble: ThreadTrouble): string {
  const { l10n } = vscode;
  switch (trouble.kind) {
    case 'damaged':
      return l10n.t(
        'A conversation could not be read, so it was set aside as {0}. The others are as they were.',
        trouble.files.join(', '),
      );
    case 'unread':
      return l10n.t(
        'The conversations could not be read: {0}. New ones are kept as far as possible.',
        told(trouble.error),
      );
    case 'unwritten':
      return l10n.t(
        'This conversation could not be written to the disk: {0}. It lasts as long as this window.',
        told(trouble.error),
      );
    case 'full':
      return l10n.t('This conversation is very long: its oldest question is no longer kept.');
  }
}

function told(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function offerBack(message: string, back: () => Promise<void>): Promise<void> {
  const undo = vscode.l10n.t('Undo');
  if ((await vscode.window.showInformationMessage(message, undo)) === undo) await back();
}

function shortened(title: string): string {
  return title.length > 60 ? `${title.slice(0, 60).trimEnd()}…` : title;
}

/** The line on which each citation's words stand now; a file is read once. */
async function whereWordsStand(turns: readonly KeptTurn[]): Promise<ReadonlyMap<KeptCitation, FoundWords>> {
  const texts = new Map<string, Promise<string | undefined>>();
  const found = new Map<KeptCitation, FoundWords>();
  for (const citation of turns.flatMap(({ citations }) => citations)) {
    const uri = fileUri(citation.folder, citation.file);
    const text = texts.get(uri.toString()) ?? textOf(uri);
    texts.set(uri.toString(), text);
    const known = await text;
    const located = known === undefined ? undefined : locate(citation, known);
    if (known === undefined || located === undefined || located.standing === 'gone') continue;
    found.set(citation, { line: known.slice(0, located.start).split(/\r\n|\r|\n/u).length });
  }
  return found;
}
