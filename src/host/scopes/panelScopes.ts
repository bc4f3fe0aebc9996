import path from 'node:path';
import type {
  ComposerView,
  OffersView,
  PanelScope,
  PickedView,
  ScopeKind,
} from '../../protocol/panelMessages.ts';
import { nameParts } from '../places.ts';
import type { WorkspaceFile } from '../workspaceMemory.ts';
import { fileScope, joinedScope, sameParts, type AskScope } from './askScope.ts';
import type { EditorScopes } from './editorScopes.ts';

/** Files and folders that are offered at once: as many as are seen without scrolling. */
const MOST_OFFERS = 8;
/** What a question can be asked of at once, at most. */
const MOST_PICKED = 12;

/** What the panel's scopes are made of. */
export interface PanelScopesParts {
  readonly editor: () => EditorScopes;
  /** Files of the editor's tabs, the ones looked at last first. */
  readonly tabs: () => readonly WorkspaceFile[];
  /** Absolute paths of the folders that can be asked. */
  readonly folders: () => readonly string[];
  /** Remembered files and folders of one of them, by what was typed; see `EngineApi.find`. */
  readonly find: (folder: string, typed: string, most: number) => Promise<readonly string[]>;
  readonly onChange: () => void;
}

/** A scope that can be picked, or was. */
interface Pickable extends PickedView {
  readonly scope: AskScope;
}

/** What can be asked from the panel: what the editor shows, and files and folders that are picked with @. */
export class PanelScopes {
  readonly #parts: PanelScopesParts;
  #picked: readonly Pickable[] = [];
  #offers: { readonly typed: string; readonly items: readonly Pickable[] } | undefined;
  #ids = 0;
  #asked = 0;

  constructor(parts: PanelScopesParts) {
    this.#parts = parts;
  }

  /** Of the ask box, what there is to ask. */
  get view(): Pick<ComposerView, 'file' | 'folder' | 'selection' | 'picked' | 'offers'> {
    const { file, folder, selection } = this.#parts.editor();
    const shown = ({ id, kind, label, folder: around }: Pickable): PickedView => ({
      id,
      kind,
      label,
      folder: around,
    });
    const offers: OffersView | null =
      this.#offers === undefined ? null : { typed: this.#offers.typed, items: this.#offers.items.map(shown) };
    return {
      file: file?.name ?? null,
      folder: folder?.name ?? null,
      selection: selection?.name ?? null,
      picked: this.#picked.map(shown),
      offers,
    };
  }

  /** What a choice of the panel means now; null for everything. */
  resolve(scope: PanelScope): AskScope | null {
    switch (scope) {
      case 'workspace':
        return null;
      case 'picked':
        return joinedScope(this.#picked.map((picked) => picked.scope));
      case 'file':
      case 'folder':
      case 'selection':
        return this.#parts.editor()[scope];
    }
  }

  /** Asks of this alone from now on. */
  set(scope: AskScope): void {
    this.#picked = [this.#pickable(scope)];
    this.#parts.onChange();
  }

  /** Nothing is picked any more. */
  clear(): void {
    if (this.#picked.length === 0) return;
    this.#picked = [];
    this.#parts.onChange();
  }

  /** Picks what was offered under that id; unknown ids are ignored. */
  pick(id: string): void {
    const picked = this.#offers?.items.find((offer) => offer.id === id);
    this.#offers = undefined;
    const known = this.#picked.some(({ scope }) => sameParts(scope.parts, picked?.scope.parts ?? null));
    if (picked !== undefined && !known && this.#picked.length < MOST_PICKED)
      this.#picked = [...this.#picked, picked];
    this.#parts.onChange();
  }

  /** Takes back what was picked under that id. */
  unpick(id: string): void {
    this.#picked = this.#picked.filter((picked) => picked.id !== id);
    this.#parts.onChange();
  }

  /** Offers files and folders by what was typed behind an @; what was typed last wins. */
  async offer(typed: string): Promise<void> {
    const asked = ++this.#asked;
    const { folders, find, tabs, onChange } = this.#parts;
    const all = folders();
    const found = await Promise.all(
      all.map(async (folder) => ({ folder, paths: await find(folder, typed, MOST_OFFERS) })),
    );
    if (asked !== this.#asked) return;
    const scopes: AskScope[] = typed.trim() === '' ? tabs().map(fileScope) : [];
    if (all.length > 1)
      for (const folder of all)
        if (path.basename(folder).toLowerCase().includes(typed.trim().toLowerCase()))
          scopes.push(pathScope({ folder, file: '' }));
    for (let i = 0; i < MOST_OFFERS; i++)
      for (const { folder, paths } of found) {
        const file = paths[i];
        if (file !== undefined) scopes.push(pathScope({ folder, file }));
      }
    const items: Pickable[] = [];
    for (const scope of scopes)
      if (items.length < MOST_OFFERS && !items.some((item) => sameParts(item.scope.parts, scope.parts)))
        items.push(this.#pickable(scope));
    this.#offers = { typed, items };
    onChange();
  }

  #pickable(scope: AskScope): Pickable {
    const [first] = scope.parts;
    const several = this.#parts.folders().length > 1;
    const inside = first === undefined ? '' : nameParts(first.file.replace(/\/$/u, '')).folder;
    const root = several && first !== undefined && first.file !== '' ? path.basename(first.folder) : '';
    return {
      id: `s${++this.#ids}`,
      kind: kindOf(scope),
      label: scope.name,
      folder: [root, inside].filter((part) => part !== '').join('/'),
      scope,
    };
  }
}

function pathScope({ folder, file }: WorkspaceFile): AskScope {
  if (file !== '' && !file.endsWith('/')) return fileScope({ folder, file });
  const name = file === '' ? path.basename(folder) : nameParts(file.slice(0, -1)).label;
  return { name: `${name}/`, parts: [{ folder, file }] };
}

function kindOf({ parts }: AskScope): ScopeKind {
  if (parts.some(({ range }) => range !== undefined)) return 'part';
  return parts.every(({ file }) => file === '' || file.endsWith('/')) ? 'folder' : 'file';
}
