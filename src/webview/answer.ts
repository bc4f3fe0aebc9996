import type { PanelMessage } from '../protocol/panelMessages.ts';
import type { PanelCitation, PanelSentence, TurnView } from '../protocol/turnView.ts';
import { fill } from '../protocol/fill.ts';
import { el, type Child } from './dom.ts';
import type { Wording } from './wording.ts';

/** What an answer's sentences and their sources need beside themselves. */
export interface CiteContext {
  readonly words: Wording;
  /** Id of what the editor shows. */
  readonly active: string | null;
  readonly send: (message: PanelMessage) => void;
}

type Answered = Extract<TurnView, { readonly kind: 'answered' }>;

/** The answer as its form asks: running text, a list, or statements side by side. */
export function answerBody(
  { form, sentences, citations }: Pick<Answered, 'form' | 'sentences' | 'citations'>,
  context: CiteContext,
): Child[] {
  const parts = (sentence: PanelSentence, index: number): Child[] =>
    sentenceParts(sentence, index, citations, context);
  switch (form) {
    case 'words':
    case 'sentences':
      return [el('p', { class: 'answer' }, ...sentences.flatMap(parts))];
    case 'items':
      return [
        el(
          'ul',
          { class: 'answer items', attributes: { role: 'list' } },
          ...sentences.map((sentence, index) =>
            el(
              'li',
              NUMBERED.test(sentence.text) ? { class: 'marked' } : {},
              ...parts(withoutBullet(sentence), index),
            ),
          ),
        ),
      ];
    case 'sides':
      return [
        el('p', { class: 'sides-title' }, context.words.strings.sidesTitle),
        el(
          'ul',
          { class: 'answer sides', attributes: { role: 'list' } },
          ...sentences.map((sentence, index) =>
            sideView(sentence, { citations, context, of: sentences.length }, parts(sentence, index)),
          ),
        ),
      ];
  }
}

/** One of the statements that do not agree: where it stands and since when, what it says, and in which words. */
function sideView(
  { side, citations: ids }: PanelSentence,
  about: { readonly citations: readonly PanelCitation[]; readonly context: CiteContext; readonly of: number },
  parts: readonly Child[],
): HTMLElement {
  const { strings, date } = about.context.words;
  const label = about.citations.find(({ id }) => id === ids[0])?.label ?? '';
  return el(
    'li',
    { class: `side ${side?.latest === true ? 'latest' : ''}` },
    el(
      'p',
      { class: 'side-head' },
      el('span', { class: 'file' }, label),
      side === null || side.date === null
        ? null
        : el('time', { attributes: { datetime: side.date } }, date(side.date)),
      side?.latest === true
        ? el('span', { class: 'later' }, about.of > 2 ? strings.latest : strings.later)
        : null,
    ),
    side === null || side.value === '' ? null : el('p', { class: 'side-value' }, side.value),
    el('p', { class: 'side-text' }, ...parts),
  );
}

/** An item that begins with its own number, or a row of a table: it needs no bullet. */
const NUMBERED =
  /^\s*(?:\||[①-⑳]|第|[(（]?(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})(?:[.)）、．]|(?:\.[0-9]+)+))/u;

/** An item of a list in a file comes with its bullet; the panel's list has its own. Numbers stay: they may be meant. */
function withoutBullet({ text, strong, ...sentence }: PanelSentence): PanelSentence {
  const by = /^\s*[-*+•·]\s+/u.exec(text)?.[0].length ?? 0;
  return {
    ...sentence,
    text: text.slice(by),
    strong:
      strong === null || strong.start < by
        ? null
        : { ...strong, start: strong.start - by, end: strong.end - by },
  };
}

function sentenceParts(
  { text, citations, strong }: PanelSentence,
  index: number,
  all: readonly PanelCitation[],
  context: CiteContext,
): Child[] {
  const marks = citations
    .flatMap((id) => all.filter((citation) => citation.id === id))
    .map((citation) => citeButton(citation, `cite-${index}-${citation.id}`, context));
  // A word joiner keeps the numbers with the last word: no line begins with one.
  return [...strongText(text, strong, context), el('span', { class: 'cites' }, '\u2060', ...marks), ' '];
}

/**
 * The sentence with its strong words. A click on them goes there; by keyboard the number behind them, which goes to
 * the same words: a second stop for each sentence would only be in the way.
 */
function strongText(text: string, strong: PanelSentence['strong'], { active, send }: CiteContext): Child[] {
  if (strong === null) return [text.trim()];
  const { id, start, end, standing } = strong;
  return [
    text.slice(0, start).trimStart(),
    el(
      'strong',
      {
        class: `span ${standing} ${active === id ? 'active' : ''}`,
        // A click opens, a drag selects: the words can be copied.
        on: { click: () => (getSelection()?.isCollapsed === false ? undefined : send({ type: 'open', id })) },
      },
      text.slice(start, end),
    ),
    text.slice(end).trimEnd(),
  ];
}

/** The number of a source, which opens it. */
export function citeButton(
  { id, number, label, standing }: PanelCitation,
  key: string,
  { words, active, send }: CiteContext,
): HTMLElement {
  const { strings } = words;
  const template =
    standing === 'stands'
      ? strings.citation
      : standing === 'moved'
        ? strings.citationMoved
        : strings.citationGone;
  const name = fill(template, words.number(number), label);
  return el(
    'button',
    {
      class: `cite ${standing} ${active === id ? 'active' : ''}`,
      key,
      attributes: {
        type: 'button',
        'aria-label': name,
        'data-number': number,
        'data-citation': id,
        'aria-current': active === id ? 'true' : undefined,
      },
      on: { click: () => send({ type: 'open', id }) },
    },
    words.number(number),
  );
}

/** The answer in words to be listened to. */
export function spokenAnswer({ form, sentences, citations }: Answered, { strings, date }: Wording): string {
  const labelOf = ({ citations: ids }: PanelSentence): string =>
    citations.find(({ id }) => id === ids[0])?.label ?? '';
  const texts = sentences.map((sentence) => sentence.text.trim());
  switch (form) {
    case 'words': {
      const [first] = sentences;
      const words = first?.strong && first.text.slice(first.strong.start, first.strong.end);
      return [...(words ? [`${words}.`] : []), ...texts].join(' ');
    }
    case 'sentences':
    case 'items':
      return texts.join(' ');
    case 'sides':
      return [
        strings.sidesTitle,
        ...sentences.map((sentence, i) => {
          const { side } = sentence;
          const later = sentences.length > 2 ? strings.latest : strings.later;
          const head = [
            labelOf(sentence),
            ...(side?.date ? [date(side.date)] : []),
            ...(side?.latest === true ? [later] : []),
          ];
          return `${head.join(', ')}: ${texts[i] ?? ''}`;
        }),
      ].join(' ');
  }
}
