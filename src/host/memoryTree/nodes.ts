import type { FileNote, RememberedFile, RememberedSection } from '../../protocol/memoryReports.ts';
import type { ListedFolder } from './folderListing.ts';

/** What the memory view shows, level by level. `folder` is the absolute path of the workspace folder. */
export type MemoryNode =
  | { readonly kind: 'workspace'; readonly folder: string }
  | { readonly kind: 'folder'; readonly folder: string; readonly listed: ListedFolder }
  | { readonly kind: 'file'; readonly folder: string; readonly file: RememberedFile }
  | SectionNode
  | { readonly kind: 'left-out'; readonly folder: string; readonly skipped: readonly FileNote[] }
  | { readonly kind: 'skipped'; readonly folder: string; readonly note: FileNote }
  | { readonly kind: 'forgotten-all'; readonly folder: string; readonly forgotten: readonly string[] }
  /** `name`: a file, or a folder with a `/` at its end. */
  | { readonly kind: 'forgotten'; readonly folder: string; readonly name: string }
  /** A run of a list that is too long to be shown at once. */
  | {
      readonly kind: 'batch';
      readonly parent: MemoryNode;
      readonly from: number;
      readonly nodes: readonly MemoryNode[];
    };

/** A section of a file with those in it. */
export interface SectionNode {
  readonly kind: 'section';
  readonly folder: string;
  readonly file: string;
  /** Its place in the file's list. */
  readonly index: number;
  readonly section: RememberedSection;
  readonly children: readonly SectionNode[];
}

/** The same node is known by the same id, whatever has changed of it: so the view keeps open what was open. */
export function nodeId(node: MemoryNode): string {
  switch (node.kind) {
    case 'workspace':
    case 'left-out':
    case 'forgotten-all':
      return `${node.kind}:${node.folder}`;
    case 'folder':
      return `folder:${node.folder}\0${node.listed.path}`;
    case 'file':
      return `file:${node.folder}\0${node.file.file}`;
    case 'section':
      return `section:${node.folder}\0${node.file}\0${node.index}`;
    case 'skipped':
      return `skipped:${node.folder}\0${node.note.file}`;
    case 'forgotten':
      return `forgotten:${node.folder}\0${node.name}`;
    case 'batch':
      return `batch:${node.from}:${nodeId(node.parent)}`;
  }
}

/** A file's sections as nodes, nested; what stands before the first heading, or under none, has no node. */
export function sectionNodes(
  folder: string,
  file: string,
  sections: readonly RememberedSection[],
): readonly SectionNode[] {
  const top: SectionNode[] = [];
  const childrenOf: SectionNode[][] = [];
  for (const [index, section] of sections.entries()) {
    const children: SectionNode[] = [];
    childrenOf.push(children);
    if (section.heading === '') continue;
    (childrenOf[section.parent] ?? top).push({ kind: 'section', folder, file, index, section, children });
  }
  return top;
}

/** What a node stands for as the engine names it: a file, a folder with a `/` at its end, or the whole workspace folder. */
export function placeOfNode(
  node: MemoryNode,
): { readonly folder: string; readonly file: string } | undefined {
  switch (node.kind) {
    case 'workspace':
      return { folder: node.folder, file: '' };
    case 'folder':
      return { folder: node.folder, file: node.listed.path };
    case 'file':
      return { folder: node.folder, file: node.file.file };
    case 'section':
      return { folder: node.folder, file: node.file };
    case 'skipped':
      return { folder: node.folder, file: node.note.file };
    case 'forgotten':
      return { folder: node.folder, file: node.name };
    case 'left-out':
    case 'forgotten-all':
    case 'batch':
      return undefined;
  }
}
