import type { Dirent } from 'node:fs';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { CancelSignal } from '../../core/ports.ts';
import { RecollectError } from '../../protocol/errors.ts';
import { sentence, type Sentence } from '../../protocol/sentences.ts';
import { isPassedOver } from './eligible.ts';
import { IgnoreRules } from './ignoreRules.ts';
import { codeOf, systemReason } from './reasons.ts';

/** A regular file of the workspace. */
export interface WalkedFile {
  /** Relative to the workspace, with `/`, exactly as the file system spells it (no Unicode normalisation). */
  readonly file: string;
  /** Bytes. */
  readonly size: number;
  /** Whole milliseconds since the epoch. */
  readonly modified: number;
}

/** Something that was met and not listed as a file, and why. Folders are named without a final `/`. */
export interface WalkSkip {
  readonly file: string;
  readonly reason: Sentence;
}

export interface Walk {
  /** In ascending order of `file` by UTF-16 units. */
  readonly files: WalkedFile[];
  readonly skipped: WalkSkip[];
}

export interface WalkOptions {
  readonly signal?: CancelSignal;
  /** Folders that are passed over without a word, by any of their names; one that holds the workspace is not. */
  readonly apart?: readonly string[];
}

/** How many entries of a folder are looked at together. */
const BATCH = 64;

/**
 * Lists the files of a workspace folder, whatever they hold. Passed over without a word: what `.gitignore` and
 * `.recollectignore` files in the workspace name (the latter decide where both speak), and folders of tools
 * (see `eligible.ts`). Links are followed only inside the workspace and only to what has no other name in the
 * list. Nothing is opened but folders and ignore files; sockets, pipes and devices are named, never touched.
 *
 * @throws RecollectError `workspace-missing` where the folder itself cannot be listed; `signal.reason` once aborted.
 */
export async function walk(root: string, options: WalkOptions = {}): Promise<Walk> {
  const real = await realRoot(root);
  const apart = await Promise.all(
    (options.apart ?? []).map((folder) => realpath(folder).catch(() => folder)),
  );
  return await new Walker(
    real,
    new Set(apart.filter((folder) => !isInside(folder, real))),
    options.signal,
  ).run();
}

/** The folder's real path. @throws RecollectError `workspace-missing` */
async function realRoot(root: string): Promise<string> {
  try {
    const real = await realpath(root);
    if ((await stat(real)).isDirectory()) {
      await readdir(real);
      return real;
    }
  } catch (error) {
    const missing = codeOf(error) === 'ENOENT';
    throw new RecollectError(
      'workspace-missing',
      missing
        ? sentence('folder-missing', root)
        : sentence('folder-unlistable', root, systemReason(error, 'folder')),
      { cause: error },
    );
  }
  throw new RecollectError('workspace-missing', sentence('folder-is-file', root));
}

interface Folder {
  /** Relative to the root; empty for the root itself. */
  readonly name: string;
  readonly real: string;
  readonly rules: IgnoreRules;
}

interface Link {
  readonly name: string;
  readonly real: string;
  readonly rules: IgnoreRules;
}

class Walker {
  readonly #root: string;
  /** Real paths of folders that are not entered. */
  readonly #apart: ReadonlySet<string>;
  readonly #signal: CancelSignal | undefined;
  readonly #files: WalkedFile[] = [];
  readonly #skipped: WalkSkip[] = [];
  /** Real path → the name it is listed under. */
  readonly #known = new Map<string, string>();
  readonly #links: Link[] = [];

  constructor(root: string, apart: ReadonlySet<string>, signal: CancelSignal | undefined) {
    this.#root = root;
    this.#apart = apart;
    this.#signal = signal;
  }

