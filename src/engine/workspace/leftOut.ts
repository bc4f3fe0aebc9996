import { realpath } from 'node:fs/promises';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { isIgnoreFile, isPassedOver } from './eligible.ts';
import { isForgotten } from './forgotten.ts';
import { IgnoreRules } from './ignoreRules.ts';
import { isInside } from './walk.ts';

/** What decides that a file of the workspace is not remembered, beside its own ignore files. */
export interface Exclusions {
  /** Patterns, as in a .gitignore. */
  readonly exclude?: readonly string[] | undefined;
  /** Files, and folders with a `/` at their end, that the user had forgotten. */
  readonly forgotten?: readonly string[] | undefined;
  /** Folders never entered. */
  readonly apart?: readonly string[] | undefined;
}

/** What is left out whatever the walk has listed: by patterns, forgotten files, and ignore files themselves. */
export function exclusion({ exclude = [], forgotten = [] }: Exclusions): (file: string) => boolean {
  const matcher: Ignore = ignore().add([...exclude]);
  const gone = isForgotten(forgotten);
  return (file) => isIgnoreFile(file) || gone(file) || (ignore.isPathValid(file) && matcher.ignores(file));
}

/**
 * Whether a walk of the workspace would pass the file over without a word: by its name, by patterns, by the ignore
 * files of the folders it lies in. For a file whose change is told by an editor.
 *
 * @param file relative to the root, with `/`; whether it is there does not matter
 */
export async function isLeftOut(root: string, file: string, exclusions: Exclusions): Promise<boolean> {
  const { apart = [] } = exclusions;
  // A name that leads out of the folder gets its own reason when it is read.
  if (!ignore.isPathValid(file)) return false;
  if (file.split('/').some(isPassedOver) || exclusion(exclusions)(file)) return true;
  const real = await realpath(root).catch(() => root);
  for (const folder of apart) {
    const realFolder = await realpath(folder).catch(() => folder);
    if (!isInside(realFolder, real) && isInside(realFolder, path.join(real, file))) return true;
  }
  let rules = await IgnoreRules.none.enter(real, '');
  let folder = '';
  for (const name of file.split('/').slice(0, -1)) {
    folder = folder === '' ? name : `${folder}/${name}`;
    if (rules.ignores(folder, true)) return true;
    rules = await rules.below(folder).enter(path.join(real, folder), folder);
  }
  return rules.ignores(file, false);
}
