import type { Range } from '../text/range.ts';
import type { ValueKind } from './answerType.ts';
import { clippedGap } from '../recall/rerank.ts';
import { replacedBy } from './replaced.ts';
import type { ReadLeaf } from './read.ts';
import { inSentence } from './trim.ts';
import { agree, valueOf, valuesIn, type PlacedValue, type Value } from './values.ts';

/** A span of a leaf that may answer, where it stands and what it says. */
export interface Support {
  readonly leaf: ReadLeaf;
  readonly sentence: Range;
  /** Trimmed, within the sentence. */
  readonly span: Range;
  readonly value: Value;
  /** The reader's, of the span as it was read. */
  readonly gap: number;
  /** Log of how much it counts for, among the spans of all leaves. */
  readonly logit: number;
}

/** What several windows say alike. */
export interface Agreed {
  readonly value: Value;
  /** Log of the sum over all that agree. */
  readonly logit: number;
  /** Best first. */
  readonly supports: readonly Support[];
}

/** How a span counts: the reader's gap, and the logarithm of its leaf's share of the attention. */
export const SUPPORT_WEIGHTS = { gap: 1, attention: 1 } as const;

/** The spans of all leaves, each in its sentence; a value that its sentence replaces gives way to the new one. */
export function supportsOf(leaves: readonly ReadLeaf[], wanted: readonly ValueKind[]): Support[] {
  const known = new Map<string, PlacedValue[]>();
  const valuesOf = ({ document, source }: ReadLeaf, { start, end }: Range): PlacedValue[] => {
    const key = `${document} ${start}`;
    const values = known.get(key) ?? placedIn(source, { start, end });
    known.set(key, values);
    return values;
  };
  return leaves.flatMap((leaf) =>
    leaf.spans.flatMap(({ start, end, gap }) => {
      const place = inSentence(leaf.source, leaf, { start, end });
      if (place === undefined) return [];
      const values = valuesOf(leaf, place.sentence);
      const span = replacedBy(leaf.source, place.sentence, place.span, values) ?? place.span;
      const value = valueAt(leaf.source, span, values, wanted);
      const logit =
        SUPPORT_WEIGHTS.gap * clippedGap(gap) +
        SUPPORT_WEIGHTS.attention * Math.log(Math.max(1e-9, leaf.weight));
      return [{ leaf, sentence: place.sentence, span, value, gap, logit }];
    }),
  );
}

/** The values of a range; offsets of the source. */
function placedIn(source: string, { start, end }: Range): PlacedValue[] {
  return valuesIn(source.slice(start, end)).map((value) => ({
    ...value,
    start: start + value.start,
    end: start + value.end,
  }));
}

/** What a span says; of a part of an amount ('four' of 'four hours') the whole. */
function valueAt(
  source: string,
  span: Range,
  values: readonly PlacedValue[],
  wanted: readonly ValueKind[],
): Value {
  const around = values.find(
    ({ start, end }) => start <= span.start && span.end <= end && end - start > span.end - span.start,
  );
  if (around !== undefined) return { kind: around.kind, key: around.key };
  return valueOf(source.slice(span.start, span.end), wanted);
}

/** Puts together the spans that say the same, whatever leaf they stand in; what is said most surely comes first. */
export function agreed(supports: readonly Support[]): Agreed[] {
  const groups: { readonly value: Value; readonly members: Support[] }[] = [];
  for (const support of [...supports].sort((a, b) => b.logit - a.logit)) {
    const group = groups.find(({ value }) => agree(value, support.value));
    if (group === undefined) groups.push({ value: support.value, members: [support] });
    else group.members.push(support);
  }
  return groups
    .map(({ value, members }) => ({ value, logit: logSum(members), supports: members }))
    .sort((a, b) => b.logit - a.logit);
}

function logSum(members: readonly Support[]): number {
  const most = Math.max(...members.map(({ logit }) => logit));
  return most + Math.log(members.reduce((sum, { logit }) => sum + Math.exp(logit - most), 0));
}
