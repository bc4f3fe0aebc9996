import { anchorOf, type Anchor } from '../core/answer/anchor.ts';
import type { AttendedPassage, Citation, HeatedSentence } from '../protocol/engineApi.ts';
import type {
  PanelCitation,
  PanelConfidence,
  PanelMark,
  PanelPassage,
  PanelSentence,
  PassageStanding,
  Question,
  Standing,
  TurnView,
} from '../protocol/panelMessages.ts';
import type { Sentence } from '../protocol/sentences.ts';
import type { InFolder, MergedAnswer } from './mergeAnswers.ts';

/** What an id of the panel, or a heated sentence, stands for. */
export interface Place {
  readonly id: string;
  readonly kind: 'citation' | 'passage' | 'heat';
  /** Absolute path of the workspace folder. */
  readonly folder: string;
  /** Relative to it, with `/`. */
  readonly file: string;
  readonly anchor: Anchor;
  /** Share of the attention, 0 to 1; 0 for a citation. */
  readonly weight: number;
}

/** An answer as the panel shows it, and the places that it names. */
export interface AnsweredTurn {
  readonly view: TurnView;
  readonly places: readonly Place[];
}

/** Passages that the panel lists, at most; and the share below which one is not worth a line. */
const MOST_PASSAGES = 12;
const LEAST_SHARE = 0.002;
/** The engine's confidence from which on an answer is called very likely, and probable. */
const HIGH = 0.85;
const MEDIUM = 0.7;

/** What the answer itself does not say, or not in the user's language. */
export interface AnswerWording {
  /** The file as people read it: in a workspace of several folders it begins with the folder's name. */
  readonly shownFile: (passage: InFolder<AttendedPassage>) => string;
  /** A sentence of the engine in the user's language. */
  readonly worded: (sentence: Sentence) => string;
}

/** Puts an answer into the panel's words, with ids in place of files. */
export function answeredTurn(
  question: Question,
  answer: MergedAnswer,
  { shownFile, worded }: AnswerWording,
): AnsweredTurn {
  const listed = answer.passages
    .filter(({ weight }, i) => i === 0 || weight >= LEAST_SHARE)
    .slice(0, MOST_PASSAGES);
  const {
    sentences,
    citations,
    places: cited,
  } = answer.abstained ? { sentences: [], citations: [], places: [] } : citedSentences(question.id, answer);
  const heat = answer.heat.map((sentence, i) => ({ ...sentence, id: `${question.id}.h${i + 1}` }));
  const passages = listed.map((passage, i): PanelPassage => {
    const { label, folder } = nameParts(shownFile(passage));
    return {
      id: `${question.id}.p${i + 1}`,
      label,
      folder,
      headings: passage.headings,
      share: passage.weight,
      text: passage.text,
      marks: marksIn(passage, heat),
      place: null,
      numbers: citations
        .filter(({ id }) => cited.some((place) => place.id === id && isInside(place.citation, passage)))
        .map(({ number }) => number),
      standing: 'stands',
    };
  });
  const attended = {
    passages,
    remembered: { encoded: answer.memory.encoded, leaves: answer.memory.leaves },
    warnings: answer.warnings.map(worded),
  };
  const view: TurnView =
    sentences.length === 0
      ? { kind: 'declined', ...question, ...attended }
      : {
          kind: 'answered',
          ...question,
          sentences,
          citations,
          confidence: confidenceOf(answer.confidence),
          ...attended,
        };
  const places: Place[] = [
    ...cited.map(({ id, citation }) => placeOf(id, 'citation', citation, answer.passages)),
    ...listed.map((passage, i) => placeOf(`${question.id}.p${i + 1}`, 'passage', passage, [])),
    // What is declined rests on nothing.
    ...(view.kind === 'answered' ? heat : []).map((sentence) =>
      placeOf(sentence.id, 'heat', sentence, answer.passages),
    ),
  ];
  return { view, places };
}

