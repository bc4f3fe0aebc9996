/**
 * `work` on each item, in order, as many at a time as there are threads and one more: an item is ready, tokenized,
 * whenever a thread is. Stops between two items where `check` throws.
 */
export async function inLanes<T, R>(
  items: readonly T[],
  threads: number,
  check: () => void,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length);
  const rest = items.entries();
  const lane = async (): Promise<void> => {
    for (const [index, item] of rest) {
      check();
      results[index] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: threads + 1 }, lane));
  check();
  return results;
}
