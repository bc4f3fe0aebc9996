import type { PanelMessage, PanelState } from '../protocol/panelMessages.ts';
import type { TurnView } from '../protocol/turnView.ts';
import type { SummaryView } from '../protocol/summaryView.ts';
import type { WrittenView } from '../protocol/writtenView.ts';
import { Composer, type Draft } from './composer.ts';
import { el, Region } from './dom.ts';
import { askable, progressBar, restrictedLine, statusLine, welcome } from './memory.ts';
import { summaryAnnouncement, SummaryPanel } from './summary.ts';
import { FOLDED_VIEW, passageList, type PassagesView } from './passages.ts';
import { PlaceCard } from './placeCard.ts';
import { FOLDED_THREAD, threadView, type ThreadFolds } from './thread.ts';
import { announcement, answerView, ownPart } from './turn.ts';
import { wordingOf } from './wording.ts';
import { isWriting, writtenAnnouncement, WrittenPanel } from './written.ts';

/** What the panel reaches outside itself for. */
export interface PanelShell {
  send(message: PanelMessage): void;
  /** Keeps what is typed for when the webview is shown again. */
  keep(draft: Draft): void;
  readonly kept: Draft | undefined;
}

/** The panel: the whole state in by {@link Panel.render}, the user's wishes out by the shell. */
export class Panel {
  readonly #root: HTMLElement;
  readonly #shell: PanelShell;
  readonly #composer: Composer;
  readonly #progress = new Region(el('div', { class: 'progress' }));
  readonly #thread = new Region(el('div', { class: 'thread' }));
  readonly #answer = new Region(el('div', { class: 'turn' }));
  readonly #passages = new Region(el('div', { class: 'attended' }));
  readonly #restricted = new Region(el('div', { class: 'status restricted' }));
  readonly #status = new Region(el('footer', { class: 'status' }));
  readonly #summary: SummaryPanel;
  readonly #written = new WrittenPanel();
  readonly #said = el('div', { class: 'said', attributes: { role: 'status', 'aria-live': 'polite' } });
  readonly #place: PlaceCard;
  readonly #body: HTMLElement;
  #state: PanelState | undefined;
  #view: PassagesView = FOLDED_VIEW;
  #folds: ThreadFolds = FOLDED_THREAD;
  #turn = '';

