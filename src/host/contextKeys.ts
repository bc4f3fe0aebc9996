import * as vscode from 'vscode';
import type { MemoryView } from '../protocol/panelMessages.ts';

/** What the `when` clauses of package.json go by. */
export interface KeyState {
  readonly memory: MemoryView;
  readonly paused: boolean;
  /** Whether there is an attended passage to go to. */
  readonly attended: boolean;
  /** Whether the question asked last was answered. */
  readonly answered: boolean;
}

/** Tells VS Code how things stand (`recollect.indexing` and so on), each only when it is another. */
export class ContextKeys {
  readonly #keys = new Map<string, boolean>();

  show({ memory, paused, attended, answered }: KeyState): void {
    const { kind } = memory;
    this.#set('indexing', kind === 'indexing' && !paused);
    this.#set('paused', paused);
    this.#set('attended', attended);
    // Steps of the walkthrough: once done they stay done.
    if (kind === 'indexing' || kind === 'paused' || kind === 'ready') this.#set('remembered', true);
    if (answered) this.#set('answered', true);
  }

  #set(key: string, value: boolean): void {
    if (this.#keys.get(key) === value) return;
    this.#keys.set(key, value);
    void vscode.commands.executeCommand('setContext', `recollect.${key}`, value);
  }
}
