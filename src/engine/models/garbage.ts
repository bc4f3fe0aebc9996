import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collect: (() => void) | undefined;

/**
 * Lets go of what nobody uses any more in this process's JavaScript heap, now: a process that does nothing would not
 * come to it by itself. A last resort, since any other collection keeps the emptied pages for later use (200 MB after
 * an index run). Takes some 50 ms, twice, since what a first one ends lets go of more; for when nobody waits.
 */
export function collectGarbage(): void {
  if (collect === undefined) {
    // The only way to it without a flag on the command line, which the editor's own Node would not take. The flag is the
    // whole process's and stays: taken back, it would be gone while another thread comes for the function.
    setFlagsFromString('--expose-gc');
    const found: unknown = runInNewContext('globalThis.gc');
    collect =
      typeof found === 'function'
        ? () => void found({ type: 'major', execution: 'sync', flavor: 'last-resort' })
        : () => undefined;
  }
  collect();
  setTimeout(collect, AGAIN).unref();
}

/** Milliseconds until the second time. */
const AGAIN = 1000;
