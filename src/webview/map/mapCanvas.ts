import { select, type Selection } from 'd3-selection';
import { zoom, zoomIdentity, type D3ZoomEvent, type ZoomBehavior } from 'd3-zoom';
import { el } from '../dom.ts';
import { mapColors, type MapColors } from './mapColors.ts';
import { hitAt, mapLayout, type Box, type MapLayout, type Rect } from './mapLayout.ts';
import type { MapLeaf, MapNode, MapNodes } from './mapNodes.ts';
import { MapPainter, rectOf, type Marked, type Painting, type View } from './mapPainter.ts';

/*! d3-hierarchy, d3-selection, d3-zoom and the d3 modules that they need: Copyright 2010-2023 Mike Bostock.
Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted,
provided that the above copyright notice and this permission notice appear in all copies. THE SOFTWARE IS PROVIDED "AS
IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF
MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT, INDIRECT, OR CONSEQUENTIAL
DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT,
NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THIS SOFTWARE. */

/** What the canvas asks and tells. */
export interface MapCanvasEvents {
  /** A click on a leaf. */
  readonly onLeaf: (leaf: MapLeaf) => void;
  /** A click on a block. */
  readonly onBlock: (node: MapNode) => void;
  /** What the pointer is at now, where on the page; undefined where it is at nothing. */
  readonly onPoint: (at: Pointed | undefined) => void;
  readonly shareText: Painting['shareText'];
}

/** What the pointer is at: what a click would open, or zoom into. */
export interface Pointed {
  readonly target: Marked;
  /** Pixels of the canvas. */
  readonly x: number;
  readonly y: number;
}

/** How far one can zoom in before the next block is to be entered. */
const CLOSEST = 14;
/** Squares smaller than this, in pixels, are not to be hit: a click zooms in. */
const HITTABLE = 5;
/** A click that moves by more pixels is a drag. */
const STEADY = 4;
/** Milliseconds that the way into a block takes, and out again. */
const WAY = 220;
const BUTTON = 1.6;

/** The map as a picture that one can zoom and move. What it shows is said in words by the list beside it. */
export class MapCanvas {
  readonly element: HTMLCanvasElement;
  readonly #events: MapCanvasEvents;
  readonly #painter: MapPainter;
  readonly #zoom: ZoomBehavior<HTMLCanvasElement, unknown>;
  readonly #selection: Selection<HTMLCanvasElement, unknown, null, undefined>;
  #nodes: MapNodes | undefined;
  #focus: MapNode | undefined;
  #layout: MapLayout | undefined;
  #colors: MapColors | undefined;
  #size = { width: 0, height: 0 };
  #view: View = WHOLE;
  #frame = 0;
  #way: number | undefined;
  #pointed: Marked | undefined;
  #listed: Marked | undefined;
  #opened: MapLeaf | undefined;
  #untitled = '';

  constructor(events: MapCanvasEvents) {
    this.#events = events;
    this.element = el('canvas', { class: 'map-canvas', attributes: { role: 'img' } });
    const context = this.element.getContext('2d');
    if (context === null) throw new Error('This browser has no canvas.');
    this.#painter = new MapPainter(context);
    this.#zoom = zoom<HTMLCanvasElement, unknown>()
      .scaleExtent([1, CLOSEST])
      .clickDistance(STEADY)
      .on('zoom', ({ transform: { k, x, y } }: D3ZoomEvent<HTMLCanvasElement, unknown>) => {
        this.#stopWay();
        this.#view = { kx: k, ky: k, tx: x, ty: y };
        this.#point(undefined);
        this.#draw();
      });
    this.#selection = select(this.element);
    // A double click is two clicks: into a block, and into one in it.
    this.#selection.call(this.#zoom).on('dblclick.zoom', null);
    this.element.addEventListener('click', (event) => this.#onClick(event));
    this.element.addEventListener('pointermove', (event) => {
      if (event.buttons === 0) this.#point(this.#at(event));
    });
    this.element.addEventListener('pointerleave', () => this.#point(undefined));
    new ResizeObserver(() => this.#resize()).observe(this.element);
  }

  /** Shows a tree with one of its blocks filling the map. */
  show(nodes: MapNodes, focus: MapNode, untitled: string): void {
    this.#stopWay();
    this.#nodes = nodes;
    this.#untitled = untitled;
    this.#pointed = this.#listed = undefined;
    this.#fill(focus);
  }

  /** Lets another block of the same tree fill the map; goes there where motion is wanted. */
  enter(focus: MapNode): void {
    const before = this.#focus;
    const into = this.#layout === undefined ? undefined : rectOf(focus, this.#layout);
    this.#stopWay();
    const moving = !matchMedia('(prefers-reduced-motion: reduce)').matches;
    const { width, height } = this.#size;
    if (into !== undefined && moving) {
      this.#goTo(filling(into, width, height), () => this.#fill(focus));
      return;
    }
    this.#fill(focus);
    const from =
      before === undefined || this.#layout === undefined ? undefined : rectOf(before, this.#layout);
    if (from === undefined || !moving) return;
    this.#view = filling(from, width, height);
    this.#goTo(WHOLE, () => undefined);
  }

  /** Marks what the list's focus is at. */
  set listed(marked: Marked | undefined) {
    this.#listed = marked;
    this.#draw();
  }

  set opened(leaf: MapLeaf | undefined) {
    this.#opened = leaf;
    this.#draw();
  }

  /** Whether large documents are drawn smaller than they are. */
  get scaled(): boolean {
    return this.#layout?.scaled === true;
  }

  /** Zooms by a step, in or out. */
  step(by: 1 | -1): void {
    this.#zoom.scaleBy(this.#selection, by > 0 ? BUTTON : 1 / BUTTON);
  }

  /** Shows the whole of the block again. */
  fit(): void {
    this.#zoom.transform(this.#selection, zoomIdentity);
  }

  /** The theme is another one. */
  recolor(): void {
    this.#colors = undefined;
    this.#draw();
  }

  #fill(focus: MapNode): void {
    this.#focus = focus;
    this.#lay();
    this.#zoom.transform(this.#selection, zoomIdentity);
    this.#view = WHOLE;
    this.paint();
  }

  #lay(): void {
    const { width, height } = this.#size;
    this.#layout =
      this.#focus === undefined || width === 0 ? undefined : mapLayout(this.#focus, width, height);
    this.#zoom
      .extent([
        [0, 0],
        [width, height],
      ])
      .translateExtent([
        [0, 0],
        [width, height],
      ]);
  }

  #resize(): void {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (width === this.#size.width && height === this.#size.height) return;
    this.#size = { width, height };
    this.#lay();
    this.#draw();
  }

