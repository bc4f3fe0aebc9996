/**
 * Looks for files and folders by what was typed of their names, as a person does who picks one: best first those whose
 * name begins with it, then those in which a word does, then those that hold it anywhere in name or path. Upper and
 * lower case, and composed and decomposed letters, are the same. Folders end with `/`. With nothing typed the files
 * nearest to the top come.
 *
 * @param files relative paths with `/`
 * @param most paths that come back
 */
export function searchPaths(files: readonly string[], typed: string, most: number): string[] {
  const sought = folded(typed.replaceAll('\\', '/')).trim();
  const found: Found[] = [];
  for (const path of [...foldersOf(files), ...files]) {
    const rank = sought === '' ? 0 : rankOf(folded(path), sought);
    if (rank !== undefined) found.push({ path, rank, depth: path.split('/').length });
  }
  return found
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        a.depth - b.depth ||
        a.path.length - b.path.length ||
        (a.path < b.path ? -1 : a.path > b.path ? 1 : 0),
    )
    .slice(0, most)
    .map(({ path }) => path);
}

interface Found {
  readonly path: string;
  /** The less, the better. */
  readonly rank: number;
  readonly depth: number;
}

/** Folders in which files lie, at any depth. */
function foldersOf(files: readonly string[]): Set<string> {
  const folders = new Set<string>();
  for (const file of files)
    for (let at = file.indexOf('/'); at >= 0; at = file.indexOf('/', at + 1))
      folders.add(file.slice(0, at + 1));
  return folders;
}

/** How well a path fits; undefined where it does not. */
function rankOf(path: string, sought: string): number | undefined {
  const bare = path.endsWith('/') ? path.slice(0, -1) : path;
  const name = path.slice(bare.lastIndexOf('/') + 1);
  if (name === sought || withoutExtension(name) === sought) return 0;
  if (name.startsWith(sought)) return 1;
  const at = name.indexOf(sought);
  if (at > 0 && /[-_ .()（）]/u.test(name[at - 1] ?? '')) return 2;
  if (at > 0) return 3;
  return path.includes(sought) ? 4 : undefined;
}

function withoutExtension(name: string): string {
  return name.replace(/(?:\.[^.]*|\/)$/u, '');
}

function folded(path: string): string {
  return path.normalize('NFC').toLowerCase();
}
