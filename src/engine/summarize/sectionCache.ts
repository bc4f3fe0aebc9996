import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from '../store/atomicFile.ts';
import { textHash } from '../workspace/contentKey.ts';

/** Folder of the sections that were summarized, in a memory's folder. */
const FOLDER = 'summaries';
/** Bytes that they may take; about 2,000 sections. */
const QUOTA = 16_000_000;
/** Where the quota is passed, so much of it is left: making room at every section would be slow. */
const LEFT = 0.8;
const NAME = /^[0-9a-f]{40}\.json$/;

/**
 * What was made of single sections, kept beside the memory under the hash of all that it depends on: an interrupted
 * summary goes on where it stopped, and after an edit only what has changed is done again. A cache: what is missing,
 * damaged or cannot be written costs time and nothing else.
 */
export class SectionCache {
  readonly #folder: string;
  readonly #quota: number;

  /** @param folder the memory's */
  constructor(folder: string, quota = QUOTA) {
    this.#folder = join(folder, FOLDER);
    this.#quota = quota;
  }

  /** What is kept under the key, as JSON gives it; undefined where there is nothing. */
  get(key: string): unknown {
    const file = this.#file(key);
    try {
      const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
      const now = new Date();
      utimesSync(file, now, now);
      return value;
    } catch {
      return undefined;
    }
  }

  put(key: string, value: unknown): void {
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      writeAtomically(this.#file(key), JSON.stringify(value));
    } catch {
      // A full disk or a folder that may not be written: the next summary does it again.
    }
  }

  /** Makes room: what was used longest ago goes first. */
  prune(): void {
    try {
      const kept = readdirSync(this.#folder)
        .filter((name) => NAME.test(name))
        .map((name) => ({ path: join(this.#folder, name), stat: statSync(join(this.#folder, name)) }))
        .sort((a, b) => a.stat.mtimeMs - b.stat.mtimeMs);
      let size = kept.reduce((sum, { stat }) => sum + stat.size, 0);
      if (size <= this.#quota) return;
      for (const { path, stat } of kept) {
        if (size <= LEFT * this.#quota) break;
        rmSync(path, { force: true });
        size -= stat.size;
      }
    } catch {
      // Not there yet, or another process makes room as well.
    }
  }

  #file(key: string): string {
    return join(this.#folder, `${key}.json`);
  }
}

/** A key of all that a section's summary depends on. */
export function sectionKey(...parts: readonly unknown[]): string {
  return textHash(JSON.stringify(parts)).slice(0, 40);
}
