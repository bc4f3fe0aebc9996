import { hierarchy, treemap, treemapSquarify, type HierarchyRectangularNode } from 'd3-hierarchy';
import type { MapLeaf, MapNode } from './mapNodes.ts';

/** A rectangle; pixels of the map at scale 1. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Leaves as squares in rows, in document order. */
export interface Grid {
  readonly x: number;
  readonly y: number;
  readonly columns: number;
  /** From one square to the next. */
  readonly step: number;
  /** Numbers of the leaves, half-open. */
  readonly from: number;
  readonly to: number;
}

/** A block where it is drawn. */
export interface Box extends Rect {
  readonly node: MapNode;
  /** Height of the line at its top for its name; 0 for the block that fills the map. */
  readonly head: number;
  /** Leaves that stand in no box within it; null where there are none. */
  readonly grid: Grid | null;
  readonly children: readonly Box[];
}

/** A map laid out. */
export interface MapLayout {
  /** The block that fills it. */
  readonly box: Box;
  /** True where large documents are drawn smaller than they are, so that small ones can be seen. */
  readonly scaled: boolean;
}

/** Of documents that are so many times as long as the middle one the sizes are drawn by their square roots. */
const WILD = 25;
/** Boxes smaller than this are not divided: their leaves stand in one grid. Pixels. */
const UNDIVIDED = 14;
/** No square is larger than this, however much room there is. */
const LARGEST_STEP = 34;
const HEAD = 18;
/** From this height on a block has room for its name, which takes so much. */
const LEAST_NAMED = 32;
const LEAST_HEAD = 13;
/** Width over height that boxes come near to: their names are written across. */
const SHAPE = 1.5;

interface Datum {
  readonly node: MapNode;
  readonly children: readonly Datum[];
  /** Room that it takes by itself. */
  readonly own: number;
}

/**
 * Lays a block out so that it fills a rectangle: documents largest first, what is in them in its own order, row by row.
 * The room for a block is as its number of leaves (or the square root of a document's, see {@link MapLayout}).
 */
export function mapLayout(node: MapNode, width: number, height: number): MapLayout {
  const counts = node.children.map(({ from, to }) => to - from).sort((a, b) => a - b);
  const middle = counts[Math.floor(counts.length / 2)] ?? 1;
  const scaled = node.kind === 'workspace' && (counts.at(-1) ?? 0) > WILD * Math.max(1, middle);
  const root = hierarchy(datumOf(node, scaled, 1), ({ children }) => children).sum(({ own }) => own);
  if (node.kind === 'workspace') root.children?.sort((a, b) => (b.value ?? 0) - (a.value ?? 0));
  const lay = treemap<Datum>()
    .size([Math.max(1, width), Math.max(1, height)])
    .tile((parent, x0, y0, x1, y1) =>
      parent.data.node.kind === 'workspace'
        ? treemapSquarify(parent, x0, y0, x1, y1)
        : rows(parent, x0, y0, x1, y1),
    )
    .paddingTop((at) => headOf(at) + edgeOf(at))
    .paddingLeft(edgeOf)
    .paddingRight(edgeOf)
    .paddingBottom(edgeOf);
  return { box: boxOf(lay(root)), scaled };
}

function datumOf(node: MapNode, scaled: boolean, factor: number): Datum {
  const { kind, children, from, to, ownTo } = node;
  const ownFactor = kind === 'document' && scaled ? 1 / Math.sqrt(Math.max(1, to - from)) : factor;
  const own = kind === 'workspace' ? 0 : (ownTo - from) * ownFactor;
  if (children.length === 0) return { node, children: [], own };
  const parts = children.map((child) => datumOf(child, scaled, ownFactor));
  // Its own text stands first among what is in it, as a part without a name.
  return { node, children: own > 0 ? [{ node, children: [], own }, ...parts] : parts, own: 0 };
}

function boxOf(at: HierarchyRectangularNode<Datum>): Box {
  const { node } = at.data;
  const room = { x: at.x0, y: at.y0, width: at.x1 - at.x0, height: at.y1 - at.y0 };
  const head = headOf(at);
  const inner = inside(room, head, edgeOf(at));
  const rect = at.depth === 0 ? room : inside(room, 0, gapOf(at) / 2);
  if (at.children === undefined || Math.min(room.width, room.height) < UNDIVIDED) {
    const grid = node.kind === 'workspace' ? null : gridIn(inner, node.from, node.to);
    return { ...rect, node, head, grid, children: [] };
  }
  // The part without a name is this block's own: see `datumOf`.
  const own = at.children.find((child) => child.data.node === node);
  const ownRect = own && { x: own.x0, y: own.y0, width: own.x1 - own.x0, height: own.y1 - own.y0 };
  return {
    ...rect,
    node,
    head,
    grid:
      own === undefined || ownRect === undefined
        ? null
        : gridIn(inside(ownRect, 0, edgeOf(own)), node.from, node.ownTo),
    children: at.children.filter((child) => child !== own).map(boxOf),
  };
}

function headOf({ depth, data, x0, x1, y0, y1, parent }: HierarchyRectangularNode<Datum>): number {
  // The whole has its name above the map; the part without a name has none.
  if (depth === 0 || parent?.data.node === data.node) return 0;
  const height = y1 - y0;
  const wanted = Math.max(height * 0.24, height >= LEAST_NAMED ? LEAST_HEAD : 0);
  return Math.min(HEAD, wanted, (x1 - x0) * 0.3);
}

