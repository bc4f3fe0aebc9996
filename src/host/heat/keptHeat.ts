import type { WorkspaceFile } from '../workspaceMemory.ts';
import { isRecord } from '../../protocol/isRecord.ts';
import type { Place } from '../places.ts';
import type { KeptTurn } from '../threads/keptThread.ts';

/** A heated sentence of a turn that is over, with the words and neighbours that find it again. */
export interface KeptHeat extends WorkspaceFile {
  readonly start: number;
  readonly quote: string;
  readonly before: string;
  readonly after: string;
  /** Share of the attention, 0 to 1. */
  readonly weight: number;
  /** The words in it that answer, as offsets of `quote`, or null. */
  readonly span: { readonly from: number; readonly to: number } | null;
}

/** Sentences that are kept of a turn's heat, the strongest: what is fainter is not lit beside them. */
const MOST_HEAT = 24;

/** The heat of an answer as it is kept. */
export function keptHeat(places: readonly Place[]): readonly KeptHeat[] {
  const spans = new Map(
    places.flatMap((place) => (place.part === undefined ? [] : [[place.part.of, place]])),
  );
  return places
    .filter(({ kind }) => kind === 'heat')
    .sort((a, b) => b.weight - a.weight)
    .slice(0, MOST_HEAT)
    .map(({ id, folder, file, weight, anchor: { start, quote, before, after } }) => {
      const words = spans.get(id);
      const from = words?.part?.from ?? 0;
      const span = words === undefined ? null : { from, to: from + words.anchor.quote.length };
      return { folder, file, start, quote, before, after, weight, span };
    });
}

/**
 * The places that are lit for a turn that is over: its heat; of a turn that was kept before heat was, its citations,
 * each as warm as the others. Ids are no id of the panel's.
 */
export function heatPlaces({ id, heat, citations, sentences }: KeptTurn): readonly Place[] {
  if (heat !== undefined && heat.length > 0)
    return heat.flatMap((kept, i) => placesOf(`${id}.heat${i + 1}`, kept));
  return citations.flatMap(({ label: _, ...citation }, at) => {
    const strong = sentences.find(
      (sentence) => sentence.citations[0] === at && sentence.strong !== null,
    )?.strong;
    const words = strong && sentences.find((sentence) => sentence.strong === strong)?.text;
    const said = strong && words?.slice(strong.start, strong.end);
    const from = said ? citation.quote.indexOf(said) : -1;
    const span = said && from >= 0 ? { from, to: from + said.length } : null;
    return placesOf(`${id}.heat${at + 1}`, { ...citation, weight: 1 / citations.length, span });
  });
}

function placesOf(id: string, { folder, file, weight, span, ...anchor }: KeptHeat): Place[] {
  const sentence: Place = { id, kind: 'heat', folder, file, anchor, weight };
  if (span === null) return [sentence];
  const words = {
    quote: anchor.quote.slice(span.from, span.to),
    start: anchor.start + span.from,
    before: anchor.quote.slice(0, span.from),
    after: anchor.quote.slice(span.to),
  };
  const part = { of: id, from: span.from };
  return [sentence, { id: `${id}.s`, kind: 'span', folder, file, anchor: words, weight, part }];
}

/** Whether a value of a thread's file is heat as it is kept. */
export function isKeptHeat(value: unknown): value is KeptHeat {
  if (!isRecord(value)) return false;
  const { folder, file, start, quote, before, after, weight, span } = value;
  if (![folder, file, quote, before, after].every((text) => typeof text === 'string')) return false;
  if (!isOffset(start) || typeof weight !== 'number' || !(weight >= 0 && weight <= 1)) return false;
  if (span === null) return true;
  return (
    isRecord(span) &&
    isOffset(span['from']) &&
    isOffset(span['to']) &&
    span['from'] < span['to'] &&
    typeof quote === 'string' &&
    span['to'] <= quote.length
  );
}

function isOffset(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
