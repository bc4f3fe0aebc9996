import { readFileSync } from 'node:fs';
import type { Target } from './targets.ts';

/** The file that names all that ships. vsce reads it, too, in the folder that a package is zipped from. */
export const ALLOW_LIST = '.vscodeignore';

/** A comment that says which targets the lines below it are for. */
const FOR = /^# for: (.+)$/;

/**
 * The patterns of the allow-list that are for a target, in its order, without the `!` before them.
 *
 * @param list the text of the allow-list: lines `!pattern`, and comments `# for: linux-x64 win32-x64` (or
 *   `# for: every target`) that hold until the next one
 */
export function patternsFor({ name }: Target, list = readFileSync(ALLOW_LIST, 'utf8')): string[] {
  let wanted = true;
  const patterns: string[] = [];
  for (const line of list.split(/\r?\n/)) {
    const names = FOR.exec(line)?.[1];
    if (names !== undefined) wanted = names === 'every target' || names.split(' ').includes(name);
    else if (wanted && line.startsWith('!')) patterns.push(line.slice(1));
  }
  return patterns;
}

/** Names of targets that the list speaks of. */
export function targetsNamed(list = readFileSync(ALLOW_LIST, 'utf8')): string[] {
  const named = list.split(/\r?\n/).flatMap((line) => FOR.exec(line)?.[1] ?? []);
  return [...new Set(named.filter((names) => names !== 'every target').flatMap((names) => names.split(' ')))];
}
