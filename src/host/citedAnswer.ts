import { spanWithin } from '../core/answer/spanWithin.ts';
import type { Citation } from '../protocol/asking.ts';
import type { PanelCitation, PanelNearMiss, PanelSentence, PanelWords } from '../protocol/turnView.ts';
import type { InFolder, MergedAnswer, MergedSentence } from '../protocol/mergeAnswers.ts';
import { isInside, nameParts, placeOf, spanPlace, type Place } from './places.ts';
import type { WorkspaceFile } from './workspaceMemory.ts';

/** An answer's sentences and citations with ids in place of files. */
export interface CitedAnswer {
  readonly sentences: readonly PanelSentence[];
  readonly nearMiss: PanelNearMiss | null;
  readonly citations: readonly PanelCitation[];
  /** Of citations, each before the words that are part of it. */
  readonly places: readonly Place[];
  /** By id of a citation. */
  readonly ranges: ReadonlyMap<string, InFolder<Citation>>;
}

/**
 * Numbers citations by first use, once each, and gives ids to them and to the words that answer.
 *
 * @param shownFile a file's path as people read it: the label of citations whose file's name another file has, too
 */
export function citedAnswer(
  turn: string,
  answer: MergedAnswer,
  shownFile: (file: WorkspaceFile) => string,
): CitedAnswer {
  const citations: PanelCitation[] = [];
  const places: Place[] = [];
  const ranges = new Map<string, InFolder<Citation>>();
  const idOf = (citation: InFolder<Citation>): string => {
    const known = [...ranges].find(
      ([, other]) =>
        other.folder === citation.folder &&
        other.file === citation.file &&
        other.start === citation.start &&
        other.end === citation.end,
    );
    if (known !== undefined) return known[0];
    const number = citations.length + 1;
    const id = `${turn}.c${number}`;
    const { label } = nameParts(citation.file);
    const around = answer.passages.find((passage) => isInside(citation, passage));
    citations.push({
      id,
      number,
      label,
      quote: citation.quote,
      standing: 'stands',
      place: { headings: around?.headings ?? [], lines: [] },
    });
    places.push(placeOf(id, 'citation', citation, answer.passages));
    ranges.set(id, citation);
    return id;
  };
  const sentences = answer.sentences.map((sentence, i): PanelSentence => {
    const ids = sentence.citations.map(idOf);
    const strong = strongWords(`${turn}.w${i + 1}`, sentence, ids[0], answer);
    if (strong !== undefined) places.push(strong.place);
    const { side } = sentence;
    return {
      text: sentence.text,
      citations: ids,
      strong: strong?.words ?? null,
      side:
        side === undefined
          ? null
          : { value: side.value, date: side.date ?? null, latest: side.latest === true },
    };
  });
  const { nearMiss } = answer;
  return {
    sentences,
    nearMiss:
      nearMiss === undefined
        ? null
        : { asked: nearMiss.asked, found: nearMiss.found, citation: idOf(nearMiss.citation) },
    citations: citations.map((citation) => toldApart(citation, ranges, shownFile)),
    places,
    ranges,
  };
}

/** The citation, named by its path where another file of the same name is cited: of two versions each is known. */
function toldApart(
  citation: PanelCitation,
  ranges: CitedAnswer['ranges'],
  shownFile: (file: WorkspaceFile) => string,
): PanelCitation {
  const own = ranges.get(citation.id);
  if (own === undefined) return citation;
  const another = [...ranges.values()].some(
    ({ folder, file }) =>
      (folder !== own.folder || file !== own.file) && nameParts(file).label === citation.label,
  );
  return another ? { ...citation, label: shownFile(own) } : citation;
}

/** The words of the first citation that answer, where the sentence as it is shown holds them. */
function strongWords(
  id: string,
  { text, citations, span }: MergedSentence,
  citationId: string | undefined,
  { passages }: MergedAnswer,
): { readonly words: PanelWords; readonly place: Place } | undefined {
  const [citation] = citations;
  if (span === undefined || citation === undefined || citationId === undefined) return undefined;
  const place = spanPlace(id, span, citation, citationId, passages);
  const words = spanWithin(text, citation, span);
  return place === undefined || words === undefined
    ? undefined
    : { words: { id, ...words, standing: 'stands' }, place };
}
