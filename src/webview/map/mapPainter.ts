import type { MapColors } from './mapColors.ts';
import { shadeOf } from './mapColors.ts';
import { boxFor, boxHolding, cellOf, type Box, type Grid, type MapLayout, type Rect } from './mapLayout.ts';
import type { MapLeaf, MapNode, MapNodes } from './mapNodes.ts';

/** Where the map's pixels at scale 1 are on the canvas: `x * kx + tx`. Both scales are the same but for transitions. */
export interface View {
  readonly kx: number;
  readonly ky: number;
  readonly tx: number;
  readonly ty: number;
}

/** A block or leaf that is marked. */
export type Marked = MapNode | MapLeaf;

/** What is painted. */
export interface Painting {
  readonly nodes: MapNodes;
  readonly layout: MapLayout;
  readonly colors: MapColors;
  readonly view: View;
  /** CSS pixels of the canvas. */
  readonly width: number;
  readonly height: number;
  /** What the pointer is at, and what the list's focus is at. */
  readonly marked: readonly (Marked | undefined)[];
  /** The leaf that the editor shows. */
  readonly opened: MapLeaf | undefined;
  /** What a block's share is written as; undefined where it goes without saying. */
  readonly shareText: (node: MapNode) => string | undefined;
  /** What stands for a name that is empty. */
  readonly untitled: string;
}

/** Squares closer than this, in pixels, are painted without lines between them. */
const APART = 2.5;
/** A leaf that is attended is never smaller than this. */
const LEAST_CELL = 4;
/** A name is written where there is so much height and width for it. */
const NAME_HEIGHT = 12;
/** A block smaller than this has a border only where it is attended: thousands of them would be a haze. Pixels. */
const BORDERED = 12;
const NAME_WIDTH = 24;
/** A name that would be cut to fewer characters than this is shown without its share. */
const LEAST_NAME = 5;

/** Paints the map onto a canvas whose context is scaled to CSS pixels. */
export class MapPainter {
  readonly #context: CanvasRenderingContext2D;
  /** Widths of texts in the font of {@link MapPainter.#font}. */
  readonly #widths = new Map<string, number>();
  #font = '';

  constructor(context: CanvasRenderingContext2D) {
    this.#context = context;
  }

  paint(painting: Painting): void {
    const { colors, width, height, layout, nodes } = painting;
    const context = this.#context;
    context.globalAlpha = 1;
    context.clearRect(0, 0, width, height);
    context.textBaseline = 'middle';
    const most = nodes.root.children.reduce((max, { share }) => Math.max(max, share), 0);
    const hot: HotCell[] = [];
    this.#box(layout.box, painting, most, hot);
    // What is attended lies above all that is not: one change of colour for all of it.
    context.fillStyle = colors.heat;
    for (const { rect, shade } of hot) {
      context.globalAlpha = shade;
      context.fillRect(rect.x, rect.y, rect.width, rect.height);
    }
    context.globalAlpha = 1;
    if (painting.opened !== undefined) this.#outline(painting.opened, painting, colors.text, 2);
    for (const marked of painting.marked)
      if (marked !== undefined) this.#outline(marked, painting, colors.focus, 2);
  }

