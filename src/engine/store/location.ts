import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import envPaths from 'env-paths';
import { RecollectError } from '../../protocol/errors.ts';
import { sentence } from '../../protocol/sentences.ts';
import { writeAtomically } from './atomicFile.ts';
import { storeError } from './storeErrors.ts';

/**
 * The folder that holds all memories of this user: `named` (the --store option), else RECOLLECT_STORE, else
 * the platform's data folder. Absolute; not created.
 */
export function storeRoot(named?: string, environment: NodeJS.ProcessEnv = process.env): string {
  const chosen = [named, environment['RECOLLECT_STORE']].find((path) => path !== undefined && path !== '');
  return chosen === undefined ? envPaths('recollect', { suffix: '' }).data : resolve(chosen);
}

/** Where one workspace's memory lives, and which folder it is of. */
export interface StoreLocation {
  /** Absolute path of the memory's folder. */
  readonly folder: string;
  /** The workspace's real path, links resolved: the same folder by any name has one memory. */
  readonly workspace: string;
}

/**
 * The place of a workspace's memory: a folder named by the hash of the workspace's file URI, so that every shell
 * finds the same one. Creates nothing.
 *
 * @throws RecollectError `workspace-missing` where the workspace is no folder that can be read.
 */
export function locateStore(workspace: string, root: string): StoreLocation {
  const real = realFolder(workspace);
  const name = createHash('sha256').update(pathToFileURL(real).href).digest('hex').slice(0, 20);
  return { folder: join(root, name), workspace: real };
}

/**
 * Creates the memory's folder and in it `workspace.json`, so that a person who finds it can tell whose it is.
 *
 * @throws RecollectError `store-unusable` or `disk-full`.
 */
export function createFolder(location: StoreLocation): void {
  try {
    mkdirSync(location.folder, { recursive: true, mode: 0o700 });
    const label = join(location.folder, 'workspace.json');
    const content = `${JSON.stringify(
      {
        workspace: location.workspace,
        uri: pathToFileURL(location.workspace).href,
        about: 'What Recollect remembers of this workspace. It can be deleted: indexing builds it again.',
      },
      undefined,
      2,
    )}\n`;
    if (contentOf(label) !== content) writeAtomically(label, content);
  } catch (error) {
    throw storeError(error, location.folder);
  }
}

function realFolder(workspace: string): string {
  try {
    const real = realpathSync.native(workspace);
    if (statSync(real).isDirectory()) return real;
  } catch (cause) {
    throw missing(workspace, { cause });
  }
  throw missing(workspace);
}

function missing(workspace: string, options?: ErrorOptions): RecollectError {
  return new RecollectError('workspace-missing', sentence('folder-missing', resolve(workspace)), options);
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Missing or unreadable: it is written (again), and that says what is wrong.
    return undefined;
  }
}
