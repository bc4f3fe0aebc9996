import { fill } from '../../protocol/fill.ts';
import {
  leafId,
  type MapMessage,
  type MapState,
  type MapTree,
  type MapView,
  type ToMap,
} from '../../protocol/mapMessages.ts';
import { el, iconButton, Region } from '../dom.ts';
import { MapCanvas, type Pointed } from './mapCanvas.ts';
import { MapList } from './mapList.ts';
import {
  blockOf,
  hottestLeaf,
  mapNodes,
  pathTo,
  sameBlock,
  type MapLeaf,
  type MapNode,
  type MapNodes,
} from './mapNodes.ts';
import { mapNotice } from './mapNotice.ts';
import { MapWording } from './mapWording.ts';

/** The view of a map that is drawn. */
type Drawn = Extract<MapView, { readonly kind: 'map' }>;

/** The attention map: trees and states in by {@link AttentionMap.receive}, the user's wishes out by `send`. */
export class AttentionMap {
  readonly #root: HTMLElement;
  readonly #send: (message: MapMessage) => void;
  readonly #path = new Region(el('nav', { class: 'path' }));
  readonly #tools = new Region(el('div', { class: 'tools' }));
  readonly #notice = new Region(el('div', { class: 'notice' }));
  readonly #legend = new Region(el('footer', { class: 'legend' }));
  readonly #tip = el('div', { class: 'tip', attributes: { hidden: true, 'aria-hidden': 'true' } });
  readonly #said = el('div', { class: 'said', attributes: { role: 'status', 'aria-live': 'polite' } });
  readonly #stage: HTMLElement;
  readonly #body: HTMLElement;
  readonly #canvas: MapCanvas;
  readonly #list: MapList;
  #trees: MapTree | undefined;
  #nodes: MapNodes | undefined;
  #focus: MapNode | undefined;
  #view: MapView = { kind: 'loading' };
  #words: MapWording | undefined;
  #strings = '';
  #question: string | null = null;
  #opened: string | null = null;