  #box(box: Box, painting: Painting, most: number, hot: HotCell[]): void {
    const { view, colors, width, height } = painting;
    const rect = seen(box, view);
    if (rect.x > width || rect.y > height || rect.x + rect.width < 0 || rect.y + rect.height < 0) return;
    const context = this.#context;
    const whole = box === painting.layout.box;
    if (!whole && rect.width > 3 && rect.height > 3) {
      const shade = shadeOf(box.node.share, most);
      if (Math.min(rect.width, rect.height) >= BORDERED) {
        context.strokeStyle = colors.line;
        context.lineWidth = 1;
        context.strokeRect(rect.x + 0.5, rect.y + 0.5, rect.width - 1, rect.height - 1);
      }
      if (shade > 0) {
        context.strokeStyle = colors.heat;
        context.globalAlpha = shade;
        context.lineWidth = 1.5;
        context.strokeRect(rect.x + 0.75, rect.y + 0.75, rect.width - 1.5, rect.height - 1.5);
        context.globalAlpha = 1;
      }
      if (box.head > 0) this.#name(box, rect, painting);
    }
    if (box.grid !== null) this.#cells(box.grid, box.node.document, painting, hot);
    for (const child of box.children) this.#box(child, painting, most, hot);
  }

  #cells(grid: Grid, document: number, painting: Painting, hot: HotCell[]): void {
    const { view, colors, nodes, width, height } = painting;
    const context = this.#context;
    const shares = nodes.shares[document];
    const stepX = grid.step * view.kx;
    const stepY = grid.step * view.ky;
    const left = grid.x * view.kx + view.tx;
    const top = grid.y * view.ky + view.ty;
    const rows = Math.ceil((grid.to - grid.from) / grid.columns);
    // Rows that are out of sight take no time.
    const firstRow = Math.max(0, Math.floor(-top / stepY));
    const lastRow = Math.min(rows, Math.ceil((height - top) / stepY));
    const apart = stepX >= APART;
    const gap = apart ? Math.min(2, stepX * 0.16) : 0;
    const count = grid.to - grid.from;
    context.fillStyle = colors.text;
    context.globalAlpha = colors.cold;
    // All squares at once, then the lines between them: so many fewer strokes than one a square.
    const full = Math.floor(count / grid.columns);
    const across = Math.min(count, grid.columns) * stepX - gap;
    if (full > 0) context.fillRect(left, top, across, full * stepY - gap);
    const rest = count - full * grid.columns;
    if (rest > 0) context.fillRect(left, top + full * stepY, rest * stepX - gap, stepY - gap);
    context.globalAlpha = 1;
    if (gap > 0) {
      context.fillStyle = colors.background;
      const from = Math.max(0, top);
      const tall = Math.min(height, top + rows * stepY - gap) - from;
      const firstColumn = Math.max(1, Math.floor(-left / stepX));
      const lastColumn = Math.min(grid.columns, Math.ceil((width - left) / stepX) + 1);
      for (let column = firstColumn; column < lastColumn; column++)
        context.fillRect(left + column * stepX - gap, from, gap, tall);
      for (let row = Math.max(1, firstRow); row < lastRow; row++)
        context.fillRect(left, top + row * stepY - gap, across, gap);
    }
    for (let row = firstRow; row < lastRow; row++) {
      const from = grid.from + row * grid.columns;
      const to = Math.min(grid.to, from + grid.columns);
      for (let leaf = from; leaf < to; leaf++) {
        const shade = shadeOf(shares?.[leaf] ?? 0, nodes.hottest);
        if (shade === 0) continue;
        const rect = {
          x: left + (leaf - from) * stepX,
          y: top + row * stepY,
          width: Math.max(LEAST_CELL, stepX - gap),
          height: Math.max(LEAST_CELL, stepY - gap),
        };
        hot.push({ shade, rect });
      }
    }
  }

  #name({ node, head }: Box, rect: Rect, painting: Painting): void {
    const { view, colors, untitled, shareText, width } = painting;
    const height = head * view.ky;
    if (height < NAME_HEIGHT || rect.width < NAME_WIDTH) return;
    const context = this.#context;
    const size = Math.min(colors.fontSize * (node.kind === 'document' ? 0.92 : 0.85), height - 1);
    this.#setFont(`${node.kind === 'document' ? '600 ' : ''}${size.toFixed(1)}px ${colors.font}`);
    const x = Math.max(rect.x, 0) + 5;
    const room = Math.min(rect.x + rect.width, width) - x - 4;
    const y = rect.y + Math.min(height, 20) / 2 + 1.5;
    const share = shareText(node);
    const tail = share === undefined ? '' : ` · ${share}`;
    const tailWidth = tail === '' ? 0 : this.#width(tail);
    const named = node.label === '' ? untitled : node.label;
    const name = this.#cut(named, room - tailWidth);
    context.fillStyle = share === undefined && node.kind !== 'document' ? colors.dim : colors.text;
    // Where there is room for one of the two, the name says more: how much it is its colour tells.
    if (name === named || name.length > LEAST_NAME) context.fillText(name + tail, x, y);
    else context.fillText(this.#cut(named, room), x, y);
  }

  #setFont(font: string): void {
    this.#context.font = font;
    if (font === this.#font) return;
    this.#font = font;
  }

  #width(text: string): number {
    const key = `${this.#font}|${text}`;
    let width = this.#widths.get(key);
    if (width === undefined) {
      // A zoom goes through many sizes, and few of them come again.
      if (this.#widths.size > 20_000) this.#widths.clear();
      width = this.#context.measureText(text).width;
      this.#widths.set(key, width);
    }
    return width;
  }

  /** As much of a text as there is room for, with a mark where it is cut; empty where that would be no word. */
  #cut(text: string, room: number): string {
    const width = this.#width(text);
    if (width <= room) return text;
    const letters = Math.floor((text.length * (room - this.#width('…'))) / width);
    return letters < 2 ? '' : `${text.slice(0, letters).trimEnd()}…`;
  }

  #outline(marked: Marked, { layout, view }: Painting, color: string, width: number): void {
    const rect = rectOf(marked, layout);
    if (rect === undefined) return;
    const { x, y, width: across, height } = seen(rect, view);
    const context = this.#context;
    context.strokeStyle = color;
    context.lineWidth = width;
    context.strokeRect(
      x + width / 2,
      y + width / 2,
      Math.max(4, across - width),
      Math.max(4, height - width),
    );
  }
}

interface HotCell {
  readonly rect: Rect;
  /** As {@link shadeOf}. */
  readonly shade: number;
}

/** Where a block or leaf is drawn, or the block that stands for it; undefined for the whole, and what is outside it. */
export function rectOf(marked: Marked, { box }: MapLayout): Rect | undefined {
  if ('leaf' in marked) {
    const holding = boxHolding(box, marked);
    return holding?.grid ? cellOf(holding.grid, marked.leaf) : undefined;
  }
  const own = boxFor(box, marked);
  if (own !== undefined) return own === box ? undefined : own;
  const around = boxHolding(box, { document: marked.document, leaf: marked.from });
  return around === undefined || around === box ? undefined : around;
}

/** A rectangle of the map as it is on the canvas. */
export function seen({ x, y, width, height }: Rect, { kx, ky, tx, ty }: View): Rect {
  return { x: x * kx + tx, y: y * ky + ty, width: width * kx, height: height * ky };
}
