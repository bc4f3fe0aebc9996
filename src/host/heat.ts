import * as vscode from 'vscode';
import type { LocatedWhole } from '../core/answer/anchor.ts';
import type { Range } from '../core/text/range.ts';
import { HEAT_LEVELS, heatLevel, shades } from './heatLevels.ts';
import { percent } from './numbers.ts';
import type { PlaceTracker, TrackedPlace } from './placeTracker.ts';

/** What a hover says beside the share. */
export interface HeatReason {
  readonly question: string;
  /** Rarer words of the question that the sentence holds. */
  wordsIn(sentence: string): readonly string[];
  /** What is said of a citation that is lit by itself. */
  readonly cited: string;
}

/** Borders say in high contrast what shades say elsewhere: more attention, a stronger line. */
const BORDERS = ['1px dotted', '1px dashed', '1px solid', '2px solid', '2px solid'];

/** Lights up, in every visible editor, what the answer rests on (words, their sentence, its passage), and says on hover why. */
export class Heat implements vscode.Disposable {
  readonly #tracker: PlaceTracker;
  readonly #enabled: () => boolean;
  readonly #subscriptions: vscode.Disposable[];
  #levels: vscode.TextEditorDecorationType[] | undefined;
  #hovers: vscode.Disposable | undefined;
  #reason: HeatReason | undefined;
  /** Ids of the citations that alone are lit. */
  #focus: readonly string[] | undefined;

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

