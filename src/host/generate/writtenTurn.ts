import type { Citation } from '../../protocol/asking.ts';
import type { ErrorView, PanelCitation, PanelPassage, TurnView } from '../../protocol/turnView.ts';
import type { Attribution, Redacted, WrittenSentence } from '../../protocol/writing.ts';
import type { UsedView, WrittenPhase } from '../../protocol/writtenView.ts';
import type { InFolder } from '../../protocol/mergeAnswers.ts';
import { isInside, nameParts, placeOf, type Place } from '../places.ts';
import { redactedCounts } from './sendingText.ts';

/** What a model wrote to a turn, as far as it is. */
export interface WrittenState {
  readonly model: string;
  readonly phase: WrittenPhase;
  /** Absolute path of the folder that all its citations are of. */
  readonly folder: string;
  readonly sentences: readonly WrittenSentence[];
  readonly text: string;
  readonly error: ErrorView | null;
  readonly redacted: readonly Redacted[];
  /** Index of the sentence whose ground is shown, or null. */
  readonly chosen: number | null;
  readonly used: UsedState | null;
}

export type UsedState =
  | Extract<UsedView, { readonly kind: 'working' | 'failed' }>
  | { readonly kind: 'found'; readonly attribution: Attribution };

type Shown = Extract<TurnView, { readonly kind: 'answered' | 'declined' }>;

/** A turn with what was written to it, and the places that this names beside those of the turn. */
export interface WrittenTurn {
  readonly view: Shown;
  readonly places: readonly Place[];
}

/** The id of a written sentence. */
export function sentenceId(turn: string, index: number): string {
  return `${turn}.m${index + 1}`;
}

/** The index of the sentence of that id, or undefined. */
export function sentenceIndex(turn: string, id: string): number | undefined {
  const [, number] = id.startsWith(`${turn}.m`) ? (/^(\d{1,6})$/.exec(id.slice(turn.length + 2)) ?? []) : [];
  return number === undefined ? undefined : Number(number) - 1;
}

/**
 * Puts what was written into the panel's words. What a sentence rests on is numbered on from the turn's own citations;
 * what these cite already has their number.
 *
 * @param base the turn without anything written
 * @param known the places of the turn, by id: what its citations stand for
 * @param passages the passages that were attended, for the words around a quote
 */
export function writtenTurn(
  base: Shown,
  state: WrittenState,
  known: readonly Place[],
  passages: Parameters<typeof placeOf>[3],
): WrittenTurn {
  const citations: PanelCitation[] = [...base.citations];
  const places: Place[] = [];
  const ranges = new Map<string, InFolder<Citation>>();
  const idOf = (cited: Citation): string => {
    const citation = { ...cited, folder: state.folder };
    const same = [...known, ...places].find(
      ({ kind, folder, file, anchor }) =>
        kind === 'citation' &&
        folder === citation.folder &&
        file === citation.file &&
        anchor.start === citation.start &&
        anchor.quote === citation.quote,
    );
    if (same !== undefined) return same.id;
    const number = citations.length + 1;
    const id = `${base.id}.c${number}`;
    const { label } = nameParts(citation.file);
    citations.push({ id, number, label, quote: citation.quote, standing: 'stands' });
    places.push(placeOf(id, 'citation', citation, passages));
    ranges.set(id, citation);
    return id;
  };
  const sentences = state.sentences.map((sentence, i) => ({
    id: sentenceId(base.id, i),
    text: sentence.text,
    support: sentence.support,
    citations: [...new Set(sentence.citations.map(idOf))],
    doubts: sentence.doubts,
  }));
  const { used, usedPlaces } = usedView(base, state, passages);
  const added = citations.slice(base.citations.length);
  const numbered = (passage: PanelPassage, i: number): PanelPassage => {
    const whole = passages[i];
    if (whole === undefined || added.length === 0) return passage;
    const inside = added.filter(({ id }) => {
      const range = ranges.get(id);
      return range !== undefined && isInside(range, whole);
    });
    return { ...passage, numbers: [...passage.numbers, ...inside.map(({ number }) => number)] };
  };
  return {
    view: {
      ...base,
      citations,
      passages: base.passages.map(numbered),
      written: {
        model: state.model,
        phase: state.phase,
        sentences,
        text: state.text,
        error: state.error,
        redacted: redactedCounts(state.redacted),
        chosen: state.chosen === null ? null : sentenceId(base.id, state.chosen),
        used,
      },
    },
    places: [...places, ...usedPlaces],
  };
}

/** What the model used, beside how much of the attention the passage got that it stands in. */
function usedView(
  base: Shown,
  { used, folder }: WrittenState,
  passages: Parameters<typeof placeOf>[3],
): { readonly used: UsedView | null; readonly usedPlaces: readonly Place[] } {
  if (used === null || used.kind !== 'found') return { used, usedPlaces: [] };
  const { sources, by, runs, fit } = used.attribution;
  const usedPlaces: Place[] = [];
  const views = sources.map(({ weight, ...source }, i) => {
    const id = `${base.id}.u${i + 1}`;
    const range = { ...source, folder };
    const at = passages.findIndex((passage) => isInside(range, passage));
    usedPlaces.push(placeOf(id, 'citation', range, passages));
    const title = passages[at]?.headings.at(-1) ?? '';
    const { label } = nameParts(source.file);
    return {
      id,
      label: title === '' ? label : `${label} › ${title}`,
      quote: source.quote,
      weight,
      share: base.passages[at]?.share ?? null,
    };
  });
  return { used: { kind: 'found', sources: views, by, runs, fit }, usedPlaces };
}
