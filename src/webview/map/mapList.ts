import { fill } from '../../protocol/fill.ts';
import { el } from '../dom.ts';
import { pathTo, type MapLeaf, type MapNode, type MapNodes } from './mapNodes.ts';
import type { Marked } from './mapPainter.ts';
import type { MapWording } from './mapWording.ts';

/** What the list asks for. */
export interface MapListEvents {
  /** A block is to fill the map. */
  readonly onEnter: (node: MapNode) => void;
  readonly onOpen: (leaf: MapLeaf) => void;
  /** The focus is at something else, or has left the list. */
  readonly onMark: (marked: Marked | undefined) => void;
}

/** What a list is of. */
export interface MapListContent {
  readonly nodes: MapNodes;
  readonly words: MapWording;
  /** Share of the attention that went to nothing; null where no answer is shown. */
  readonly nullShare: number | null;
}

/** Items of one block that are listed before the rest is asked for. */
const PAGE = 100;

type Row = {
  readonly key: string;
  readonly level: number;
  readonly position: number;
  readonly size: number;
  readonly label: string;
  readonly share: number;
  readonly said: string;
  /** Undefined for what has nothing in it. */
  readonly expanded?: boolean;
} & (
  | { readonly kind: 'block'; readonly node: MapNode }
  | { readonly kind: 'leaf'; readonly leaf: MapLeaf }
  | { readonly kind: 'more'; readonly node: MapNode }
  | { readonly kind: 'nothing' }
);

/**
 * All that the map shows, as a tree of words: files, most attended first, their sections and passages. What the eye
 * finds on the canvas the keyboard and a screen reader find here.
 */
export class MapList {
  readonly element: HTMLElement;
  readonly #events: MapListEvents;
  #content: MapListContent | undefined;
  readonly #expanded = new Set<string>();
  /** By key of a block: how many of its items are listed, where that is more than a page. */
  readonly #listed = new Map<string, number>();
  #rows: readonly Row[] = [];
  #active = '';

  constructor(events: MapListEvents) {
    this.#events = events;
    this.element = el('div', { class: 'map-list', attributes: { role: 'tree' } });
    this.element.addEventListener('keydown', (event) => this.#onKey(event));
    this.element.addEventListener('focusin', ({ target }) => this.#onFocus(target));
    this.element.addEventListener('focusout', () => this.#events.onMark(undefined));
    this.element.addEventListener('click', (event) => this.#onClick(event));
  }

  /** Lists another tree, unfolded down to `at`. */
  show(content: MapListContent, at: MapNode | undefined): void {
    this.#content = content;
    this.#expanded.clear();
    this.#listed.clear();
    this.#active = '';
    if (at !== undefined) for (const node of pathTo(at)) this.#expanded.add(node.key);
    this.element.setAttribute('aria-label', content.words.strings.outline);
    this.element.setAttribute('aria-description', content.words.strings.outlineHint);
    this.#build();
  }

  /** Unfolds what a block stands in, and makes it the one that keys go on from. */
  reveal(node: MapNode): void {
    for (const at of pathTo(node)) this.#expanded.add(at.key);
    if (node.kind !== 'workspace') this.#active = node.key;
    this.#build();
    this.#element(this.#active)?.scrollIntoView({ block: 'nearest' });
  }

  #build(): void {
    const hadFocus = this.element.contains(document.activeElement);
    this.#rows = this.#content === undefined ? [] : rowsOf(this.#content, this.#expanded, this.#listed);
    if (!this.#rows.some(({ key }) => key === this.#active)) this.#active = this.#rows[0]?.key ?? '';
    this.element.replaceChildren(...this.#rows.map((row) => this.#row(row)));
    if (hadFocus) this.#element(this.#active)?.focus({ preventScroll: true });
  }

  #row(row: Row): HTMLElement {
    const { kind, key, level, position, size, label, share, said, expanded } = row;
    const words = this.#content?.words;
    return el(
      'div',
      {
        class: `row ${kind}${share > 0 ? ' lit' : ''}`,
        key,
        attributes: {
          role: 'treeitem',
          tabindex: key === this.#active ? 0 : -1,
          title: label,
          'aria-label': said,
          'aria-level': level,
          'aria-setsize': size,
          'aria-posinset': position,
          'aria-selected': String(key === this.#active),
          'aria-expanded': expanded === undefined ? undefined : String(expanded),
        },
        variables: { '--level': level, '--share': share },
      },
      el('span', {
        class: `twistie${expanded === undefined ? '' : ` codicon codicon-chevron-${expanded ? 'down' : 'right'}`}`,
        attributes: { 'aria-hidden': 'true' },
      }),
      el('span', { class: 'name', attributes: { 'aria-hidden': 'true' } }, label),
      share > 0 && words !== undefined
        ? el('span', {
            class: 'share',
            attributes: { 'aria-hidden': 'true', 'data-share': words.percent(share) },
          })
        : null,
    );
  }

  #element(key: string): HTMLElement | null {
    return this.element.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
  }

  #rowAt(key: string | undefined): Row | undefined {
    return this.#rows.find((row) => row.key === key);
  }

  #onClick({ target }: Event): void {
    if (!(target instanceof Element)) return;
    const key = target.closest<HTMLElement>('.row')?.dataset['key'];
    const row = this.#rowAt(key);
    if (row === undefined) return;
    this.#goTo(row);
    if (row.kind === 'block' && target.classList.contains('twistie'))
      this.#fold(row.node, row.expanded !== true);
    else this.#activate(row);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const at = this.#rows.findIndex(({ key }) => key === this.#active);
    const row = this.#rows[at];
    if (row === undefined) return;
    const next = this.#after(event.key, at, row);
    if (next === undefined) return;
    event.preventDefault();
    if (next !== row) this.#goTo(next);
  }

  /** Does what a key asks for; the row to go to, or undefined for a key that is not the list's. */
  #after(key: string, at: number, row: Row): Row | undefined {
    switch (key) {
      case 'ArrowDown':
        return this.#rows[at + 1] ?? row;
      case 'ArrowUp':
        return this.#rows[at - 1] ?? row;
      case 'Home':
        return this.#rows[0];
      case 'End':
        return this.#rows.at(-1);
      case 'ArrowRight':
        if (row.kind !== 'block' || row.expanded === undefined) return row;
        if (row.expanded) return this.#rows[at + 1] ?? row;
        this.#fold(row.node, true);
        return row;
      case 'ArrowLeft':
        if (row.kind === 'block' && row.expanded === true) {
          this.#fold(row.node, false);
          return row;
        }
        return this.#rows.slice(0, at).findLast(({ level }) => level < row.level) ?? row;
      case 'Enter':
      case ' ':
        this.#activate(row);
        return row;
      default: {
        if (key.length !== 1) return undefined;
        const letter = key.toLocaleLowerCase();
        const rest = [...this.#rows.slice(at + 1), ...this.#rows.slice(0, at)];
        return rest.find(({ label }) => label.toLocaleLowerCase().startsWith(letter));
      }
    }
  }

  #activate(row: Row): void {
    switch (row.kind) {
      case 'block':
        this.#expanded.add(row.node.key);
        this.#events.onEnter(row.node);
        return;
      case 'leaf':
        return this.#events.onOpen(row.leaf);
      case 'more': {
        const shown = this.#listed.get(row.node.key) ?? PAGE;
        const before = this.#rows.indexOf(row);
        this.#listed.set(row.node.key, shown + PAGE);
        this.#build();
        const first = this.#rows[before];
        if (first !== undefined) this.#goTo(first);
        return;
      }
      case 'nothing':
        return;
    }
  }

  #fold({ key }: MapNode, open: boolean): void {
    if (open) this.#expanded.add(key);
    else this.#expanded.delete(key);
    this.#build();
  }

