import type { PanelMessage, PanelState } from '../protocol/panelMessages.ts';
import type { CitedLine, PanelCitation } from '../protocol/turnView.ts';
import { el, Region, type Child } from './dom.ts';

/** Milliseconds that a pointer rests on a number before its place is shown, and that the way to it may take. */
const REST = 180;
const WAY = 220;
/** Pixels between the card and what it belongs to, and the edges of the panel. */
const GAP = 4;
const ID = 'place-card';

/**
 * The passage behind a citation in its place, beside the citation's number: shown while pointer or focus is on it,
 * stays under the pointer, goes with Escape (WCAG 1.4.13). It describes the number to a screen reader.
 */
export class PlaceCard {
  readonly element = el('div', {
    class: 'place-card',
    attributes: { id: ID, role: 'tooltip', hidden: true },
  });
  readonly #region = new Region(this.element);
  readonly #root: HTMLElement;
  readonly #send: (message: PanelMessage) => void;
  #citations: ReadonlyMap<string, PanelCitation> = new Map();
  #shown: { readonly button: HTMLElement; readonly id: string } | undefined;
  #timer: number | undefined;

  /** @param root the panel, in which citations come and go */
  constructor(root: HTMLElement, send: (message: PanelMessage) => void) {
    this.#root = root;
    this.#send = send;
    root.addEventListener('pointerover', ({ target }) => this.#onPointer(target));
    root.addEventListener('pointerleave', () => this.#soon(undefined, WAY));
    root.addEventListener('focusin', ({ target }) => {
      const button = citeOf(target);
      if (button?.matches(':focus-visible') === true) this.#show(button);
      else if (button === undefined) this.hide();
    });
    root.addEventListener('focusout', ({ target }) => {
      if (citeOf(target) !== undefined) this.hide();
    });
    root.ownerDocument.addEventListener('keydown', ({ key }) => {
      if (key === 'Escape') this.hide();
    });
    root.addEventListener(
      'scroll',
      ({ target }) => {
        if (!(target instanceof Node && this.element.contains(target))) this.hide();
      },
      { capture: true, passive: true },
    );
    this.element.addEventListener('click', () => {
      if (this.#shown !== undefined && getSelection()?.isCollapsed !== false)
        this.#send({ type: 'open', id: this.#shown.id });
    });
  }

  render(state: PanelState): void {
    this.#citations = new Map(citationsIn(state).map((citation) => [citation.id, citation]));
    if (this.#shown === undefined) return;
    // What is built anew is another button of the same citation.
    const { id } = this.#shown;
    const button = this.#shown.button.isConnected
      ? this.#shown.button
      : this.#root.querySelector<HTMLElement>(`.cite[data-citation="${CSS.escape(id)}"]`);
    if (button === null || !this.#citations.has(id)) this.hide();
    else this.#show(button);
  }

  hide(): void {
    window.clearTimeout(this.#timer);
    this.#shown?.button.removeAttribute('aria-describedby');
    this.#shown = undefined;
    this.element.hidden = true;
  }

  #onPointer(target: EventTarget | null): void {
    if (target instanceof Node && this.element.contains(target)) window.clearTimeout(this.#timer);
    else this.#soon(citeOf(target), citeOf(target) === undefined ? WAY : REST);
  }

  #soon(button: HTMLElement | undefined, delay: number): void {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      if (button !== undefined) this.#show(button);
      // What has the focus keeps what describes it.
      else if (this.#shown?.button.matches(':focus-visible') !== true) this.hide();
    }, delay);
  }

  #show(button: HTMLElement): void {
    window.clearTimeout(this.#timer);
    const id = button.dataset['citation'] ?? '';
    const citation = this.#citations.get(id);
    if (citation === undefined || !button.isConnected) return;
    if (this.#shown?.button !== button) this.#shown?.button.removeAttribute('aria-describedby');
    this.#shown = { button, id };
    this.#region.show(citation, () => content(citation));
    this.element.hidden = false;
    button.setAttribute('aria-describedby', ID);
    this.#put(button);
  }

  /** Below the number where there is room, else above it; never wider than the panel. */
  #put(button: HTMLElement): void {
    const { style } = this.element;
    const panel = this.#root.getBoundingClientRect();
    const at = button.getBoundingClientRect();
    const { width, height } = this.element.getBoundingClientRect();
    const left = Math.min(at.left, panel.right - width - 2 * GAP);
    const below = at.bottom + GAP;
    const top =
      below + height > panel.bottom && at.top - GAP - height > panel.top ? at.top - GAP - height : below;
    style.setProperty('left', `${String(Math.max(panel.left + 2 * GAP, left) - panel.left)}px`);
    style.setProperty('top', `${String(top - panel.top)}px`);
  }
}

function citeOf(target: EventTarget | null): HTMLElement | undefined {
  return (target instanceof Element ? target.closest<HTMLElement>('.cite') : null) ?? undefined;
}

function citationsIn({ turn, thread, summary }: PanelState): readonly PanelCitation[] {
  return [
    ...thread.earlier.flatMap(({ citations }) => citations),
    ...('citations' in turn ? turn.citations : []),
    ...(summary?.result?.citations ?? []),
  ];
}

function content({ label, quote, place }: PanelCitation): Child[] {
  const path = [label, ...(place?.headings ?? []).filter((heading) => heading !== '')];
  const lines = place?.lines ?? [];
  return [
    el(
      'div',
      { class: 'place-path' },
      ...path.map((part, at) => el('span', { class: at === 0 ? 'file' : 'heading' }, part)),
    ),
    lines.length === 0
      ? el('div', { class: 'place-quote' }, `“${quote.replace(/\s+/g, ' ').trim()}”`)
      : el('div', { class: 'place-lines' }, ...lines.flatMap(lineView)),
  ];
}

function lineView({ number, text, quote }: CitedLine): Child[] {
  return [
    el('span', { class: 'line-number', attributes: { 'aria-hidden': 'true' } }, String(number)),
    el(
      'span',
      { class: quote === null ? 'line' : 'line quoted' },
      ...(quote === null
        ? [text]
        : [
            text.slice(0, quote.start),
            el('mark', { variables: { '--weight': 1 } }, text.slice(quote.start, quote.end)),
            text.slice(quote.end),
          ]),
    ),
    ' ',
  ];
}
