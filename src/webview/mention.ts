import { TYPED_LIMIT, type OffersView, type PanelMessage } from '../protocol/panelMessages.ts';
import type { PanelStrings } from '../protocol/panelStrings.ts';
import { fill } from '../protocol/fill.ts';
import { el, icon, Region } from './dom.ts';
import { SCOPE_ICONS } from './scopeChips.ts';

/** A name that is being typed behind an @. */
export interface Mention {
  /** Where the @ stands. */
  readonly start: number;
  /** Behind what was typed. */
  readonly end: number;
  readonly typed: string;
}

/** An @ after a letter, a digit or the like belongs to an e-mail address; a quoted name is typed to its end by hand. */
const MENTION = new RegExp(`(?<![A-Za-z0-9_.+\\-@])@([^\\s@"“”「」]{0,${String(TYPED_LIMIT)}})$`, 'u');

/** The name that is being typed before the caret; undefined where none is. */
export function mentionAt(text: string, caret: number): Mention | undefined {
  const match = MENTION.exec(text.slice(0, caret));
  return match === null ? undefined : { start: match.index, end: caret, typed: match[1] ?? '' };
}

/** The text without the name, with one space where it stood between two words. */
export function withoutMention(
  text: string,
  { start, end }: Mention,
): { readonly text: string; readonly caret: number } {
  const before = text.slice(0, start);
  const after = text.slice(end);
  const spaced = /\s$/u.test(before) || before === '' ? after.replace(/^[^\S\n]+/u, '') : after;
  return { text: before + spaced, caret: start };
}

/** What the list needs of the box that it belongs to. */
export interface MentionBox {
  /** The field that has the focus while names are offered. */
  readonly field: HTMLTextAreaElement;
  readonly text: () => string;
  /** Puts a text into the box, and the caret in it. */
  readonly put: (text: string, caret: number) => void;
  readonly send: (message: PanelMessage) => void;
  /** Says it to screen readers. */
  readonly say: (text: string) => void;
}

/** The list of files and folders that opens while a name is typed behind an @; its keys are those of the box. */
export class MentionList {
  readonly element = el('div', { class: 'offers', attributes: { hidden: true } });
  readonly #region = new Region(this.element);
  readonly #box: MentionBox;
  #strings: PanelStrings | undefined;
  #offers: OffersView | null = null;
  #mention: Mention | undefined;
  #asked: string | undefined;
  /** What was closed with Escape stays so until something else is typed. */
  #closed: string | undefined;
  #at = 0;

  constructor(box: MentionBox) {
    this.#box = box;
    this.element.id = 'offers';
  }

  /** True while the list is seen. */
  get open(): boolean {
    return !this.element.hidden;
  }

  /** The text or the caret is another one. */
  follow(): void {
    const { field } = this.#box;
    const caret = field.selectionStart;
    const alone = field.selectionEnd === caret && field.matches(':focus');
    this.#mention = alone ? mentionAt(this.#box.text(), caret) : undefined;
    const typed = this.#mention?.typed;
    if (typed === undefined) {
      this.#asked = undefined;
      this.#closed = undefined;
    } else if (typed !== this.#asked) {
      this.#asked = typed;
      if (typed !== this.#closed) this.#closed = undefined;
      this.#box.send({ type: 'offer', typed });
    }
    this.#draw();
  }

  render(offers: OffersView | null, strings: PanelStrings): void {
    const other = JSON.stringify(offers) !== JSON.stringify(this.#offers);
    this.#offers = offers;
    this.#strings = strings;
    if (other) this.#at = 0;
    const opened = !this.open;
    this.#draw();
    if (this.open && (opened || other))
      this.#box.say(fill(strings.offered, String(offers?.items.length ?? 0)));
  }

  /** Takes a key of the box; true where it was for the list. */
  key(event: KeyboardEvent): boolean {
    const items = this.#offers?.items ?? [];
    if (!this.open || event.altKey || event.ctrlKey || event.metaKey) return false;
    const chosen = items[this.#at];
    const moved = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (moved !== undefined) {
      this.#at = (this.#at + moved + items.length) % items.length;
      this.#draw();
    } else if ((event.key === 'Enter' && !event.shiftKey) || (event.key === 'Tab' && !event.shiftKey)) {
      if (chosen !== undefined) this.#pick(chosen.id);
    } else if (event.key === 'Escape') {
      this.#closed = this.#mention?.typed;
      this.#draw();
    } else return false;
    event.preventDefault();
    return true;
  }

  #pick(id: string): void {
    const mention = this.#mention;
    if (mention === undefined) return;
    const { text, caret } = withoutMention(this.#box.text(), mention);
    this.#mention = undefined;
    this.#asked = undefined;
    this.#box.send({ type: 'pick', id });
    this.#box.put(text, caret);
    this.#draw();
  }

  #draw(): void {
    const offers = this.#offers;
    const strings = this.#strings;
    const items =
      this.#mention !== undefined && this.#mention.typed !== this.#closed && strings !== undefined
        ? (offers?.items ?? [])
        : [];
    this.element.hidden = items.length === 0;
    const { field } = this.#box;
    this.#region.show([items, this.#at, strings?.offers], () =>
      items.length === 0
        ? []
        : [
            el(
              'div',
              { attributes: { role: 'listbox', id: 'offer-list', 'aria-label': strings?.offers } },
              ...items.map(({ id, kind, label, folder }, at) =>
                el(
                  'div',
                  {
                    class: `offer ${at === this.#at ? 'at' : ''}`,
                    attributes: {
                      role: 'option',
                      id: `offer-${id}`,
                      'aria-selected': String(at === this.#at),
                      title: folder === '' ? label : `${folder}/${label}`,
                    },
                    // The box keeps the focus.
                    on: { pointerdown: (event) => event.preventDefault(), click: () => this.#pick(id) },
                  },
                  icon(SCOPE_ICONS[kind]),
                  el('span', { class: 'offer-name' }, label),
                  el('span', { class: 'offer-folder' }, folder),
                ),
              ),
            ),
          ],
    );
    if (field === undefined) return;
    const list = this.element.querySelector('[role="listbox"]');
    const option = this.element.querySelector('.at');
    field.ariaAutoComplete = 'list';
    field.ariaHasPopup = 'listbox';
    // Elements in place of ids: the field is in a shadow tree, the list is not.
    field.ariaControlsElements = list === null ? null : [list];
    field.ariaActiveDescendantElement = option;
  }
}
