import { overlaps, type Range } from '../../core/text/range.ts';
import type { InspectedNode } from '../../protocol/memoryReports.ts';

/** Where a leaf stands in its document's tree. */
export interface TreePlace {
  readonly leaf: InspectedNode;
  /** Sections around it with a title, the outermost first. */
  readonly sections: readonly InspectedNode[];
  /** Sections beside the innermost of them, itself included, in order; empty where it stands in none. */
  readonly siblings: readonly InspectedNode[];
  /** The leaves before and after it in the document. */
  readonly before: InspectedNode | undefined;
  readonly after: InspectedNode | undefined;
  /** Its number among the leaves of the document, from 1, and how many there are. */
  readonly number: number;
  readonly leaves: number;
}

/**
 * Where a range stands in a document's tree: by the leaf that holds the most of it. Undefined where the document has no
 * leaf there.
 *
 * @param range UTF-16 offsets of the document; an empty one stands for its position
 */
export function placeInTree(tree: InspectedNode, range: Range): TreePlace | undefined {
  const wanted = range.start === range.end ? { start: range.start, end: range.start + 1 } : range;
  const leaves = leavesOf(tree, []);
  let at = -1;
  let most = 0;
  for (const [i, { node }] of leaves.entries()) {
    const shared = Math.min(node.end, wanted.end) - Math.max(node.start, wanted.start);
    if (shared <= most) continue;
    most = shared;
    at = i;
  }
  // At the very end of a text nothing stands behind the cursor.
  const found = leaves[at] ?? (range.start >= tree.end ? leaves.at(-1) : undefined);
  if (found === undefined) return undefined;
  const number = leaves.indexOf(found) + 1;
  const sections = found.path.filter(({ heading }) => heading !== '');
  const parent = found.path.at(-2) ?? tree;
  const inner = sections.at(-1);
  return {
    leaf: found.node,
    sections,
    siblings:
      inner === undefined || !parent.children.includes(inner)
        ? []
        : parent.children.filter(({ level, heading }) => level === 'section' && heading !== ''),
    before: leaves[number - 2]?.node,
    after: leaves[number]?.node,
    number,
    leaves: leaves.length,
  };
}

interface LeafWithPath {
  readonly node: InspectedNode;
  /** Sections around it, the outermost first. */
  readonly path: readonly InspectedNode[];
}

function leavesOf(node: InspectedNode, path: readonly InspectedNode[]): LeafWithPath[] {
  if (node.level === 'leaf') return [{ node, path }];
  const inside = node.level === 'section' ? [...path, node] : path;
  return node.children.flatMap((child) => leavesOf(child, inside));
}

/** The rest of what was attended: without passages of this place. */
export function elsewhere<T extends Range & { readonly folder: string; readonly file: string }>(
  passages: readonly T[],
  here: { readonly folder: string; readonly file: string; readonly range: Range } | undefined,
): readonly T[] {
  return passages.filter(
    (passage) =>
      here === undefined ||
      passage.folder !== here.folder ||
      passage.file !== here.file ||
      !overlaps(passage, here.range),
  );
}
