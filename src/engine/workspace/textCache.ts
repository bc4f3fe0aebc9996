/** Characters kept; texts used longest ago go first. */
const CAPACITY = 4_000_000;

/** Texts of documents between questions, so that each is decoded once. */
export class TextCache {
  readonly #texts = new Map<number, { readonly hash: string; readonly text: string }>();
  #size = 0;

  /** The text of the document, read anew where its hash has changed. */
  get(id: number, hash: string, read: () => string): string {
    const known = this.#texts.get(id);
    if (known?.hash === hash) {
      this.#texts.delete(id);
      this.#texts.set(id, known);
      return known.text;
    }
    const text = read();
    if (known) this.#drop(id, known.text);
    this.#texts.set(id, { hash, text });
    this.#size += text.length;
    for (const [oldest, { text: old }] of this.#texts) {
      if (this.#size <= CAPACITY || oldest === id) break;
      this.#drop(oldest, old);
    }
    return text;
  }

  #drop(id: number, text: string): void {
    this.#texts.delete(id);
    this.#size -= text.length;
  }
}
