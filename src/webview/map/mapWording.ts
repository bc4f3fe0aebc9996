import { fill } from '../../protocol/fill.ts';
import type { MapStrings } from '../../protocol/mapStrings.ts';
import { formatsOf, type Formats } from '../formats.ts';
import type { Marked } from './mapPainter.ts';
import { blockOf, pathTo, type MapLeaf, type MapNode, type MapNodes } from './mapNodes.ts';

/** A share below this is not worth a figure beside a name. */
const WORTH_SAYING = 0.005;

/** Puts blocks and leaves into the words of one language. */
export class MapWording {
  readonly strings: MapStrings;
  readonly #formats: Formats;

  constructor(language: string, strings: MapStrings) {
    this.strings = strings;
    this.#formats = formatsOf(language);
  }

  number(value: number): string {
    return this.#formats.number(value);
  }

  percent(share: number): string {
    return this.#formats.percent(share);
  }

  /** "12 passages" */
  passages(count: number): string {
    return fill(this.strings[`passages${this.#formats.plural(count)}`], this.number(count));
  }

  /** A block's own name. */
  name({ kind, label }: MapNode): string {
    if (kind === 'workspace') return this.strings.workspace;
    return label === '' ? this.strings.untitled : label;
  }

  /** "Passage 3 of 12", within its document. */
  leaf({ leaf }: MapLeaf, nodes: MapNodes, document: number): string {
    const count = nodes.shares[document]?.length ?? 0;
    return fill(this.strings.passage, this.number(leaf + 1), this.number(count));
  }

  /** The way to a block or leaf from its document on: "contracts/lease.md › 2 Term › Passage 3 of 12". */
  path(marked: Marked, nodes: MapNodes): string {
    const inLeaf = 'leaf' in marked;
    const blocks = pathTo(inLeaf ? blockOf(nodes.root, marked) : marked).slice(1);
    const parts = blocks.map((node) =>
      node.folder === '' ? this.name(node) : `${node.folder}/${this.name(node)}`,
    );
    if (inLeaf) parts.push(this.leaf(marked, nodes, marked.document));
    return parts.length === 0 ? this.strings.workspace : parts.join(' › ');
  }

  /** A block's share beside its name; undefined where it has as good as none. */
  shareBeside({ share }: MapNode): string | undefined {
    return share < WORTH_SAYING ? undefined : this.percent(share);
  }

  /** What a block or leaf has of the attention, in a sentence's words. */
  share(share: number, asked: boolean): string {
    if (!asked) return this.strings.outOfScope;
    return share > 0 ? fill(this.strings.share, this.percent(share)) : this.strings.noShare;
  }
}
