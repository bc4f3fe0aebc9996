import { createVSIX } from '@vscode/vsce';
import { join } from 'node:path';

/**
 * Packs an extension that a test brings along.
 *
 * @param folder with its package.json
 * @param packagePath the package that is written
 * @returns that path
 */
export async function packExtension(folder: string, packagePath: string): Promise<string> {
  await createVSIX({ cwd: folder, packagePath, dependencies: false, allowMissingRepository: true });
  return packagePath;
}

/** Packs the extension that looks at the editor from within (probe/) into a folder; returns its package's path. */
export function packProbe(into: string): Promise<string> {
  return packExtension(join(import.meta.dirname, 'probe'), join(into, 'probe.vsix'));
}
