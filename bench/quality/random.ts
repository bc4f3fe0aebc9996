/** Numbers in [0, 1) that are the same in every run with the same seed (mulberry32, public domain). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** `size` of the items, drawn without replacement and kept in their order; all of them where there are no more. */
export function sample<T>(items: readonly T[], size: number, seed: number): T[] {
  if (items.length <= size) return [...items];
  const random = seeded(seed);
  const order = items.map((_, index) => index);
  for (let i = 0; i < size; i++) {
    const j = i + Math.floor(random() * (order.length - i));
    const moved = order[i]!;
    order[i] = order[j]!;
    order[j] = moved;
  }
  const chosen = new Set(order.slice(0, size));
  return items.filter((_, index) => chosen.has(index));
}
