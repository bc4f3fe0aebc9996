import { isRecord } from '../../protocol/isRecord.ts';
import type { Kept } from '../openedFiles.ts';
import type { WorkspaceFile } from '../workspaceMemory.ts';

/** Under this key of the workspace's state. */
const KEY = 'pinnedFiles';
/** What is first for everything is first for nothing. */
export const MOST_PINNED = 200;

/** The files, and folders with a `/` at their end, that the user put first: of two that answer as well they come first. */
export class Pins {
  readonly #kept: Kept;

  constructor(kept: Kept) {
    this.#kept = kept;
  }

  /** Pins it, or lets it go. Of too many, the one pinned longest ago is let go. */
  async set({ folder, file }: WorkspaceFile, pinned: boolean): Promise<void> {
    const others = this.#all().filter((pin) => pin.folder !== folder || pin.file !== file);
    await this.#kept.update(KEY, pinned ? [...others, { folder, file }].slice(-MOST_PINNED) : others);
  }

  /** Those of a folder, as the engine names them. */
  of(folder: string): readonly string[] {
    return this.#all().flatMap((pin) => (pin.folder === folder ? [pin.file] : []));
  }

  #all(): readonly WorkspaceFile[] {
    const kept = this.#kept.get(KEY);
    return Array.isArray(kept) ? kept.filter(isPin) : [];
  }
}

function isPin(value: unknown): value is WorkspaceFile {
  return isRecord(value) && typeof value['folder'] === 'string' && typeof value['file'] === 'string';
}
