import * as vscode from 'vscode';
import type { CancelSignal } from '../../core/ports.ts';
import { onAbort } from '../../protocol/abort.ts';
import type { RedactedKind, Sending } from '../../protocol/writing.ts';
import { approvalKey, languageOf, redactedCounts, sendingText } from './sendingText.ts';

/** Scheme of the documents in which what is sent is read. */
export const SENDING_SCHEME = 'recollect-sending';

/** The part of VS Code's Memento that approvals are kept in. */
export interface Kept {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** Under this key of the state of the whole editor: what may be sent where is for the user to say, once. */
const KEY = 'sendingApproved';
/** Addresses that are kept, at most; the one approved longest ago goes first. */
const MOST_KEPT = 50;

/** Shows what is about to leave this machine and asks whether it may; nothing leaves that was not answered with yes. */
export class Approval implements vscode.Disposable, vscode.TextDocumentContentProvider {
  readonly #kept: Kept;
  readonly #preview: () => 'once' | 'always';
  readonly #registered: vscode.Disposable;
  readonly #texts = new Map<string, string>();
  #count = 0;

  /**
   * @param kept the editor's own state
   * @param preview whether each sending is shown, or only those to addresses that are not approved for good
   */
  constructor(kept: Kept, preview: () => 'once' | 'always') {
    this.#kept = kept;
    this.#preview = preview;
    this.#registered = vscode.workspace.registerTextDocumentContentProvider(SENDING_SCHEME, this);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.path) ?? '';
  }

  /** Whether it may be sent. To this machine itself it may; else the user says so, after seeing it. */
  async approve(sending: Sending, signal?: CancelSignal): Promise<boolean> {
    if (sending.local) return true;
    if (this.#preview() === 'once' && this.#approved().includes(approvalKey(sending))) return true;
    const uri = await this.open(sending.to, languageOf(sending), sendingText(sending));
    const { promise: stopped, resolve } = Promise.withResolvers<undefined>();
    const unheard = onAbort(signal, () => resolve(undefined));
    try {
      return await this.#ask(sending, stopped);
    } finally {
      unheard();
      await closeTab(uri);
      this.#texts.delete(uri.path);
    }
  }

  /** Opens a text to be read, and no more. */
  async open(name: string, language: 'json' | 'markdown', text: string): Promise<vscode.Uri> {
    const file = name.replace(/[^\p{L}\p{N}.-]+/gu, '-');
    const uri = vscode.Uri.from({
      scheme: SENDING_SCHEME,
      path: `/${++this.#count}/${file}.${language === 'json' ? 'json' : 'md'}`,
    });
    this.#texts.set(uri.path, text);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.languages.setTextDocumentLanguage(document, language);
    await vscode.window.showTextDocument(document, { preview: true, preserveFocus: true });
    // A passage is one line of JSON: it is read whole without scrolling sideways.
    if (vscode.workspace.getConfiguration('editor', document).get('wordWrap') === 'off')
      await vscode.commands.executeCommand('editor.action.toggleWordWrap');
    return uri;
  }

  dispose(): void {
    this.#registered.dispose();
  }

  async #ask(sending: Sending, stopped: Promise<undefined>): Promise<boolean> {
    const { l10n } = vscode;
    const send = l10n.t('Send');
    const always = l10n.t('Always for This Address');
    const cancel = l10n.t('Cancel');
    const chosen = await Promise.race([
      vscode.window.showInformationMessage(
        [
          l10n.t('Recollect is about to send the text that is open in the editor to {0}.', sending.to),
          redactedText(sending),
        ].join(' '),
        send,
        ...(this.#preview() === 'once' ? [always] : []),
        cancel,
      ),
      stopped,
    ]);
    if (chosen === always) {
      const key = approvalKey(sending);
      await this.#kept.update(KEY, [...this.#approved().filter((other) => other !== key), key]);
    }
    return chosen === send || chosen === always;
  }

  #approved(): string[] {
    const kept = this.#kept.get(KEY);
    return Array.isArray(kept)
      ? kept.filter((to): to is string => typeof to === 'string').slice(-MOST_KEPT)
      : [];
  }
}

/** What was taken out, in words. */
export function redactedText({ redacted }: Pick<Sending, 'redacted'>): string {
  const { l10n } = vscode;
  const words: Record<RedactedKind, (count: string) => string> = {
    'e-mail': (count) => l10n.t('e-mail addresses: {0}', count),
    phone: (count) => l10n.t('telephone numbers: {0}', count),
    id: (count) => l10n.t('ID numbers: {0}', count),
    card: (count) => l10n.t('bank card numbers: {0}', count),
    key: (count) => l10n.t('keys: {0}', count),
    name: (count) => l10n.t('names: {0}', count),
  };
  const parts = redactedCounts(redacted).map(({ kind, count }) => words[kind](String(count)));
  return parts.length === 0
    ? l10n.t('Nothing was taken out of it.')
    : l10n.t('Taken out of it: {0}.', parts.join(l10n.t(', ')));
}

async function closeTab(uri: vscode.Uri): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap(({ tabs: all }) => all);
  const open = tabs.filter(
    ({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString(),
  );
  // A tab that the user closed meanwhile is closed.
  await vscode.window.tabGroups.close(open, true).then(undefined, () => undefined);
}
