import * as vscode from 'vscode';
import type { Range } from '../../core/text/range.ts';
import { percent } from '../../protocol/numbers.ts';
import type { PlaceTracker } from '../placeTracker.ts';
import { heatHover, type HeatReason } from './heatHover.ts';
import { shades } from './heatLevels.ts';
import { heatDecorations, shareDecoration, type HeatLook } from './heatLook.ts';
import { DARK, focusedIn, litIn, litSentences, type Lit, type StandingPlace } from './lit.ts';
import { ShownTexts } from './shownTexts.ts';

/**
 * Lights up, in every visible editor (of a file, of another version of it in a diff, of a notebook's cell), what the
 * answer rests on: words, their sentence, its passage. Says on hover why.
 */
export class Heat implements vscode.Disposable {
  readonly #tracker: PlaceTracker;
  readonly #texts: ShownTexts;
  readonly #look: () => HeatLook;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable[];
  #levels: vscode.TextEditorDecorationType[] | undefined;
  #shares: vscode.TextEditorDecorationType | undefined;
  #hovers: vscode.Disposable | undefined;
  #reason: HeatReason | undefined;
  /** Ids of the citations that alone are lit. */
  #focus: readonly string[] | undefined;
  #muted = false;

  /** Something else is lit, or nothing any more. */
  readonly onDidChange = this.#changed.event;

  constructor(tracker: PlaceTracker, look: () => HeatLook) {
    this.#tracker = tracker;
    this.#texts = new ShownTexts(tracker);
    this.#look = look;
    this.#subscriptions = [
      this.#texts,
      this.#changed,
      this.#texts.onDidChange((uri) => this.#showIn(uri)),
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
    this.#changed.fire();
  }

  /** Lights the citations of these ids in place of what the answer rests on, best first; undefined lights that again. */
  focus(ids: readonly string[] | undefined): void {
    if (ids?.join() === this.#focus?.join()) return;
    this.#focus = ids;
    this.refresh();
  }

  /** Keeps the light off while another answer's is on. */
  mute(muted: boolean): void {
    if (muted === this.#muted) return;
    this.#muted = muted;
    this.refresh();
    this.#changed.fire();
  }

  /** Whether sentences are lit, in whatever file. */
  get lit(): boolean {
    return this.#shown && this.#tracker.places().some(({ kind }) => kind === 'heat');
  }

  /** Draws every visible editor anew. */
  refresh(): void {
    for (const editor of vscode.window.visibleTextEditors) this.#show(editor);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    for (const level of this.#levels ?? []) level.dispose();
    this.#shares?.dispose();
    this.#hovers?.dispose();
  }

  get #shown(): boolean {
    return this.#reason !== undefined && !this.#muted && this.#look().enabled;
  }

  #showIn(uri: vscode.Uri): void {
    for (const editor of vscode.window.visibleTextEditors)
      if (editor.document.uri.path === uri.path) this.#show(editor);
  }

  #show(editor: vscode.TextEditor): void {
    const { document } = editor;
    const lit = this.#litIn(document);
    // The types are made with the first heat: a window without questions never has them.
    if (this.#levels === undefined && lit.sentences.length === 0) return;
    this.#levels ??= heatDecorations();
    if (lit.sentences.length > 0)
      this.#hovers ??= vscode.languages.registerHoverProvider('*', {
        provideHover: (hovered, position) => this.#hoverAt(hovered, position),
      });
    const ranges = this.#levels.map((): vscode.Range[] => []);
    const passages = lit.passages.map(({ located }) => located);
    for (const shade of shades(litSentences(lit), passages, lit.anySpan))
      ranges[shade.level]?.push(rangeOf(shade, document));
    for (const [i, level] of this.#levels.entries()) editor.setDecorations(level, ranges[i] ?? []);
    this.#showShares(editor, lit);
  }

  #showShares(editor: vscode.TextEditor, { sentences }: Lit): void {
    const wanted = this.#look().shares && this.#focus === undefined;
    if (!wanted && this.#shares === undefined) return;
    this.#shares ??= shareDecoration();
    editor.setDecorations(
      this.#shares,
      wanted ? sentences.map(({ place }) => shareBehind(place, editor.document)) : [],
    );
  }

  /** What of a document is lit and where it is. */
  #litIn(document: vscode.TextDocument): Lit {
    if (!this.#shown) return DARK;
    const here = this.#texts.placesIn(document);
    if (here.length === 0) return DARK;
    return this.#focus === undefined
      ? litIn(this.#tracker.places(), here, this.#look().detail)
      : focusedIn(here, this.#focus);
  }

  /** What the text at a position is lit as, and why. Made when it is asked for: most of it is never hovered over. */
  #hoverAt(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const offset = document.offsetAt(position);
    const under = ({ start, end }: Range): boolean => start <= offset && offset < end;
    const { sentences, passages } = this.#litIn(document);
    const sentence = sentences.find(({ place }) => under(place.located));
    const place = sentence?.place ?? passages.find(({ located }) => under(located));
    if (place === undefined || this.#reason === undefined) return undefined;
    const span = sentence?.span !== undefined && under(sentence.span.located) ? sentence.span : undefined;
    return new vscode.Hover(
      heatHover(place, this.#reason, span !== undefined),
      rangeOf((span ?? place).located, document),
    );
  }
}

/** A sentence's share, behind its last word. */
function shareBehind(
  { located, anchor, weight }: StandingPlace,
  document: vscode.TextDocument,
): vscode.DecorationOptions {
  const white = anchor.quote.length - anchor.quote.trimEnd().length;
  const end = document.positionAt(Math.max(located.start, located.end - white));
  return {
    range: new vscode.Range(end, end),
    renderOptions: { after: { contentText: ` ${percent(weight)} ` } },
  };
}

function rangeOf({ start, end }: Range, document: vscode.TextDocument): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}
