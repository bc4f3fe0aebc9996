import * as vscode from 'vscode';
import type { LocatedWhole } from '../core/answer/anchor.ts';
import { HEAT_LEVELS, heatLevel } from './heatLevels.ts';
import { percent } from './numbers.ts';
import type { PlaceTracker, TrackedPlace } from './placeTracker.ts';

/** What a sentence's hover says beside its share. */
export interface HeatReason {
  readonly question: string;
  /** Rarer words of the question that the sentence holds. */
  wordsIn(sentence: string): readonly string[];
}

/** Borders say in high contrast what shades say elsewhere: more attention, a stronger line. */
const BORDERS = ['1px dotted', '1px dashed', '1px solid', '2px solid', '2px solid'];

/** Lights up, in every visible editor, the sentences that the answer rests on, and says on hover why. */
export class Heat implements vscode.Disposable {
  readonly #tracker: PlaceTracker;
  readonly #enabled: () => boolean;
  readonly #subscriptions: vscode.Disposable[];
  #levels: vscode.TextEditorDecorationType[] | undefined;
  #hovers: vscode.Disposable | undefined;
  #reason: HeatReason | undefined;

  constructor(tracker: PlaceTracker, enabled: () => boolean) {
    this.#tracker = tracker;
    this.#enabled = enabled;
    this.#subscriptions = [
      tracker.onDidChange((uri) => this.#showIn(uri)),
      vscode.window.onDidChangeVisibleTextEditors(() => this.refresh()),
    ];
  }

  /** Lights the sentences that the tracker follows, and explains them; undefined puts the light out. */
  explain(reason: HeatReason | undefined): void {
    this.#reason = reason;
    if (reason === undefined) {
      this.#hovers?.dispose();
      this.#hovers = undefined;
    }
    this.refresh();
  }

  /** Draws every visible editor anew. */
  refresh(): void {
    for (const editor of vscode.window.visibleTextEditors) this.#show(editor);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    for (const level of this.#levels ?? []) level.dispose();
    this.#hovers?.dispose();
  }

  #showIn(uri: vscode.Uri): void {
    for (const editor of vscode.window.visibleTextEditors)
      if (editor.document.uri.toString() === uri.toString()) this.#show(editor);
  }

  #show(editor: vscode.TextEditor): void {
    const heated = this.#heated(editor.document.uri);
    // The types are made with the first heat: a window without questions never has them.
    if (this.#levels === undefined && heated.length === 0) return;
    this.#levels ??= Array.from({ length: HEAT_LEVELS }, (_, i) => decorationType(i + 1));
    if (heated.length > 0)
      this.#hovers ??= vscode.languages.registerHoverProvider(
        { scheme: editor.document.uri.scheme },
        { provideHover: (document, position) => this.#hoverAt(document, position) },
      );
    const ranges = this.#levels.map((): vscode.Range[] => []);
    for (const { place, level } of heated) ranges[level - 1]?.push(rangeOf(place.located, editor.document));
    for (const [i, level] of this.#levels.entries()) editor.setDecorations(level, ranges[i] ?? []);
  }

  /** The sentences of a file that are lit and where they are, with their shades. */
  #heated(uri: vscode.Uri): { readonly place: HeatedPlace; readonly level: number }[] {
    if (!this.#enabled() || this.#reason === undefined) return [];
    const all = this.#tracker.places().filter(({ kind }) => kind === 'heat');
    const strongest = Math.max(0, ...all.map(({ weight }) => weight));
    return all
      .filter(isThere)
      .filter((place) => place.uri.toString() === uri.toString())
      .map((place) => ({ place, level: heatLevel(place.weight, strongest) }))
      .filter(({ level }) => level > 0);
  }

  /** Why the sentence at a position is lit. Made when it is asked for: most sentences are never hovered over. */
  #hoverAt(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const offset = document.offsetAt(position);
    const under = this.#heated(document.uri).find(
      ({ place: { located } }) => located.start <= offset && offset < located.end,
    );
    return under === undefined
      ? undefined
      : new vscode.Hover(this.#text(under.place), rangeOf(under.place.located, document));
  }

  #text({ weight, located, anchor }: HeatedPlace): vscode.MarkdownString {
    const text = new vscode.MarkdownString('', true);
    text.appendMarkdown('$(flame) ');
    text.appendText(vscode.l10n.t('{0} of the attention', percent(weight)));
    if (located.standing === 'moved') {
      text.appendMarkdown(' · ');
      text.appendText(vscode.l10n.t('moved since the answer'));
    }
    if (this.#reason !== undefined) {
      text.appendMarkdown('\n\n');
      text.appendText(vscode.l10n.t('Asked: {0}', this.#reason.question));
      const words = this.#reason.wordsIn(anchor.quote);
      text.appendMarkdown('\n\n');
      text.appendText(
        words.length > 0
          ? vscode.l10n.t('Words of the question: {0}', words.join(', '))
          : vscode.l10n.t('Close to the question in meaning, without its words.'),
      );
    }
    text.isTrusted = {
      enabledCommands: ['recollect.previousPassage', 'recollect.nextPassage', 'recollect.clearHeat'],
    };
    text.appendMarkdown(
      `\n\n[${vscode.l10n.t('Previous')}](command:recollect.previousPassage) · ` +
        `[${vscode.l10n.t('Next')}](command:recollect.nextPassage) · ` +
        `[${vscode.l10n.t('Clear Heat')}](command:recollect.clearHeat)`,
    );
    return text;
  }
}

/** A heated sentence that stands somewhere. */
interface HeatedPlace extends TrackedPlace {
  readonly located: Exclude<LocatedWhole, { standing: 'gone' }>;
}

function isThere(place: TrackedPlace): place is HeatedPlace {
  return place.located !== undefined && place.located.standing !== 'gone';
}

function rangeOf({ start, end }: HeatedPlace['located'], document: vscode.TextDocument): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}

/** @param level from 1 */
function decorationType(level: number): vscode.TextEditorDecorationType {
  const border: vscode.ThemableDecorationRenderOptions = {
    border: BORDERS[level - 1] ?? '1px solid',
    borderColor: new vscode.ThemeColor('recollect.heatBorder'),
  };
  return vscode.window.createTextEditorDecorationType({
    ...border,
    backgroundColor: new vscode.ThemeColor(`recollect.heat${level}Background`),
    borderRadius: '2px',
    // Only what carries the answer shows in the ruler: with every shade there it would say nothing.
    ...(level >= 2
      ? {
          overviewRulerColor: new vscode.ThemeColor('recollect.heatRuler'),
          overviewRulerLane: level >= 4 ? vscode.OverviewRulerLane.Full : vscode.OverviewRulerLane.Right,
        }
      : {}),
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
}
