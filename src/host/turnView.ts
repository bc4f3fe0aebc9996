import type { AttendedPassage, HeatedSentence } from '../protocol/asking.ts';
import type {
  CitedLine,
  PanelMark,
  PanelPassage,
  PanelWords,
  PassageStanding,
  Question,
  Standing,
  TurnView,
} from '../protocol/turnView.ts';
import type { Sentence } from '../protocol/sentences.ts';
import { surenessOf } from '../protocol/sureness.ts';
import { citedAnswer } from './citedAnswer.ts';
import type { WorkspaceFile } from './workspaceMemory.ts';
import type { InFolder, MergedAnswer } from '../protocol/mergeAnswers.ts';
import { isInside, nameParts, placeOf, spanPlace, type Place } from './places.ts';

/** An answer as the panel shows it, and the places that it names. */
export interface AnsweredTurn {
  readonly view: TurnView;
  readonly places: readonly Place[];
}

/** Passages that the panel lists, at most; and the share below which one is not worth a line. */
const MOST_PASSAGES = 12;
const LEAST_SHARE = 0.002;
/** A file with a smaller share does not count as attended beside another. */
const LEAST_OF_FILE = 0.01;

/** A section has something else where its share is this much larger. */
const LEAST_MORE = 0.005;

/** What the answer itself does not say, or not in the user's language. */
export interface AnswerWording {
  /** The file as people read it: in a workspace of several folders it begins with the folder's name. */
  readonly shownFile: (file: WorkspaceFile) => string;
  /** A sentence of the engine in the user's language. */
  readonly worded: (sentence: Sentence) => string;
}

/** Phrases of an earlier turn that are shown, at most. */
const MOST_CARRIED = 4;
/** Names of a scope that are shown, at most. */
const MOST_NAMES = 3;

/** Puts an answer into the panel's words, with ids in place of files. */
export function answeredTurn(
  asked: Question,
  answer: MergedAnswer,
  { shownFile, worded }: AnswerWording,
): AnsweredTurn {
  const question: Question = {
    ...asked,
    scope: asked.scope ?? shownScope(answer.scope, shownFile),
    readAs: readAs(answer.followUp),
  };
  const listed = listedPassages(answer);
  const {
    sentences,
    nearMiss,
    citations,
    places: cited,
    ranges,
  } = citedAnswer(
    question.id,
    answer.abstained ? { ...answer, sentences: [] } : { ...answer, nearMiss: undefined },
    shownFile,
  );
  const heat = answer.heat.map((sentence, i): Heated => {
    const id = `${question.id}.h${i + 1}`;
    const { span } = sentence;
    const place = span === undefined ? undefined : spanPlace(`${id}.s`, span, sentence, id, answer.passages);
    return { ...sentence, id, place };
  });
  const several = answer.documents.filter(({ weight }) => weight >= LEAST_OF_FILE).length > 1;
  const shareOf = ({ folder, file }: InFolder<AttendedPassage>): number | null =>
    several
      ? (answer.documents.find((document) => document.folder === folder && document.file === file)?.weight ??
        null)
      : null;
  const passages = listed.map((passage, i): PanelPassage => {
    const { label, folder } = nameParts(shownFile(passage));
    return {
      id: passageId(question.id, i),
      label,
      folder,
      headings: passage.headings,
      share: passage.weight,
      sectionShare: passage.sectionWeight > passage.weight + LEAST_MORE ? passage.sectionWeight : null,
      fileShare: shareOf(passage),
      text: passage.text,
      marks: marksIn(passage, heat),
      place: null,
      numbers: citations
        .filter(({ id }) => {
          const range = ranges.get(id);
          return range !== undefined && isInside(range, passage);
        })
        .map(({ number }) => number),
      standing: 'stands',
    };
  });
  const { files, encoded, leaves } = answer.memory;
  const attended = {
    passages,
    remembered: { files, encoded, leaves },
    warnings: answer.warnings.map(worded),
  };
  const probability = answer.calibrated ? answer.confidence : null;
  const view: TurnView =
    sentences.length === 0
      ? { kind: 'declined', ...question, nearMiss, citations, probability, written: null, ...attended }
      : {
          kind: 'answered',
          ...question,
          form: answer.kind,
          sentences,
          citations,
          confidence: surenessOf(answer.confidence),
          probability,
          written: null,
          ...attended,
        };
  const places: Place[] = [
    ...cited,
    ...listed.map((passage, i) => placeOf(passageId(question.id, i), 'passage', passage, [])),
    // What is declined rests on nothing.
    ...(view.kind === 'answered' ? heat : []).flatMap((sentence) => [
      withWords(placeOf(sentence.id, 'heat', sentence, answer.passages), sentence),
      ...(sentence.place === undefined ? [] : [sentence.place]),
    ]),
  ];
  return { view, places };
}

