import type { SpanLogits } from '../ports.ts';
import type { Range } from '../text/range.ts';

/** Words of a window that may answer. */
export interface Span extends Range {
  /** Logit of the span less that of 'no answer here': above 0, the reader would rather say this than nothing. */
  readonly gap: number;
}

/** Tokens of the longest span: the reader was trained on spans up to this length. */
const LONGEST = 64;

/**
 * The best spans of a window, best first, none overlapping another. Devlin et al. 2018 (arXiv:1810.04805, 4.3): a
 * span's logit is that of its start plus that of its end; the gap to 'no answer' orders windows.
 *
 * @param most how many spans at most
 */
export function bestSpans({ starts, ends, none, ranges }: SpanLogits, most: number): Span[] {
  const found: Span[] = [];
  const inside = Array.from(starts.keys()).filter((i) => (ranges[2 * i + 1] ?? 0) > (ranges[2 * i] ?? 0));
  const candidates: { readonly first: number; readonly last: number; readonly logit: number }[] = [];
  for (const first of inside) {
    let best: { readonly last: number; readonly logit: number } | undefined;
    for (let last = first; last < Math.min(starts.length, first + LONGEST); last++) {
      if ((ranges[2 * last + 1] ?? 0) <= (ranges[2 * last] ?? 0)) continue;
      const logit = (starts[first] ?? 0) + (ends[last] ?? 0);
      if (best === undefined || logit > best.logit) best = { last, logit };
    }
    if (best !== undefined) candidates.push({ first, ...best });
  }
  candidates.sort((a, b) => b.logit - a.logit);
  for (const { first, last, logit } of candidates) {
    const start = ranges[2 * first] ?? 0;
    const end = ranges[2 * last + 1] ?? 0;
    if (found.some((span) => start < span.end && span.start < end)) continue;
    found.push({ start, end, gap: logit - none });
    if (found.length === most) break;
  }
  return found;
}

/**
 * The logits of two readings of one window, averaged; where one question left less room for the window, as far as
 * both go.
 */
export function meanLogits(one: SpanLogits, other: SpanLogits): SpanLogits {
  const tokens = Math.min(one.starts.length, other.starts.length);
  const mean = (a: Float32Array, b: Float32Array): Float32Array =>
    a.subarray(0, tokens).map((value, i) => (value + (b[i] ?? 0)) / 2);
  return {
    starts: mean(one.starts, other.starts),
    ends: mean(one.ends, other.ends),
    none: (one.none + other.none) / 2,
    ranges: one.ranges.subarray(0, 2 * tokens),
  };
}
