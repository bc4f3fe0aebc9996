import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseThread, threadJson, type KeptThread } from './keptThread.ts';

/** A file larger than this is no conversation: a long one takes about a megabyte. Bytes. */
export const MOST_BYTES = 8_000_000;
const ENDING = '.json';
/** What a file that cannot be read is called from then on. */
const DAMAGED = '.damaged';

/** What was read. */
export interface ReadThreads {
  readonly threads: readonly KeptThread[];
  /** Names of files that were set aside, as they are called now. */
  readonly damaged: readonly string[];
}

/**
 * Conversations in a folder of the workspace's storage, a file each. A file is replaced whole or not at all; one that
 * cannot be read is set aside under another name, never deleted.
 */
export class ThreadStore {
  readonly #folder: string;
  /** One write at a time: a later state never lies under an earlier one. */
  #writing: Promise<unknown> = Promise.resolve();

  /** @param folder absolute path; made with the first conversation */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Every conversation, the one changed last first. */
  async read(): Promise<ReadThreads> {
    await this.#writing.catch(() => undefined);
    const names = await readdir(this.#folder).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    const threads: KeptThread[] = [];
    const damaged: string[] = [];
    for (const name of names.filter((candidate) => candidate.endsWith(ENDING)).toSorted()) {
      const thread = await this.#thread(name);
      if (thread !== undefined) threads.push(thread);
      else damaged.push(await this.#setAside(name));
    }
    return { threads: threads.sort((a, b) => b.changed - a.changed), damaged };
  }

  /** Resolves once the conversation is on the disk. */
  write(thread: KeptThread): Promise<void> {
    return this.#next(async () => {
      await mkdir(this.#folder, { recursive: true });
      const file = this.#path(`${thread.id}${ENDING}`);
      const temporary = `${file}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
      try {
        await writeFile(temporary, threadJson(thread));
        await rename(temporary, file);
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    });
  }

  /** Resolves once the conversation is no longer on the disk. */
  remove(id: string): Promise<void> {
    return this.#next(() => rm(this.#path(`${id}${ENDING}`), { force: true }));
  }

  /** Resolves once everything is written. */
  async settled(): Promise<void> {
    await this.#writing.catch(() => undefined);
  }

  #next(act: () => Promise<void>): Promise<void> {
    const done = this.#writing.catch(() => undefined).then(act);
    this.#writing = done;
    return done;
  }

  /** The conversation of a file, or undefined where it is none, or not the one that its name says. */
  async #thread(name: string): Promise<KeptThread | undefined> {
    const file = this.#path(name);
    if ((await stat(file)).size > MOST_BYTES) return undefined;
    const thread = parseThread(await readFile(file, 'utf8'));
    return thread !== undefined && `${thread.id}${ENDING}` === name ? thread : undefined;
  }

  async #setAside(name: string): Promise<string> {
    const aside = `${name}.${randomBytes(3).toString('hex')}${DAMAGED}`;
    await rename(this.#path(name), this.#path(aside));
    return aside;
  }

  #path(name: string): string {
    return path.join(this.#folder, name);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
