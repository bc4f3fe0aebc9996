import { fill } from '../protocol/fill.ts';
import type { CoverageStrip } from '../protocol/summaryView.ts';
import { el } from './dom.ts';
import { leafAfter, leafAt, partsOf, stripLayout, type StripLayout } from './stripLayout.ts';
import type { Wording } from './wording.ts';

/** Pixels of a row, and between two. */
const ROW = 12;
const GAP = 3;
/** How much of a row's height each kind of leaf takes, from below: told by form as well as by colour. */
const HEIGHTS = { r: 1, c: 0.6, o: 0.2 } as const;

/**
 * What became of each leaf of a file, as a strip: one canvas, so that thousands are drawn in a moment. By keys it is a
 * slider over the leaves; Enter or a click opens the one that stands under it.
 */
export class StripView {
  readonly element: HTMLElement;
  readonly #canvas = el('canvas', {
    class: 'strip',
    key: 'strip',
    attributes: { role: 'slider', tabindex: 0 },
  });
  readonly #label = el('p', { class: 'dim strip-label' });
  readonly #open: (id: string) => void;
  #strip: CoverageStrip | undefined;
  #words: Wording | undefined;
  #layout: StripLayout = stripLayout([], 1);
  #leaf = 0;
  #active: number | undefined;
  /** The leaf under the pointer. */
  #under: number | undefined;
  #drawing = 0;

  /** @param open called with the id of a leaf */
  constructor(open: (id: string) => void) {
    this.#open = open;
    this.element = el('div', { class: 'strip-box' }, this.#canvas, this.#label);
    this.#canvas.addEventListener('pointermove', (event) => this.#point(this.#at(event)));
    this.#canvas.addEventListener('pointerleave', () => this.#point(undefined));
    this.#canvas.addEventListener('click', (event) => {
      const leaf = this.#at(event);
      if (leaf === undefined) return;
      this.#goTo(leaf);
      this.#openLeaf();
    });
    this.#canvas.addEventListener('keydown', (event) => this.#onKey(event));
    this.#canvas.addEventListener('focus', () => this.#tell());
    new ResizeObserver(() => this.#draw()).observe(this.#canvas);
    // Colours are the theme's, which are the page's variables.
    const themes = new MutationObserver(() => this.#draw());
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
    themes.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  }

  /** @param active id of what the editor shows */
  show(strip: CoverageStrip, active: string | null, words: Wording): void {
    const index =
      active?.startsWith(strip.leaf) === true ? Number(active.slice(strip.leaf.length)) : undefined;
    if (strip === this.#strip && index === this.#active && words === this.#words) return;
    // Another strip with as many leaves is laid out anew: they are of other lengths.
    if (strip !== this.#strip) this.#layout = stripLayout([], 1);
    this.#strip = strip;
    this.#words = words;
    this.#active = index;
    this.#leaf = Math.max(0, Math.min(this.#leaf, strip.states.length - 1));
    const { strings, number } = words;
    for (const [name, value] of Object.entries({
      'aria-label': strings.strip,
      'aria-valuemin': '1',
      'aria-valuemax': String(strip.states.length),
      'aria-description': strings.stripHint,
    }))
      this.#canvas.setAttribute(name, value);
    this.#canvas.dataset['leaves'] = number(strip.states.length);
    this.#tell();
    this.#draw();
  }

  #at({ offsetX, offsetY }: MouseEvent): number | undefined {
    return leafAt(this.#layout, Math.floor(offsetY / (ROW + GAP)), offsetX);
  }

  #point(leaf: number | undefined): void {
    if (leaf === this.#under) return;
    this.#under = leaf;
    this.#tell();
    this.#draw();
  }

  #onKey(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey || this.#strip === undefined) return;
    if (event.key === 'Enter' || event.key === ' ') this.#openLeaf();
    else {
      const next = leafAfter(event.key, this.#leaf, this.#layout, this.#strip.sections);
      if (next === undefined) return;
      this.#goTo(next);
    }
    event.preventDefault();
  }

  #goTo(leaf: number): void {
    this.#leaf = leaf;
    this.#tell();
    this.#draw();
  }

  #openLeaf(): void {
    if (this.#strip !== undefined) this.#open(`${this.#strip.leaf}${String(this.#leaf)}`);
  }

  /** Says which leaf it is, to the eye (that under the pointer, else the one that keys stand on) and to a screen reader. */
  #tell(): void {
    const here = this.#text(this.#leaf);
    this.#canvas.setAttribute('aria-valuenow', String(this.#leaf + 1));
    this.#canvas.setAttribute('aria-valuetext', here);
    this.#label.textContent = this.#text(this.#under ?? this.#leaf);
  }

  #text(leaf: number): string {
    const strip = this.#strip;
    const words = this.#words;
    if (strip === undefined || words === undefined || strip.states === '') return '';
    const { strings, number } = words;
    const state = { r: strings.represented, c: strings.compressed, o: strings.leftOut }[stateOf(strip, leaf)];
    const title = strip.sections.findLast(({ from }) => from <= leaf)?.title ?? '';
    const place = fill(strings.stripLeaf, number(leaf + 1), number(strip.states.length));
    return [place, state, title].filter((part) => part !== '').join(' · ');
  }

  #draw(): void {
    cancelAnimationFrame(this.#drawing);
    this.#drawing = requestAnimationFrame(() => this.#paint());
  }

  #paint(): void {
    const strip = this.#strip;
    if (strip === undefined) return;
    const width = this.#canvas.clientWidth;
    const context = this.#canvas.getContext('2d');
    if (width === 0 || context === null) return;
    if (this.#layout.width !== width || this.#layout.offsets.length !== strip.lengths.length + 1)
      this.#layout = stripLayout(strip.lengths, width);
    const layout = this.#layout;
    const height = layout.rows * (ROW + GAP) - GAP;
    const scale = window.devicePixelRatio;
    this.#canvas.style.height = `${String(height)}px`;
    this.#canvas.width = Math.round(width * scale);
    this.#canvas.height = Math.round(height * scale);
    context.scale(scale, scale);
    const style = getComputedStyle(this.#canvas);
    const colors = {
      r: style.getPropertyValue('--represented'),
      c: style.getPropertyValue('--compressed'),
      o: style.getPropertyValue('--left-out'),
    };
    for (let leaf = 0; leaf < strip.states.length; leaf++) {
      const state = stateOf(strip, leaf);
      context.fillStyle = colors[state];
      for (const { row, from, to } of partsOf(layout, leaf)) {
        const tall = ROW * HEIGHTS[state];
        // A hairline between two, where there is room for one.
        const room = to - from > 3 ? to - from - 1 : to - from;
        context.fillRect(from, row * (ROW + GAP) + ROW - tall, room, tall);
      }
    }
    const outline = (leaf: number | undefined, color: string): void => {
      if (leaf === undefined) return;
      context.strokeStyle = color;
      context.lineWidth = 1.5;
      for (const { row, from, to } of partsOf(layout, leaf))
        context.strokeRect(from + 0.75, row * (ROW + GAP) + 0.75, Math.max(1.5, to - from - 1.5), ROW - 1.5);
    };
    outline(this.#active, style.color);
    outline(
      this.#under ?? (document.activeElement === this.#canvas ? this.#leaf : undefined),
      style.outlineColor,
    );
  }
}

function stateOf(strip: CoverageStrip, leaf: number): keyof typeof HEIGHTS {
  const state = strip.states[leaf];
  return state === 'r' || state === 'c' ? state : 'o';
}
