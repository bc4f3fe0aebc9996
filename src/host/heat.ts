import * as vscode from 'vscode';
import { HEAT_LEVELS, heatLevel } from './heatLevels.ts';
import type { PlaceTracker, TrackedPlace } from './placeTracker.ts';

/** What a sentence's hover says beside its share. */
export interface HeatReason {
  readonly question: string;
  /** Rarer words of the question that the sentence holds. */
  wordsIn(sentence: string): readonly string[];
}

/** Borders say in high contrast what shades say elsewhere: more attention, a stronger line. */
const BORDERS = ['1px dotted', '1px dashed', '1px solid', '2px solid', '2px solid'];

/** Lights up, in every visible editor, the sentences that the answer rests on. */
export class Heat implements vscode.Disposable {
  readonly #tracker: PlaceTracker;
  readonly #enabled: () => boolean;
  readonly #subscriptions: vscode.Disposable[];
  #levels: vscode.TextEditorDecorationType[] | undefined;
  #reason: HeatReason | undefined;

  constructor(tracker: PlaceTracker, enabled: () => boolean) {
    this.#tracker = tracker;
    this.#enabled = enabled;
    this.#subscriptions = [
      tracker.onDidChange((uri) => this.#showIn(uri)),
      vscode.window.onDidChangeVisibleTextEditors(() => this.refresh()),
    ];
  }

  /** Explains the sentences that the tracker follows now; undefined where there are none. */
  explain(reason: HeatReason | undefined): void {
    this.#reason = reason;
    this.refresh();
  }

  /** Draws every visible editor anew. */
  refresh(): void {
    for (const editor of vscode.window.visibleTextEditors) this.#show(editor);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    for (const level of this.#levels ?? []) level.dispose();
  }

  #showIn(uri: vscode.Uri): void {
    for (const editor of vscode.window.visibleTextEditors)
      if (editor.document.uri.toString() === uri.toString()) this.#show(editor);
  }

  #show(editor: vscode.TextEditor): void {
    const heated = this.#enabled() ? this.#tracker.places(editor.document.uri).filter(isHeat) : [];
    // The types are made with the first heat: a window without questions never has them.
    if (this.#levels === undefined && heated.length === 0) return;
    this.#levels ??= Array.from({ length: HEAT_LEVELS }, (_, i) => decorationType(i + 1));
    const all = this.#tracker.places().filter(isHeat);
    const strongest = Math.max(0, ...all.map(({ weight }) => weight));
    const options = this.#levels.map((): vscode.DecorationOptions[] => []);
    for (const place of heated) {
      const { located } = place;
      if (located === undefined || located.standing === 'gone') continue;
      const range = new vscode.Range(
        editor.document.positionAt(located.start),
        editor.document.positionAt(located.end),
      );
      options[heatLevel(place.weight, strongest) - 1]?.push({ range, hoverMessage: this.#hover(place) });
    }
    for (const [i, level] of this.#levels.entries()) editor.setDecorations(level, options[i] ?? []);
  }

  #hover({ weight, located, anchor }: TrackedPlace): vscode.MarkdownString {
    const share = new Intl.NumberFormat(vscode.env.language, { style: 'percent', maximumFractionDigits: 0 });
    const text = new vscode.MarkdownString('', true);
    text.appendMarkdown('$(flame) ');
    text.appendText(vscode.l10n.t('{0} of the attention', share.format(weight)));
    if (located?.standing === 'moved') {
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

function isHeat({ kind }: TrackedPlace): boolean {
  return kind === 'heat';
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
