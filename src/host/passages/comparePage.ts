import type { PanelSentence, TurnView } from '../../protocol/turnView.ts';
import { placeLink, tag, type Html, type HtmlChild } from './html.ts';

/** What one of two files answers. */
export interface ComparedFile {
  /** As people read it. */
  readonly shownFile: string;
  /** Ids of citations and passages are those of the page's links. */
  readonly view: TurnView;
  /** The line of a citation or passage, by its id. */
  readonly line: (id: string) => number;
}

/** The words of a comparison, in one language. */
export interface CompareTexts {
  readonly declined: string;
  readonly nearest: string;
  readonly line: (line: number) => string;
}

/** Two answers to one question, side by side, each with its sources. */
export function comparePage(question: string, files: readonly ComparedFile[], texts: CompareTexts): Html[] {
  return [
    tag('h1', {}, question),
    tag(
      'div',
      { class: 'sides' },
      files.map((file) =>
        tag('section', { class: 'side' }, tag('h2', {}, file.shownFile), answerOf(file, texts)),
      ),
    ),
  ];
}

function answerOf({ view, line }: ComparedFile, texts: CompareTexts): HtmlChild {
  if (view.kind !== 'answered') {
    const [nearest] = view.kind === 'declined' ? view.passages : [];
    return [
      tag('p', { class: 'answer dim' }, texts.declined),
      nearest === undefined
        ? null
        : tag(
            'p',
            {},
            placeLink(nearest.id, texts.nearest, ', ', texts.line(line(nearest.id))),
            `: ${opening(nearest.text)}`,
          ),
    ];
  }
  const said = view.sentences.map((one) => [
    sentence(one),
    one.citations.flatMap((id): HtmlChild[] => {
      const citation = view.citations.find((candidate) => candidate.id === id);
      return citation === undefined ? [] : [' ', placeLink(id, `[${String(citation.number)}]`)];
    }),
  ]);
  const listed = view.form === 'items' || view.form === 'sides';
  return [
    listed
      ? tag(
          'ul',
          { class: 'answer' },
          said.map((one) => tag('li', {}, one)),
        )
      : tag(
          'p',
          { class: 'answer' },
          said.map((one) => [one, ' ']),
        ),
    tag(
      'ol',
      { class: 'sources' },
      view.citations.map(({ id, quote }) =>
        tag(
          'li',
          {},
          placeLink(id, texts.line(line(id))),
          ': ',
          tag('q', {}, quote.replace(/\s+/gu, ' ').trim()),
        ),
      ),
    ),
  ];
}

/** A sentence with the words in it that answer. */
function sentence({ text, strong }: PanelSentence): HtmlChild {
  if (strong === null) return text.trim();
  return [
    text.slice(0, strong.start).trimStart(),
    tag('strong', {}, text.slice(strong.start, strong.end)),
    text.slice(strong.end).trimEnd(),
  ];
}

function opening(text: string): string {
  const flat = text.replace(/\s+/gu, ' ').trim();
  return flat.length > 240 ? `${flat.slice(0, 240).trimEnd()}…` : flat;
}
