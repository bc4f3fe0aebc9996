import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the parts of this installation lie. */
export interface Installation {
  readonly version: string;
  /** The script of the engine's process. */
  readonly engine: string;
  /** The folder of documents that the demo asks. */
  readonly sampleLibrary: string;
}

/** Finds the parts from the folder that this code runs in: `dist` once bundled, `src/cli` from source. */
export function findInstallation(folder: string): Installation {
  const bundled = existsSync(join(folder, 'engine.cjs'));
  const root = bundled ? join(folder, '..') : join(folder, '..', '..');
  return {
    version: versionOf(join(root, 'package.json')),
    engine: bundled ? join(folder, 'engine.cjs') : join(root, 'src', 'engine', 'main.ts'),
    sampleLibrary: join(root, 'media', 'sample-library'),
  };
}

function versionOf(manifest: string): string {
  const content: unknown = JSON.parse(readFileSync(manifest, 'utf8'));
  return typeof content === 'object' && content !== null && 'version' in content
    ? String(content.version)
    : '';
}
