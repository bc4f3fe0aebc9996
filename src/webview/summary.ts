import type { PanelMessage, PanelState } from '../protocol/panelMessages.ts';
import { QUESTION_LIMIT } from '../protocol/panelMessages.ts';
import type {
  PanelSummarySection,
  PanelSummarySentence,
  SummaryContent,
  SummaryView,
} from '../protocol/summaryView.ts';
import { fill } from '../protocol/fill.ts';
import { citeButton, type CiteContext } from './answer.ts';
import { el, icon, iconButton, Region, type Child } from './dom.ts';
import { errorNotice } from './memory.ts';
import { StripView } from './strip.ts';
import { doubtTexts, redactedText } from './support.ts';
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
    this.element = el(
      'div',
      { class: 'summary' },
      this.#head.element,
      el('label', { class: 'summary-row' }, this.#aboutName, this.#about),
      el('label', { class: 'summary-row' }, this.#lengthName, this.#length),
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
    if (this.#words?.state.strings !== strings || this.#words.state.language !== language)
      this.#words = { state, words: wordingOf(language, strings) };
    const { words } = this.#words;
    if (summary.id !== this.#id) {
      this.#id = summary.id;
      this.#open = new Set();
      this.#about.value = summary.question;
      this.#length.value = String(Math.round(summary.length * 100));
      this.element.scrollTop = 0;
    }
    this.#aboutName.textContent = strings.summaryAbout;
    this.#about.placeholder = strings.summaryEverything;
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
    if (result !== null) this.#strip.show(result.strip, active, words);
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

function headParts(
  { kind, title, file, result }: SummaryView,
  { strings }: Wording,
  send: CiteContext['send'],
): Child[] {
  const name = title === '' ? strings.scopeWorkspace : title;
  return [
    iconButton('arrow-left', strings.closeSummary, () => send({ type: 'closeSummary' }), {
      key: 'close-summary',
    }),
    el(
      'h2',
      {},
      fill(strings.summaryOf, name),
      kind === 'section' || kind === 'selection' ? el('span', { class: 'dim' }, ` ${file}`) : null,
    ),
    result === null
      ? null
      : iconButton('copy', strings.copySummary, () => send({ type: 'copySummary' }), { key: 'copy-summary' }),
  ];
}

function stateParts(
  { progress, stopped, error }: SummaryView,
  words: Wording,
  send: CiteContext['send'],
): Child[] {
  const { strings, number } = words;
  if (progress !== null)
    return [
      el(
        'p',
        { class: 'dim used-working' },
        icon('sync', 'spin'),
        el(
          'span',
          {},
          progress.total === 0
            ? strings.summarizing
            : fill(
                progress.phase === 'reading' ? strings.summarizingRead : strings.summarizingWrite,
                number(progress.done),
                number(progress.total),
              ),
        ),
        iconButton('debug-stop', strings.stopSummary, () => send({ type: 'cancel' }), {
          key: 'stop-summary',
        }),
      ),
    ];
  if (error !== null)
    return [errorNotice(strings.summaryFailed, { ...error, actions: ['showLog'] }, words, send)];
  return stopped
    ? [el('p', { class: 'note' }, icon('circle-slash'), el('span', {}, strings.summaryStopped))]
    : [];
}

function wholeParts(result: SummaryContent, context: CiteContext): Child[] {
  const { words } = context;
  const { strings, percent } = words;
  const { represented, compressed, leftOut } = result.coverage;
  const share = (name: string, text: string, part: number): HTMLElement =>
    el('span', { class: `share-of ${name}` }, el('span', { class: 'swatch' }), fill(text, percent(part)));
  return [
    result.summary.length === 0
      ? el('p', { class: 'dim' }, strings.summaryEmpty)
      : el('p', { class: 'answer' }, ...sentences(result.summary, result.citations, context)),
    result.model === null ? null : el('p', { class: 'dim' }, fill(strings.writtenBy, result.model)),
    ...result.warnings.map((text) => el('p', { class: 'note' }, icon('info'), el('span', {}, text))),
    result.redacted.length === 0
      ? null
      : el('p', { class: 'note' }, icon('shield'), redactedText(result.redacted, words)),
    el(
      'p',
      { class: 'coverage dim' },
      share('represented', strings.coverageRepresented, represented),
      share('compressed', strings.coverageCompressed, compressed),
      share('left-out-part', strings.coverageLeftOut, leftOut),
    ),
  ];
}

/** Sentences with their sources, and why one that a model wrote is not supported. */
function sentences(
  all: readonly PanelSummarySentence[],
  citations: SummaryContent['citations'],
  context: CiteContext,
): Child[] {
  const { strings } = context.words;
  const byId = new Map(citations.map((citation) => [citation.id, citation]));
  return all.flatMap(({ text, citations: ids, support, doubts }, i) => [
    el('span', { class: `said-so ${support ?? ''}` }, text.trim()),
    support === 'unsupported' || support === 'unsure'
      ? el(
          'span',
          { class: 'said' },
          ` (${support === 'unsure' ? strings.saidUnsure : strings.saidUnsupported})`,
        )
      : null,
    el(
      'span',
      { class: 'cites' },
      '\u2060',
      ...ids.flatMap((id) => {
        const citation = byId.get(id);
        return citation === undefined ? [] : [citeButton(citation, `cite-${String(i)}-${id}`, context)];
      }),
    ),
    support === 'unsupported'
      ? el(
          'span',
          { class: 'doubt' },
          icon('warning'),
          doubtTexts(doubts, context.words).join('; ') || strings.doubtMeaning,
        )
      : null,
    ' ',
  ]);
}

function leftOutParts({ leftOut, coverage }: SummaryContent, { words, active, send }: CiteContext): Child[] {
  const { strings, count, number } = words;
  if (coverage.leftOut === 0) return [];
  const shown = leftOut !== null;
  return [
    el(
      'button',
      {
        class: 'link',
        key: 'left-out',
        attributes: { type: 'button', 'aria-expanded': String(shown) },
        on: { click: () => send({ type: 'leftOut', shown: !shown }) },
      },
      shown ? strings.hideLeftOut : strings.showLeftOut,
    ),
    leftOut === null
      ? null
      : el(
          'ul',
          { class: 'used', attributes: { role: 'list', 'aria-label': strings.leftOut } },
          ...leftOut.stretches.map(({ id, label, text, leaves }) =>
            el(
              'li',
              {},
              el(
                'button',
                {
                  class: `quote ${active === id ? 'active' : ''}`,
                  key: `left-${id}`,
                  attributes: { type: 'button' },
                  on: { click: () => send({ type: 'open', id }) },
                },
                el('span', { class: 'quote-head' }, `${label} · ${count('passages', leaves)}`),
                el('span', { class: 'quote-text' }, text),
              ),
            ),
          ),
        ),
    leftOut !== null && leftOut.all > leftOut.stretches.length
      ? el('p', { class: 'dim' }, fill(strings.leftOutMore, number(leftOut.all - leftOut.stretches.length)))
      : null,
  ];
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
