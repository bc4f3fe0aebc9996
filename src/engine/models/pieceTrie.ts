/** Slots at first; doubled whenever two thirds of them are taken. A power of two. */
const FIRST_SLOTS = 1 << 14;
const NONE = -1;
const ROOT = 0;

/**
 * Pieces of a vocabulary by their beginnings: a trie whose nodes are numbers in three arrays, hashed by parent and
 * character. A map a node, as tries are mostly written, takes 270 bytes of one; this one takes 30, and is as quick.
 */
export class PieceTrie {
  /** By slot: the child's parent, the character that leads to it, and the child; {@link NONE} where it is free. */
  #parents = new Int32Array(FIRST_SLOTS);
  #characters = new Int32Array(FIRST_SLOTS);
  #children = new Int32Array(FIRST_SLOTS).fill(NONE);
  /** By node, the id of the piece that ends there. */
  #ids = new Int32Array(FIRST_SLOTS).fill(NONE);
  #nodes = 1;

  /** Adds a piece; of two that are the same the later one's id is kept. */
  add(piece: string, id: number): void {
    let node = ROOT;
    for (const character of piece) node = this.#childFor(node, character.codePointAt(0) ?? 0);
    this.#ids[node] = id;
  }

  /**
   * The ids of all pieces that begin at a place, shortest first, each with its length.
   *
   * @param characters code points
   */
  *startingAt(
    characters: ArrayLike<number>,
    place: number,
  ): Generator<{ readonly id: number; readonly length: number }> {
    let node = ROOT;
    for (let at = place; at < characters.length; at++) {
      node = this.#children[this.#slotOf(node, characters[at] ?? 0)] ?? NONE;
      if (node === NONE) return;
      const id = this.#ids[node] ?? NONE;
      if (id !== NONE) yield { id, length: at + 1 - place };
    }
  }

  #childFor(parent: number, character: number): number {
    const slot = this.#slotOf(parent, character);
    const there = this.#children[slot] ?? NONE;
    if (there !== NONE) return there;
    const child = this.#nodes++;
    this.#put(slot, parent, character, child);
    if (3 * this.#nodes > 2 * this.#children.length) this.#grow();
    return child;
  }

  #put(slot: number, parent: number, character: number, child: number): void {
    this.#parents[slot] = parent;
    this.#characters[slot] = character;
    this.#children[slot] = child;
  }

  /** Where that child stands, or would stand. */
  #slotOf(parent: number, character: number): number {
    const last = this.#children.length - 1;
    const mixed = Math.imul(Math.imul(parent, 0x9e3779b1) ^ character, 0x85ebca6b);
    let slot = (mixed ^ (mixed >>> 15)) & last;
    while (
      this.#children[slot] !== NONE &&
      (this.#parents[slot] !== parent || this.#characters[slot] !== character)
    )
      slot = (slot + 1) & last;
    return slot;
  }

  #grow(): void {
    const [parents, characters, children] = [this.#parents, this.#characters, this.#children];
    this.#parents = new Int32Array(2 * parents.length);
    this.#characters = new Int32Array(2 * parents.length);
    this.#children = new Int32Array(2 * parents.length).fill(NONE);
    for (const [slot, child] of children.entries()) {
      const [parent = NONE, character = NONE] = [parents[slot], characters[slot]];
      if (child !== NONE) this.#put(this.#slotOf(parent, character), parent, character, child);
    }
    const ids = new Int32Array(2 * parents.length).fill(NONE);
    ids.set(this.#ids);
    this.#ids = ids;
  }
}
