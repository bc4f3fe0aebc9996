import type { Range } from '../../core/text/range.ts';

/** A lit sentence as a stop on the way through them. */
export interface HeatStop extends Range {
  readonly id: string;
  /** Its document, in whatever words: alike where they are the same. */
  readonly document: string;
  readonly weight: number;
}

/**
 * The next lit sentence from a position, or the one before: in the order of the text, and at its end in the next file,
 * the most attended file first, round and round. From elsewhere, the first of the most attended file or the last of the
 * least attended one. Undefined where nothing is lit.
 */
export function stepFrom(
  stops: readonly HeatStop[],
  at: { readonly document: string; readonly offset: number } | undefined,
  by: 1 | -1,
): HeatStop | undefined {
  const most = new Map<string, number>();
  for (const { document, weight } of stops) most.set(document, Math.max(most.get(document) ?? 0, weight));
  const files = [...most.keys()].sort((a, b) => (most.get(b) ?? 0) - (most.get(a) ?? 0));
  const inOrder = files.flatMap((file) =>
    stops.filter(({ document }) => document === file).sort((a, b) => a.start - b.start || a.end - b.end),
  );
  if (at === undefined || !most.has(at.document)) return inOrder.at(by > 0 ? 0 : -1);
  const { document, offset } = at;
  const passed = (stop: HeatStop): boolean => {
    if (stop.document !== document) return files.indexOf(stop.document) < files.indexOf(document);
    // The cursor is put on the words in a sentence that answer: it is then still in that one.
    return by > 0 ? stop.start <= offset : stop.end <= offset;
  };
  return by > 0
    ? (inOrder.find((stop) => !passed(stop)) ?? inOrder[0])
    : (inOrder.findLast((stop) => passed(stop)) ?? inOrder.at(-1));
}
