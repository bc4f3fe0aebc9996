/**
 * Children of one node of a tree that are shown at once. VS Code asks for every child of an open node in one piece,
 * which for thousands of them would hold up the extension host, and a list that long is no use to a person either.
 */
export const MOST_CHILDREN = 200;

/** A run of a long list. */
export interface Batch<T> {
  /** Place of its first one in the whole list. */
  readonly from: number;
  readonly items: readonly T[];
}

/** The list in runs of as many as can be shown at once; one run where all of them can. */
export function batches<T>(items: readonly T[], most = MOST_CHILDREN): readonly Batch<T>[] {
  if (items.length <= most) return [{ from: 0, items }];
  // Of a list that is longer still, runs that are themselves runs.
  let size = most;
  while (Math.ceil(items.length / size) > most) size *= most;
  const runs: Batch<T>[] = [];
  for (let from = 0; from < items.length; from += size)
    runs.push({ from, items: items.slice(from, from + size) });
  return runs;
}
