import type { PanelCitation, PanelMessage } from '../protocol/panelMessages.ts';
import type { PanelUsed, PanelWritten, UsedView, WrittenView } from '../protocol/writtenView.ts';
import { fill } from '../protocol/fill.ts';
import { citeButton, type CiteContext } from './answer.ts';
import { el, icon, iconButton, type Child } from './dom.ts';
import { button } from './memory.ts';
import { doubtTexts, redactedText } from './support.ts';
import type { Wording } from './wording.ts';

/** True while the model is waited for or writes. */
export function isWriting(written: WrittenView | null): boolean {
  return written?.phase === 'waiting' || written?.phase === 'writing';
}

/** What a language model wrote: its sentences, each with what we say of it, and what the chosen one rests on. */
export function writtenView(
  written: WrittenView,
  citations: readonly PanelCitation[],
  context: CiteContext,
): HTMLElement {
  const { words, send } = context;
  const { strings } = words;
  const { sentences, text, chosen } = written;
  const shown = sentences.find(({ id }) => id === chosen);
  return el(
    'section',
    {
      class: `written ${written.phase}`,
      attributes: { 'aria-label': fill(strings.writtenBy, written.model) },
    },
    // Where nothing was written nobody wrote it.
    sentences.length === 0 && !isWriting(written)
      ? null
      : el(
          'p',
          { class: 'written-head dim' },
          icon('sparkle'),
          el('span', { class: 'written-by' }, headline(written, words)),
          isWriting(written)
            ? iconButton('debug-stop', strings.stopWriting, () => send({ type: 'cancel' }), {
                key: 'stop-writing',
              })
            : null,
        ),
    sentences.length === 0 && text === ''
      ? null
      : el(
          'p',
          { class: 'answer written-text' },
          ...sentences.flatMap((sentence) => sentenceParts(sentence, chosen, citations, context)),
          text === '' ? null : el('span', { class: 'being-written' }, text),
        ),
    shown === undefined ? null : ground(shown, written.used, citations, context),
    ...outcome(written, words, send),
  );
}

/** Who writes, and how much of it holds. */
function headline({ model, phase, sentences }: WrittenView, { strings, number }: Wording): string {
  if (phase === 'waiting') return fill(strings.waitingFor, model);
  if (phase === 'writing') return fill(strings.isWriting, model);
  const { supported, claims } = counts(sentences);
  return claims === 0
    ? fill(strings.writtenBy, model)
    : fill(strings.writtenChecked, model, number(supported), number(claims));
}

/** Sentences that say something that can be checked, and those of them that the files say. */
function counts(sentences: readonly PanelWritten[]): { readonly supported: number; readonly claims: number } {
  const claims = sentences.filter(({ support }) => support !== 'no-claim');
  return {
    supported: claims.filter(({ support }) => support === 'supported').length,
    claims: claims.length,
  };
}

/** A sentence, its sources and, where the files do not say it, why. A click shows what it rests on. */
function sentenceParts(
  sentence: PanelWritten,
  chosen: string | null,
  all: readonly PanelCitation[],
  context: CiteContext,
): Child[] {
  const { words, send } = context;
  const { id, text, support, citations, doubts } = sentence;
  const choose = (): void => send({ type: 'ground', id });
  const said = {
    supported: null,
    unsure: words.strings.saidUnsure,
    unsupported: words.strings.saidUnsupported,
    'no-claim': null,
  }[support];
  const marks = citations
    .flatMap((cited) => all.filter((citation) => citation.id === cited))
    .map((citation) => citeButton(citation, `cite-${id}-${citation.id}`, context));
  const why = support === 'supported' ? [] : doubtTexts(doubts, words);
  return [
    el(
      'span',
      {
        class: `sentence ${support} ${id === chosen ? 'chosen' : ''}`,
        key: `sentence-${id}`,
        attributes: {
          role: 'button',
          tabindex: 0,
          'aria-expanded': String(id === chosen),
          title: words.strings.groundHint,
        },
        on: {
          // A click chooses, a drag selects: the text can be copied.
          click: () => (getSelection()?.isCollapsed === false ? undefined : choose()),
          keydown: (event) => {
            if (!(event instanceof KeyboardEvent) || (event.key !== 'Enter' && event.key !== ' ')) return;
            event.preventDefault();
            choose();
          },
        },
      },
      text.trim(),
      said === null ? null : el('span', { class: 'said' }, ` (${said})`),
    ),
    marks.length === 0 ? null : el('span', { class: 'cites' }, '\u2060', ...marks),
    support === 'unsupported'
      ? el(
          'span',
          { class: 'doubt' },
          icon('warning'),
          why.length > 0 ? why.join('; ') : words.strings.doubtMeaning,
        )
      : null,
    ' ',
  ];
}

