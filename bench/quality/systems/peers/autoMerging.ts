import { filesOf, textReader } from '../../sets.ts';
import { tokens } from '../../score.ts';
import { WANTED } from '../windows.ts';
import { foundFirst } from './foundFirst.ts';
import { hierarchyOf, leavesOf } from './hierarchy.ts';
import type { FlatWorkspaces } from '../flat.ts';
import type { Found, System } from '../system.ts';
import type { HierarchyNode } from './hierarchy.ts';
import type { Passage, TextOf } from '../../score.ts';

/** LlamaIndex's own (`simple_ratio_thresh`): more than half of the children. */
const RATIO = 0.5;
/** Leaves looked at: LlamaIndex's guide takes 6, which do not fill 1,024 tokens; 12 do. */
const TOP = 12;

/** A node with its score and the leaves that brought it in, best first. */
export interface Scored {
  readonly node: HierarchyNode;
  readonly score: number;
  readonly found: readonly HierarchyNode[];
}

/**
 * LlamaIndex's hierarchical nodes (2,048, 512 and 128 tokens, overlap 20) with its AutoMergingRetriever: the 12
 * best leaves by cosine; a node missing between two neighbours of the list is filled in; more than half of a
 * parent's children become the parent, with their mean score, and so on upwards. What follows, so that the budget
 * is always filled, are the next best leaves.
 */
export class AutoMerging implements System {
  readonly name = 'auto-merging';
  readonly #workspaces: FlatWorkspaces;
  readonly #top: number;
  #workspace = '';
  #textOf: TextOf = () => undefined;
  #leaves: readonly HierarchyNode[] = [];

  /** The workspaces are cut by `cutLeaves`. */
  constructor(workspaces: FlatWorkspaces, top = TOP) {
    this.#workspaces = workspaces;
    this.#top = top;
  }

  async prepare(workspace: string): Promise<void> {
    this.#workspace = workspace;
    this.#textOf = textReader(workspace);
    this.#leaves = filesOf(workspace).flatMap((file) =>
      leavesOf(hierarchyOf(file, this.#textOf(file) ?? '')),
    );
    await this.#workspaces.dense(workspace);
  }

  async find(question: string, scope?: string): Promise<Found> {
    const scores = await this.#workspaces.cosines(this.#workspace, question);
    const order = Array.from(scores.keys())
      .filter((i) => scope === undefined || this.#leaves[i]!.file === scope)
      .sort((a, b) => scores[b]! - scores[a]! || a - b)
      .map((i): Scored => {
        const node = this.#leaves[i]!;
        return { node, score: scores[i]!, found: [node] };
      });
    const merged = autoMerge(order.slice(0, this.#top));
    const passages: Passage[] = [];
    let held = 0;
    for (const { node, found } of [...merged, ...order.slice(this.#top)]) {
      if (held >= WANTED) break;
      const { file, start, end } = node;
      passages.push(...foundFirst({ file, start, end }, found));
      held += tokens((this.#textOf(file) ?? '').slice(start, end));
    }
    return { passages };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** Fills in and merges until nothing changes; best first. */
export function autoMerge(leaves: readonly Scored[]): Scored[] {
  let nodes = [...leaves];
  for (let changed = true; changed;) {
    const filled = fillIn(nodes);
    const merged = merge(filled);
    changed = merged.length !== nodes.length || merged.some((entry, i) => entry.node !== nodes[i]!.node);
    nodes = merged;
  }
  return nodes.sort((a, b) => b.score - a.score);
}

/** A node that stands in the text between two that follow each other in the list comes in with their mean score. */
function fillIn(nodes: readonly Scored[]): Scored[] {
  const listed = new Set(nodes.map(({ node }) => node));
  return nodes.flatMap((entry, i) => {
    const after = nodes[i + 1];
    const between = entry.node.siblings[entry.node.place + 1];
    if (after === undefined || between === undefined || listed.has(between)) return [entry];
    if (between.siblings[between.place + 1] !== after.node) return [entry];
    listed.add(between);
    return [entry, { node: between, score: (entry.score + after.score) / 2, found: [] }];
  });
}

function merge(nodes: readonly Scored[]): Scored[] {
  const byParent = Map.groupBy(nodes, ({ node }) => node.parent);
  const gone = new Set<Scored>();
  const parents: Scored[] = [];
  for (const [parent, children] of byParent) {
    if (parent === undefined || children.length / parent.children.length <= RATIO) continue;
    for (const child of children) gone.add(child);
    const score = children.reduce((sum, child) => sum + child.score, 0) / children.length;
    const found = children.toSorted((a, b) => b.score - a.score).flatMap((child) => child.found);
    parents.push({ node: parent, score, found });
  }
  return [...nodes.filter((entry) => !gone.has(entry)), ...parents];
}
