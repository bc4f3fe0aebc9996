import {
  QUESTION_LIMIT,
  type PanelMessage,
  type PanelScope,
  type PanelState,
} from '../protocol/panelMessages.ts';
import { fill } from '../protocol/fill.ts';
import { el, iconButton, Region } from './dom.ts';
import { MentionList } from './mention.ts';
import { QuestionHistory } from './questionHistory.ts';
import { scopeChips, scopeInForce } from './scopeChips.ts';
import { isWriting } from './written.ts';

/** What the user has typed and chosen: survives the webview being rebuilt. */
export interface Draft {
  readonly text: string;
  readonly scope: PanelScope;
}

/** The ask box: a question, what it is asked of, and the button that asks or stops. */
export class Composer {
  readonly element: HTMLElement;
  readonly #box = el('textarea', {
    class: 'question',
    attributes: { rows: 1, maxlength: QUESTION_LIMIT },
  });
  readonly #scopes = new Region(el('div', { class: 'scope-row' }));
  readonly #mention: MentionList;
  readonly #history = new QuestionHistory();
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
   * @param say tells screen readers
   * @param kept what was typed and chosen when the webview was last shown
   */
  constructor(
    send: (message: PanelMessage) => void,
    keep: (draft: Draft) => void,
    say: (text: string) => void,
    kept: Draft | undefined,
  ) {
    this.#send = send;
    this.#keep = keep;
    this.#scope = kept?.scope ?? 'workspace';
    this.#box.value = kept?.text ?? '';
    this.#mention = new MentionList({
      field: this.#box,
      text: () => this.#box.value,
      put: (text, caret) => this.#put(text, caret),
      send,
      say,
    });
    this.#box.addEventListener('input', () => this.#changed());
    for (const moved of ['keyup', 'pointerup', 'focusin', 'focusout'])
      this.#box.addEventListener(moved, () => this.#mention.follow());
    this.#box.addEventListener('keydown', (event) => this.#onKey(event));
    this.element = el(
      'form',
      { class: 'ask', on: { submit: (event) => event.preventDefault() } },
      this.#box,
      this.#mention.element,
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
    this.#box.ariaLabel = strings.askLabel;
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
    this.#box.focus();
  }

  /** What stands in the box, without spaces around it. */
  get text(): string {
    return this.#box.value.trim();
  }

  #draw(): void {
    const state = this.#state;
    if (state === undefined) return;
    const { composer, strings, turn } = state;
    const chosen = scopeInForce(composer, this.#scope);
    const { file, folder, selection, picked } = composer;
    this.#scopes.show([file, folder, selection, picked, chosen, strings.scope], () =>
      scopeChips(composer, {
        strings,
        chosen,
        choose: (scope) => {
          this.#scope = scope;
          this.#changed();
        },
        send: this.#send,
        mention: () => this.#beginMention(),
      }),
    );
    this.#mention.render(composer.offers, strings);
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

  #onKey(event: KeyboardEvent): void {
    // While an input method is composing (Chinese, Japanese, Korean), Enter chooses a word.
    if (event.isComposing || this.#mention.key(event)) return;
    if (!event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey) {
      const { selectionStart: start, selectionEnd: end } = this.#box;
      const history = this.#state?.composer.history ?? [];
      const brought = this.#history.key(event.key, history, { text: this.#box.value, start, end });
      if (brought !== undefined) {
        event.preventDefault();
        this.#put(brought, brought.length);
        return;
      }
    }
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
    this.#send({
      type: 'ask',
      text: this.text,
      scope: scopeInForce(this.#state.composer, this.#scope),
    });
  }

  #startAnew(): void {
    this.#box.value = '';
    this.#changed();
    this.#send({ type: 'newThread' });
    this.#box.focus();
  }

  /** Puts an @ where the caret is: the list of files and folders opens. */
  #beginMention(): void {
    this.focus();
    const { value, selectionStart: caret } = this.#box;
    const before = value.slice(0, caret);
    const at = before === '' || /\s$/u.test(before) ? '@' : ' @';
    this.#put(before + at + value.slice(caret), caret + at.length);
  }

  #put(text: string, caret: number): void {
    this.#box.value = text;
    this.#changed();
    this.#box.focus();
    this.#box.setSelectionRange(caret, caret);
    this.#mention.follow();
  }

  #changed(): void {
    this.#keep({ text: this.#box.value, scope: this.#scope });
    this.#mention.follow();
    this.#draw();
  }
}
