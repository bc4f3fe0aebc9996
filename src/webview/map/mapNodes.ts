import type { MapDocument, MapTree } from '../../protocol/mapMessages.ts';

/** A block of the map: the workspace, a document, or a section with all that stands below it. */
export interface MapNode {
  readonly kind: 'workspace' | 'document' | 'section';
  /** Names it as long as there is this tree. */
  readonly key: string;
  /** Words that it is shown with; empty for the workspace and for what stands before a first heading. */
  readonly label: string;
  /** Of a document: the folder that it is in, as people read it; empty at the top and for all else. */
  readonly folder: string;
  readonly parent: MapNode | undefined;
  /** Number of its document in the tree; -1 for the workspace. */
  readonly document: number;
  /** Its leaves: numbers within the document, half-open; those of a section's own text come first. */
  readonly from: number;
  readonly to: number;
  /** Where the leaves of its own text end: from there on its children have theirs. */
  readonly ownTo: number;
  /** 0 to 1: the sum of what is in it (invariant 10). */
  readonly share: number;
  /** False for a document that was not asked, and all that is in it. */
  readonly asked: boolean;
  /** In document order. */
  readonly children: readonly MapNode[];
}

/** A tree of the map, unpacked. */
export interface MapNodes {
  readonly version: string;
  readonly root: MapNode;
  /** By document: the share of each leaf. */
  readonly shares: readonly Float32Array[];
  /** The largest share of a leaf. */
  readonly hottest: number;
  readonly leaves: number;
}

/** A leaf with where it stands. */
export interface MapLeaf {
  readonly document: number;
  readonly leaf: number;
}

interface Growing extends Omit<MapNode, 'children' | 'parent' | 'to' | 'ownTo'> {
  readonly parent: Growing | undefined;
  readonly children: Growing[];
  to: number;
  ownTo: number;
}

/** Unpacks what the host sent and builds its blocks. */
export function mapNodes({ version, documents }: MapTree): MapNodes {
  const shares = documents.map(({ leaves, scale }) => {
    const floats = numbersIn(leaves.shares, Float32Array, leaves.count);
    return scale === 1 ? floats : floats.map((share) => share * scale);
  });
  const leaves = documents.reduce((sum, document) => sum + document.leaves.count, 0);
  const root: Growing = {
    kind: 'workspace',
    key: 'all',
    label: '',
    folder: '',
    parent: undefined,
    document: -1,
    from: 0,
    to: leaves,
    ownTo: 0,
    share: documents.reduce((sum, { share, scale }) => sum + share * scale, 0),
    asked: documents.some(({ asked }) => asked),
    children: [],
  };
  root.children.push(...documents.map((document, i) => documentNode(document, i, root)));
  let hottest = 0;
  for (const of of shares) for (const share of of) if (share > hottest) hottest = share;
  return { version, root, shares, hottest, leaves };
}

function documentNode(
  { label, folder, asked, scale, share, sections, leaves }: MapDocument,
  document: number,
  parent: Growing,
): Growing {
  const node: Growing = {
    kind: 'document',
    key: `d${String(document)}`,
    label,
    folder,
    parent,
    document,
    from: 0,
    to: leaves.count,
    ownTo: 0,
    share: share * scale,
    asked,
    children: [],
  };
  const of = numbersIn(leaves.sections, Uint32Array, leaves.count);
  const nodes: Growing[] = [];
  let leaf = 0;
  for (const [s, { heading, parent: above, share: part }] of sections.entries()) {
    const from = leaf;
    while (leaf < of.length && of[leaf] === s) leaf++;
    const under = nodes[above] ?? node;
    const section: Growing = {
      kind: 'section',
      key: `d${String(document)}s${String(s)}`,
      label: heading,
      folder: '',
      parent: under,
      document,
      from,
      to: leaf,
      ownTo: leaf,
      share: part * scale,
      asked,
      children: [],
    };
    nodes.push(section);
    under.children.push(section);
    // Document order: whatever comes belongs to all that it stands below.
    for (let up: Growing | undefined = nodes[above]; up !== undefined; up = up.parent)
      if (up.kind === 'section') up.to = leaf;
  }
  return withoutTitle(node);
}

/** A title over the whole document is the document: a block within a block would say nothing more. */
function withoutTitle(node: Growing): Growing {
  const [title, ...others] = node.children;
  if (title === undefined || others.length > 0) return node;
  const { children, ownTo } = title;
  const document: Growing = { ...node, ownTo, children: [] };
  document.children.push(...children.map((child) => within(child, document)));
  return document;
}

function within(node: Growing, parent: Growing): Growing {
  const moved: Growing = { ...node, parent, children: [] };
  moved.children.push(...node.children.map((child) => within(child, moved)));
  return moved;
}

/** The blocks from the workspace down to this one. */
export function pathTo(node: MapNode): MapNode[] {
  const path: MapNode[] = [];
  for (let at: MapNode | undefined = node; at !== undefined; at = at.parent) path.unshift(at);
  return path;
}

/** The innermost block that a leaf stands in. */
export function blockOf(root: MapNode, { document, leaf }: MapLeaf): MapNode {
  let node = root.children[document] ?? root;
  for (;;) {
    const next = node.children.find(({ from, to }) => from <= leaf && leaf < to);
    if (next === undefined) return node;
    node = next;
  }
}

/** The block with that key in another tree of the same shape, or the nearest above it that there is. */
export function sameBlock(root: MapNode, node: MapNode): MapNode {
  let found = root;
  for (const { label, folder } of pathTo(node).slice(1)) {
    const next = found.children.find((child) => child.label === label && child.folder === folder);
    if (next === undefined) return found;
    found = next;
  }
  return found;
}

/** The leaf with the largest share within a block; undefined where none has any. */
export function hottestLeaf(nodes: MapNodes, node: MapNode): MapLeaf | undefined {
  let found: MapLeaf | undefined;
  let most = 0;
  const documents = node.kind === 'workspace' ? node.children : [node];
  for (const { document, from, to } of documents) {
    const shares = nodes.shares[document];
    for (let leaf = from; leaf < to; leaf++) {
      const share = shares?.[leaf] ?? 0;
      if (share <= most) continue;
      most = share;
      found = { document, leaf };
    }
  }
  return found;
}

type Numbers = Uint32ArrayConstructor | Float32ArrayConstructor;

/** Numbers of four bytes, the lowest first: how every machine that runs an editor has them. */
function numbersIn<T extends Numbers>(packed: string, Kind: T, count: number): InstanceType<T>;
function numbersIn(packed: string, Kind: Numbers, count: number): Uint32Array | Float32Array {
  const text = atob(packed);
  const bytes = new Uint8Array(count * 4);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return new Kind(bytes.buffer);
}
