import type { PanelMessage } from '../protocol/panelMessages.ts';
import type { PanelCitation } from '../protocol/turnView.ts';
import type { PanelWritten, WrittenView } from '../protocol/writtenView.ts';
import { fill } from '../protocol/fill.ts';
import { citeButton, type CiteContext } from './answer.ts';
import { el, icon, iconButton, Region, type Child } from './dom.ts';
import { ground } from './ground.ts';
import { button } from './memory.ts';
import { doubtTexts, redactedText } from './support.ts';
import type { Wording } from './wording.ts';

/** True while the model is waited for or writes. */
export function isWriting(written: WrittenView | null): boolean {
  return written?.phase === 'waiting' || written?.phase === 'writing';
}

/**
 * What a language model wrote: its sentences, each with what we say of it, and what the chosen one rests on. Its parts
 * are built anew only where they change: what is pressed while the text streams in stays under the finger.
 */
export class WrittenPanel {
  readonly element: HTMLElement;
  readonly #head = new Region(el('p', { class: 'written-head dim' }));
  readonly #sentences = new Region(el('span', {}));
  readonly #writing = el('span', { class: 'being-written' });
  readonly #text = el('p', { class: 'answer written-text' }, this.#sentences.element, this.#writing);
  readonly #ground = new Region(el('div', {}));
  readonly #outcome = new Region(el('div', {}));

  constructor() {
    this.element = el(
      'section',
      {},
      this.#head.element,
      this.#text,
      this.#ground.element,
      this.#outcome.element,
    );
  }

  /** Shows what is written. */
  render(written: WrittenView, citations: readonly PanelCitation[], context: CiteContext): void {
    const { words, active, send } = context;
    const { strings } = words;
    const { sentences, text, chosen, phase, used } = written;
    const writing = isWriting(written);
    const by = headline(written, words);
    const some = sentences.length > 0 || text !== '';
    this.element.className = `written ${phase}`;
    this.element.setAttribute('aria-label', fill(strings.writtenBy, written.model));
    // Where nothing was written nobody wrote it.
    this.#head.element.hidden = !some && !writing;
    this.#head.show([by, writing, strings], () => [
      icon('sparkle'),
      el('span', { class: 'written-by' }, by),
      writing
        ? iconButton('debug-stop', strings.stopWriting, () => send({ type: 'cancel' }), {
            key: 'stop-writing',
          })
        : null,
    ]);
    const shown = sentences.find(({ id }) => id === chosen);
    const cited = citations.filter(({ id }) => sentences.some((sentence) => sentence.citations.includes(id)));
    this.#text.hidden = !some;
    this.#sentences.show([sentences, cited, chosen, active, strings], () =>
      sentences.flatMap((sentence) => sentenceParts(sentence, chosen, cited, context)),
    );
    this.#writing.textContent = text;
    this.#ground.show(shown === undefined ? null : [shown, phase, cited, used, active, strings], () =>
      shown === undefined ? [] : [ground(shown, written, cited, context)],
    );
    this.#outcome.show([phase, some, written.model, written.error, written.redacted, strings], () =>
      outcome(written, words, send),
    );
  }
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
  // What the files do not say has no source; what comes nearest is shown with its ground.
  const marks = (support === 'unsupported' ? [] : citations)
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
