import type { WorkspaceFile } from './workspaceMemory.ts';

/** The part of VS Code's Memento that counts are kept in. */
export interface Kept {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** Under this key of the workspace's state. */
const KEY = 'openedFromAnswers';
/** Files that are counted, at most: where one more is opened, all counts are halved and those of once forgotten. */
export const MOST_COUNTED = 200;

/** How often a person opened a file from an answer of this workspace: a hint of what is worth reading. */
export class OpenedFiles {
  readonly #kept: Kept;

  constructor(kept: Kept) {
    this.#kept = kept;
  }

  /** Counts a file that was opened. */
  async opened({ folder, file }: WorkspaceFile): Promise<void> {
    const before = this.#counts();
    const known = before.find((count) => count.folder === folder && count.file === file);
    let others = before.filter((count) => count !== known);
    while (others.length >= MOST_COUNTED)
      others = others
        .map((count) => ({ ...count, times: Math.floor(count.times / 2) }))
        .filter(({ times }) => times > 0);
    await this.#kept.update(KEY, [...others, { folder, file, times: (known?.times ?? 0) + 1 }]);
  }

  /** The counts of one folder's files, as the engine names them. */
  of(folder: string): Readonly<Record<string, number>> {
    return Object.fromEntries(
      this.#counts().flatMap((count) => (count.folder === folder ? [[count.file, count.times]] : [])),
    );
  }

  #counts(): readonly Count[] {
    const kept = this.#kept.get(KEY);
    return Array.isArray(kept) ? kept.filter(isCount).slice(-MOST_COUNTED) : [];
  }
}

interface Count extends WorkspaceFile {
  readonly times: number;
}

function isCount(value: unknown): value is Count {
  return (
    typeof value === 'object' &&
    value !== null &&
    'folder' in value &&
    typeof value.folder === 'string' &&
    'file' in value &&
    typeof value.file === 'string' &&
    'times' in value &&
    Number.isSafeInteger(value.times)
  );
}