function edgeOf({ x0, x1, y0, y1 }: HierarchyRectangularNode<Datum>): number {
  return Math.min(4, Math.min(x1 - x0, y1 - y0) * 0.05);
}

/**
 * What is left free between two blocks, taken off each when it is drawn: as padding between them it would leave nothing
 * of the smallest. Less than the edges, so that a block holds what is in it.
 */
function gapOf({ depth, x0, x1, y0, y1 }: HierarchyRectangularNode<Datum>): number {
  return Math.min(depth === 1 ? 5 : 3, Math.min(x1 - x0, y1 - y0) * 0.08);
}

function inside({ x, y, width, height }: Rect, head: number, edge: number): Rect {
  return {
    x: x + edge,
    y: y + edge + head,
    width: Math.max(0, width - 2 * edge),
    height: Math.max(0, height - 2 * edge - head),
  };
}

/** Rows of boxes from left to right and from top to bottom, each row taking as many as make for a good shape. */
function rows(parent: HierarchyRectangularNode<Datum>, x0: number, y0: number, x1: number, y1: number): void {
  const children = parent.children ?? [];
  const width = x1 - x0;
  const all = children.reduce((sum, { value = 0 }) => sum + value, 0);
  const area = all > 0 ? (width * (y1 - y0)) / all : 0;
  let top = y0;
  for (let first = 0; first < children.length;) {
    let last = first;
    let sum = 0;
    let worst = Infinity;
    for (; last < children.length; last++) {
      const more = sum + (children[last]?.value ?? 0);
      const next = misshapen(children.slice(first, last + 1), more, width, area);
      if (next > worst) break;
      worst = next;
      sum = more;
    }
    const height = width > 0 ? (sum * area) / width : 0;
    let left = x0;
    for (const child of children.slice(first, last)) {
      child.x0 = left;
      child.y0 = top;
      left += sum > 0 ? (width * (child.value ?? 0)) / sum : 0;
      child.x1 = left;
      child.y1 = top + height;
    }
    top += height;
    first = last;
  }
}

/** How far the boxes of a row are from the shape that is wanted, on average: 1 and up. */
function misshapen(
  row: readonly HierarchyRectangularNode<Datum>[],
  sum: number,
  width: number,
  area: number,
): number {
  const height = (sum * area) / width;
  const far = row.map(({ value = 0 }) => {
    const shape = (width * value) / sum / (height * SHAPE);
    return Math.max(shape, 1 / shape);
  });
  return far.reduce((total, one) => total + one, 0) / row.length;
}

/** As many squares as there are leaves, as large as the room allows. */
export function gridIn({ x, y, width, height }: Rect, from: number, to: number): Grid | null {
  const count = to - from;
  if (count <= 0 || width <= 0 || height <= 0) return null;
  let step = 0;
  const near = Math.sqrt((count * width) / height);
  for (const columns of new Set([Math.max(1, Math.floor(near)), Math.max(1, Math.ceil(near))]))
    step = Math.max(step, Math.min(width / columns, height / Math.ceil(count / columns)));
  step = Math.min(step, LARGEST_STEP);
  // Rounding must not lose a column.
  return { x, y, columns: Math.max(1, Math.floor(width / step + 1e-6)), step, from, to };
}

/** Where the square of a leaf is. */
export function cellOf(grid: Grid, leaf: number): Rect {
  const at = leaf - grid.from;
  const row = Math.floor(at / grid.columns);
  return {
    x: grid.x + (at - row * grid.columns) * grid.step,
    y: grid.y + row * grid.step,
    width: grid.step,
    height: grid.step,
  };
}

/** What is at a point. */
export interface Hit {
  /** The boxes that it is in, from that which fills the map inwards. */
  readonly boxes: readonly Box[];
  readonly leaf: MapLeaf | undefined;
}

/** What is at a point of the map at scale 1. */
export function hitAt(box: Box, x: number, y: number): Hit {
  const boxes: Box[] = [];
  let at: Box | undefined = holds(box, x, y) ? box : undefined;
  while (at !== undefined) {
    boxes.push(at);
    at = at.children.find((child) => holds(child, x, y));
  }
  const innermost = boxes.at(-1);
  const leaf = innermost?.grid ? leafAt(innermost.grid, x, y) : undefined;
  return {
    boxes,
    leaf:
      leaf === undefined || innermost === undefined ? undefined : { document: innermost.node.document, leaf },
  };
}

/** The box of a block; undefined where it is drawn as part of another's grid, or not at all. */
export function boxFor(box: Box, node: MapNode): Box | undefined {
  if (box.node === node) return box;
  for (const child of box.children) {
    const found = boxFor(child, node);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The box whose grid holds a leaf. */
export function boxHolding(box: Box, { document, leaf }: MapLeaf): Box | undefined {
  const { grid, node, children } = box;
  if (grid !== null && node.document === document && grid.from <= leaf && leaf < grid.to) return box;
  const next = children.find(
    (child) => child.node.document === document && child.node.from <= leaf && leaf < child.node.to,
  );
  return next === undefined ? undefined : boxHolding(next, { document, leaf });
}

function holds(rect: Rect, x: number, y: number): boolean {
  return x >= rect.x && x < rect.x + rect.width && y >= rect.y && y < rect.y + rect.height;
}

function leafAt({ x, y, columns, step, from, to }: Grid, px: number, py: number): number | undefined {
  const column = Math.floor((px - x) / step);
  const row = Math.floor((py - y) / step);
  if (column < 0 || column >= columns || row < 0) return undefined;
  const leaf = from + row * columns + column;
  return leaf < to ? leaf : undefined;
}
