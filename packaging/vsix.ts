import { createVSIX } from '@vscode/vsce';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { openPromise } from 'yauzl';
import { listFaults, nativeFaults, type PackedFile } from './checks.ts';
import type { Target } from './targets.ts';

/** What a download may weigh, in bytes. */
export const MOST_BYTES = 130e6;

/** What vsce calls some files in the archive. */
const RENAMED: Readonly<Record<string, string>> = {
  'readme.md': 'README.md',
  'changelog.md': 'CHANGELOG.md',
  'LICENSE.txt': 'LICENSE',
};

/** Lets vsce zip what lies in a folder, with its allow-list (`writeAllowList`), as the archive of a target. */
export async function packVsix(stage: string, target: Target, packagePath: string): Promise<void> {
  await createVSIX({
    cwd: stage,
    target: target.name,
    packagePath,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
}

/** The files of an extension's archive, unpacked, under the names that they had before vsce packed them. */
export async function readVsix(file: string): Promise<PackedFile[]> {
  const archive = await openPromise(file);
  const files: PackedFile[] = [];
  for await (const entry of archive.eachEntry()) {
    const name = /^extension\/(.*[^/])$/.exec(entry.fileName)?.[1];
    // Beside the extension lie two descriptions of the archive, which vsce makes.
    if (name === undefined) continue;
    files.push({
      path: RENAMED[name] ?? name,
      bytes: await buffer(await archive.openReadStreamPromise(entry)),
    });
  }
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** Unpacks an extension's archive into a folder, under the names that its files had before vsce packed them. */
export async function unpackVsix(file: string, folder: string): Promise<void> {
  for (const { path, bytes } of await readVsix(file)) {
    const to = join(folder, path);
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, bytes);
  }
}

/** What is wrong with a packed archive: its weight, its files, its native code. One sentence each, none where all is well. */
export async function vsixFaults(file: string, target: Target, golden: string): Promise<string[]> {
  const faults: string[] = [];
  const { size } = statSync(file);
  if (size > MOST_BYTES)
    faults.push(
      `${file} weighs ${(size / 1e6).toFixed(1)} MB, and ${MOST_BYTES / 1e6} MB are what a download may weigh.`,
    );
  const files = await readVsix(file);
  const paths = files.map(({ path }) => path);
  return [...faults, ...listFaults(paths, golden), ...nativeFaults(target, files)];
}
