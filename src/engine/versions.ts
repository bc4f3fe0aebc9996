import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The version in the nearest package.json above this file: of the checkout, or of the installed extension. */
export function productVersion(): string {
  for (let folder = import.meta.dirname; ; folder = path.dirname(folder)) {
    const version = versionIn(path.join(folder, 'package.json'));
    if (version !== undefined) return version;
    if (folder === path.dirname(folder)) return 'unknown';
  }
}

/** The version of a package that is installed beside this code; `unknown` where it is not found. */
export function packageVersion(name: string): string {
  for (let folder = import.meta.dirname; ; folder = path.dirname(folder)) {
    const version = versionIn(path.join(folder, 'node_modules', name, 'package.json'));
    if (version !== undefined) return version;
    if (folder === path.dirname(folder)) return 'unknown';
  }
}

function versionIn(file: string): string | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof content === 'object' && content !== null && 'version' in content
      ? String(content.version)
      : undefined;
  } catch {
    return undefined; // Not here: the folder above may have it.
  }
}
