import path from 'node:path';
import { addressed } from './addresses.ts';

/** A name as a model sends it (also an address of ours, or with `./` or `\`), as it is looked up. */
export function plainName(name: string): string {
  const known = addressed(name)?.file ?? name;
  return known.replaceAll('\\', '/').replace(/^(?:\.\/)+(?=.)/u, '');
}

/** The folders' own names; of two of the same name the second is told apart by a number. */
export function uniqueNames(folders: readonly string[]): string[] {
  const taken = new Set<string>();
  return [...new Set(folders)].map((folder) => {
    const name = path.basename(folder) || 'files';
    let unique = name;
    for (let i = 2; taken.has(unique); i++) unique = `${name}-${i}`;
    taken.add(unique);
    return unique;
  });
}
