import path from 'node:path';

/** A file or folder of a workspace folder: relative to it, with `/`, a folder with `/` at its end; the whole is ''. */
export interface NamedPlace {
  /** Absolute path of the workspace folder. */
  readonly folder: string;
  readonly file: string;
}

/** What names are looked up in. */
export interface NamedIn {
  /** Absolute paths of the workspace's folders. */
  readonly folders: readonly string[];
  /** Whether there is such a file or folder in a workspace folder. */
  readonly exists: (place: NamedPlace) => Promise<boolean>;
}

/**
 * The file or folder that a model means. In a workspace of several folders a name begins with its folder's, as results
 * have it; where it does not, the first folder that has it is meant. A name that is nowhere is left to the engine,
 * which says so. Absolute paths are taken where they lie in a folder of the workspace.
 */
export async function namedPlace(
  name: string,
  { folders, exists }: NamedIn,
): Promise<NamedPlace | undefined> {
  const [only] = folders;
  if (only === undefined) return undefined;
  if (path.isAbsolute(name)) {
    for (const folder of folders) {
      const relative = path.relative(folder, name);
      if (relative.split(path.sep)[0] === '..' || path.isAbsolute(relative)) continue;
      const place = { folder, file: relative.split(path.sep).join('/') };
      return { ...place, file: place.file === '' || !/[\\/]$/.test(name) ? place.file : `${place.file}/` };
    }
    return { folder: only, file: name };
  }
  const file = name.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '');
  if (folders.length === 1) return { folder: only, file };
  for (const folder of folders) {
    const base = path.basename(folder);
    if (file === base || file === `${base}/`) return { folder, file: '' };
    if (file.startsWith(`${base}/`)) return { folder, file: file.slice(base.length + 1) };
  }
  for (const folder of folders) if (await exists({ folder, file })) return { folder, file };
  return { folder: only, file };
}

/** Whether a name means all that there is. */
export function isEverything(name: string): boolean {
  return /^(?:\.|\.?[\\/]|\*{1,2}|)$/.test(name.trim());
}
