/** No label: labels are unsigned 32-bit integers, and slots hold them plus one. */
const FREE = 0;
/** Up to so many possible labels for one that is set each has a place of its own. */
const DENSE = 4;
/** No place. */
const NONE = -1;

/**
 * The place of each label in flat arrays, 4 to 24 bytes a label, where a Map takes about 50. Where labels lie close
 * together, as those of a memory do that was not changed for long, an array by label; else a hash table with open
 * addressing that keeps labels in their own order. Either way looking up a run of neighbouring labels reads neighbouring
 * memory.
 */
export class LabelIndex {
  readonly #mask: number;
  /** Empty where every possible label has a place of its own. */
  readonly #labels: Uint32Array;
  readonly #places: Int32Array;

  /**
   * @param capacity labels that will be set, at most
   * @param largest the largest of them
   */
  constructor(capacity: number, largest: number) {
    const dense = largest < DENSE * capacity;
    const slots = dense ? 0 : 2 ** Math.ceil(Math.log2(Math.max(4, capacity * 1.5)));
    this.#mask = slots - 1;
    this.#labels = new Uint32Array(slots);
    this.#places = dense ? new Int32Array(largest + 1).fill(NONE) : new Int32Array(slots);
  }

  set(label: number, place: number): void {
    if (this.#labels.length === 0) {
      this.#places[label] = place;
      return;
    }
    const key = label + 1;
    let slot = label & this.#mask;
    while (this.#labels[slot] !== FREE && this.#labels[slot] !== key) slot = (slot + 1) & this.#mask;
    this.#labels[slot] = key;
    this.#places[slot] = place;
  }

  /** Undefined for a label that was never set. */
  get(label: number): number | undefined {
    if (this.#labels.length === 0) {
      const place = this.#places[label] ?? NONE;
      return place === NONE ? undefined : place;
    }
    const key = label + 1;
    let slot = label & this.#mask;
    for (;;) {
      const held = this.#labels[slot];
      if (held === key) return this.#places[slot];
      if (held === FREE) return undefined;
      slot = (slot + 1) & this.#mask;
    }
  }
}
