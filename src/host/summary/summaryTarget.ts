import type { Range } from '../../core/text/range.ts';
import type { InspectedNode } from '../../protocol/memoryReports.ts';
import type { SummaryView } from '../../protocol/summaryView.ts';

/** What is to be summarized. */
export interface SummaryTarget {
  readonly kind: SummaryView['kind'];
  /** Absolute path of the workspace folder. */
  readonly folder: string;
  /** A file, or a folder that ends with `/`, relative to it; empty for the whole. */
  readonly of: string;
  /** Of a part of a file: UTF-16 offsets. */
  readonly range?: Range;
  /** As people know it: a file's name, a section's title, a folder's name. */
  readonly title: string;
}

/** A section with all that stands below it. */
export interface SectionRange extends Range {
  readonly heading: string;
}

/**
 * The section with a title whose own text is around an offset, with all that stands below it; undefined where there is
 * none. In a tree a section's own text ends at the next heading, whatever its depth.
 */
export function sectionAt(tree: InspectedNode, offset: number): SectionRange | undefined {
  for (const node of tree.children) {
    if (node.level !== 'section') continue;
    const { heading, start } = node;
    if (heading !== '' && start <= offset && offset < node.end) return { heading, start, end: lastEnd(node) };
    const below = sectionAt(node, offset);
    if (below !== undefined) return below;
  }
  return undefined;
}

function lastEnd({ end, children }: InspectedNode): number {
  return children.reduce(
    (last, child) => (child.level === 'section' ? Math.max(last, lastEnd(child)) : last),
    end,
  );
}
