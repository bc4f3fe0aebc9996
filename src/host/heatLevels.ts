import type { Range } from '../core/text/range.ts';

/** How many shades of heat there are above that of a passage; a theme colour each. */
export const HEAT_LEVELS = 5;
/** A sentence with less than this part of the strongest one's weight is not heated. */
const FAINT = 0.06;

/** The strongest shade of a sentence where words answer: these are above it. */
const WHOLE = 3;

/**
 * The shade of a sentence, 1 to {@link HEAT_LEVELS}, or 0 for none: its weight relative to the strongest sentence of
 * the answer, by the square root, as the panel's marks have it. A second source stays visible beside a strong one.
 *
 * @param weight at least 0
 * @param strongest the largest weight of the answer
 */
export function heatLevel(weight: number, strongest: number): number {
  const part = strongest > 0 ? weight / strongest : 0;
  if (part < FAINT) return 0;
  const shade = (Math.sqrt(part) - Math.sqrt(FAINT)) / (1 - Math.sqrt(FAINT));
  return Math.max(1, Math.min(HEAT_LEVELS, Math.ceil(shade * HEAT_LEVELS)));
}

/** A sentence that may be lit: offsets of its document. */
export interface LitSentence extends Range {
  /** Its shade as {@link heatLevel} gives it. */
  readonly level: number;
  /** The words in it that answer, where a reader found them. */
  readonly span?: Range | undefined;
}

/** A range with its shade: 0 for what surrounds the lit sentences of a passage. */
export interface Shade extends Range {
  readonly level: number;
}

/**
 * What is painted in a document: the words that answer strongest, their sentence lighter, its passage lightest. No two
 * shades overlap, so that each shows as its theme colour says, and text on it is as readable as that colour allows.
 *
 * @param passages that hold lit sentences
 * @param anySpan whether the answer has words that answer, in whatever file: no whole sentence outshines them
 */
export function shades(
  sentences: readonly LitSentence[],
  passages: readonly Range[],
  anySpan: boolean,
): Shade[] {
  const layers: Shade[] = [
    ...passages
      .filter((passage) =>
        sentences.some(({ level, start, end }) => level > 0 && start >= passage.start && end <= passage.end),
      )
      .map(({ start, end }) => ({ start, end, level: 0 })),
    ...sentences.flatMap(({ start, end, level, span }): Shade[] => {
      if (level === 0) return [];
      if (span === undefined) return [{ start, end, level: anySpan ? Math.min(level, WHOLE) : level }];
      return [
        { start, end, level: Math.min(WHOLE, Math.max(1, level - 1)) },
        { start: span.start, end: span.end, level: Math.max(WHOLE + 1, level) },
      ];
    }),
  ];
  const bounds = [...new Set(layers.flatMap(({ start, end }) => [start, end]))].sort((a, b) => a - b);
  const painted: (Shade & { readonly layer: Shade })[] = [];
  for (const [i, start] of bounds.entries()) {
    const end = bounds[i + 1];
    if (end === undefined) break;
    const layer = layers
      .filter((candidate) => candidate.start <= start && end <= candidate.end)
      .reduce<Shade | undefined>(
        (top, candidate) => (top === undefined || candidate.level >= top.level ? candidate : top),
        undefined,
      );
    if (layer === undefined) continue;
    const last = painted.at(-1);
    if (last?.layer === layer && last.end === start) painted[painted.length - 1] = { ...last, end };
    else painted.push({ start, end, level: layer.level, layer });
  }
  return painted.map(({ start, end, level }) => ({ start, end, level }));
}