  async run(): Promise<Walk> {
    await this.#descend({ name: '', real: this.#root, rules: IgnoreRules.none });
    // Links come last, so that a file keeps its own name where it has both. Following one may find more.
    while (this.#links.length > 0) {
      this.#links.sort((a, b) => compare(b.name, a.name));
      const link = this.#links.pop();
      if (link !== undefined) await this.#follow(link);
    }
    this.#files.sort((a, b) => compare(a.file, b.file));
    this.#skipped.sort((a, b) => compare(a.file, b.file));
    return { files: this.#files, skipped: this.#skipped };
  }

  async #descend(first: Folder): Promise<void> {
    const pending = [first];
    for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
      this.#signal?.throwIfAborted();
      this.#known.set(folder.real, folder.name);
      let entries: Dirent[];
      try {
        entries = await readdir(folder.real, { withFileTypes: true });
      } catch (error) {
        this.#skip(folder.name === '' ? '.' : folder.name, systemReason(error, 'folder'));
        continue;
      }
      const rules = await folder.rules.enter(folder.real, folder.name);
      for (const unreadable of rules.unreadable) this.#skip(unreadable.file, unreadable.reason);
      for (let i = 0; i < entries.length; i += BATCH) {
        this.#signal?.throwIfAborted();
        const found = await Promise.all(
          entries.slice(i, i + BATCH).map(async (entry) => await this.#look(folder, entry, rules)),
        );
        for (const subfolder of found) if (subfolder !== undefined) pending.push(subfolder);
      }
    }
  }

  /** Lists the entry, or says why not; a folder is given back to be entered. */
  async #look(folder: Folder, entry: Dirent, rules: IgnoreRules): Promise<Folder | undefined> {
    if (isPassedOver(entry.name)) return undefined;
    if (this.#apart.has(join(folder.real, entry.name))) return undefined;
    const name = folder.name === '' ? entry.name : `${folder.name}/${entry.name}`;
    const real = join(folder.real, entry.name);
    if (rules.ignores(name, entry.isDirectory())) return undefined;
    if (entry.isDirectory()) return { name, real, rules: rules.below(name) };
    if (entry.isSymbolicLink()) this.#links.push({ name, real, rules });
    else if (entry.isFile()) await this.#add(name, real);
    else this.#skip(name, kindReason(entry));
    return undefined;
  }

  async #add(name: string, real: string): Promise<void> {
    try {
      const { size, mtimeMs } = await lstat(real);
      this.#files.push({ file: name, size, modified: Math.floor(mtimeMs) });
      this.#known.set(real, name);
    } catch (error) {
      const garbled = codeOf(error) === 'ENOENT' && name.includes('\uFFFD');
      this.#skip(name, garbled ? sentence('name-garbled') : systemReason(error, 'file'));
    }
  }

  async #follow(link: Link): Promise<void> {
    this.#signal?.throwIfAborted();
    let target: string;
    try {
      target = await realpath(link.real);
    } catch (error) {
      this.#skip(
        link.name,
        codeOf(error) === 'ENOENT' ? sentence('link-nowhere') : systemReason(error, 'file'),
      );
      return;
    }
    if (!isInside(this.#root, target)) {
      this.#skip(link.name, sentence('link-outside'));
      return;
    }
    for (const folder of this.#apart) if (isInside(folder, target)) return;
    const listed = this.#known.get(target);
    if (listed !== undefined) {
      this.#skip(link.name, listed === '' ? sentence('link-root') : sentence('link-known', listed));
      return;
    }
    if (target.slice(this.#root.length).split(sep).some(isPassedOver)) {
      this.#skip(link.name, sentence('link-passed-over'));
      return;
    }
    try {
      const found = await stat(target);
      // A rule such as `build/` is about folders, and only now is it known that the link leads to one.
      if (found.isDirectory()) {
        if (!link.rules.ignores(link.name, true)) {
          await this.#descend({ name: link.name, real: target, rules: link.rules.below(link.name) });
        }
      } else if (found.isFile()) await this.#add(link.name, target);
      else this.#skip(link.name, kindReason(found));
    } catch (error) {
      this.#signal?.throwIfAborted();
      this.#skip(link.name, systemReason(error, 'file'));
    }
  }

  #skip(file: string, reason: Sentence): void {
    this.#skipped.push({ file, reason });
  }
}

/** What is neither file nor folder nor link, in words. */
export function kindReason(entry: {
  isFIFO(): boolean;
  isSocket(): boolean;
  isCharacterDevice(): boolean;
  isBlockDevice(): boolean;
}): Sentence {
  return sentence(
    entry.isFIFO()
      ? 'is-pipe'
      : entry.isSocket()
        ? 'is-socket'
        : entry.isCharacterDevice() || entry.isBlockDevice()
          ? 'is-device'
          : 'is-no-file',
  );
}

/** True where `target` is `root` or lies under it; both are real, absolute paths. */
export function isInside(root: string, target: string): boolean {
  return target === root || target.startsWith(root.endsWith(sep) ? root : root + sep);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
