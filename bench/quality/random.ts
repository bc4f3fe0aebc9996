import { seeded } from '../../src/core/evaluate/random.ts';

export { seeded };

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
