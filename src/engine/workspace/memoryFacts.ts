import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Encoder } from '../../core/ports.ts';
import type { MemoryFacts } from '../../protocol/engineStatus.ts';
import type { OpenedStore } from '../store/openStore.ts';
import { readForgotten } from './forgotten.ts';

/** How much an open memory holds and takes. Reads no tree and no vector. */
export function memoryFacts(
  { store, folder, access, holder }: OpenedStore,
  encoder: Encoder | null,
): MemoryFacts {
  const fingerprint = encoder?.fingerprint ?? '';
  return store.snapshot(() => {
    const { leaves, encoded } = store.counts(fingerprint);
    const { vectors, unused } = store.kept(fingerprint);
    return {
      folder,
      bytes: sizeOf(folder),
      files: store.documents().length,
      leaves,
      encoded,
      skipped: store.skipped().length,
      forgotten: readForgotten(folder).length,
      vectors,
      unused,
      ...(access === 'write' || holder === undefined
        ? {}
        : { writer: { pid: holder.pid, host: holder.host } }),
    };
  });
}

/** Bytes of the files in a folder and below; what comes or goes meanwhile is not counted. */
function sizeOf(folder: string): number {
  let bytes = 0;
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const found = statSync(path.join(folder, name), { throwIfNoEntry: false });
    if (found?.isFile() === true) bytes += found.size;
  }
  return bytes;
}
