import { anchorOf, type Anchor } from '../core/answer/anchor.ts';
import type { Range } from '../core/text/range.ts';
import type { AttendedPassage } from '../protocol/asking.ts';
import type { InFolder } from '../protocol/mergeAnswers.ts';

/** What an id of the panel, or heat, stands for. */
export interface Place {
  readonly id: string;
  /** `span`: words of a citation or of a heated sentence. */
  readonly kind: 'citation' | 'passage' | 'heat' | 'span';
  /** Absolute path of the workspace folder. */
  readonly folder: string;
  /** Relative to it, with `/`. */
  readonly file: string;
  readonly anchor: Anchor;
  /** Share of the attention, 0 to 1; of a span that of its sentence; 0 for a citation. */
  readonly weight: number;
  /** Of a span: the place that it is part of, which comes before it, and where it begins in that place's quote. */
  readonly part?: { readonly of: string; readonly from: number };
  /** Of a heated sentence: its words in order, where they have weights of their own. */
  readonly words?: readonly PlaceWord[];
}

/** A word of a place, as offsets of its quote, and its part of the place's weight. */
export interface PlaceWord {
  readonly from: number;
  readonly to: number;
  readonly weight: number;
}

/** A range of a file. */
export type FileRange = InFolder<{ readonly file: string } & Range>;

/** True where the outer range holds the whole of the inner one. */
export function isInside(inner: FileRange, outer: FileRange): boolean {
  return (
    inner.folder === outer.folder &&
    inner.file === outer.file &&
    inner.start >= outer.start &&
    inner.end <= outer.end
  );
}

/** A place with the neighbours that the passage around it tells of. */
export function placeOf(
  id: string,
  kind: Place['kind'],
  item: FileRange & ({ readonly quote: string } | { readonly text: string }) & { readonly weight?: number },
  passages: readonly InFolder<AttendedPassage>[],
): Place {
  const around = passages.find((passage) => isInside(item, passage));
  const quote = 'quote' in item ? item.quote : item.text;
  const anchor: Anchor =
    around === undefined
      ? { quote, start: item.start, before: '', after: '' }
      : {
          ...anchorOf(around.text, { start: item.start - around.start, end: item.end - around.start }),
          start: item.start,
        };
  return { id, kind, folder: item.folder, file: item.file, anchor, weight: item.weight ?? 0 };
}

/**
 * The place of words in a sentence or citation, or undefined where the range is not in it.
 *
 * @param span offsets of the file
 */
export function spanPlace(
  id: string,
  span: Range,
  whole: FileRange & ({ readonly quote: string } | { readonly text: string }) & { readonly weight?: number },
  of: string,
  passages: readonly InFolder<AttendedPassage>[],
): Place | undefined {
  const { folder, file, weight = 0 } = whole;
  if (span.start >= span.end || span.start < whole.start || span.end > whole.end) return undefined;
  const from = span.start - whole.start;
  const around = passages.find((passage) => isInside(whole, passage));
  const source = around ?? { start: whole.start, text: 'quote' in whole ? whole.quote : whole.text };
  const within = { start: span.start - source.start, end: span.end - source.start };
  const anchor = { ...anchorOf(source.text, within), start: span.start };
  return { id, kind: 'span', folder, file, anchor, weight, part: { of, from } };
}

/** A file's name, and the folder that it is in. */
export function nameParts(file: string): { readonly label: string; readonly folder: string } {
  const slash = file.lastIndexOf('/');
  return { label: file.slice(slash + 1), folder: slash < 0 ? '' : file.slice(0, slash) };
}