/** The view with how its citations, passages and marks stand now; ids without an entry stay as they are. */
export function withStandings(view: TurnView, standings: ReadonlyMap<string, PassageStanding>): TurnView {
  const words = <T extends { readonly id: string; readonly standing: Standing }>(item: T): T => {
    const now = standings.get(item.id);
    // A sentence stands as a whole or not at all.
    return now === undefined || now === 'changed' ? item : { ...item, standing: now };
  };
  const whole = (passage: PanelPassage): PanelPassage => ({
    ...passage,
    standing: standings.get(passage.id) ?? passage.standing,
    marks: passage.marks.map(words),
  });
  switch (view.kind) {
    case 'answered':
      return { ...view, citations: view.citations.map(words), passages: view.passages.map(whole) };
    case 'declined':
      return { ...view, passages: view.passages.map(whole) };
    case 'none':
    case 'pending':
    case 'cancelled':
    case 'failed':
      return view;
  }
}

/** The view with where its passages lie in their files, by id. */
export function withPlaces(
  view: TurnView,
  lies: ReadonlyMap<string, { readonly start: number; readonly end: number }>,
): TurnView {
  if (view.kind !== 'answered' && view.kind !== 'declined') return view;
  const passages = view.passages.map((passage) => ({
    ...passage,
    place: lies.get(passage.id) ?? passage.place,
  }));
  return { ...view, passages };
}

function citedSentences(
  turn: string,
  { sentences }: MergedAnswer,
): {
  sentences: PanelSentence[];
  citations: PanelCitation[];
  places: { readonly id: string; readonly citation: InFolder<Citation> }[];
} {
  const citations: PanelCitation[] = [];
  const places: { readonly id: string; readonly citation: InFolder<Citation> }[] = [];
  const idOf = (citation: InFolder<Citation>): string => {
    const known = places.find(
      (place) =>
        place.citation.folder === citation.folder &&
        place.citation.file === citation.file &&
        place.citation.start === citation.start &&
        place.citation.end === citation.end,
    );
    if (known !== undefined) return known.id;
    const number = citations.length + 1;
    const id = `${turn}.c${number}`;
    citations.push({
      id,
      number,
      label: nameParts(citation.file).label,
      quote: citation.quote,
      standing: 'stands',
    });
    places.push({ id, citation });
    return id;
  };
  const shown = sentences.map((sentence) => ({
    text: sentence.text,
    citations: sentence.citations.map(idOf),
  }));
  return { sentences: shown, citations, places };
}

/** Heated sentences of a passage as offsets into its text, ascending, without overlap. */
function marksIn(
  passage: InFolder<AttendedPassage>,
  heat: readonly (InFolder<HeatedSentence> & { readonly id: string })[],
): PanelMark[] {
  const marks: PanelMark[] = [];
  for (const sentence of heat
    .filter((candidate) => isInside(candidate, passage))
    .sort((a, b) => a.start - b.start)) {
    const start = sentence.start - passage.start;
    if (start < (marks.at(-1)?.end ?? 0)) continue;
    const { id, weight } = sentence;
    marks.push({ start, end: sentence.end - passage.start, weight, id, standing: 'stands' });
  }
  return marks;
}

type Span = InFolder<{ readonly file: string; readonly start: number; readonly end: number }>;

function isInside(inner: Span, outer: Span): boolean {
  return (
    inner.folder === outer.folder &&
    inner.file === outer.file &&
    inner.start >= outer.start &&
    inner.end <= outer.end
  );
}

/** A place with the neighbours that the passage around it tells of. */
function placeOf(
  id: string,
  kind: Place['kind'],
  item: Span & ({ readonly quote: string } | { readonly text: string }) & { readonly weight?: number },
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

function confidenceOf(confidence: number): PanelConfidence {
  return confidence >= HIGH ? 'high' : confidence >= MEDIUM ? 'medium' : 'low';
}

/** A file's name, and the folder that it is in. */
export function nameParts(file: string): { readonly label: string; readonly folder: string } {
  const slash = file.lastIndexOf('/');
  return { label: file.slice(slash + 1), folder: slash < 0 ? '' : file.slice(0, slash) };
}
