import type { Range } from '../../core/text/range.ts';

/** How many shades of heat there are above that of a passage; a theme colour each. */
export const HEAT_LEVELS = 5;
/** A sentence with less than this part of the strongest one's weight is not heated. */
const FAINT = 0.06;

/** The strongest shade of a sentence where words answer: these are above it. */
const WHOLE = 3;
/** The strongest shade of a sentence whose words are shaded one by one: it only carries them. */
const CARRIER = 2;

/** How finely heat is drawn: whole sentences with the words that answer in them, or each word by its own weight. */
export type HeatDetail = 'sentences' | 'words';

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
  /** Its words with shades of their own, where they are drawn one by one. */
  readonly words?: readonly Shade[] | undefined;
}

/** A range with its shade: 0 for what surrounds the lit sentences of a passage. */
export interface Shade extends Range {
  readonly level: number;
}

/**
 * What is painted in a document: the words that answer strongest, their sentence lighter, its passage lightest; or,
 * where sentences come with their words, each word by its own shade on a light sentence. No two shades overlap, so that
 * each shows as its theme colour says, and text on it is as readable as that colour allows.
 *
 * @param passages that hold lit sentences
 * @param anySpan whether the answer has words that answer, in whatever file: no whole sentence outshines them
 */
export function shades(
  sentences: readonly LitSentence[],
  passages: readonly Range[],
  anySpan: boolean,
): Shade[] {
  const lit = sentences.filter(({ level }) => level > 0);
  return flattened([
    ...passages
      .filter((passage) => lit.some(({ start, end }) => start >= passage.start && end <= passage.end))
      .map(({ start, end }) => ({ start, end, level: 0 })),
    ...lit.flatMap((sentence) => layersOf(sentence, anySpan)),
  ]);
}

function layersOf({ start, end, level, span, words = [] }: LitSentence, anySpan: boolean): Shade[] {
  const strongest = span === undefined ? [] : [{ ...rangeOf(span), level: Math.max(WHOLE + 1, level) }];
  if (words.length > 0)
    return [
      { start, end, level: Math.min(CARRIER, level) },
      ...words.map((word) => ({
        ...rangeOf(word),
        level: anySpan ? Math.min(word.level, WHOLE) : word.level,
      })),
      ...strongest,
    ];
  if (span === undefined) return [{ start, end, level: anySpan ? Math.min(level, WHOLE) : level }];
  return [{ start, end, level: Math.min(WHOLE, Math.max(1, level - 1)) }, ...strongest];
}

/** The layers as seen from above, in order and without overlap: the highest level counts, of two alike the later one. */
function flattened(layers: readonly Shade[]): Shade[] {
  const solid = layers.filter(({ start, end }) => start < end);
  const bounds = [...new Set(solid.flatMap(({ start, end }) => [start, end]))].sort((a, b) => a - b);
  const order = solid.map((_, i) => i).sort((a, b) => (solid[a]?.start ?? 0) - (solid[b]?.start ?? 0));
  const painted: (Shade & { readonly layer: number })[] = [];
  let next = 0;
  // Layers that have begun and not ended: a passage, a sentence, its words, rarely more.
  let open: number[] = [];
  for (const [i, start] of bounds.entries()) {
    const end = bounds[i + 1];
    if (end === undefined) break;
    open = open.filter((at) => (solid[at]?.end ?? 0) > start);
    for (let at = order[next]; at !== undefined && (solid[at]?.start ?? 0) <= start; at = order[++next])
      open.push(at);
    let top: number | undefined;
    for (const at of open) {
      const by = (solid[at]?.level ?? 0) - (top === undefined ? -1 : (solid[top]?.level ?? 0));
      if (top === undefined || by > 0 || (by === 0 && at > top)) top = at;
    }
    if (top === undefined) continue;
    const last = painted.at(-1);
    if (last?.layer === top && last.end === start) painted[painted.length - 1] = { ...last, end };
    else painted.push({ start, end, level: solid[top]?.level ?? 0, layer: top });
  }
  return painted.map(({ start, end, level }) => ({ start, end, level }));
}

function rangeOf({ start, end }: Range): Range {
  return { start, end };
}