/** The passages of an answer that the panel lists, in its order. */
export function listedPassages({ passages }: MergedAnswer): readonly InFolder<AttendedPassage>[] {
  return passages.filter(({ weight }, i) => i === 0 || weight >= LEAST_SHARE).slice(0, MOST_PASSAGES);
}

/** The panel's id of the passage at that place of a turn's list. */
export function passageId(turn: string, at: number): string {
  return `${turn}.p${at + 1}`;
}

/** What a follow-up was read as: a model's words for it, or what was carried over from the turn before. */
function readAs(followUp: MergedAnswer['followUp']): string | null {
  if (followUp === undefined) return null;
  return followUp.rewritten ?? (followUp.carried.slice(0, MOST_CARRIED).join(' · ') || null);
}

/** What alone was asked, as people read it; null for everything. */
function shownScope(scope: MergedAnswer['scope'], shownFile: AnswerWording['shownFile']): string | null {
  if (scope === null) return null;
  const names = scope.map(({ folder, name }) => {
    const path = shownFile({ folder, file: name === './' ? '' : name });
    const { label } = nameParts(path.replace(/\/$/, ''));
    return path === '' || path.endsWith('/') ? `${label}/` : label;
  });
  return [...names.slice(0, MOST_NAMES), ...(names.length > MOST_NAMES ? ['…'] : [])].join(', ');
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
    marks: passage.marks.map((mark) => ({ ...words(mark), span: mark.span && words(mark.span) })),
  });
  switch (view.kind) {
    case 'answered':
      return {
        ...view,
        sentences: view.sentences.map((sentence) => ({
          ...sentence,
          strong: sentence.strong && words(sentence.strong),
        })),
        citations: view.citations.map(words),
        passages: view.passages.map(whole),
      };
    case 'declined':
      return { ...view, citations: view.citations.map(words), passages: view.passages.map(whole) };
    case 'none':
    case 'pending':
    case 'cancelled':
    case 'failed':
      return view;
  }
}

/** The view with where its passages lie in their files, and with the lines around its citations, by id. */
export function withPlaces(
  view: TurnView,
  {
    lies,
    around,
  }: {
    readonly lies: ReadonlyMap<string, { readonly start: number; readonly end: number }>;
    readonly around: ReadonlyMap<string, readonly CitedLine[]>;
  },
): TurnView {
  if (view.kind !== 'answered' && view.kind !== 'declined') return view;
  const passages = view.passages.map((passage) => ({
    ...passage,
    place: lies.get(passage.id) ?? passage.place,
  }));
  const citations = view.citations.map((citation) => {
    const lines = around.get(citation.id);
    return lines === undefined
      ? citation
      : { ...citation, place: { headings: citation.place?.headings ?? [], lines } };
  });
  return { ...view, citations, passages };
}

/** A heated sentence with its id, and the place of the words in it that answer. */
type Heated = InFolder<HeatedSentence> & { readonly id: string; readonly place: Place | undefined };

/** Heated sentences of a passage as offsets into its text, ascending, without overlap. */
function marksIn(passage: InFolder<AttendedPassage>, heat: readonly Heated[]): PanelMark[] {
  const marks: PanelMark[] = [];
  for (const sentence of heat
    .filter((candidate) => isInside(candidate, passage))
    .sort((a, b) => a.start - b.start)) {
    const start = sentence.start - passage.start;
    if (start < (marks.at(-1)?.end ?? 0)) continue;
    const { id, weight, place } = sentence;
    const end = sentence.end - passage.start;
    marks.push({
      start,
      end,
      weight,
      id,
      standing: 'stands',
      span: place === undefined ? null : wordsIn(place, passage),
    });
  }
  return marks;
}

/** The place of a heated sentence with its words' weights, where it has them. */
function withWords(place: Place, { start, words }: HeatedSentence): Place {
  if (words === undefined || words.length === 0) return place;
  return {
    ...place,
    words: words.map((word) => ({ from: word.start - start, to: word.end - start, weight: word.weight })),
  };
}

function wordsIn({ id, anchor }: Place, passage: InFolder<AttendedPassage>): PanelWords {
  const start = anchor.start - passage.start;
  return { id, start, end: start + anchor.quote.length, standing: 'stands' };
}
