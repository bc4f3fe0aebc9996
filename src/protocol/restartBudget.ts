/** How often something that was lost may be started again: so many times within a span of time. */
export class RestartBudget {
  readonly #most: number;
  readonly #span: number;
  #losses: number[] = [];

  /**
   * @param most restarts within the span
   * @param span milliseconds
   */
  constructor(most: number, span: number) {
    this.#most = most;
    this.#span = span;
  }

  /** @param at milliseconds of a clock that only goes forward */
  lost(at: number): void {
    this.#losses = [...this.#losses.filter((loss) => at - loss < this.#span), at];
  }

  /** Whether it may be started again after what was lost. */
  allows(at: number): boolean {
    return this.#losses.filter((loss) => at - loss < this.#span).length <= this.#most;
  }

  /** Somebody wants it tried again. */
  reset(): void {
    this.#losses = [];
  }
}
