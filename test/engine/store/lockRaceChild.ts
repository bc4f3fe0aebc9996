// A process that tries to take over the abandoned locks of many folders, each at the same moment as its rival:
// argv is workspace, store (the folders' parent), how many, when to begin (ms since the epoch).
import path from 'node:path';
import { acquireLock } from '../../../src/engine/store/lock.ts';

const [, store = '', folders = '0', begin = '0'] = process.argv.slice(2);
const won: number[] = [];
for (let i = 0; i < Number(folders); i++) {
  while (Date.now() < Number(begin) + i * 4);
  if (acquireLock(path.join(store, `${i}`)).lock !== undefined) won.push(i);
}
process.send?.(won);
// Alive until its rival is done too: a lock of a process that is gone may be taken.
process.on('disconnect', () => process.exit());
