import * as vscode from 'vscode';
import type { WritingShell } from '../../protocol/writing.ts';
import type { ReliableEngine } from '../reliableEngine.ts';
import type { Settings } from '../settings.ts';
import type { WorkspaceMemory } from '../workspaceMemory.ts';
import { Approval, redactedText } from './approval.ts';
import { chooseModel } from './chooseModel.ts';
import { chosenWriter, isChosen, type Writer } from './chosenModel.ts';
import { generateInEditor, modelOf } from './editorModels.ts';
import { EndpointKeys } from './endpointKeys.ts';
import { ledgerText } from './ledgerText.ts';

/** What language models are chosen and lent with. */
export interface GeneratingParts {
  readonly context: Pick<vscode.ExtensionContext, 'secrets' | 'globalState'>;
  readonly settings: () => Settings;
  readonly engine: ReliableEngine;
  readonly memory: WorkspaceMemory;
}

/** The language model that the user chose: who it is, what it is lent, what is sent to it. */
export class Generating implements vscode.Disposable {
  readonly #parts: GeneratingParts;
  readonly #keys: EndpointKeys;
  readonly #approval: Approval;

  /** What the engine asks back while something is written. */
  readonly shell: WritingShell;

  constructor(parts: GeneratingParts) {
    this.#parts = parts;
    this.#keys = new EndpointKeys(parts.context.secrets);
    this.#approval = new Approval(parts.context.globalState, () => parts.settings().preview);
    this.shell = {
      approve: (sending, signal) => this.#approval.approve(sending, signal),
      generate: (id, messages, options) =>
        generateInEditor(id, messages, options, parts.settings().model.timeout),
    };
  }

  /** Name of the chosen model, as far as the settings tell, or null where none is chosen. */
  get name(): string | null {
    const { model } = this.#parts.settings();
    // Of an editor's model the vendor says nothing to a person.
    return isChosen(model)
      ? model.name.slice(model.kind === 'editor' ? model.name.indexOf('/') + 1 : 0)
      : null;
  }

  /** The chosen model with its key; undefined where none is chosen. Rejects where it cannot be had now. */
  async writer(): Promise<Writer | undefined> {
    return chosenWriter(this.#parts.settings(), this.#keys, modelOf);
  }

  /** Lets the user choose another one. */
  async choose(): Promise<void> {
    if (!vscode.workspace.isTrusted) return restricted();
    await chooseModel({
      now: () => this.#parts.settings().model,
      keys: this.#keys,
      models: (url, key) =>
        this.#parts.engine.run((api) => api.models({ url, ...(key === undefined ? {} : { key }) })),
    });
  }

  /** Opens the account of everything that was sent, the latest first. */
  async showSent(): Promise<void> {
    const { memory } = this.#parts;
    memory.open();
    const never = new AbortController().signal;
    const ledgers = await Promise.all(
      memory.memories.map((folder) => folder.run((engine, workspace) => engine.ledger({ workspace }), never)),
    );
    const { l10n } = vscode;
    await this.#approval.open(
      l10n.t('What was sent'),
      'markdown',
      ledgerText(ledgers, {
        title: l10n.t('What was sent'),
        nothing: l10n.t('Nothing has been sent to a language model from this workspace.'),
        kept: (file) => l10n.t('Byte by byte it is kept in {0}', file),
        local: l10n.t('this machine'),
        onlyAddress: l10n.t('Only the address was asked; no text of a document was sent.'),
        older: (count) => l10n.t('Older ones, which only the file has: {0}', String(count)),
        redacted: (redacted) => redactedText({ redacted }),
      }),
    );
  }

  dispose(): void {
    this.#approval.dispose();
  }
}

/** In a folder that is not trusted no model is asked: its documents may be made to lead one astray. */
async function restricted(): Promise<void> {
  const { l10n } = vscode;
  const manage = l10n.t('Manage Workspace Trust');
  const chosen = await vscode.window.showInformationMessage(
    l10n.t(
      'This folder is not trusted, so no language model is asked about it. The built-in models answer. Trust the folder to choose a model.',
    ),
    manage,
  );
  if (chosen === manage) await vscode.commands.executeCommand('workbench.trust.manage');
}
