import type {
  Attended,
  PanelCitation,
  PanelConfidence,
  PanelMessage,
  PanelSentence,
  TurnView,
} from '../protocol/panelMessages.ts';
import { fill } from '../protocol/fill.ts';
import type { PanelStrings } from '../protocol/panelStrings.ts';
import { el, icon, type Child } from './dom.ts';
import { button, errorNotice } from './memory.ts';
import type { Wording } from './wording.ts';

type Send = (message: PanelMessage) => void;

/** What the answer's part of the page needs beside the turn. */
export interface TurnContext {
  readonly words: Wording;
  /** True where the question no longer stands in the ask box, so that it has to be said what was asked. */
  readonly restate: boolean;
  /** Id of what the editor shows. */
  readonly active: string | null;
  readonly send: Send;
}

/** What became of the question: the answer with its sources, or why there is none. */
export function answerView(turn: TurnView, context: TurnContext): Child[] {
  if (turn.kind === 'none') return [];
  const { words, send } = context;
  const { strings } = words;
  return [
    context.restate ? el('h2', { class: 'asked' }, turn.question) : null,
    turn.scope === null
      ? null
      : el('p', { class: 'dim asked-of' }, icon('file'), fill(strings.askedFile, turn.scope)),
    ...outcome(turn, context, send),
  ];
}

function outcome(turn: Exclude<TurnView, { kind: 'none' }>, context: TurnContext, send: Send): Child[] {
  const { words } = context;
  const { strings } = words;
  switch (turn.kind) {
    case 'pending':
      return [el('p', { class: 'pending' }, strings.pending)];
    case 'cancelled':
      return [
        el(
          'section',
          { class: 'callout' },
          icon('circle-slash'),
          el(
            'div',
            {},
            el('p', {}, strings.cancelled),
            el(
              'div',
              { class: 'buttons' },
              button(strings.askAgain, () => send({ type: 'retry' }), 'retry'),
            ),
          ),
        ),
      ];
    case 'failed':
      return [errorNotice(strings.turnFailed, turn.error, words, send)];
    case 'declined':
      return [
        el(
          'section',
          { class: 'callout declined' },
          icon('search-stop'),
          el(
            'div',
            {},
            el('h2', {}, strings.declinedTitle),
            el('p', {}, turn.passages.length > 0 ? strings.declinedBody : strings.declinedNothing),
          ),
        ),
        ...notes(turn, words),
      ];
    case 'answered':
      return [
        el(
          'p',
          { class: 'answer' },
          ...turn.sentences.flatMap((sentence, index) =>
            sentenceParts(sentence, index, turn.citations, context),
          ),
        ),
        el(
          'p',
          { class: 'confidence dim' },
          strings[CONFIDENCE[turn.confidence]],
          ...(isGrounded(turn.sentences, turn.citations)
            ? [' · ', el('span', { class: 'grounded' }, strings.grounded, icon('check'))]
            : []),
        ),
        ...notes(turn, words),
      ];
  }
}

/** Whether every sentence still has words in the files to rest on. */
function isGrounded(sentences: readonly PanelSentence[], citations: readonly PanelCitation[]): boolean {
  const there = new Set(citations.filter(({ standing }) => standing !== 'gone').map(({ id }) => id));
  return sentences.every((sentence) => sentence.citations.some((id) => there.has(id)));
}

const CONFIDENCE = {
  high: 'confidenceHigh',
  medium: 'confidenceMedium',
  low: 'confidenceLow',
} as const satisfies Record<PanelConfidence, keyof PanelStrings>;

function sentenceParts(
  { text, citations }: PanelSentence,
  index: number,
  all: readonly PanelCitation[],
  { words, active, send }: TurnContext,
): Child[] {
  const { strings, number } = words;
  const marks = citations
    .flatMap((id) => all.filter((citation) => citation.id === id))
    .map((citation) => {
      const { id, label, standing, quote } = citation;
      const template =
        standing === 'stands'
          ? strings.citation
          : standing === 'moved'
            ? strings.citationMoved
            : strings.citationGone;
      const name = fill(template, number(citation.number), label);
      return el(
        'button',
        {
          class: `cite ${standing} ${active === id ? 'active' : ''}`,
          key: `cite-${index}-${id}`,
          attributes: {
            type: 'button',
            'aria-label': name,
            'data-number': citation.number,
            'aria-current': active === id ? 'true' : undefined,
            title: `${name}\n“${shortened(quote)}”`,
          },
          on: { click: () => send({ type: 'open', id }) },
        },
        number(citation.number),
      );
    });
  // A word joiner keeps the numbers with the last word: no line begins with one.
  return [text.trim(), el('span', { class: 'cites' }, '\u2060', ...marks), ' '];
}

function shortened(quote: string): string {
  const flat = quote.replace(/\s+/g, ' ').trim();
  return flat.length > 200 ? `${flat.slice(0, 200).trimEnd()}…` : flat;
}

/** What the user should know about the answer: how far the memory was, and the engine's warnings. */
function notes({ remembered, warnings }: Attended, words: Wording): Child[] {
  const texts = [...warnings];
  if (remembered.encoded < remembered.leaves)
    texts.unshift(
      fill(words.strings.partly, words.number(remembered.encoded), words.number(remembered.leaves)),
    );
  return texts.map((text) => el('p', { class: 'note' }, icon('info'), el('span', {}, text)));
}

/** What a screen reader says when this turn arrives. */
export function announcement(turn: TurnView, words: Wording): string {
  const { strings, number } = words;
  switch (turn.kind) {
    case 'none':
      return '';
    case 'pending':
      return strings.pending;
    case 'cancelled':
      return strings.cancelled;
    case 'failed':
      return `${strings.turnFailed}. ${turn.error.message}`;
    case 'declined':
      return strings.saidDeclined;
    case 'answered':
      return `${turn.sentences.map(({ text }) => text).join(' ')} ${fill(strings.saidAnswered, number(turn.citations.length))}`;
  }
}