  /** Lights the citations of these ids in place of what the answer rests on, best first; undefined lights that again. */
  focus(ids: readonly string[] | undefined): void {
    if (ids?.join() === this.#focus?.join()) return;
    this.#focus = ids;
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
    const lit = this.#lit(editor.document.uri);
    // The types are made with the first heat: a window without questions never has them.
    if (this.#levels === undefined && lit.sentences.length === 0) return;
    this.#levels ??= Array.from({ length: HEAT_LEVELS + 1 }, (_, i) => decorationType(i));
    if (lit.sentences.length > 0)
      this.#hovers ??= vscode.languages.registerHoverProvider(
        { scheme: editor.document.uri.scheme },
        { provideHover: (document, position) => this.#hoverAt(document, position) },
      );
    const ranges = this.#levels.map((): vscode.Range[] => []);
    const painted = shades(
      lit.sentences.map(({ place: { located }, level, span }) => ({
        start: located.start,
        end: located.end,
        level,
        span: span?.located,
      })),
      lit.passages.map(({ located }) => located),
      lit.anySpan,
    );
    for (const shade of painted) ranges[shade.level]?.push(rangeOf(shade, editor.document));
    for (const [i, level] of this.#levels.entries()) editor.setDecorations(level, ranges[i] ?? []);
  }

  /** What of a file is lit and where it is: sentences with their shades, and the passages around them. */
  #lit(uri: vscode.Uri): Lit {
    if (!this.#enabled() || this.#reason === undefined)
      return { sentences: [], passages: [], anySpan: false };
    const all = this.#tracker.places();
    const strongest = Math.max(0, ...all.filter(({ kind }) => kind === 'heat').map(({ weight }) => weight));
    if (this.#focus !== undefined) return this.#focused(uri, this.#focus);
    const here = all.filter(isThere).filter((place) => place.uri.toString() === uri.toString());
    const heated = new Set(all.filter(({ kind }) => kind === 'heat').map(({ id }) => id));
    const ofHeat = ({ part }: TrackedPlace): boolean => part !== undefined && heated.has(part.of);
    const sentences = here.flatMap((place): LitPlace[] => {
      const level = place.kind === 'heat' || ofHeat(place) ? heatLevel(place.weight, strongest) : 0;
      if (level === 0) return [];
      // Words outlive their sentence where that was edited around them: then they are lit alone.
      if (place.kind === 'span')
        return here.some(({ id }) => id === place.part?.of) ? [] : [{ place, level, span: place }];
      return [{ place, level, span: here.find(({ part }) => part?.of === place.id) }];
    });
    const passages = here.filter(
      ({ kind, located }) =>
        kind === 'passage' && sentences.some(({ place }) => holds(located, place.located)),
    );
    return { sentences, passages, anySpan: all.some(ofHeat) };
  }

  /** The citations of a written sentence: the best strongest, the others lighter. */
  #focused(uri: vscode.Uri, ids: readonly string[]): Lit {
    const sentences = this.#tracker.places(uri).flatMap((place): LitPlace[] => {
      const rank = ids.indexOf(place.id);
      return rank < 0 || !isThere(place)
        ? []
        : [{ place, level: Math.max(2, HEAT_LEVELS - 2 * rank), span: undefined }];
    });
    return { sentences, passages: [], anySpan: false };
  }

  /** What the text at a position is lit as, and why. Made when it is asked for: most of it is never hovered over. */
  #hoverAt(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const offset = document.offsetAt(position);
    const under = ({ start, end }: Range): boolean => start <= offset && offset < end;
    const { sentences, passages } = this.#lit(document.uri);
    const sentence = sentences.find(({ place }) => under(place.located));
    const place = sentence?.place ?? passages.find(({ located }) => under(located));
    if (place === undefined) return undefined;
    const span = sentence?.span !== undefined && under(sentence.span.located) ? sentence.span : undefined;
    return new vscode.Hover(this.#text(place, span), rangeOf((span ?? place).located, document));
  }

  #text({ kind, weight, located, anchor }: StandingPlace, span?: StandingPlace): vscode.MarkdownString {
    const text = new vscode.MarkdownString('', true);
    const share = percent(weight);
    text.appendMarkdown('$(flame) ');
    text.appendText(
      kind === 'citation'
        ? (this.#reason?.cited ?? '')
        : span !== undefined
          ? vscode.l10n.t('The words that answer. Their sentence got {0} of the attention', share)
          : kind === 'passage'
            ? vscode.l10n.t('This passage got {0} of the attention', share)
            : vscode.l10n.t('This sentence got {0} of the attention', share),
    );
    if (located.standing === 'moved') {
      text.appendMarkdown(' · ');
      text.appendText(vscode.l10n.t('moved since the answer'));
    }
    if (kind === 'citation') return text;
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

/** A place that stands somewhere. */
interface StandingPlace extends TrackedPlace {
  readonly located: Exclude<LocatedWhole, { standing: 'gone' }>;
}

/** A sentence that is lit, with its shade and the words in it that answer. */
interface LitPlace {
  readonly place: StandingPlace;
  readonly level: number;
  readonly span: StandingPlace | undefined;
}

interface Lit {
  readonly sentences: readonly LitPlace[];
  /** Those around them. */
  readonly passages: readonly StandingPlace[];
  /** Whether the answer has words that answer, in whatever file. */
  readonly anySpan: boolean;
}

function isThere(place: TrackedPlace): place is StandingPlace {
  return place.located !== undefined && place.located.standing !== 'gone';
}

function holds(outer: Range, inner: Range): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function rangeOf({ start, end }: Range, document: vscode.TextDocument): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}

/** @param level 0 for a passage, from 1 for sentences and words */
function decorationType(level: number): vscode.TextEditorDecorationType {
  const { ClosedClosed } = vscode.DecorationRangeBehavior;
  if (level === 0)
    return vscode.window.createTextEditorDecorationType({
      backgroundColor: new vscode.ThemeColor('recollect.heatPassageBackground'),
      rangeBehavior: ClosedClosed,
    });
  return vscode.window.createTextEditorDecorationType({
    border: BORDERS[level - 1] ?? '1px solid',
    borderColor: new vscode.ThemeColor('recollect.heatBorder'),
    backgroundColor: new vscode.ThemeColor(`recollect.heat${level}Background`),
    borderRadius: '2px',
    // Only what carries the answer shows in the ruler: with every shade there it would say nothing.
    ...(level >= 2
      ? {
          overviewRulerColor: new vscode.ThemeColor('recollect.heatRuler'),
          overviewRulerLane: level >= 4 ? vscode.OverviewRulerLane.Full : vscode.OverviewRulerLane.Right,
        }
      : {}),
    rangeBehavior: ClosedClosed,
  });
}
