import type { Anchor } from '../../core/answer/anchor.ts';
import type { AttendedPassage } from '../../protocol/asking.ts';
import type { ThreadView } from '../../protocol/panelMessages.ts';
import type { EarlierTurnView, PanelCitation, Standing, TurnView } from '../../protocol/turnView.ts';
import { keptHeat } from '../heat/keptHeat.ts';
import type { InFolder } from '../../protocol/mergeAnswers.ts';
import type { Place } from '../places.ts';
import type { ScopePart } from '../scopes/askScope.ts';
import { MOST_ATTENDED, titleOf, type KeptCitation, type KeptThread, type KeptTurn } from './keptThread.ts';

/** What a turn is kept with beside what the panel shows of it. */
export interface KeptWith {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly asked: number;
  readonly scope: readonly ScopePart[] | null;
  readonly places: readonly Place[];
  /** Best first. */
  readonly passages: readonly InFolder<AttendedPassage>[];
}

/** A turn as it is kept; undefined where the question was not answered, nor declined. */
export function keptTurn(
  view: TurnView,
  { id, asked, scope, places, passages }: KeptWith,
): KeptTurn | undefined {
  if (view.kind !== 'answered' && view.kind !== 'declined') return undefined;
  const written = view.written === null || view.written.sentences.length === 0 ? null : view.written;
  const shown = view.kind === 'answered' || written !== null ? view.citations : [];
  const cited = shown.flatMap(({ id: of, label }) => {
    const place = places.find((candidate) => candidate.id === of);
    return place === undefined ? [] : [{ of, kept: keptCitation(place, label) }];
  });
  const placesOf = (ids: readonly string[]): number[] =>
    ids.map((one) => cited.findIndex(({ of }) => of === one)).filter((at) => at >= 0);
  return {
    id,
    asked,
    question: view.question,
    scope,
    scopeName: view.scope,
    readAs: view.readAs,
    form: view.kind === 'answered' ? view.form : 'sentences',
    sentences: (view.kind === 'answered' ? view.sentences : []).map(({ text, citations, strong, side }) => ({
      text,
      citations: placesOf(citations),
      strong: strong && { start: strong.start, end: strong.end },
      side,
    })),
    citations: cited.map(({ kept }) => kept),
    written: written && {
      model: written.model,
      sentences: written.sentences.map(({ text, support, citations }) => ({
        text,
        support,
        citations: placesOf(citations),
      })),
    },
    attended: passages
      .slice(0, MOST_ATTENDED)
      .map(({ folder, file, start, end, weight }) => ({ folder, file, start, end, weight })),
    pinned: false,
    heat: keptHeat(places),
  };
}

function keptCitation({ folder, file, anchor }: Place, label: string): KeptCitation {
  const { start, quote, before, after }: Anchor = anchor;
  return { folder, file, start, quote, before, after, label };
}

/** Id of a citation of a turn that is over. */
function citationId(turn: string, at: number): string {
  return `${turn}.c${at + 1}`;
}

/** Id of the words of a sentence that answer. */
function wordsId(turn: string, at: number): string {
  return `${turn}.w${at + 1}`;
}

/** The citation behind an id of the panel, its own or that of the words that rest on it, where the turn has it. */
export function citationOf(
  { id: turn, citations, sentences }: KeptTurn,
  id: string,
): { readonly id: string; readonly kept: KeptCitation } | undefined {
  const spoken = sentences.find((_, at) => wordsId(turn, at) === id);
  const at = spoken?.citations[0] ?? citations.findIndex((_, place) => citationId(turn, place) === id);
  const kept = citations[at];
  return kept && { id: citationId(turn, at), kept };
}

/** What of a thread is shown. */
export interface ShownThread {
  /** Id of the turn that stands below the others, where one does. */
  readonly shown: string | undefined;
  /** Conversations that are kept. */
  readonly kept: number;
  /** How the words of citations stand that were looked for, by id. */
  readonly standings: ReadonlyMap<string, Standing>;
}

/** A thread as the panel shows it around the present turn. */
export function threadView(
  thread: KeptThread,
  { shown, kept, standings }: ShownThread,
): Omit<ThreadView, 'notice'> {
  return {
    title: titleOf(thread),
    kept,
    earlier: thread.turns.filter(({ id }) => id !== shown).map((turn) => earlierTurn(turn, standings)),
    pinned: thread.turns.some(({ id, pinned }) => id === shown && pinned),
    useful: thread.turns.find(({ id }) => id === shown)?.useful ?? null,
  };
}

function earlierTurn(turn: KeptTurn, standings: ReadonlyMap<string, Standing>): EarlierTurnView {
  const { id, question, scopeName, readAs, form, written, pinned } = turn;
  return {
    id,
    question,
    scope: scopeName,
    readAs,
    form,
    sentences: turn.sentences.map(({ text, citations, strong, side }, at) => ({
      text,
      citations: citations.map((of) => citationId(id, of)),
      strong: strong && { ...strong, id: wordsId(id, at), standing: 'stands' },
      side,
    })),
    citations: turn.citations.map(({ label, quote }, at): PanelCitation => {
      const own = citationId(id, at);
      return { id: own, number: at + 1, label, quote, standing: standings.get(own) ?? 'stands' };
    }),
    written: written && {
      model: written.model,
      sentences: written.sentences.map(({ text, support, citations }) => ({
        text,
        support,
        citations: citations.map((of) => citationId(id, of)),
      })),
    },
    pinned,
  };
}