  /** The focus may come by other ways than ours: a screen reader's own. */
  #onFocus(target: EventTarget | null): void {
    const row = this.#rowAt(target instanceof HTMLElement ? target.dataset['key'] : undefined);
    if (row !== undefined) this.#activeRow(row);
    this.#tellMark();
  }

  #goTo(row: Row): void {
    this.#activeRow(row);
    const element = this.#element(row.key);
    element?.focus();
    element?.scrollIntoView({ block: 'nearest' });
    this.#tellMark();
  }

  #activeRow({ key }: Row): void {
    for (const [of, here] of [
      [this.#active, false],
      [key, true],
    ] as const) {
      const element = this.#element(of);
      element?.setAttribute('tabindex', here ? '0' : '-1');
      element?.setAttribute('aria-selected', String(here));
    }
    this.#active = key;
  }

  #tellMark(): void {
    const row = this.#rowAt(this.#active);
    const marked = row?.kind === 'leaf' ? row.leaf : row?.kind === 'block' ? row.node : undefined;
    this.#events.onMark(marked);
  }
}

/** The rows of a tree as far as it is unfolded, in the order of the list. */
function rowsOf(
  { nodes, words, nullShare }: MapListContent,
  expanded: ReadonlySet<string>,
  listed: ReadonlyMap<string, number>,
): Row[] {
  const rows: Row[] = [];
  const { strings } = words;
  const add = (node: MapNode, level: number): void => {
    const own = node.kind === 'workspace' ? 0 : node.ownTo - node.from;
    const children =
      node.kind === 'workspace' && nullShare !== null
        ? node.children.toSorted((a, b) => b.share - a.share)
        : node.children;
    const nothing = node.kind === 'workspace' && nullShare !== null ? 1 : 0;
    const size = own + children.length + nothing;
    const most = listed.get(node.key) ?? PAGE;
    for (let i = 0; i < Math.min(own + children.length, most); i++) {
      const place = { level, position: i + 1, size };
      const child = children[i - own];
      if (child !== undefined) {
        const { share, from, to, asked } = child;
        const open = expanded.has(child.key);
        const label = words.name(child);
        const parts = [
          label,
          ...(nullShare === null ? [] : [words.share(share, asked)]),
          words.passages(to - from),
        ];
        rows.push({
          ...place,
          kind: 'block',
          node: child,
          key: child.key,
          label,
          share,
          said: parts.join(', '),
          expanded: open,
        });
        if (open) add(child, level + 1);
      } else {
        const leaf = { document: node.document, leaf: node.from + i };
        const share = nodes.shares[leaf.document]?.[leaf.leaf] ?? 0;
        const label = words.leaf(leaf, nodes, leaf.document);
        const said = nullShare === null ? label : `${label}, ${words.share(share, node.asked)}`;
        rows.push({
          ...place,
          kind: 'leaf',
          leaf,
          key: `d${leaf.document}l${leaf.leaf}`,
          label,
          share,
          said,
        });
      }
    }
    const left = own + children.length - most;
    if (left > 0) {
      const label = fill(strings.more, words.number(left));
      rows.push({
        kind: 'more',
        node,
        key: `${node.key}more`,
        level,
        position: most + 1,
        size,
        label,
        share: 0,
        said: label,
      });
    }
    if (nothing > 0 && nullShare !== null)
      rows.push({
        kind: 'nothing',
        key: 'nothing',
        level,
        position: size,
        size,
        label: strings.nothing,
        share: nullShare,
        said: `${strings.nothing}, ${words.share(nullShare, true)}`,
      });
  };
  add(nodes.root, 1);
  return rows;
}