  #goTo(to: View, done: () => void): void {
    const from = this.#view;
    const began = performance.now();
    const step = (now: number): void => {
      const part = Math.min(1, Math.max(0, (now - began) / WAY));
      const eased = part * part * (3 - 2 * part);
      this.#view = between(from, to, eased);
      this.paint();
      if (part < 1) this.#way = requestAnimationFrame(step);
      else {
        this.#way = undefined;
        done();
      }
    };
    this.#way = requestAnimationFrame(step);
  }

  #stopWay(): void {
    if (this.#way !== undefined) cancelAnimationFrame(this.#way);
    this.#way = undefined;
  }

  #at({ offsetX, offsetY }: MouseEvent): Pointed | undefined {
    const layout = this.#layout;
    if (layout === undefined || this.#way !== undefined) return undefined;
    const { kx, ky, tx, ty } = this.#view;
    const { boxes, leaf } = hitAt(layout.box, (offsetX - tx) / kx, (offsetY - ty) / ky);
    const target = targetOf(boxes, leaf, kx);
    return target === undefined ? undefined : { target, x: offsetX, y: offsetY };
  }

  #onClick(event: MouseEvent): void {
    const target = this.#at(event)?.target;
    if (target === undefined) return;
    if ('leaf' in target) this.#events.onLeaf(target);
    else this.#events.onBlock(target);
  }

  #point(at: Pointed | undefined): void {
    this.element.classList.toggle('over', at !== undefined);
    if (!sameMarked(this.#pointed, at?.target)) {
      this.#pointed = at?.target;
      this.#draw();
    }
    this.#events.onPoint(at);
  }

  #draw(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.paint());
  }

  /** Paints what there is at once. */
  paint(): void {
    cancelAnimationFrame(this.#frame);
    const { width, height } = this.#size;
    if (width === 0) {
      // Before the first look at its size, which comes with the first frame.
      this.#size = { width: this.element.clientWidth, height: this.element.clientHeight };
      if (this.#size.width === 0) return;
      this.#lay();
      return this.paint();
    }
    const [nodes, layout] = [this.#nodes, this.#layout];
    if (nodes === undefined || layout === undefined) return;
    this.#colors ??= mapColors(this.element);
    const scale = window.devicePixelRatio;
    const [across, down] = [Math.round(width * scale), Math.round(height * scale)];
    if (this.element.width !== across || this.element.height !== down) {
      this.element.width = across;
      this.element.height = down;
      this.element.getContext('2d')?.scale(scale, scale);
    }
    this.#painter.paint({
      nodes,
      layout,
      colors: this.#colors,
      view: this.#view,
      width,
      height,
      marked: [this.#pointed, this.#listed],
      opened: this.#opened,
      shareText: this.#events.shareText,
      untitled: this.#untitled,
    });
    this.element.dataset['frames'] = String(Number(this.element.dataset['frames'] ?? 0) + 1);
  }
}

const WHOLE: View = { kx: 1, ky: 1, tx: 0, ty: 0 };

/** What a click opens or enters: a leaf that is large enough to be meant, else the block that it points at. */
function targetOf(boxes: readonly Box[], leaf: MapLeaf | undefined, scale: number): Marked | undefined {
  const [whole, ...within] = boxes;
  const step = boxes.at(-1)?.grid?.step ?? 0;
  if (leaf !== undefined && step * scale >= HITTABLE) return leaf;
  // Leaves too small to be meant: their block is entered step by step.
  const block = leaf === undefined ? within.at(-1) : (within.find(({ head }) => head > 0) ?? whole);
  if (block === whole || block === undefined) return leaf;
  return block.node;
}

function sameMarked(a: Marked | undefined, b: Marked | undefined): boolean {
  if (a === undefined || b === undefined || !('leaf' in a) || !('leaf' in b)) return a === b;
  return a.document === b.document && a.leaf === b.leaf;
}

/** The view in which a rectangle of the map fills the canvas. */
function filling(rect: Rect, width: number, height: number): View {
  const kx = width / Math.max(1, rect.width);
  const ky = height / Math.max(1, rect.height);
  return { kx, ky, tx: -rect.x * kx, ty: -rect.y * ky };
}

function between(a: View, b: View, part: number): View {
  const mix = (from: number, to: number): number => from + (to - from) * part;
  return { kx: mix(a.kx, b.kx), ky: mix(a.ky, b.ky), tx: mix(a.tx, b.tx), ty: mix(a.ty, b.ty) };
}