  constructor(root: HTMLElement, send: (message: MapMessage) => void) {
    this.#root = root;
    this.#send = send;
    this.#canvas = new MapCanvas({
      onLeaf: (leaf) => this.#open(leaf),
      onBlock: (node) => this.#enter(node),
      onPoint: (at) => this.#showTip(at),
      shareText: (node) => this.#words?.shareBeside(node),
    });
    this.#list = new MapList({
      onEnter: (node) => this.#enter(node),
      onOpen: (leaf) => this.#open(leaf),
      onMark: (marked) => {
        this.#canvas.listed = marked;
      },
    });
    this.#stage = el('div', { class: 'stage' }, this.#canvas.element, this.#tip);
    this.#body = el('div', { class: 'body' }, this.#stage, this.#list.element);
    root.append(
      el('header', { class: 'head' }, this.#path.element, this.#tools.element),
      this.#notice.element,
      this.#body,
      this.#legend.element,
      this.#said,
    );
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.#out();
    });
    const themes = new MutationObserver(() => this.#canvas.recolor());
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
    themes.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  }

  /** Takes a tree or a state from the host. */
  receive(message: ToMap): void {
    if (message.type === 'tree') this.#trees = message;
    else this.#render(message);
  }

  #render({ language, strings, view }: MapState): void {
    const texts = JSON.stringify([language, strings]);
    if (this.#words === undefined || texts !== this.#strings) this.#words = new MapWording(language, strings);
    this.#strings = texts;
    this.#view = view;
    const drawn = view.kind === 'map' ? view : undefined;
    this.#root.dataset['kind'] = view.kind;
    this.#root.dataset['asking'] = String(drawn?.asking === true);
    this.#body.hidden = drawn === undefined;
    const words = this.#words;
    this.#notice.show([view.kind, drawn === undefined ? view : null, texts], () =>
      view.kind === 'map' ? [] : [mapNotice(view, words.strings, this.#send)],
    );
    this.#notice.element.hidden = drawn !== undefined;
    this.#tools.element.hidden = this.#path.element.hidden = drawn === undefined;
    this.#tools.show(texts, () => this.#buttons(words));
    if (drawn !== undefined) this.#renderMap(drawn, words);
    this.#renderLegend(drawn, words, texts);
  }

  #renderMap(view: Drawn, words: MapWording): void {
    if (this.#trees?.version === view.version && this.#nodes?.version !== view.version) {
      const nodes = mapNodes(this.#trees);
      this.#trees = undefined;
      const again = view.question === this.#question && this.#focus !== undefined;
      this.#nodes = nodes;
      this.#focus = again && this.#focus !== undefined ? sameBlock(nodes.root, this.#focus) : nodes.root;
      this.#question = view.question;
      this.#canvas.show(nodes, this.#focus, words.strings.untitled);
      const hottest = hottestLeaf(nodes, nodes.root);
      const at = hottest === undefined ? undefined : blockOf(nodes.root, hottest);
      this.#list.show({ nodes, words, nullShare: view.question === null ? null : view.nullShare }, at);
      this.#root.dataset['version'] = view.version;
      this.#showPath(words);
      if (view.question !== null) {
        const { saidAnswer } = words.strings;
        this.#say(
          fill(saidAnswer, view.question, this.#hottest(nodes, words), words.percent(view.nullShare)),
        );
      }
    }
    this.#tellOpened(view, words);
  }

  #tellOpened({ opened, version }: Drawn, words: MapWording): void {
    if (opened === this.#opened || this.#nodes === undefined) return;
    this.#opened = opened;
    const [, document, leaf] = /\.d(\d+)\.l(\d+)$/.exec(opened ?? '') ?? [];
    const found =
      opened?.startsWith(version) === true ? { document: Number(document), leaf: Number(leaf) } : undefined;
    this.#canvas.opened = found;
    if (found === undefined) return;
    this.#root.dataset['opened'] = opened ?? '';
    this.#say(fill(words.strings.saidOpened, words.path(found, this.#nodes)));
  }

  #hottest(nodes: MapNodes, words: MapWording): string {
    const leaf = hottestLeaf(nodes, nodes.root);
    if (leaf === undefined) return '';
    const share = words.percent(nodes.shares[leaf.document]?.[leaf.leaf] ?? 0);
    return fill(words.strings.hottest, `${words.path(leaf, nodes)} (${share})`);
  }

  #buttons({ strings }: MapWording): HTMLElement[] {
    return [
      iconButton('zoom-in', strings.zoomIn, () => this.#canvas.step(1), { key: 'in' }),
      iconButton('zoom-out', strings.zoomOut, () => this.#canvas.step(-1), { key: 'out' }),
      iconButton('screen-full', strings.zoomFit, () => this.#canvas.fit(), { key: 'fit' }),
    ];
  }

  #renderLegend(view: Drawn | undefined, words: MapWording, texts: string): void {
    const { strings } = words;
    this.#legend.element.hidden = view === undefined;
    const scaled = this.#canvas.scaled && this.#focus?.kind === 'workspace';
    this.#legend.show([view?.question, view?.nullShare, view?.asking, view?.indexing, scaled, texts], () => {
      if (view === undefined) return [];
      const { question, nullShare, asking, indexing } = view;
      const lit = question !== null;
      const notes = [
        lit ? strings.legend : strings.legendIdle,
        ...(scaled ? [strings.scaled] : []),
        ...(indexing === null
          ? []
          : [fill(strings.indexing, words.number(indexing.done), words.number(indexing.total))]),
      ];
      return [
        lit
          ? el(
              'div',
              { class: 'scale', attributes: { 'aria-hidden': 'true' } },
              strings.cold,
              el('span', { class: 'ramp' }),
              strings.hot,
            )
          : el(
              'button',
              {
                class: 'button',
                key: 'ask',
                attributes: { type: 'button' },
                on: { click: () => this.#send({ type: 'ask' }) },
              },
              strings.ask,
            ),
        lit
          ? el(
              'div',
              { class: 'nothing-share', attributes: { title: strings.nothingHint } },
              el('span', {}, strings.nothing),
              el('span', {
                class: 'meter',
                variables: { '--share': nullShare },
                attributes: { 'aria-hidden': 'true' },
              }),
              el('strong', {}, words.percent(nullShare)),
            )
          : null,
        el('div', { class: 'note' }, asking ? strings.asking : notes.join(' ')),
        lit ? el('div', { class: 'question', attributes: { title: question } }, question) : null,
      ];
    });
  }

  #showPath(words: MapWording): void {
    const focus = this.#focus;
    if (focus === undefined) return;
    this.#path.element.setAttribute('aria-label', words.strings.path);
    const path = pathTo(focus);
    this.#root.dataset['focus'] = focus.key;
    this.#path.show(
      path.map((node) => [node.key, node.label, this.#nodes?.version]),
      () =>
        path.flatMap((node, i) => {
          const share = words.shareBeside(node);
          const name = words.name(node);
          const last = i === path.length - 1;
          const crumb = last
            ? el(
                'span',
                { class: 'crumb here', attributes: { 'aria-current': 'location' } },
                name,
                share === undefined || node.kind === 'workspace'
                  ? null
                  : el('span', { class: 'dim' }, ` · ${share}`),
              )
            : el(
                'button',
                {
                  class: 'crumb',
                  key: node.key,
                  attributes: { type: 'button' },
                  on: { click: () => this.#enter(node) },
                },
                name,
              );
          return i === 0
            ? [crumb]
            : [el('span', { class: 'dim', attributes: { 'aria-hidden': 'true' } }, ' › '), crumb];
        }),
    );
    const { strings } = words;
    const nodes = this.#nodes;
    const lit = this.#question !== null && nodes !== undefined;
    this.#canvas.element.setAttribute(
      'aria-label',
      fill(strings.canvas, words.name(focus), lit ? this.#hottest(nodes, words) : strings.notLit),
    );
  }

  #enter(node: MapNode): void {
    const words = this.#words;
    if (words === undefined) return;
    this.#showTip(undefined);
    if (node !== this.#focus) {
      this.#focus = node;
      this.#canvas.enter(node);
      this.#showPath(words);
      if (this.#view.kind === 'map') this.#renderLegend(this.#view, words, this.#strings);
      this.#say(fill(words.strings.saidInto, words.name(node), words.share(node.share, node.asked)));
    }
    this.#list.reveal(node);
  }

  /** One level up, and out of any zoom. */
  #out(): void {
    this.#showTip(undefined);
    const parent = this.#focus?.parent;
    if (parent === undefined) this.#canvas.fit();
    else this.#enter(parent);
  }

  #open({ document, leaf }: MapLeaf): void {
    if (this.#nodes !== undefined)
      this.#send({ type: 'open', id: leafId(this.#nodes.version, document, leaf) });
  }

  #showTip(at: Pointed | undefined): void {
    const [words, nodes] = [this.#words, this.#nodes];
    this.#tip.hidden = at === undefined;
    if (at === undefined || words === undefined || nodes === undefined) return;
    const { target, x, y } = at;
    const inLeaf = 'leaf' in target;
    const block = inLeaf ? blockOf(nodes.root, target) : target;
    const share = inLeaf ? (nodes.shares[target.document]?.[target.leaf] ?? 0) : target.share;
    const lines = [
      ...(this.#question === null ? [] : [words.share(share, block.asked)]),
      ...(inLeaf ? [] : [words.passages(block.to - block.from)]),
      inLeaf ? words.strings.clickOpens : words.strings.clickZooms,
    ];
    this.#tip.replaceChildren(
      el('strong', {}, words.path(target, nodes)),
      el('span', { class: 'dim' }, lines.join(' · ')),
    );
    const { clientWidth, clientHeight } = this.#stage;
    const { offsetWidth, offsetHeight } = this.#tip;
    const left = Math.max(4, Math.min(x + 12, clientWidth - offsetWidth - 4));
    const top = y + 18 + offsetHeight > clientHeight ? Math.max(4, y - offsetHeight - 10) : y + 18;
    this.#tip.style.setProperty('transform', `translate(${String(left)}px, ${String(top)}px)`);
  }

  #say(text: string): void {
    this.#said.textContent = text;
  }
}
