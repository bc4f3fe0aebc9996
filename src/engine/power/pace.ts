import { setTimeout as delay } from 'node:timers/promises';
import type { CancelSignal } from '../../core/ports.ts';
import type { OnBattery } from '../../protocol/onBattery.ts';
import { onBattery } from './powerSource.ts';

/** Milliseconds for which what the system said of its power holds. */
const HOLDS = 15_000;
/** Milliseconds between two looks at whether the work was stopped while it waits. */
const LOOK = 250;
/** Milliseconds of rest at most: a batch that waited for something else is not rested for. */
const LONGEST_REST = 5000;

/** What a {@link Pace} is made of; all but `how` is for tests. */
export interface PaceOptions {
  readonly how: OnBattery;
  readonly isOnBattery?: () => Promise<boolean>;
  /** Milliseconds that only go forward. */
  readonly now?: () => number;
  readonly holds?: number;
}

/** How fast a memory may be encoded: as fast as it goes on mains, on battery as the user wants it. */
export class Pace {
  readonly #how: OnBattery;
  readonly #isOnBattery: () => Promise<boolean>;
  readonly #now: () => number;
  readonly #holds: number;
  #asked = -Infinity;
  #onBattery = false;

  constructor({ how, isOnBattery = onBattery, now = () => performance.now(), holds = HOLDS }: PaceOptions) {
    this.#how = how;
    this.#isOnBattery = isOnBattery;
    this.#now = now;
    this.#holds = holds;
  }

  /** Whether work is to be done in turns with as much rest. */
  async isSlow(): Promise<boolean> {
    return this.#how === 'slow' && (await this.#battery());
  }

  /** Rests as long as the work took that began at `since`. */
  async rest(since: number): Promise<void> {
    await delay(Math.min(LONGEST_REST, this.#now() - since));
  }

  get time(): number {
    return this.#now();
  }

  /**
   * Resolves once there may be work: at once unless it is to pause on battery. `onWaiting` is called as it begins to
   * wait; an abort ends the wait as well.
   */
  async ready(signal: CancelSignal | undefined, onWaiting: () => void): Promise<void> {
    if (this.#how !== 'pause') return;
    for (let told = false; (await this.#battery()) && signal?.aborted !== true;) {
      if (!told) onWaiting();
      told = true;
      await delay(Math.min(LOOK, this.#holds));
    }
  }

  async #battery(): Promise<boolean> {
    const now = this.#now();
    if (now - this.#asked >= this.#holds) {
      this.#asked = now;
      this.#onBattery = await this.#isOnBattery();
    }
    return this.#onBattery;
  }
}
