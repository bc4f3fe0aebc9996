import { BUSY, STOP } from './modelMessages.ts';

/**
 * Runs native code in a thread unless the process is about to end. A thread that is stopped within native code takes
 * the whole process down with an abort, so a process that exits waits until no thread is in it (see ModelPool).
 *
 * @param state shared with the pool: [stop, busy]
 */
export async function native<T>(state: Int32Array, work: () => Promise<T>): Promise<T> {
  Atomics.store(state, BUSY, 1);
  try {
    if (Atomics.load(state, STOP) === 0) return await work();
  } finally {
    Atomics.store(state, BUSY, 0);
    Atomics.notify(state, BUSY);
  }
  return new Promise<never>(() => {});
}
