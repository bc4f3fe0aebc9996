/** Where the caret stands in a box: the arrow keys bring questions back only where they could not move it. */
export interface Caret {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Questions that were asked before, brought back by the arrow keys as in a shell: up from the beginning of the box, and
 * on from one that was brought back as long as nothing is typed; down goes back to what was being typed.
 */
export class QuestionHistory {
  #at = -1;
  #draft = '';

  /** @returns the text that is to stand in the box; undefined where the key is the box's own */
  key(key: string, history: readonly string[], caret: Caret): string | undefined {
    const { text, start, end } = caret;
    if (this.#at >= 0 && text !== history[this.#at]) this.#at = -1;
    const browsing = this.#at >= 0;
    if (key === 'ArrowUp' && (browsing || (start === 0 && end === 0))) {
      if (!browsing) this.#draft = text;
      let next = this.#at + 1;
      // What stands in the box already is nothing to bring back.
      while (next < history.length && history[next] === text) next++;
      if (next >= history.length) return undefined;
      this.#at = next;
      return history[next];
    }
    if (key !== 'ArrowDown' || !browsing) return undefined;
    this.#at--;
    return this.#at < 0 ? this.#draft : history[this.#at];
  }
}
