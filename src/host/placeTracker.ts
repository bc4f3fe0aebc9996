import * as vscode from 'vscode';
import {
  follow,
  locate,
  locatePart,
  locateWhole,
  type Anchor,
  type LocatedWhole,
} from '../core/answer/anchor.ts';
import { placeUri } from './heat/untitled.ts';
import type { CitedLine } from '../protocol/turnView.ts';
import type { Place } from './places.ts';
import { surroundings } from './surroundings.ts';
import { nextTurn } from './turns.ts';
import { utf8Text } from './utf8Text.ts';

/** A place with where its words are now. */
export interface TrackedPlace extends Place {
  readonly uri: vscode.Uri;
  /** Undefined while its file has not been looked at. Offsets are those of the document as VS Code holds it. */
  readonly located: LocatedWhole | undefined;
}

interface Tracked {
  readonly place: Place;
  readonly uri: vscode.Uri;
  anchor: Anchor;
  located: LocatedWhole | undefined;
}

function unlocated(place: Place): Tracked {
  const uri = placeUri(place.folder, place.file);
  return { place, uri, anchor: place.anchor, located: undefined };
}

/** Typing is followed after so many milliseconds of quiet; VS Code moves decorations along by itself until then. */
const QUIET = 120;
/** Files that are not open are read for a look only up to this size, in bytes. */
const MOST_BYTES = 1024 * 1024;
/** The extension host is shared: a slice of work ends after so many milliseconds. */
const SLICE = 6;

/**
 * Follows the places of an answer through edits: in open documents as they are typed in, in other files when they
 * change on disk.
 */
export class PlaceTracker implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #lies = new Map<string, { readonly start: number; readonly end: number }>();
  readonly #around = new Map<string, readonly CitedLine[]>();
  readonly #subscriptions: vscode.Disposable[];
  #tracked: Tracked[] = [];
  #generation = 0;

  /** The places in a file were looked at. */
  readonly onDidChange = this.#changed.event;

  /** @param onDidChangeFile files that changed on disk */
  constructor(onDidChangeFile: vscode.Event<vscode.Uri>) {
    this.#subscriptions = [
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && this.#has(document.uri)) this.#onEdit(document.uri, contentChanges);
      }),
      vscode.workspace.onDidOpenTextDocument(({ uri }) => this.#soon(uri, 0)),
      onDidChangeFile((uri) => this.#soon(uri, QUIET)),
    ];
  }

  /** Follows these places and no others. Resolves once every file was looked at. */
  async track(places: readonly Place[]): Promise<void> {
    this.#generation++;
    this.#lies.clear();
    this.#around.clear();
    const before = new Map(this.#tracked.map(({ uri }) => [uri.toString(), uri]));
    this.#tracked = places.map(unlocated);
    for (const uri of before.values()) if (!this.#has(uri)) this.#changed.fire(uri);
    const files = new Map(this.#tracked.map(({ uri }) => [uri.toString(), uri]));
    await Promise.all([...files.values()].map((uri) => this.#look(uri)));
  }

  /** Follows these places as well; those whose id is followed already stay as they are. */
  async add(places: readonly Place[]): Promise<void> {
    const known = new Set(this.#tracked.map(({ place }) => place.id));
    const added = places.filter(({ id }) => !known.has(id)).map(unlocated);
    if (added.length === 0) return;
    this.#tracked.push(...added);
    const files = new Map(added.map(({ uri }) => [uri.toString(), uri]));
    await Promise.all([...files.values()].map((uri) => this.#look(uri)));
  }

  /** The places, or those of one file, in the order in which they were given. */
  places(uri?: vscode.Uri): TrackedPlace[] {
    return this.#tracked
      .filter((tracked) => uri === undefined || same(tracked.uri, uri))
      .map(({ place, uri: file, located }) => ({ ...place, uri: file, located }));
  }

  /** Where places lie in their files, as parts of a file's length, by id; without those that are not known. */
  get lies(): ReadonlyMap<string, { readonly start: number; readonly end: number }> {
    return this.#lies;
  }

  /** The lines around citations, by id; without those whose words stand nowhere. */
  get around(): ReadonlyMap<string, readonly CitedLine[]> {
    return this.#around;
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  #has(uri: vscode.Uri): boolean {
    return this.#tracked.some((tracked) => same(tracked.uri, uri));
  }

  /** Moves where the words are looked for along with edits before them, so that the nearest place is the right one. */
  #onEdit(uri: vscode.Uri, changes: readonly vscode.TextDocumentContentChangeEvent[]): void {
    for (const tracked of this.#tracked) {
      if (!same(tracked.uri, uri)) continue;
      let { start } = tracked.anchor;
      for (const { rangeOffset, rangeLength, text } of changes)
        if (rangeOffset + rangeLength <= tracked.anchor.start) start += text.length - rangeLength;
      tracked.anchor = { ...tracked.anchor, start: Math.max(0, start) };
    }
    this.#soon(uri, QUIET);
  }

  #soon(uri: vscode.Uri, delay: number): void {
    if (!this.#has(uri)) return;
    const key = uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.set(
      key,
      setTimeout(() => {
        this.#timers.delete(key);
        void this.#look(uri);
      }, delay),
    );
  }

  /** Words of a sentence are looked for once the sentence has been: it comes before them. */
  #locate({ place, anchor }: Tracked, text: string): LocatedWhole {
    if (place.kind === 'passage') return locateWhole(anchor, text);
    const whole = this.#tracked.find((tracked) => tracked.place.id === place.part?.of);
    return place.part === undefined || whole?.located === undefined
      ? locate(anchor, text)
      : locatePart(anchor, place.part.from, { anchor: whole.anchor, located: whole.located }, text);
  }

  /** Finds the places of one file in its text as it stands. */
  async #look(uri: vscode.Uri): Promise<void> {
    const generation = this.#generation;
    const text = await textOf(uri);
    if (text === undefined || generation !== this.#generation) return;
    let began = performance.now();
    for (const tracked of this.#tracked.filter((candidate) => same(candidate.uri, uri))) {
      const located = this.#locate(tracked, text);
      tracked.located = located;
      tracked.anchor = follow(tracked.anchor, text, located);
      if (located.standing !== 'gone' && text.length > 0)
        this.#lies.set(tracked.place.id, {
          start: located.start / text.length,
          end: located.end / text.length,
        });
      if (tracked.place.kind === 'citation') {
        if (located.standing === 'gone') this.#around.delete(tracked.place.id);
        else this.#around.set(tracked.place.id, surroundings(text, located));
      }
      if (performance.now() - began < SLICE) continue;
      await nextTurn();
      if (generation !== this.#generation) return;
      began = performance.now();
    }
    this.#changed.fire(uri);
  }
}

/**
 * The text of a document as VS Code has it open, else of the file; undefined where it is large or in another encoding
 * than UTF-8, and empty where gone.
 */
export async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  const open = vscode.workspace.textDocuments.find(
    (document) => same(document.uri, uri) && !document.isClosed,
  );
  if (open !== undefined) return open.getText();
  try {
    if ((await vscode.workspace.fs.stat(uri)).size > MOST_BYTES) return undefined;
    return utf8Text(await vscode.workspace.fs.readFile(uri));
  } catch (error) {
    return error instanceof vscode.FileSystemError && error.code === 'FileNotFound' ? '' : undefined;
  }
}

function same(a: vscode.Uri, b: vscode.Uri): boolean {
  return a.scheme === b.scheme && a.path === b.path && a.authority === b.authority;
}
