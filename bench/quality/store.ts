import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Workspace } from '../../src/engine/workspace/workspace.ts';
import { CACHE } from './sets.ts';
import { INDEX_SOURCES, sourceDigest } from './sourceDigest.ts';
import type { Encoder } from '../../src/core/ports.ts';

const STORE = /^store(?:-|$)/;

/**
 * Folder of the bench's own memories, one for each state of the code that cuts and stores: the engine takes files
 * that have not changed as they are, also where it would cut them otherwise today. Older ones are removed.
 */
export function benchStore(): string {
  mkdirSync(CACHE, { recursive: true });
  const name = `store-${sourceDigest(INDEX_SOURCES)}`;
  for (const entry of readdirSync(CACHE)) {
    if (STORE.test(entry) && !entry.startsWith(name))
      rmSync(join(CACHE, entry), { recursive: true, force: true });
  }
  return join(CACHE, name);
}

/** The workspace, indexed in the store; close it. With a cached encoder a new store costs no encoding. */
export async function indexed(folder: string, store: string, encoder: Encoder): Promise<Workspace> {
  const workspace = new Workspace(folder, { store });
  await workspace.index({}, encoder, {});
  return workspace;
}
