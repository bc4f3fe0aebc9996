/** Steps before this much of the way, 0 to 1, tell too little of how long the rest takes. */
const ENOUGH = 0.03;
/** And so do those of the first milliseconds. */
const WARM = 3000;

/** How long something takes that reports how far it is. */
export class Pace {
  #began = 0;
  #from = 0;
  #last = Infinity;
  #total = -1;

  /**
   * Seconds that the rest takes if it goes on as it did, or undefined while that is not to be told.
   *
   * @param now milliseconds that only go forward
   */
  left({ done, total }: { readonly done: number; readonly total: number }, now: number): number | undefined {
    // It begins anew: another phase, another run.
    if (total !== this.#total || done < this.#last) {
      this.#began = now;
      this.#from = done;
      this.#total = total;
    }
    this.#last = done;
    const elapsed = now - this.#began;
    const gone = done - this.#from;
    if (elapsed < WARM || gone < ENOUGH * total || gone <= 0) return undefined;
    return ((total - done) * elapsed) / gone / 1000;
  }
}
