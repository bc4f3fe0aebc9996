import * as vscode from 'vscode';
import type { Conversation } from '../conversation.ts';
import { reporting } from '../errorView.ts';
import { openPlace } from '../openPlace.ts';
import type { Panel } from '../panel.ts';
import type { PlaceTracker } from '../placeTracker.ts';
import type { ShownPlaces } from '../shownPlaces.ts';
import type { Threads } from '../threads/threads.ts';
import type { WorkspaceMemory } from '../workspaceMemory.ts';
import { EarlierHeat } from './earlierHeat.ts';
import type { Heat } from './heat.ts';
import type { HeatLook } from './heatLook.ts';
import { stepFrom, type HeatStop } from './heatStops.ts';
import { litIn } from './lit.ts';
import { ShownPage } from '../passages/shownPage.ts';

/** What heat and the commands on text work with. */
export interface HeatCommandParts {
  readonly memory: WorkspaceMemory;
  readonly conversation: Conversation;
  readonly threads: Threads;
  readonly places: ShownPlaces;
  readonly panel: Panel;
  /** The present answer's heat, and the places that it lights. */
  readonly heat: Heat;
  readonly tracker: PlaceTracker;
  readonly look: () => HeatLook;
  readonly log: vscode.LogOutputChannel;
}

/**
 * Heat beside the present answer's, and the commands on what stands in the editor. Other parts of the host tell it of
 * turns that are unfolded ({@link HeatCommands.showTurn}) and of settings that changed ({@link HeatCommands.refresh}).
 */
export class HeatCommands implements vscode.Disposable {
  readonly #parts: HeatCommandParts;
  readonly #earlier: EarlierHeat;
  readonly #subscriptions: vscode.Disposable[];
  readonly #keys = new Map<string, string>();

  constructor(parts: HeatCommandParts) {
    this.#parts = parts;
    const { memory, conversation, threads, places, heat, look, log } = parts;
    const page = new ShownPage(log);
    this.#earlier = new EarlierHeat({
      threads,
      onDidChangeFile: memory.onDidChangeFile,
      look,
      present: heat,
    });
    const earlier = this.#earlier;
    const commands: Readonly<Record<string, (...args: unknown[]) => unknown>> = {
      'recollect.nextHeat': () => this.#step(1),
      'recollect.previousHeat': () => this.#step(-1),
      'recollect.clearHeat': () => {
        if (!earlier.clear()) conversation.clearHeat();
      },
      'recollect.showEarlierHeat': () => earlier.choose(),
      'recollect.toggleShares': () => setHeat('shares', !look().shares),
      'recollect.toggleWords': () => setHeat('detail', look().detail === 'words' ? 'sentences' : 'words'),
      'recollect.askSelection': () => this.#askSelection(),
      // Loaded when they are wanted: the editor starts sooner.
      'recollect.findSimilar': async () => {
        const { findSimilar } = await import('../later.ts');
        await findSimilar({ memory, places });
      },
      'recollect.explainPassage': async () => {
        const { explainPassage } = await import('../later.ts');
        await explainPassage({ memory, places, threads, page });
      },
      'recollect.compareFiles': async (resource, selected, question) => {
        const { compareFiles } = await import('../later.ts');
        await compareFiles({ memory, places, threads, page, heat: earlier }, resource, selected, question);
      },
    };
    this.#subscriptions = [
      page,
      earlier,
      earlier.onDidChange(() => this.#tell()),
      heat.onDidChange(() => this.#tell()),
      parts.tracker.onDidChange(() => this.#tell()),
      conversation.onDidChange(() => {
        // Who asks wants to see what answers.
        if (conversation.turn.kind === 'pending') earlier.clear();
      }),
      ...Object.entries(commands).map(([id, run]) =>
        vscode.commands.registerCommand(id, (...args: unknown[]) => reporting(log, () => run(...args))),
      ),
    ];
  }

  /** The heat of the turn of that id is shown again, as where the panel unfolds it, or no longer. */
  async showTurn(id: string, shown: boolean): Promise<void> {
    if (shown) await this.#earlier.showTurn(id);
    else this.#earlier.clear(id);
  }

  /** Draws it anew: the settings are others. */
  refresh(): void {
    this.#earlier.refresh();
    this.#tell();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** The places that are lit now. */
  get #tracker(): PlaceTracker {
    return this.#earlier.shown === undefined ? this.#parts.tracker : this.#earlier.tracker;
  }

  /** Goes to the next lit sentence from where the cursor is, or to the one before. */
  async #step(by: 1 | -1): Promise<void> {
    const places = this.#tracker.places();
    const files = new Map(places.map((place) => [place.uri.path, place.uri]));
    const stops = [...files].flatMap(([document, uri]) =>
      litIn(places, this.#tracker.places(uri), 'sentences').sentences.map(({ place }): HeatStop => {
        const { start, end } = place.located;
        return { id: place.id, document, start, end, weight: place.weight };
      }),
    );
    const editor = vscode.window.activeTextEditor;
    const next = stepFrom(
      stops,
      // Offsets of a cell are not those of the notebook's file.
      editor === undefined || editor.document.uri.scheme === 'vscode-notebook-cell'
        ? undefined
        : { document: editor.document.uri.path, offset: editor.document.offsetAt(editor.selection.active) },
      by,
    );
    const place = places.find(({ id }) => id === next?.id);
    if (place === undefined) {
      vscode.window.setStatusBarMessage(
        `$(flame) ${vscode.l10n.t('Nothing is lit: ask a question first.')}`,
        5000,
      );
      return;
    }
    await openPlace(place, this.#tracker, () => undefined);
  }

  async #askSelection(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined || editor.selection.isEmpty) {
      void vscode.window.showInformationMessage(vscode.l10n.t('Select some text to ask about it.'));
      return;
    }
    await this.#parts.panel.compose('selection', '');
  }

  /** Tells the keybindings and menus what is lit. */
  #tell(): void {
    const { heat } = this.#parts;
    const lit = heat.lit || (this.#earlier.shown !== undefined && this.#parts.look().enabled);
    const uris = lit
      ? this.#tracker
          .places()
          .filter(({ kind }) => kind === 'heat')
          .map(({ uri }) => uri)
      : [];
    setKey(this.#keys, 'lit', lit);
    setKey(this.#keys, 'litPaths', [...new Set(uris.flatMap(({ path, fsPath }) => [path, fsPath]))]);
    setKey(this.#keys, 'earlierHeat', this.#earlier.shown !== undefined);
  }
}

function setKey(known: Map<string, string>, key: string, value: boolean | readonly string[]): void {
  const now = JSON.stringify(value);
  if (known.get(key) === now) return;
  known.set(key, now);
  void vscode.commands.executeCommand('setContext', `recollect.${key}`, value);
}

function setHeat(name: 'shares' | 'detail', value: boolean | string): Thenable<void> {
  return vscode.workspace
    .getConfiguration('recollect.heat')
    .update(name, value, vscode.ConfigurationTarget.Global);
}
