import type { PanelMessage } from '../protocol/panelMessages.ts';
import type {
  Attended,
  PanelCitation,
  PanelNearMiss,
  PanelSentence,
  TurnView,
} from '../protocol/turnView.ts';
import { fill } from '../protocol/fill.ts';
import type { PanelStrings } from '../protocol/panelStrings.ts';
import type { Sureness } from '../protocol/sureness.ts';
import type { WrittenView } from '../protocol/writtenView.ts';
import { answerBody, citeButton, spokenAnswer } from './answer.ts';
import { el, icon, iconButton, type Child } from './dom.ts';
import { button, errorNotice } from './memory.ts';
import { judgeButtons, readAsLine, turnActions } from './thread.ts';
import type { Wording } from './wording.ts';

type Send = (message: PanelMessage) => void;

/** What the answer's part of the page needs beside the turn. */
export interface TurnContext {
  readonly words: Wording;
  /** True where the question no longer stands in the ask box, so that it has to be said what was asked. */
  readonly restate: boolean;
  /** True where the turn is pinned. */
  readonly pinned: boolean;
  /** Whether the user found it useful; null where they have not said. */
  readonly useful: boolean | null;
  /** Id of what the editor shows. */
  readonly active: string | null;
  /** What a language model wrote, where it did; it is kept up to date by itself. */
  readonly written: HTMLElement;
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
    readAsLine(turn.readAs, words),
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
      return [...inOrder(turn.written, declinedView(turn, context), context.written), ...notes(turn, words)];
    case 'answered':
      return [
        ...(turn.written === null
          ? []
          : [context.written, el('h2', { class: 'own-words' }, strings.ownWords)]),
        ...answerBody(turn, context),
        el(
          'p',
          { class: 'confidence dim' },
          strings[CONFIDENCE[turn.confidence]],
          ...figure(turn.probability, words).map((text) => ` · ${text}`),
          ...(isGrounded(turn.sentences, turn.citations)
            ? [' · ', el('span', { class: 'grounded' }, strings.grounded, icon('check'))]
            : []),
          iconButton('copy', strings.copy, () => send({ type: 'copy' }), { key: 'copy', class: 'copy' }),
          ...judgeButtons(turn.id, context.useful, words, send),
          ...turnActions(turn.id, context.pinned, words, send),
        ),
        ...notes(turn, words),
      ];
  }
}

/** What is written stands above the word that nothing answers; why nothing was, below. */
function inOrder(written: WrittenView | null, declined: HTMLElement, shown: HTMLElement): Child[] {
  if (written === null) return [declined];
  return below(written) ? [declined, shown] : [shown, declined];
}

function below({ phase }: WrittenView): boolean {
  return phase === 'declined' || phase === 'unsent';
}

/**
 * What of a turn {@link answerView} shows by itself: what is written, and the citations of that alone, come and go
 * without it.
 */
export function ownPart(turn: TurnView): unknown {
  if (turn.kind !== 'answered' && turn.kind !== 'declined') return turn;
  const { written, passages, citations, ...own } = turn;
  const ids =
    own.kind === 'answered'
      ? own.sentences.flatMap((sentence) => sentence.citations)
      : [own.nearMiss?.citation];
  const place = written === null ? null : below(written);
  return [own, place, passages.length, citations.filter(({ id }) => ids.includes(id))];
}

type Declined = Extract<TurnView, { readonly kind: 'declined' }>;

/** That nothing answers, why the nearest passage does not, and what was looked at. */
function declinedView(turn: Declined, context: TurnContext): HTMLElement {
  const { words } = context;
  const { strings } = words;
  const cited = turn.citations.find(({ id }) => id === turn.nearMiss?.citation);
  return el(
    'section',
    { class: 'callout declined' },
    icon('search-stop'),
    el(
      'div',
      {},
      el('h2', {}, strings.declinedTitle),
      turn.nearMiss === null
        ? null
        : el(
            'p',
            { class: 'near-miss' },
            nearMissText(turn.nearMiss, words),
            cited === undefined
              ? null
              : el('span', { class: 'cites' }, '\u2060', citeButton(cited, 'cite-near', context)),
          ),
      el('p', {}, turn.passages.length > 0 ? strings.declinedBody : strings.declinedNothing),
      el(
        'p',
        { class: 'looked dim' },
        [...lookedAt(turn, words), ...figure(turn.probability, words)].join(' · '),
        ...judgeButtons(turn.id, context.useful, words, context.send),
        ...turnActions(turn.id, context.pinned, words, context.send),
      ),
    ),
  );
}

function nearMissText({ asked, found }: PanelNearMiss, { strings, list }: Wording): string {
  return found.length > 0
    ? fill(strings.nearMissFound, list(found), asked)
    : fill(strings.nearMissNothing, asked);
}

/** How much was looked at: of the whole memory, or the one file that the line above has named. */
function lookedAt({ scope, remembered: { files, leaves } }: Declined, words: Wording): string[] {
  return scope !== null || files === 0
    ? []
    : [fill(words.strings.lookedAt, words.count('passages', leaves), words.count('files', files))];
}

/** The probability, where there is one. */
function figure(probability: number | null, { strings, percent }: Wording): string[] {
  return probability === null ? [] : [fill(strings.probability, percent(probability))];
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
} as const satisfies Record<Sureness, keyof PanelStrings>;

/** What the user should know about the answer: how far the memory was, and the engine's warnings. */
function notes({ remembered, warnings }: Attended, words: Wording): Child[] {
  const texts = [...warnings];
  if (remembered.encoded < remembered.leaves)
    texts.unshift(
      fill(words.strings.partly, words.number(remembered.encoded), words.number(remembered.leaves)),
    );
  return texts.map((text) => el('p', { class: 'note' }, icon('info'), el('span', {}, text)));
}

/** What a screen reader says when this turn arrives, or what is written to it goes on. */
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
      return [
        strings.saidDeclined,
        ...(turn.nearMiss === null ? [] : [nearMissText(turn.nearMiss, words)]),
      ].join(' ');
    case 'answered':
      return `${spokenAnswer(turn, words)} ${fill(strings.saidAnswered, number(turn.citations.length))}`;
  }
}
