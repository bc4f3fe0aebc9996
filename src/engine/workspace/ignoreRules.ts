import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ignore from 'ignore';
import type { Ignore } from 'ignore';
import { sentence, type Sentence } from '../../protocol/sentences.ts';
import { systemReason } from './reasons.ts';

/** One ignore file, which speaks about the paths under its folder. */
interface IgnoreFile {
  /** The folder it lies in, relative to the workspace; empty for the workspace itself. */
  readonly folder: string;
  readonly matcher: Ignore;
}

/** In the order of who decides: a file of ours may bring back what git ignores. */
const NAMES = ['.recollectignore', '.gitignore'] as const;
const LONGEST_IGNORE_FILE = 1024 * 1024;
/** More stars than this in one part of a path make a pattern whose matching can take for ever. */
const MOST_STARS = 4;
/** Git compares without case where the file system does. */
const IGNORE_CASE = process.platform === 'win32' || process.platform === 'darwin';

/**
 * The ignore files that hold for a folder, as git reads them: the nearest file that says anything decides, and
 * nothing inside an ignored folder is looked at. Immutable; a folder's rules are made from its parent's.
 */
export class IgnoreRules {
  static readonly none = new IgnoreRules({ '.recollectignore': [], '.gitignore': [] }, []);

  /** Ignore files of the folder just entered that could not be read. */
  readonly unreadable: readonly { readonly file: string; readonly reason: Sentence }[];
  /** Nearest first. */
  readonly #files: Readonly<Record<(typeof NAMES)[number], readonly IgnoreFile[]>>;

  private constructor(
    files: Readonly<Record<(typeof NAMES)[number], readonly IgnoreFile[]>>,
    unreadable: readonly { readonly file: string; readonly reason: Sentence }[],
  ) {
    this.#files = files;
    this.unreadable = unreadable;
  }

  /** The rules that hold inside a folder: these and those of its own ignore files. */
  async enter(path: string, folder: string): Promise<IgnoreRules> {
    const files = { ...this.#files };
    const unreadable: { file: string; reason: Sentence }[] = [];
    for (const name of NAMES) {
      try {
        const matcher = await readIgnoreFile(join(path, name));
        if (matcher !== undefined) files[name] = [{ folder, matcher }, ...files[name]];
      } catch (error) {
        const reason = sentence('ignore-unread', systemReason(error, 'file'));
        unreadable.push({ file: folder === '' ? name : `${folder}/${name}`, reason });
      }
    }
    return new IgnoreRules(files, unreadable);
  }

  /** True where the path, which lies in the folder these rules were made for, is left out. */
  ignores(path: string, isFolder: boolean): boolean {
    for (const name of NAMES) {
      for (const file of this.#files[name]) {
        const result = file.matcher.test(relativeTo(file.folder, path, isFolder));
        if (result.ignored) return true;
        if (result.unignored) return false;
      }
    }
    return false;
  }

  /**
   * The rules to carry into a folder that is entered. A file that ignores the folder itself was overruled, and
   * would go on ignoring everything below: it has nothing more to say there.
   */
  below(folder: string): IgnoreRules {
    const heeded = (file: IgnoreFile): boolean =>
      !file.matcher.test(relativeTo(file.folder, folder, true)).ignored;
    return new IgnoreRules(
      {
        '.recollectignore': this.#files['.recollectignore'].filter(heeded),
        '.gitignore': this.#files['.gitignore'].filter(heeded),
      },
      [],
    );
  }
}

function relativeTo(folder: string, path: string, isFolder: boolean): string {
  const relative = folder === '' ? path : path.slice(folder.length + 1);
  return isFolder ? `${relative}/` : relative;
}

/** Undefined where there is no such file. */
async function readIgnoreFile(path: string): Promise<Ignore | undefined> {
  // As git, which does not follow an ignore file that is a link: it could lead out of the workspace.
  const found = await lstat(path).catch(() => undefined);
  if (found?.isFile() !== true) return undefined;
  if (found.size > LONGEST_IGNORE_FILE) throw new Error('an ignore file of more than 1 MB is not one');
  const lines = (await readFile(path, 'utf8')).replace(/^\uFEFF/, '').split(/\r?\n/);
  return ignore({ ignorecase: IGNORE_CASE }).add(lines.filter(isSafe));
}

function isSafe(pattern: string): boolean {
  return pattern.split('/').every((part) => (part.match(/\*+/g)?.length ?? 0) <= MOST_STARS);
}
