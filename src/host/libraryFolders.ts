import { homedir } from 'node:os';
import path from 'node:path';

/** Folders of the library that count at most: each is remembered by itself and asked with every question. */
const MOST_FOLDERS = 16;

/**
 * The folders that are asked along with every workspace, as the setting names them: absolute paths, or paths that begin
 * with `~/`. What is no such path is passed over, and so is what lies in a folder of the workspace or holds one: its
 * files would be found twice.
 *
 * @param setting the value of `recollect.library`
 * @param workspace absolute paths of the workspace's folders
 */
export function libraryFolders(
  setting: readonly string[],
  workspace: readonly string[],
  home = homedir(),
): string[] {
  const chosen: string[] = [];
  for (const value of setting) {
    const folder = absolute(value.trim(), home);
    if (folder === undefined || chosen.length >= MOST_FOLDERS) continue;
    if ([...workspace, ...chosen].some((other) => holds(other, folder) || holds(folder, other))) continue;
    chosen.push(folder);
  }
  return chosen;
}

/** The file as it is named in the library's folder that holds it; undefined where none does. */
export function fileInLibrary(
  file: string,
  library: readonly string[],
): { readonly folder: string; readonly file: string } | undefined {
  const folder = library.find((candidate) => holds(candidate, file) && candidate !== file);
  if (folder === undefined) return undefined;
  return { folder, file: path.relative(folder, file).split(path.sep).join('/') };
}

function absolute(value: string, home: string): string | undefined {
  const whole = /^~[/\\]/.test(value) ? path.join(home, value.slice(2)) : value;
  if (!path.isAbsolute(whole)) return undefined;
  const normal = path.normalize(whole);
  return normal.length > 1 && normal.endsWith(path.sep) && path.dirname(normal) !== normal
    ? normal.slice(0, -1)
    : normal;
}

/** Whether a folder holds another path, or is it. */
function holds(folder: string, inner: string): boolean {
  const relative = path.relative(folder, inner);
  return relative === '' || (!relative.startsWith('..') && !path.isAbsolute(relative));
}