/** What a sentence rests on: words of the passages, and on demand what the model used. */
function ground(
  sentence: PanelWritten,
  used: UsedView | null,
  all: readonly PanelCitation[],
  { words, active, send }: CiteContext,
): HTMLElement {
  const { strings } = words;
  const { id, support, doubts } = sentence;
  const cited = sentence.citations.flatMap((cite) => all.filter((citation) => citation.id === cite));
  const title =
    cited.length === 0
      ? strings.groundNone
      : support === 'supported'
        ? strings.groundTitle
        : strings.groundNearest;
  return el(
    'div',
    { class: 'ground', attributes: { role: 'group', 'aria-label': strings.groundTitle } },
    el('h2', {}, title),
    // What is unsure has its reasons here; of what is unsupported they stand beside the sentence as well.
    ...(support === 'supported' || support === 'no-claim'
      ? []
      : doubtTexts(doubts, words).map((text) => el('p', { class: 'dim' }, text))),
    ...cited.map(({ id: cite, number, label, quote, standing }) =>
      el(
        'button',
        {
          class: `quote ${standing} ${active === cite ? 'active' : ''}`,
          key: `quote-${cite}`,
          attributes: { type: 'button' },
          on: { click: () => send({ type: 'open', id: cite }) },
        },
        el(
          'span',
          { class: 'quote-head' },
          el('span', { class: 'number' }, words.number(number)),
          ` ${label}`,
        ),
        el('span', { class: 'quote-text' }, quote.replace(/\s+/g, ' ').trim()),
      ),
    ),
    ...usedParts(id, used, { words, active, send }),
  );
}

function usedParts(id: string, used: UsedView | null, { words, active, send }: CiteContext): Child[] {
  const { strings, number } = words;
  if (used === null) return [button(strings.askUsed, () => send({ type: 'used', id }), 'used', true)];
  switch (used.kind) {
    case 'working':
      return [
        el(
          'p',
          { class: 'dim used-working' },
          icon('sync', 'spin'),
          el('span', {}, fill(strings.usedWorking, number(used.done), number(used.total))),
          iconButton('debug-stop', strings.cancel, () => send({ type: 'cancel' }), { key: 'stop-used' }),
        ),
      ];
    case 'failed':
      return [
        el('p', { class: 'note' }, icon('error'), el('span', {}, used.error.message)),
        button(strings.askUsed, () => send({ type: 'used', id }), 'used', true),
      ];
    case 'found':
      return [
        el('h2', {}, used.sources.length === 0 ? strings.usedNothing : strings.usedTitle),
        el(
          'ul',
          { class: 'used', attributes: { role: 'list' } },
          ...used.sources.map((source) => usedSource(source, { words, active, send })),
        ),
        el(
          'p',
          { class: 'dim' },
          [
            fill(
              used.by === 'log-probability' ? strings.usedByProbability : strings.usedByOverlap,
              number(used.runs),
            ),
            ...(used.fit < POOR_FIT ? [fill(strings.usedPoor, used.fit.toFixed(2))] : []),
          ].join(' '),
        ),
      ];
  }
}

/** Weights that foretell other runs less than this (r) are told to be a hint. */
const POOR_FIT = 0.3;

