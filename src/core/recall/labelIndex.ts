/** No label: labels are unsigned 32-bit integers, and slots hold them plus one. */
const FREE = 0;

/**
 * The place of each label, in two flat arrays: a hash table with open addressing that keeps labels in their own order,
 * so that looking up a run of neighbouring labels reads neighbouring memory. 16 bytes a label at most, where a Map
 * takes about 50.
 */
export class LabelIndex {
  readonly #mask: number;
  readonly #labels: Uint32Array;
  readonly #places: Int32Array;

  /** @param capacity labels that will be set, at most */
  constructor(capacity: number) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(4, capacity * 1.5)));
    this.#mask = slots - 1;
    this.#labels = new Uint32Array(slots);
    this.#places = new Int32Array(slots);
  }

  set(label: number, place: number): void {
    const key = label + 1;
    let slot = label & this.#mask;
    while (this.#labels[slot] !== FREE && this.#labels[slot] !== key) slot = (slot + 1) & this.#mask;
    this.#labels[slot] = key;
    this.#places[slot] = place;
  }

  /** Undefined for a label that was never set. */
  get(label: number): number | undefined {
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
