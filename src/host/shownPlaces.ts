import * as vscode from 'vscode';
import { folderName } from './folderUri.ts';
import { locate, type Anchor } from '../core/answer/anchor.ts';
import type { Standing, TurnView } from '../protocol/turnView.ts';
import { placeUri } from './heat/untitled.ts';
import type { OpenedFiles } from './openedFiles.ts';
import { openPlace } from './openPlace.ts';
import type { PlaceTracker, TrackedPlace } from './placeTracker.ts';
import type { WorkspaceFile, WorkspaceMemory } from './workspaceMemory.ts';

/** What places are shown with. */
export interface ShownPlacesParts {
  readonly memory: WorkspaceMemory;
  readonly tracker: PlaceTracker;
  readonly opened: OpenedFiles;
}

/** Words of a file that are not followed through edits: they are looked for when they are opened. */
export interface KeptWords extends WorkspaceFile {
  readonly anchor: Anchor;
}

/** Which of the places that the panel names the editor shows. */
export class ShownPlaces implements vscode.Disposable {
  readonly #parts: ShownPlacesParts;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscription: vscode.Disposable;
  #active: { readonly id: string; readonly uri: vscode.Uri } | null = null;

  /** Another place is shown, or none. */
  readonly onDidChange = this.#changed.event;

  constructor(parts: ShownPlacesParts) {
    this.#parts = parts;
    this.#subscription = vscode.window.onDidChangeActiveTextEditor((editor) => {
      if (this.#active === null || editor === undefined) return;
      // A cell of a notebook has the path of its file.
      if (editor.document.uri.path === this.#active.uri.path) return;
      this.#active = null;
      this.#changed.fire();
    });
  }

  /** Id of the place that the editor shows, or null. */
  get active(): string | null {
    return this.#active?.id ?? null;
  }

  /** True where there are passages to go through. */
  get attended(): boolean {
    return this.#passages().length > 0;
  }

  /** Nothing that the panel names is shown any more; the editor stays as it is. */
  clear(): void {
    this.#active = null;
  }

  /** Opens the place of that id, and counts its file as opened where a person wanted it. False where there is none. */
  async open(id: string, { counts }: { readonly counts: boolean }): Promise<boolean> {
    const place = this.#place(id);
    if (place === undefined) return false;
    if ((await this.#show(place)) && counts) await this.#parts.opened.opened(place);
    return true;
  }

  /** Looks for words as they were quoted, and opens them. Returns how they stand; undefined where the file is gone. */
  async openKept(id: string, { folder, file, anchor }: KeptWords): Promise<Standing | undefined> {
    const uri = placeUri(folder, file);
    const text = await vscode.workspace.openTextDocument(uri).then(
      (document) => document.getText(),
      () => undefined,
    );
    const located = text === undefined ? undefined : locate(anchor, text);
    const place: TrackedPlace = { id, kind: 'citation', folder, file, anchor, weight: 0, uri, located };
    if (await this.#show(place)) await this.#parts.opened.opened(place);
    return located?.standing;
  }

  /** Goes through the attended passages of the turn, best first, round and round. */
  async step(by: 1 | -1, turn: TurnView): Promise<void> {
    const passages = this.#passages();
    if (passages.length === 0) return;
    const shown = this.#place(this.active);
    let at = passages.findIndex(({ id }) => id === this.active);
    // From a citation on, the next passage is the one after the passage that it stands in.
    if (at < 0 && shown !== undefined && 'citations' in turn) {
      const cited = shown.part?.of ?? shown.id;
      const number = turn.citations.find(({ id }) => id === cited)?.number;
      at = turn.passages.findIndex(({ numbers }) => number !== undefined && numbers.includes(number));
    }
    const next = at < 0 ? (by > 0 ? 0 : passages.length - 1) : (at + by + passages.length) % passages.length;
    const passage = passages[next];
    if (passage !== undefined) await this.#show(passage);
  }

  /** The file of a place as people read it; empty where there is no such place. */
  fileOf(id: string): string {
    const place = this.#place(id);
    return place === undefined ? '' : this.shownFile(place);
  }

  /** The file as people read it: in a workspace of several folders it begins with the folder's name. */
  shownFile({ folder, file }: WorkspaceFile): string {
    return this.#parts.memory.memories.length > 1 ? `${folderName(folder)}/${file}` : file;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  async #show(place: TrackedPlace): Promise<boolean> {
    const { id, uri } = place;
    const shown = await openPlace(place, this.#parts.tracker, () => {
      this.#active = { id, uri };
    });
    if (shown) this.#changed.fire();
    return shown;
  }

  #place(id: string | null): TrackedPlace | undefined {
    return this.#parts.tracker.places().find((place) => place.id === id);
  }

  #passages(): TrackedPlace[] {
    return this.#parts.tracker.places().filter(({ kind }) => kind === 'passage');
  }
}
