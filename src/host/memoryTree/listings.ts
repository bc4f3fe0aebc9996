import { performance } from 'node:perf_hooks';
import type { EngineApi } from '../../protocol/engineApi.ts';
import type { RememberedSection } from '../../protocol/memoryReports.ts';
import { nextTurn } from '../turns.ts';
import { FolderListing } from './folderListing.ts';

/** Files of a page: some 200 KB of JSON, a few milliseconds of the extension host. */
const PAGE = 1000;
/** A listing is read again this long after the last one at the soonest, in ms; a large one after as much longer. */
const PAUSE = 1500;
const PAUSES_A_READING = 10;

/** What the listings are read with. */
export interface ListingsOptions {
  readonly run: <T>(work: (engine: Pick<EngineApi, 'files' | 'sections'>) => Promise<T>) => Promise<T>;
  /** Something else is listed than before. */
  readonly onChange: () => void;
  readonly onError: (error: unknown) => void;
  /** Where the engine finds a folder; the folder itself where left out. */
  readonly workspace?: (folder: string) => string;
  /** Files of a page, for tests. */
  readonly page?: number;
}

/** What is in the memory of each workspace folder, as the engine listed it last. */
export class Listings {
  readonly #options: ListingsOptions;
  readonly #folders = new Map<string, Kept>();
  #closed = false;

  constructor(options: ListingsOptions) {
    this.#options = options;
  }

  /** What was listed last; undefined before the first time. */
  of(folder: string): FolderListing | undefined {
    return this.#folders.get(folder)?.listing;
  }

  /**
   * Reads a folder's listing again, soon: many wishes at once are one reading, and while a folder is being indexed, when
   * they come all the time, readings keep to a small part of the engine's time.
   */
  refresh(folder: string): void {
    if (this.#closed) return;
    const kept: Kept = this.#folders.get(folder) ?? {
      listing: undefined,
      sections: new Map(),
      wanted: false,
      due: 0,
    };
    this.#folders.set(folder, kept);
    if (kept.timer !== undefined) return;
    if (kept.reading === true) {
      kept.wanted = true;
      return;
    }
    kept.timer = setTimeout(
      () => {
        kept.timer = undefined;
        void this.#read(folder, kept);
      },
      Math.max(0, kept.due - performance.now()),
    );
  }

  /** The sections of a file, as they were when the folder was listed last. */
  async sections(folder: string, file: string): Promise<readonly RememberedSection[]> {
    const kept = this.#folders.get(folder);
    const known = kept?.sections.get(file);
    if (known !== undefined) return known;
    const read = this.#options
      .run((engine) => engine.sections({ workspace: this.#workspace(folder), file }))
      .then(({ sections }) => sections);
    kept?.sections.set(file, read);
    // Whoever asks hears of it; the next one asks anew.
    read.catch(() => kept?.sections.delete(file));
    return read;
  }

  /** Lets go of a folder that has left the workspace. */
  keepOnly(folders: readonly string[]): void {
    for (const [folder, { timer }] of this.#folders) {
      if (folders.includes(folder)) continue;
      clearTimeout(timer);
      this.#folders.delete(folder);
    }
  }

  dispose(): void {
    this.#closed = true;
    this.keepOnly([]);
  }

  #workspace(folder: string): string {
    return this.#options.workspace?.(folder) ?? folder;
  }

  async #read(folder: string, kept: Kept): Promise<void> {
    kept.reading = true;
    const began = performance.now();
    try {
      const listing = new FolderListing();
      const limit = this.#options.page ?? PAGE;
      for (let after: string | undefined = ''; after !== undefined;) {
        const from: string = after;
        const page = await this.#options.run((engine) =>
          engine.files({ workspace: this.#workspace(folder), after: from, limit }),
        );
        listing.add(page);
        after = page.next;
        await nextTurn();
      }
      if (this.#folders.get(folder) !== kept) return;
      kept.listing = listing;
      kept.sections.clear();
      this.#options.onChange();
    } catch (error) {
      if (!this.#closed) this.#options.onError(error);
    } finally {
      const now = performance.now();
      kept.due = now + Math.max(PAUSE, PAUSES_A_READING * (now - began));
      kept.reading = false;
      if (kept.wanted && this.#folders.get(folder) === kept) {
        kept.wanted = false;
        this.refresh(folder);
      }
    }
  }
}

interface Kept {
  listing: FolderListing | undefined;
  readonly sections: Map<string, Promise<readonly RememberedSection[]>>;
  reading?: boolean;
  wanted: boolean;
  timer?: NodeJS.Timeout | undefined;
  /** When it may be read again, by `performance.now()`. */
  due: number;
}
