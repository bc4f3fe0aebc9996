import { tokens } from '../../score.ts';
import { sentenceChunks } from './sentenceChunks.ts';
import type { Passage } from '../../score.ts';
import type { Cut, Window } from '../windows.ts';

/** LlamaIndex's own: HierarchicalNodeParser cuts to 2,048, 512 and 128 tokens, and repeats up to 20. */
const SIZES = [2048, 512, 128] as const;
const OVERLAP = 20;

/** A node of the hierarchy; neighbours are those under the same parent. */
export interface HierarchyNode extends Passage {
  readonly parent: HierarchyNode | undefined;
  readonly children: HierarchyNode[];
  /** Among the children of its parent; among the file's top nodes where it has none. */
  readonly siblings: readonly HierarchyNode[];
  readonly place: number;
}

/** The file's nodes of 2,048 tokens, each cut into nodes of 512, each cut into leaves of 128. */
export function hierarchyOf(file: string, text: string): HierarchyNode[] {
  const cut = (within: Passage, parent: HierarchyNode | undefined, level: number): HierarchyNode[] => {
    const size = SIZES[level];
    if (size === undefined) return [];
    const siblings: HierarchyNode[] = [];
    for (const { start, end } of sentenceChunks(text, within, { size, overlap: OVERLAP })) {
      const children: HierarchyNode[] = [];
      const node = { file, start, end, parent, children, siblings, place: siblings.length };
      children.push(...cut(node, node, level + 1));
      siblings.push(node);
    }
    return siblings;
  };
  return cut({ file, start: 0, end: text.length }, undefined, 0);
}

/** The leaves below the nodes, in text order. */
export function leavesOf(nodes: readonly HierarchyNode[]): HierarchyNode[] {
  return nodes.flatMap((node) => (node.children.length === 0 ? [node] : leavesOf(node.children)));
}

/** The leaves alone, as windows: what is encoded. */
export const cutLeaves: Cut = (file, text) =>
  leavesOf(hierarchyOf(file, text)).map(({ start, end }): Window => {
    const own = text.slice(start, end);
    return { file, start, end, text: own, tokens: tokens(own) };
  });
