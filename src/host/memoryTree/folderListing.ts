import type { FileNote, FilesResult, RememberedFile } from '../../protocol/memoryReports.ts';
import { nameParts } from '../places.ts';

/** A folder of the listing with what is in it. */
export interface ListedFolder {
  /** Relative to the workspace folder, with a `/` at its end; empty for the workspace folder itself. */
  readonly path: string;
  readonly folders: readonly ListedFolder[];
  readonly files: readonly RememberedFile[];
  /** Of all that is in it, however deep. */
  readonly totals: Totals;
}

/** How much there is. */
export interface Totals {
  readonly files: number;
  readonly leaves: number;
  readonly encoded: number;
}

interface Growing extends ListedFolder {
  readonly folders: Growing[];
  readonly files: RememberedFile[];
  readonly totals: { files: number; leaves: number; encoded: number };
}

/** What the engine lists of one workspace folder, as folders in folders. Filled a page at a time. */
export class FolderListing {
  readonly #folders = new Map<string, Growing>();
  readonly #files = new Map<string, RememberedFile>();
  readonly #skipped: FileNote[] = [];
  #forgotten: readonly string[] = [];

  constructor() {
    this.#folder('');
  }

  /** Adds a page; pages come in the order of their files. */
  add({ files, skipped, forgotten }: FilesResult): void {
    for (const file of files) {
      this.#files.set(file.file, file);
      const { folder: parent } = nameParts(file.file);
      const folder = this.#folder(parent === '' ? '' : `${parent}/`);
      folder.files.push(file);
      for (let at: Growing | undefined = folder; at !== undefined; at = this.#parent(at.path)) {
        at.totals.files++;
        at.totals.leaves += file.leaves;
        at.totals.encoded += file.encoded;
      }
    }
    this.#skipped.push(...skipped);
    this.#forgotten = forgotten;
  }

  /** The folder of that path; undefined where nothing of it is remembered. */
  folder(path: string): ListedFolder | undefined {
    return this.#folders.get(path);
  }

  file(name: string): RememberedFile | undefined {
    return this.#files.get(name);
  }

  get skipped(): readonly FileNote[] {
    return this.#skipped;
  }

  /** Files, and folders with a `/` at their end. */
  get forgotten(): readonly string[] {
    return this.#forgotten;
  }

  #folder(path: string): Growing {
    const known = this.#folders.get(path);
    if (known !== undefined) return known;
    const made: Growing = { path, folders: [], files: [], totals: { files: 0, leaves: 0, encoded: 0 } };
    this.#folders.set(path, made);
    if (path !== '') this.#folder(parentOf(path)).folders.push(made);
    return made;
  }

  #parent(path: string): Growing | undefined {
    return path === '' ? undefined : this.#folders.get(parentOf(path));
  }
}

/** The folder that a folder is in; both with a `/` at their end, empty for the top. */
export function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/', path.length - 2) + 1);
}