/** What the model used of a sentence, and what the search attended of its passage: one bar under the other. */
function usedSource(
  { id, label, quote, weight, share }: PanelUsed,
  { words, active, send }: CiteContext,
): HTMLElement {
  const { strings, percent } = words;
  const bar = (name: string, value: number): HTMLElement =>
    el('span', { class: `bar ${name}`, variables: { '--part': value.toFixed(3) } }, el('span'));
  return el(
    'li',
    {},
    el(
      'button',
      {
        class: `quote ${active === id ? 'active' : ''}`,
        key: `used-${id}`,
        attributes: { type: 'button' },
        on: { click: () => send({ type: 'open', id }) },
      },
      el('span', { class: 'quote-head' }, label),
      el('span', { class: 'quote-text' }, quote.replace(/\s+/g, ' ').trim()),
      el(
        'span',
        { class: 'bars' },
        bar('model', weight),
        el('span', {}, fill(strings.usedWeight, percent(weight))),
      ),
      share === null
        ? null
        : el(
            'span',
            { class: 'bars' },
            bar('attention', share),
            el('span', {}, fill(strings.share, percent(share))),
          ),
    ),
  );
}

/** What became of it, where there is more to say than the sentences. */
function outcome(written: WrittenView, words: Wording, send: (message: PanelMessage) => void): Child[] {
  const { strings } = words;
  const note = (symbol: string, text: string, ...more: readonly Child[]): HTMLElement =>
    el('div', { class: 'note' }, icon(symbol), el('div', {}, el('span', {}, text), ...more));
  const buttons = (...all: readonly Child[]): HTMLElement => el('div', { class: 'buttons' }, ...all);
  const again = (): HTMLElement => button(strings.askAgain, () => send({ type: 'retry' }), 'retry');
  const choose = (): HTMLElement =>
    button(strings.chooseModel, () => send({ type: 'chooseModel' }), 'chooseModel', true);
  const parts: Child[] = [];
  switch (written.phase) {
    case 'waiting':
    case 'writing':
    case 'done':
      break;
    case 'cut':
      parts.push(note('info', strings.writtenCut));
      break;
    case 'stopped':
      parts.push(
        note(
          'circle-slash',
          written.sentences.length > 0 || written.text !== ''
            ? strings.writtenStopped
            : strings.writtenNothing,
        ),
      );
      break;
    case 'failed':
      parts.push(
        note(
          'error',
          [fill(strings.writtenFailed, written.model), written.error?.message ?? ''].join(' ').trim(),
          buttons(again(), choose()),
        ),
      );
      break;
    case 'unsent':
      parts.push(note('circle-slash', strings.writtenUnsent));
      break;
    case 'declined':
      parts.push(
        note(
          'info',
          fill(strings.writtenDeclined, written.model),
          buttons(button(strings.insist, () => send({ type: 'insist' }), 'insist', true)),
        ),
      );
      break;
  }
  if (written.redacted.length > 0)
    parts.push(
      note(
        'shield',
        `${redactedText(written.redacted, words)} `,
        el(
          'button',
          {
            class: 'link',
            key: 'show-sent',
            attributes: { type: 'button' },
            on: { click: () => send({ type: 'showSent' }) },
          },
          strings.showSent,
        ),
      ),
    );
  return parts;
}

/** What a screen reader is told of it as it goes on; empty where nothing new is to be said. */
export function writtenAnnouncement(written: WrittenView, words: Wording): string {
  const { strings } = words;
  switch (written.phase) {
    case 'waiting':
    case 'writing':
      return headline(written, words);
    case 'done':
    case 'cut': {
      const doubtful = written.sentences.flatMap(({ text, support, doubts }) =>
        support === 'unsupported'
          ? [`${strings.saidUnsupported}: ${text} ${doubtTexts(doubts, words).join('; ')}`]
          : [],
      );
      return [
        `${headline(written, words)}.`,
        ...(written.phase === 'cut' ? [strings.writtenCut] : []),
        ...doubtful,
      ].join(' ');
    }
    case 'stopped':
      return strings.writtenStopped;
    case 'failed':
      return `${fill(strings.writtenFailed, written.model)} ${written.error?.message ?? ''}`;
    case 'unsent':
      return strings.writtenUnsent;
    case 'declined':
      return fill(strings.writtenDeclined, written.model);
  }
}
