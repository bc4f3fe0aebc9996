/** How a strip of leaves is laid out: as text is, line below line, each leaf as wide as it is long. */
export interface StripLayout {
  readonly rows: number;
  /** Pixels. */
  readonly width: number;
  /** Where each leaf begins, in pixels of all rows put end to end, and where the last one ends. */
  readonly offsets: Float64Array;
}

/** A part of a leaf that lies in one row; pixels. */
export interface StripPart {
  readonly row: number;
  readonly from: number;
  readonly to: number;
}

/** Pixels that a leaf gets on average, as long as that takes no more rows than {@link MOST_ROWS}. */
const WIDE_ENOUGH = 5;
const MOST_ROWS = 16;

/**
 * Lays out leaves of these lengths in rows of that width: in one where they are few, in as many as they need to be seen
 * and hit where they are many. Thousands in the last one are narrower, never left out.
 */
export function stripLayout(lengths: readonly number[], width: number): StripLayout {
  const room = Math.max(1, width);
  const rows = Math.min(MOST_ROWS, Math.max(1, Math.ceil((lengths.length * WIDE_ENOUGH) / room)));
  // A leaf without text still has a place.
  const total = lengths.reduce((sum, length) => sum + Math.max(1, length), 0);
  const offsets = new Float64Array(lengths.length + 1);
  let sum = 0;
  for (const [i, length] of lengths.entries()) {
    sum += Math.max(1, length);
    offsets[i + 1] = total === 0 ? 0 : (sum / total) * rows * room;
  }
  return { rows, width: room, offsets };
}

/** The leaf at a point, or undefined outside the strip. */
export function leafAt({ rows, width, offsets }: StripLayout, row: number, x: number): number | undefined {
  if (row < 0 || row >= rows || x < 0 || x >= width || offsets.length < 2) return undefined;
  const at = row * width + x;
  let low = 0;
  let high = offsets.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((offsets[middle] ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The parts of a leaf, a row each. */
export function partsOf({ rows, width, offsets }: StripLayout, leaf: number): StripPart[] {
  const start = offsets[leaf] ?? 0;
  const end = offsets[leaf + 1] ?? start;
  const parts: StripPart[] = [];
  for (let row = Math.floor(start / width); row < rows && row * width < end; row++) {
    const from = Math.max(0, start - row * width);
    const to = Math.min(width, end - row * width);
    if (to > from) parts.push({ row, from, to });
  }
  return parts;
}

/** The leaf that a key goes to from another one, or undefined where the key means nothing here. */
export function leafAfter(
  key: string,
  leaf: number,
  layout: StripLayout,
  sections: readonly { readonly from: number }[],
): number | undefined {
  const last = layout.offsets.length - 2;
  const middle = ((layout.offsets[leaf] ?? 0) + (layout.offsets[leaf + 1] ?? 0)) / 2;
  const vertical = (by: number): number => {
    const at = middle + by * layout.width;
    return leafAt(layout, Math.floor(at / layout.width), at % layout.width) ?? leaf;
  };
  switch (key) {
    case 'ArrowRight':
      return Math.min(last, leaf + 1);
    case 'ArrowLeft':
      return Math.max(0, leaf - 1);
    case 'ArrowDown':
      return layout.rows > 1 ? vertical(1) : Math.min(last, leaf + 1);
    case 'ArrowUp':
      return layout.rows > 1 ? vertical(-1) : Math.max(0, leaf - 1);
    case 'PageDown':
      return sections.find(({ from }) => from > leaf)?.from ?? last;
    case 'PageUp':
      return sections.findLast(({ from }) => from < leaf)?.from ?? 0;
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}
