import * as vscode from 'vscode';
import { anchorOf, locate, locatePart, locateWhole, type LocatedWhole } from '../../core/answer/anchor.ts';
import type { Range } from '../../core/text/range.ts';
import { textOf, type PlaceTracker, type TrackedPlace } from '../placeTracker.ts';
import { nextTurn } from '../turns.ts';
import type { LocatedPlace } from './lit.ts';
import { notebookSources, pieceOf, sourceOf } from './notebookSources.ts';

/** What was found in a document at one of its versions, by the places' ids. */
interface Looked {
  version: number;
  located: ReadonlyMap<string, LocatedWhole>;
  looking: boolean;
  timer?: NodeJS.Timeout;
}

/** Typing is followed after so many milliseconds of quiet; the editor moves decorations along by itself until then. */
const QUIET = 150;
/** The extension host is shared: a slice of work ends after so many milliseconds. */
const SLICE = 6;

/**
 * Where an answer's places stand in whatever document shows their file: the file itself (the tracker follows it),
 * another version of it, as on the old side of a diff editor, or a cell of a notebook.
 */
export class ShownTexts implements vscode.Disposable {
  readonly #tracker: PlaceTracker;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #looked = new Map<string, Looked>();
  readonly #subscriptions: vscode.Disposable[];

  /** The places in a document, by its address, were looked at. */
  readonly onDidChange = this.#changed.event;

  constructor(tracker: PlaceTracker) {
    this.#tracker = tracker;
    this.#subscriptions = [
      tracker.onDidChange((uri) => {
        // Another version of the file is looked through again only for places that it was not asked for.
        this.#changed.fire(uri);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        const looked = this.#looked.get(document.uri.toString());
        if (looked === undefined || contentChanges.length === 0) return;
        clearTimeout(looked.timer);
        looked.timer = setTimeout(() => void this.#look(document, looked), QUIET);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#forget(uri.toString())),
    ];
  }

  /** The places of a document that have been looked for; what has not is looked for, and {@link onDidChange} tells. */
  placesIn(document: vscode.TextDocument): readonly LocatedPlace[] {
    const tracked = this.#tracker.places(document.uri);
    if (tracked.length > 0 || document.uri.scheme === 'file') return tracked;
    const places = this.#ofFile(document.uri);
    if (places.length === 0) return [];
    const key = document.uri.toString();
    const looked: Looked = this.#looked.get(key) ?? { version: -1, located: new Map(), looking: false };
    this.#looked.set(key, looked);
    if (!looked.looking && looked.timer === undefined && places.some(({ id }) => !looked.located.has(id)))
      void this.#look(document, looked);
    return looked.version === document.version
      ? places.map((place) => ({ ...place, located: looked.located.get(place.id) }))
      : [];
  }

  dispose(): void {
    for (const key of [...this.#looked.keys()]) this.#forget(key);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  /** Places of the file that a document of another scheme shows: `git:/a/b.md` is a version of `/a/b.md`. */
  #ofFile({ path }: vscode.Uri): TrackedPlace[] {
    return this.#tracker.places().filter(({ uri }) => uri.path === path);
  }

  #forget(key: string): void {
    clearTimeout(this.#looked.get(key)?.timer);
    this.#looked.delete(key);
  }

  async #look(document: vscode.TextDocument, looked: Looked): Promise<void> {
    clearTimeout(looked.timer);
    delete looked.timer;
    looked.looking = true;
    try {
      const { version } = document;
      const places = this.#ofFile(document.uri);
      const find = await finderIn(document, places[0]?.uri);
      const located = new Map<string, LocatedWhole>();
      let began = performance.now();
      for (const place of places) {
        located.set(place.id, find(place, places, located));
        if (performance.now() - began < SLICE) continue;
        await nextTurn();
        began = performance.now();
      }
      if (document.isClosed || document.version !== version) return;
      looked.version = version;
      looked.located = located;
    } finally {
      looked.looking = false;
    }
    this.#changed.fire(document.uri);
  }
}

type Find = (
  place: TrackedPlace,
  all: readonly TrackedPlace[],
  found: ReadonlyMap<string, LocatedWhole>,
) => LocatedWhole;

/** How places are found in a document that is not their file. */
async function finderIn(document: vscode.TextDocument, file: vscode.Uri | undefined): Promise<Find> {
  const text = document.getText();
  const notebook = vscode.workspace.notebookDocuments.find(({ uri }) => uri.path === document.uri.path);
  const index = notebook?.getCells().findIndex((cell) => cell.document === document) ?? -1;
  if (index < 0 || file === undefined)
    return ({ kind, anchor, part }, all, found) => {
      if (kind === 'passage') return locateWhole(anchor, text);
      const whole = all.find(({ id }) => id === part?.of);
      const located = found.get(part?.of ?? '');
      return part === undefined || whole === undefined || located === undefined
        ? locate(anchor, text)
        : locatePart(anchor, part.from, { anchor: whole.anchor, located }, text);
    };
  const raw = (await textOf(file)) ?? '';
  const cell = sourceOf(notebookSources(raw), text, index);
  return (place) => {
    const located = place.kind === 'passage' ? locateWhole(place.anchor, raw) : locate(place.anchor, raw);
    const piece = cell === undefined || located.standing === 'gone' ? undefined : pieceOf(cell, located);
    return cell === undefined || piece === undefined
      ? { standing: 'gone', near: 0 }
      : inCell(cell.source, piece, text);
  };
}

/** Where a piece of a cell's saved text stands in the cell as the editor has it. */
function inCell(source: string, piece: Range, text: string): LocatedWhole {
  return source === text ? { standing: 'stands', ...piece } : locateWhole(anchorOf(source, piece), text);
}
