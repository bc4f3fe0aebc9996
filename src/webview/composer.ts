import '@vscode-elements/elements/dist/vscode-textarea/index.js';
import {
  QUESTION_LIMIT,
  type PanelMessage,
  type PanelScope,
  type PanelState,
} from '../protocol/panelMessages.ts';
import { fill } from '../protocol/fill.ts';
import { el, icon, iconButton, Region } from './dom.ts';
import { isWriting } from './written.ts';

/** What the user has typed and chosen: survives the webview being rebuilt. */
export interface Draft {
  readonly text: string;
  readonly scope: PanelScope;
}

/** The ask box: a question, what it is asked of, and the button that asks or stops. */
export class Composer {
  readonly element: HTMLElement;
  readonly #box = el('vscode-textarea', { class: 'question', attributes: { rows: 1 } });
  readonly #scopes = new Region(el('div', { class: 'scopes', attributes: { role: 'radiogroup' } }));
  readonly #actions = new Region(el('div', { class: 'actions' }));
  readonly #send: (message: PanelMessage) => void;
  readonly #keep: (draft: Draft) => void;
  #scope: PanelScope;
  #state: PanelState | undefined;
  #request = 0;
  /** True while there is something to stop. */
  #asking = false;
  #turn = '';

  /**
   * @param send tells the host
   * @param keep called with every change of what is typed and chosen
   * @param kept what was typed and chosen when the webview was last shown
   */
  constructor(send: (message: PanelMessage) => void, keep: (draft: Draft) => void, kept: Draft | undefined) {
    this.#send = send;
    this.#keep = keep;
    this.#scope = kept?.scope ?? 'workspace';
    this.#box.value = kept?.text ?? '';
    this.#box.maxLength = QUESTION_LIMIT;
    this.#box.addEventListener('input', () => this.#changed());
    this.#box.addEventListener('keydown', (event) => this.#onKey(event));
    void this.#box.updateComplete.then(() => {
      // The element has no part to style from outside: the box around it draws border and padding, it only grows.
      const { style } = this.#box.wrappedElement;
      style.setProperty('field-sizing', 'content');
      style.setProperty('max-height', '9lh');
      style.setProperty('padding', '0');
      style.setProperty('border-width', '0');
      style.setProperty('border-radius', '0');
      style.setProperty('line-height', 'inherit');
    });
    this.element = el(
      'form',
      { class: 'ask', on: { submit: (event) => event.preventDefault() } },
      this.#box,
      el('div', { class: 'ask-row' }, this.#scopes.element, this.#actions.element),
    );
    // The whole box is a target for the pointer, as an input is.
    this.element.addEventListener('pointerdown', (event) => {
      if (event.target !== this.element) return;
      event.preventDefault();
      this.#box.focus();
    });
  }

  render(state: PanelState): void {
    const { composer, strings, turn } = state;
    this.#state = state;
    this.#box.label = strings.askLabel;
    this.#box.placeholder = strings.askPlaceholder;
    this.#box.title = strings.askHint;
    if (composer.request !== this.#request) {
      this.#request = composer.request;
      this.#scope = composer.scope;
      if (composer.draft !== '') this.#box.value = composer.draft;
      this.#changed();
      this.focus();
    }
    // A question asked from elsewhere (a command, before a reload) stands in the box, unless the user is typing.
    if (turn.kind !== 'none' && turn.id !== this.#turn) {
      this.#turn = turn.id;
      if (this.#box.value.trim() === '') {
        this.#box.value = turn.question;
        this.#changed();
      }
    }
    this.#draw();
  }

  focus(): void {
    void this.#box.updateComplete.then(() => this.#box.focus());
  }

  /** What stands in the box, without spaces around it. */
  get text(): string {
    return this.#box.value.trim();
  }

  #draw(): void {
    const state = this.#state;
    if (state === undefined) return;
    const { composer, strings, turn } = state;
    const scope = this.#effectiveScope(state);
    this.#scopes.element.setAttribute('aria-label', strings.scope);
    this.#scopes.show([composer.file, scope, strings.scope], () => [
      this.#chip('workspace', 'folder-library', strings.scopeWorkspace, '', true, scope),
      this.#chip(
        'file',
        'file',
        composer.file ?? strings.scopeFile,
        composer.file === null ? strings.scopeNoFile : `${strings.scopeFile}: ${composer.file}`,
        composer.file !== null,
        scope,
      ),
    ]);
    const written = turn.kind === 'answered' || turn.kind === 'declined' ? turn.written : null;
    const asking = turn.kind === 'pending' || isWriting(written);
    this.#asking = asking;
    const empty = this.text === '';
    const clearable = (turn.kind !== 'none' || state.thread.earlier.length > 0) && !asking;
    this.#actions.show([asking, empty, clearable, state.writer, strings.ask], () => [
      iconButton(
        'sparkle',
        state.writer === null ? strings.writerNone : fill(strings.writerIs, state.writer),
        () => this.#send({ type: 'chooseModel' }),
        { key: 'writer', class: state.writer === null ? 'writer off' : 'writer' },
      ),
      clearable ? iconButton('add', strings.newThread, () => this.#startAnew(), { key: 'clear' }) : null,
      asking
        ? iconButton('debug-stop', strings.cancel, () => this.#send({ type: 'cancel' }), { key: 'ask' })
        : iconButton('send', strings.ask, () => this.#ask(), {
            key: 'ask',
            class: 'ask-button',
            attributes: { 'aria-disabled': empty ? 'true' : undefined },
          }),
    ]);
  }

  #chip(
    value: PanelScope,
    symbol: string,
    label: string,
    hint: string,
    available: boolean,
    chosen: PanelScope,
  ): HTMLElement {
    const radio = el('input', {
      key: `scope-${value}`,
      attributes: { type: 'radio', name: 'scope', value, disabled: !available, checked: chosen === value },
      on: {
        change: () => {
          this.#scope = value;
          this.#changed();
        },
      },
    });
    return el(
      'label',
      { class: 'chip', attributes: { title: hint === '' ? undefined : hint } },
      radio,
      icon(symbol),
      el('span', { class: 'chip-text' }, label),
    );
  }

  #onKey(event: KeyboardEvent): void {
    // While an input method is composing (Chinese, Japanese, Korean), Enter chooses a word.
    if (event.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      this.#ask();
    } else if (event.key === 'Escape' && this.#asking) {
      event.preventDefault();
      this.#send({ type: 'cancel' });
    }
  }

  #ask(): void {
    if (this.#state === undefined || this.text === '') {
      this.#box.focus();
      return;
    }
    this.#send({ type: 'ask', text: this.text, scope: this.#effectiveScope(this.#state) });
  }

  #startAnew(): void {
    this.#box.value = '';
    this.#changed();
    this.#send({ type: 'newThread' });
    this.#box.focus();
  }

  #changed(): void {
    this.#keep({ text: this.#box.value, scope: this.#scope });
    this.#draw();
  }

  /** 'This file' holds only while there is one. */
  #effectiveScope({ composer }: PanelState): PanelScope {
    return composer.file === null ? 'workspace' : this.#scope;
  }
}
