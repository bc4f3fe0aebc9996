/**
 * Columns of one number a leaf that recall computes in and does not keep, the same for one question after another: of a
 * million leaves a fresh column costs more time than most of what is written into it, since the system hands out its
 * pages one by one, and the collector comes for it. Recall takes them like a stack and gives all of them back before it
 * returns.
 */
export class ColumnPool {
  #columns: Float32Array[] = [];
  #taken = 0;

  /** A column of zeros, until what was taken is given back. */
  readonly take = (size: number): Float32Array => {
    const known = this.#columns[this.#taken];
    const column = known?.length === size ? known.fill(0) : new Float32Array(size);
    this.#columns[this.#taken++] = column;
    return column;
  };

  /** Runs `work`, then takes back every column that was taken meanwhile. */
  lend<T>(work: () => T): T {
    const before = this.#taken;
    try {
      return work();
    } finally {
      this.#taken = before;
    }
  }

  /** Lets go of all columns. Not to be called while any are lent. */
  clear(): void {
    this.#columns = [];
  }
}
