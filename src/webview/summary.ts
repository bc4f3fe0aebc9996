import type { PanelMessage, PanelState } from '../protocol/panelMessages.ts';
import { QUESTION_LIMIT } from '../protocol/panelMessages.ts';
import type { PanelSummarySection, SummaryContent, SummaryView } from '../protocol/summaryView.ts';
import { fill } from '../protocol/fill.ts';
import type { CiteContext } from './answer.ts';
import { el, Region, type Child } from './dom.ts';
import { StripView } from './strip.ts';
import { headParts, leftOutParts, sentences, stateParts, wholeParts } from './summaryParts.ts';
import { wordingOf, type Wording } from './wording.ts';

/** Milliseconds of quiet after the slider was moved before the summary is made anew. */
const QUIET = 250;

/** The view of a summary: what it is of, its length and question, the whole, what it covers, and its sections. */
export class SummaryPanel {
  readonly element: HTMLElement;
  readonly #send: (message: PanelMessage) => void;
  readonly #head = new Region(el('header', { class: 'summary-head' }));
  readonly #about = el('input', { class: 'about', key: 'about', attributes: { type: 'text' } });
  readonly #length = el('input', {
    class: 'length',
    key: 'length',
    attributes: { type: 'range', min: 0, max: 100, step: 5 },
  });
  readonly #written = el('input', { key: 'written', attributes: { type: 'checkbox' } });
  readonly #writtenName = el('span', {});
  readonly #writtenRow = el('label', { class: 'summary-row' }, this.#written, this.#writtenName);
  readonly #aboutName = el('span', { class: 'dim' });
  readonly #lengthName = el('span', { class: 'dim' });
  readonly #state = new Region(el('div', { class: 'summary-state' }));
  readonly #whole = new Region(el('div', { class: 'summary-whole' }));
  readonly #strip: StripView;
  readonly #leftOut = new Region(el('div', { class: 'left-out' }));
  readonly #sections = new Region(el('div', { class: 'sections' }));
  /** Ids of the sections that are unfolded. */
  #open = new Set<string>();
  #id = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** What the strip shows. */
  #result: Pick<SummaryContent, 'run' | 'strip'> | undefined;
  #words: { readonly state: PanelState; readonly words: Wording } | undefined;

  constructor(send: (message: PanelMessage) => void) {
    this.#send = send;
    this.#strip = new StripView((id) => send({ type: 'open', id }));
    this.#about.maxLength = QUESTION_LIMIT;
    this.#about.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.isComposing) return;
      event.preventDefault();
      this.#again();
    });
    this.#length.addEventListener('input', () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#again(), QUIET);
    });
    this.#written.addEventListener('change', () => this.#again());
    this.element = el(
      'div',
      { class: 'summary' },
      this.#head.element,
      el('label', { class: 'summary-row' }, this.#aboutName, this.#about),
      el('label', { class: 'summary-row' }, this.#lengthName, this.#length),
      this.#writtenRow,
      this.#state.element,
      this.#whole.element,
      this.#strip.element,
      this.#leftOut.element,
      this.#sections.element,
    );
  }

  /** Shows the summary of a state, or nothing where it has none. */
  render(state: PanelState): void {
    const { summary, strings, language, active } = state;
    this.element.hidden = summary === null;
    if (summary === null) {
      this.#id = '';
      return;
    }
    const { words } =
      this.#words?.state.strings === strings && this.#words.state.language === language
        ? this.#words
        : { words: wordingOf(language, strings) };
    this.#words = { state, words };
    if (summary.id !== this.#id) {
      this.#id = summary.id;
      this.#open = new Set();
      this.#about.value = summary.question;
      this.#length.value = String(Math.round(summary.length * 100));
      this.#written.checked = summary.written;
      this.element.scrollTop = 0;
    }
    this.#aboutName.textContent = strings.summaryAbout;
    this.#about.placeholder = strings.summaryEverything;
    this.#writtenRow.hidden = state.writer === null;
    this.#writtenName.textContent = fill(strings.summaryWritten, state.writer ?? '');
    this.#lengthName.textContent = strings.summaryLength;
    const send = this.#send;
    this.#head.show([summary.kind, summary.title, summary.file, summary.result === null, strings], () =>
      headParts(summary, words, send),
    );
    this.#state.show([summary.progress, summary.stopped, summary.error, strings], () =>
      stateParts(summary, words, send),
    );
    const { result } = summary;
    const context: CiteContext = { words, active, send };
    const parts = result && [result.run, result.citations.map(({ standing }) => standing), active, strings];
    this.#whole.show(parts, () => (result === null ? [] : wholeParts(result, context)));
    this.#strip.element.hidden = result === null || result.strip.states === '';
    if (result !== null) {
      // The same strip comes again with every state: thousands of leaves are drawn once.
      if (this.#result?.run !== result.run) this.#result = { run: result.run, strip: result.strip };
      this.#strip.show(this.#result.strip, active, words);
    }
    this.#leftOut.show([result?.leftOut ?? null, result?.coverage.leftOut, active, strings], () =>
      result === null ? [] : leftOutParts(result, context),
    );
    this.#sections.show(parts, () => (result === null ? [] : this.#sectionParts(result, context)));
  }

  #again(): void {
    clearTimeout(this.#timer);
    this.#send({
      type: 'summarize',
      length: Number(this.#length.value) / 100,
      question: this.#about.value.trim(),
      written: this.#written.checked && this.#words?.state.writer !== null,
    });
  }

  #sectionParts({ sections, citations }: SummaryContent, context: CiteContext): Child[] {
    const { strings } = context.words;
    if (sections.length < 2) return [];
    const view = (section: PanelSummarySection): HTMLElement => {
      const body = el('p', { class: 'section-text' });
      const fillBody = (): void => {
        // Three hundred sections are three hundred lines until one is unfolded.
        if (body.childNodes.length === 0)
          body.append(
            ...sentences(section.sentences, citations, context).filter(
              (part) => part !== null && part !== undefined,
            ),
          );
      };
      const open = this.#open.has(section.id);
      if (open) fillBody();
      return el(
        'details',
        {
          class: 'section',
          attributes: { open },
          on: {
            toggle: ({ target }) => {
              if (!(target instanceof HTMLDetailsElement)) return;
              if (target.open) this.#open.add(section.id);
              else this.#open.delete(section.id);
              fillBody();
            },
          },
        },
        el(
          'summary',
          { key: `section-${section.id}` },
          [section.file, section.heading].filter((part) => part !== '').join(' › ') ||
            strings.sectionUntitled,
        ),
        body,
      );
    };
    return [
      el('h2', { class: 'small-title' }, strings.sections),
      ...sections.filter(({ sentences: all }) => all.length > 0).map(view),
    ];
  }
}

/** What a screen reader is told when a summary comes to another state. */
export function summaryAnnouncement(
  { progress, error, stopped, result }: SummaryView,
  words: Wording,
): string {
  const { strings, percent } = words;
  if (progress !== null) return strings.summarizing;
  if (error !== null) return `${strings.summaryFailed}. ${error.message}`;
  if (stopped) return strings.summaryStopped;
  if (result === null) return '';
  const { represented, compressed, leftOut } = result.coverage;
  return fill(strings.saidSummary, percent(represented), percent(compressed), percent(leftOut));
}
