import { cpSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ALLOW_LIST, patternsFor } from './allowList.ts';
import { installedAddon, keptAddon } from './hnswlib.ts';
import { NOTICES, noticesFor } from './notices.ts';
import type { Target } from './targets.ts';

/** A file of a package. */
export interface ShippedFile {
  /** Where it lies in the package, with `/`. */
  readonly path: string;
  /** Where it comes from; undefined where it is made for the package, or is not compiled yet. */
  readonly source: string | undefined;
}

/** Where natives lie in the package: vsce leaves out a node_modules at the top. */
const NATIVES = 'dist/node_modules/';
/** The one native that we compile ourselves. */
const ADDON = `${NATIVES}hnswlib-node/build/Release/addon.node`;

/**
 * Every file of the target's package, in order. Reads the checkout in the present folder, which must be built. Throws
 * where a pattern of the allow-list names nothing.
 */
export function shippedFiles(target: Target): ShippedFile[] {
  const files = patternsFor(target).flatMap((pattern): ShippedFile[] => {
    if (pattern === 'package.json' || pattern === NOTICES) return [{ path: pattern, source: undefined }];
    // Else the one that npm compiled for this machine, with which tests do.
    if (pattern === ADDON) return [{ path: pattern, source: keptAddon(target) ?? installedAddon(target) }];
    return pattern.startsWith(NATIVES)
      ? found(pattern.slice(NATIVES.length), 'node_modules', NATIVES)
      : found(pattern, '.', '');
  });
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function found(pattern: string, from: string, to: string): ShippedFile[] {
  const names = globSync(pattern, { cwd: from }).filter((file) => statSync(path.join(from, file)).isFile());
  if (names.length === 0)
    throw new Error(`Nothing to pack is named ${pattern}: run "npm ci" and "npm run build" first.`);
  return names.map((name) => ({
    path: to + name.split(path.sep).join('/'),
    source: path.join(from, name),
  }));
}

/** Copies the target's package into a folder, which is emptied first, with the allow-list that vsce holds to. */
export function layOut(stage: string, target: Target): ShippedFile[] {
  rmSync(stage, { recursive: true, force: true });
  const files = shippedFiles(target);
  for (const { path: to, source } of files) {
    if (source === undefined && to === ADDON)
      throw new Error(`hnswlib is not compiled for ${target.name} yet: run "npm run natives" first.`);
    mkdirSync(path.dirname(path.join(stage, to)), { recursive: true });
    if (source !== undefined) cpSync(source, path.join(stage, to));
  }
  writeFileSync(path.join(stage, 'package.json'), manifest());
  writeFileSync(path.join(stage, NOTICES), noticesFor(target));
  return files;
}

/** Writes the lines of the allow-list that are for the target, for vsce to read. */
export function writeAllowList(stage: string, target: Target): void {
  const lines = ['**', ...patternsFor(target).map((pattern) => `!${pattern}`), ''];
  writeFileSync(path.join(stage, ALLOW_LIST), lines.join('\n'));
}

/** What of package.json is not for the editor and its marketplaces: scripts, and dependencies that are bundled. */
const OURS = new Set(['private', 'scripts', 'bin', 'dependencies', 'devDependencies', 'allowScripts']);

function manifest(): string {
  const manifest: object = JSON.parse(readFileSync('package.json', 'utf8'));
  const kept = Object.entries(manifest).filter(([key]) => !OURS.has(key));
  return `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`;
}
