import type { Hit } from '../../core/ports.ts';

/** The best `k` of many scored labels: a binary heap with the worst of them on top. */
export class TopHits {
  readonly #capacity: number;
  readonly #scores: Float64Array;
  readonly #labels: Float64Array;
  #size = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#scores = new Float64Array(capacity);
    this.#labels = new Float64Array(capacity);
  }

  /** What a score must exceed to be kept. */
  get threshold(): number {
    return this.#size < this.#capacity ? -Infinity : (this.#scores[0] ?? Infinity);
  }

  push(label: number, score: number): void {
    if (this.#size < this.#capacity) this.#rise(this.#size++, label, score);
    else if (score > this.threshold) this.#sink(label, score);
  }

  /** Best first; equal scores by label. */
  take(): Hit[] {
    const hits = Array.from(this.#scores.subarray(0, this.#size), (score, i) => ({
      label: this.#labels[i] ?? 0,
      score,
    }));
    return hits.sort(byScore);
  }

  #rise(from: number, label: number, score: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = this.#scores[parent] ?? 0;
      if (above <= score) break;
      this.#place(at, this.#labels[parent] ?? 0, above);
      at = parent;
    }
    this.#place(at, label, score);
  }

  #sink(label: number, score: number): void {
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.#size) break;
      const right = child + 1;
      if (right < this.#size && (this.#scores[right] ?? 0) < (this.#scores[child] ?? 0)) child = right;
      const below = this.#scores[child] ?? 0;
      if (below >= score) break;
      this.#place(at, this.#labels[child] ?? 0, below);
      at = child;
    }
    this.#place(at, label, score);
  }

  #place(at: number, label: number, score: number): void {
    this.#scores[at] = score;
    this.#labels[at] = label;
  }
}

/** Best first; equal scores by label, so that an order is the same whoever found it. */
export function byScore(a: Hit, b: Hit): number {
  return b.score - a.score || a.label - b.label;
}
