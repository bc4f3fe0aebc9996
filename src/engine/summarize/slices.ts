import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CancelSignal } from '../../core/ports.ts';

/** Milliseconds of work after which others get their turn. */
const SLICE = 15;

/** Long work in slices: between two of them questions are answered and a cancel arrives. */
export class Slices {
  readonly #signal: CancelSignal | undefined;
  #started = performance.now();

  constructor(signal: CancelSignal | undefined) {
    this.#signal = signal;
  }

  /** Lets others take their turn where it is time to. Rejects with `signal.reason` once aborted. */
  async pause(): Promise<void> {
    if (performance.now() - this.#started < SLICE) return;
    await nextTurn();
    this.#signal?.throwIfAborted();
    this.#started = performance.now();
  }

  /** Runs work that says where it may be interrupted. */
  async run<T>(work: Generator<undefined, T, undefined>): Promise<T> {
    for (;;) {
      const step = work.next();
      if (step.done === true) return step.value;
      await this.pause();
    }
  }
}