  constructor(root: HTMLElement, shell: PanelShell) {
    this.#root = root;
    this.#shell = shell;
    this.#composer = new Composer(
      (message) => shell.send(message),
      (draft) => {
        shell.keep(draft);
        this.#draw();
      },
      (text) => {
        this.#said.textContent = text;
      },
      shell.kept,
    );
    this.#summary = new SummaryPanel((message) => shell.send(message));
    this.#body = el(
      'div',
      { class: 'body' },
      this.#thread.element,
      this.#answer.element,
      this.#passages.element,
    );
    root.replaceChildren(
      this.#progress.element,
      this.#composer.element,
      this.#body,
      this.#summary.element,
      this.#restricted.element,
      this.#status.element,
      this.#said,
    );
    this.#place = new PlaceCard(root, (message) => shell.send(message));
    root.append(this.#place.element);
    root.addEventListener('pointerover', (event) => this.#relate(event.target));
    root.addEventListener('focusin', (event) => this.#relate(event.target));
  }

  /** Shows the state. */
  render(state: PanelState): void {
    const { turn } = state;
    const id = turn.kind === 'none' ? '' : turn.id;
    const before = this.#state?.turn;
    const summaryBefore = summaryFace(this.#state?.summary ?? null);
    this.#state = state;
    document.documentElement.lang = state.language;
    // For style sheets and tests: which face is shown.
    const written = writtenOf(turn);
    Object.assign(this.#root.dataset, {
      memory: state.memory.kind,
      outcome: turn.kind,
      turn: id,
      written: written?.phase ?? '',
    });
    if (id !== this.#turn) {
      this.#turn = id;
      this.#view = FOLDED_VIEW;
      this.#folds = FOLDED_THREAD;
      this.#body.scrollTop = 0;
    }
    this.#summary.render(state);
    this.#body.hidden = state.summary !== null;
    this.#root.dataset['summary'] = summaryFace(state.summary);
    this.#composer.element.hidden = !askable(state.memory);
    this.#composer.render(state);
    this.#draw();
    this.#place.render(state);
    if (
      before?.kind !== turn.kind ||
      (before.kind !== 'none' && turn.kind !== 'none' && before.id !== turn.id)
    )
      this.#said.textContent = announcement(turn, wordingOf(state.language, state.strings));
    else if (state.summary !== null && summaryFace(state.summary) !== summaryBefore)
      this.#said.textContent = summaryAnnouncement(state.summary, wordingOf(state.language, state.strings));
    else if (written !== null && written.phase !== writtenOf(before)?.phase)
      this.#said.textContent = writtenAnnouncement(written, wordingOf(state.language, state.strings));
  }

  #draw(): void {
    const state = this.#state;
    if (state === undefined) return;
    const { memory, thread, turn, active, language, strings } = state;
    const words = wordingOf(language, strings);
    const send = (message: PanelMessage): void => this.#shell.send(message);
    const asking = isBusy(turn);
    const restate = turn.kind !== 'none' && turn.question !== this.#composer.text;
    const idle = turn.kind === 'none' || !askable(memory);

    this.#progress.show([barOf(state), strings.starting], () => [progressBar(memory, asking, words)]);
    this.#updateBar(state);
    const alone = turn.kind === 'none' && thread.earlier.length > 0 && askable(memory);
    this.#thread.show(askable(memory) ? [thread, alone, active, foldsOf(this.#folds), strings] : null, () =>
      askable(memory)
        ? threadView(thread, {
            words,
            folds: this.#folds,
            alone,
            active,
            send,
            setFolds: (folds) => {
              this.#folds = folds;
              this.#draw();
            },
          })
        : [],
    );
    const { pinned, useful } = thread;
    const written = writtenOf(turn);
    if (written !== null && 'citations' in turn)
      this.#written.render(written, turn.citations, { words, active, send });
    this.#answer.show(
      alone
        ? null
        : [
            idle
              ? memory.kind === 'failed' || memory.kind === 'large'
                ? memory
                : [memory.kind, state.writer]
              : ownPart(turn),
            active,
            restate,
            pinned,
            useful,
            idle ? state.suggestions : null,
            strings,
          ],
      () =>
        alone
          ? []
          : idle
            ? welcome(memory, state, words, send)
            : answerView(turn, {
                words,
                restate,
                pinned,
                useful,
                active,
                written: this.#written.element,
                send,
              }),
    );
    const attended = !idle && (turn.kind === 'answered' || turn.kind === 'declined') ? turn : null;
    this.#passages.show(
      [
        attended?.passages ?? null,
        attended?.kind,
        active,
        grounds(attended),
        viewOf(this.#view),
        state.explanation,
        strings,
      ],
      () =>
        attended === null
          ? []
          : passageList(attended, {
              words,
              title: attended.kind === 'answered' ? strings.attended : strings.nearest,
              view: this.#view,
              active,
              grounds: grounds(attended),
              explanation: state.explanation,
              send,
              setView: (view) => {
                this.#view = view;
                this.#draw();
              },
              stand: (current) => {
                this.#view = { ...this.#view, current };
              },
            }),
    );
    const restricted = state.restricted && memory.kind !== 'no-folder';
    this.#restricted.show([restricted, strings], () => (restricted ? restrictedLine(words, send) : []));
    this.#status.show([memory, strings], () => statusLine(memory, words, send));
    this.#body.classList.toggle('split', attended !== null && attended.passages.length > 0);
  }

  /** Moves the bar on without building it anew, so that it glides. */
  #updateBar({ memory, turn }: PanelState): void {
    const bar = this.#progress.element.querySelector('progress');
    if (bar === null || memory.kind !== 'indexing' || isBusy(turn) || memory.total === 0) return;
    bar.max = memory.total;
    bar.value = memory.done;
  }

  /** Lights up the passage that a citation rests on, and the citations of a passage, under pointer or focus. */
  #relate(target: EventTarget | null): void {
    // An earlier turn's citations have nothing to do with the present one's passages.
    const element = target instanceof Element && target.closest('.thread') === null ? target : null;
    const number = element?.closest<HTMLElement>('.cite')?.dataset['number'];
    for (const card of this.#passages.element.querySelectorAll<HTMLElement>('.card'))
      card.classList.toggle(
        'related',
        number !== undefined && card.dataset['numbers']?.split(' ').includes(number),
      );
    const numbers = element?.closest<HTMLElement>('.card')?.dataset['numbers']?.split(' ') ?? [];
    for (const cite of this.#answer.element.querySelectorAll<HTMLElement>('.cite'))
      cite.classList.toggle('related', numbers.includes(cite.dataset['number'] ?? ''));
  }
}

/** Which face a summary shows; empty where there is none. */
function summaryFace(summary: SummaryView | null): string {
  if (summary === null) return '';
  if (summary.progress !== null) return 'working';
  if (summary.error !== null) return 'failed';
  return summary.stopped ? 'stopped' : `shown-${String(summary.result?.run ?? 0)}`;
}

function writtenOf(turn: TurnView | undefined): WrittenView | null {
  return turn?.kind === 'answered' || turn?.kind === 'declined' ? turn.written : null;
}

/** True while there is something to stop. */
function isBusy(turn: TurnView): boolean {
  return turn.kind === 'pending' || isWriting(writtenOf(turn));
}

/** Numbers of the citations that the chosen written sentence rests on. */
function grounds(turn: Extract<TurnView, { kind: 'answered' | 'declined' }> | null): readonly number[] {
  const written = turn?.written ?? null;
  const chosen = written?.sentences.find(({ id }) => id === written.chosen);
  return (turn?.citations ?? [])
    .filter(({ id }) => chosen?.citations.includes(id))
    .map(({ number }) => number);
}

/** Which bar is shown: built anew only when that changes. */
function barOf({ memory, turn }: PanelState): string {
  if (isBusy(turn)) return 'asking';
  return memory.kind === 'indexing' && memory.total > 0 ? memory.phase : memory.kind;
}

/** What of the folds is seen. */
function foldsOf({ open, unfolded }: ThreadFolds): unknown {
  return [open, [...unfolded]];
}

/** What of the view the cards show; where the arrow keys stand is not seen. */
function viewOf({ unfolded, all }: PassagesView): unknown {
  return [[...unfolded], all];
}
