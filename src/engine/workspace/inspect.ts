import type { InspectedNode, InspectResult } from '../../protocol/memoryReports.ts';
import type { SnapshotDocument } from '../recall/snapshot.ts';

/** A document's tree as nested nodes. */
export function inspectTree(document: SnapshotDocument, text: string): InspectResult {
  const { sections, passages, leaves } = document.tree;
  const leavesOf = groupBy(
    leaves.map((leaf, i): [number, InspectedNode] => [
      leaf.passage,
      {
        level: 'leaf',
        start: leaf.start,
        end: leaf.end,
        heading: '',
        encoded: document.encoded[i] === 1,
        children: [],
      },
    ]),
  );
  const passagesOf = groupBy(
    passages.map((passage, i): [number, InspectedNode] => [
      passage.section,
      node('passage', passage, '', leavesOf.get(i) ?? []),
    ]),
  );
  const sectionsIn = groupBy(sections.map(({ parent }, i): [number, number] => [parent, i]));
  const sectionNodes = (parent: number): InspectedNode[] =>
    (sectionsIn.get(parent) ?? []).flatMap((i) => {
      const section = sections[i];
      if (section === undefined) return [];
      return [node('section', section, section.heading, [...(passagesOf.get(i) ?? []), ...sectionNodes(i)])];
    });
  const tree = node('document', { start: 0, end: text.length }, document.file, sectionNodes(-1));
  return { file: document.file, hash: document.record.hash, text, tree };
}

function node(
  level: InspectedNode['level'],
  range: { readonly start: number; readonly end: number },
  heading: string,
  children: readonly InspectedNode[],
): InspectedNode {
  return {
    level,
    start: range.start,
    end: range.end,
    heading,
    encoded: children.every(({ encoded }) => encoded),
    children,
  };
}

function groupBy<T>(entries: readonly (readonly [number, T])[]): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const [key, value] of entries) {
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}
