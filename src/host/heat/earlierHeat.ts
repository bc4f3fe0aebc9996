import * as vscode from 'vscode';
import { nameParts, type Place } from '../places.ts';
import { PlaceTracker } from '../placeTracker.ts';
import { sharedWords } from '../questionWords.ts';
import { answerOf, titleOf, type KeptTurn } from '../threads/keptThread.ts';
import type { Threads } from '../threads/threads.ts';
import { questionTerms } from '../../core/text/words.ts';
import { Heat } from './heat.ts';
import { heatPlaces } from './keptHeat.ts';
import type { HeatLook } from './heatLook.ts';

/** What the heat of earlier answers is shown with. */
export interface EarlierHeatParts {
  readonly threads: Pick<Threads, 'open' | 'all' | 'current'>;
  /** Files that changed on disk. */
  readonly onDidChangeFile: vscode.Event<vscode.Uri>;
  readonly look: () => HeatLook;
  /** The heat of the present answer, which is off while another's is on. */
  readonly present: Heat;
}

/** What is lit in place of the present answer. */
export interface OtherHeat {
  /** Whose it is: the id of a turn, or whatever else tells one from the next. */
  readonly id: string;
  readonly question: string;
  readonly places: readonly Place[];
}

interface TurnItem extends vscode.QuickPickItem {
  readonly turn?: KeptTurn;
}

/** Shows the heat of an answer that is over again, in place of the present one's, until it is put out. */
export class EarlierHeat implements vscode.Disposable {
  readonly #parts: EarlierHeatParts;
  readonly #heat: Heat;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly tracker: PlaceTracker;
  #item: vscode.StatusBarItem | undefined;
  #shown: string | undefined;

  /** Another one is shown, or none any more. */
  readonly onDidChange = this.#changed.event;

  constructor(parts: EarlierHeatParts) {
    this.#parts = parts;
    this.tracker = new PlaceTracker(parts.onDidChangeFile);
    this.#heat = new Heat(this.tracker, parts.look);
  }

  /** Whose heat is shown; undefined where it is the present answer's. */
  get shown(): string | undefined {
    return this.#shown;
  }

  /** Draws it anew: the settings are others. */
  refresh(): void {
    this.#heat.refresh();
  }

  /** Lights this in place of the present answer. */
  async show({ id, question, places }: OtherHeat): Promise<void> {
    this.#shown = id;
    this.#parts.present.mute(true);
    const asked = questionTerms(question).map((term) => ({ term, leaves: 1, rarity: 1 }));
    this.#heat.explain({
      question,
      // Which words were rare is not kept: long ones mostly are.
      wordsIn: (sentence) =>
        sharedWords(
          sentence,
          asked.filter(({ term }) => term.length > 4 || !/[a-z]/u.test(term)),
          1,
        ),
      cited: '',
    });
    this.#tell(question);
    await this.tracker.track(places);
    this.#changed.fire();
  }

  /** Puts it out, where it is of that id or no id is named: the present answer's is lit again. @returns whether it was on */
  clear(id?: string): boolean {
    if (this.#shown === undefined || (id !== undefined && id !== this.#shown)) return false;
    this.#shown = undefined;
    this.#heat.explain(undefined);
    void this.tracker.track([]);
    this.#parts.present.mute(false);
    this.#item?.hide();
    this.#changed.fire();
    return true;
  }

  /** Lights the heat of the kept turn of that id, of the conversation that is shown; unknown ids are ignored. */
  async showTurn(id: string): Promise<void> {
    const turn = this.#parts.threads.current.turns.find((candidate) => candidate.id === id);
    const places = turn === undefined ? [] : heatPlaces(turn);
    if (turn !== undefined && places.length > 0) await this.show({ id, question: turn.question, places });
  }

  /** Lets the user choose among the answers of every conversation, the newest first, and lights that one's heat. */
  async choose(): Promise<void> {
    const { threads } = this.#parts;
    await threads.open();
    const items = this.#items();
    if (items.length === 0) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('There are no earlier answers yet. Ask a question: its heat can be shown again later.'),
      );
      return;
    }
    const picked = await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t('Show the heat of which answer?'),
      placeHolder: vscode.l10n.t('Type words of a question, an answer or a file'),
      matchOnDescription: true,
      matchOnDetail: true,
    });
    const turn = picked?.turn;
    if (turn === undefined) return;
    await this.show({ id: turn.id, question: turn.question, places: heatPlaces(turn) });
    await this.#openStrongest();
  }

  dispose(): void {
    this.#heat.dispose();
    this.tracker.dispose();
    this.#changed.dispose();
    this.#item?.dispose();
  }

  #items(): TurnItem[] {
    const { current, all } = this.#parts.threads;
    return [current, ...all.filter(({ id }) => id !== current.id)].flatMap((thread): TurnItem[] => {
      const turns = thread.turns.filter((turn) => heatPlaces(turn).length > 0).toReversed();
      if (turns.length === 0) return [];
      return [
        { label: titleOf(thread), kind: vscode.QuickPickItemKind.Separator },
        ...turns.map((turn) => {
          const files = [...new Set(heatPlaces(turn).map(({ file }) => nameParts(file).label))];
          return {
            label: `$(flame) ${turn.question.replace(/\s+/gu, ' ').trim()}`,
            description: files.slice(0, 3).join(', '),
            detail: answerOf(turn).replace(/\s+/gu, ' ').slice(0, 200),
            turn,
          };
        }),
      ];
    });
  }

  /** Opens what is lit most, so that something is seen. */
  async #openStrongest(): Promise<void> {
    await vscode.commands.executeCommand('recollect.nextHeat');
  }

  #tell(question: string): void {
    this.#item ??= vscode.window.createStatusBarItem('recollect.heat', vscode.StatusBarAlignment.Left, 1);
    const shown = question.replace(/\s+/gu, ' ').trim();
    this.#item.name = vscode.l10n.t('Recollect: heat of an earlier answer');
    this.#item.text = `$(flame) ${shown.length > 40 ? `${shown.slice(0, 40).trimEnd()}…` : shown}`;
    this.#item.tooltip = vscode.l10n.t('The editor shows the heat of an earlier answer: {0}', shown);
    this.#item.command = {
      command: 'recollect.clearHeat',
      title: vscode.l10n.t('Clear Heat'),
    };
    this.#item.show();
  }
}
