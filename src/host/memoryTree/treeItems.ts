import path from 'node:path';
import * as vscode from 'vscode';
import type { FileNote } from '../../protocol/memoryReports.ts';
import { inTheirWords } from '../errorView.ts';
import { fileUri } from '../folderUri.ts';
import { grouped, percent } from '../../protocol/numbers.ts';
import { nameParts } from '../places.ts';
import type { HeatShares } from './heatShares.ts';
import { nodeId, placeOfNode, type MemoryNode, type SectionNode } from './nodes.ts';

/** Scheme of the view's own addresses: what is coloured here is not coloured in the Explorer. */
export const MEMORY_SCHEME = 'recollect-memory';

/** What the items are told with. */
export interface ItemParts {
  readonly heat: HeatShares;
  readonly isPinned: (folder: string, file: string) => boolean;
}

/** The node as VS Code shows it; its tooltip is told when it is asked for (`tooltips.ts`). */
export function treeItem(node: MemoryNode, parts: ItemParts): vscode.TreeItem {
  const item = itemOf(node, parts);
  item.id = nodeId(node);
  return item;
}

function itemOf(node: MemoryNode, parts: ItemParts): vscode.TreeItem {
  const { l10n } = vscode;
  switch (node.kind) {
    case 'workspace':
      return made(path.basename(node.folder) || node.folder, 'open', {
        context: 'workspace',
        icon: 'root-folder',
        description: shareText(parts.heat.of(node.folder, '')),
      });
    case 'folder':
      return folderItem(node, parts);
    case 'file':
      return fileItem(node, parts);
    case 'section':
      return sectionItem(node, parts);
    case 'left-out':
      return made(l10n.t('Left out'), 'closed', {
        context: 'left-out',
        icon: 'circle-slash',
        description: grouped(node.skipped.length),
      });
    case 'skipped':
      return skippedItem(node);
    case 'forgotten-all':
      return made(l10n.t('Forgotten'), 'closed', {
        context: 'forgotten-all',
        icon: 'eye-closed',
        description: grouped(node.forgotten.length),
      });
    case 'forgotten': {
      const isFolder = node.name.endsWith('/');
      const { label, folder } = nameParts(isFolder ? node.name.slice(0, -1) : node.name);
      return made(label, 'leaf', {
        context: 'forgotten',
        icon: isFolder ? 'folder' : 'file',
        description: folder,
      });
    }
    case 'batch':
      return made(batchLabel(node), 'closed', { context: 'batch', icon: 'ellipsis' });
  }
}

interface Looks {
  /** What menus know the node by: words, each once. */
  readonly context: string;
  readonly icon?: string;
  readonly description?: string;
}

function made(label: string, state: 'open' | 'closed' | 'leaf', looks: Looks): vscode.TreeItem {
  const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(label, { open: Expanded, closed: Collapsed, leaf: None }[state]);
  item.contextValue = looks.context;
  if (looks.icon !== undefined) item.iconPath = new vscode.ThemeIcon(looks.icon);
  if (looks.description !== undefined) item.description = looks.description;
  return item;
}

function folderItem(
  { folder, listed }: Extract<MemoryNode, { kind: 'folder' }>,
  { heat, isPinned }: ItemParts,
): vscode.TreeItem {
  const { l10n } = vscode;
  const share = heat.of(folder, listed.path);
  const pinned = isPinned(folder, listed.path);
  const { files } = listed.totals;
  const item = made(nameParts(listed.path.slice(0, -1)).label, 'closed', {
    context: `folder ${pinned ? 'pinned' : 'unpinned'}`,
    description: described(
      share,
      pinned,
      files === 1 ? l10n.t('1 file') : l10n.t('{0} files', grouped(files)),
    ),
  });
  item.iconPath = vscode.ThemeIcon.Folder;
  item.resourceUri = memoryUri(folder, listed.path, share);
  return item;
}

function fileItem(
  node: Extract<MemoryNode, { kind: 'file' }>,
  { heat, isPinned }: ItemParts,
): vscode.TreeItem {
  const { l10n } = vscode;
  const { folder, file } = node;
  const share = heat.of(folder, file.file);
  const pinned = isPinned(folder, file.file);
  const { label } = nameParts(file.file);
  const item = made(label, file.leaves === 0 ? 'leaf' : 'closed', {
    context: `file ${pinned ? 'pinned' : 'unpinned'}`,
    description: described(share, pinned, passagesText(file)),
  });
  item.iconPath = vscode.ThemeIcon.File;
  item.resourceUri = memoryUri(folder, file.file, share);
  item.command = opening(node, l10n.t('Open'));
  return item;
}

function sectionItem(node: SectionNode, { heat }: ItemParts): vscode.TreeItem {
  const { l10n } = vscode;
  const { folder, file, section, children } = node;
  const share = heat.within(folder, file, section);
  const item = made(section.heading, children.length === 0 ? 'leaf' : 'closed', {
    context: 'section',
    icon: 'symbol-string',
    description: described(share, false, passagesText(section)),
  });
  if (share > 0) item.resourceUri = memoryUri(folder, `${file}#${node.index}`, share);
  item.command = opening(node, l10n.t('Open'));
  return item;
}

function skippedItem(node: Extract<MemoryNode, { kind: 'skipped' }>): vscode.TreeItem {
  const { label } = nameParts(node.note.file);
  const reason = reasonOf(node.note);
  const item = made(label, 'leaf', {
    context: 'skipped',
    description: reason,
  });
  item.iconPath = vscode.ThemeIcon.File;
  item.resourceUri = memoryUri(node.folder, node.note.file, 0);
  item.command = { command: 'recollect.memory.why', title: vscode.l10n.t('Why?'), arguments: [node] };
  return item;
}

/** Why a file is left out, in the user's language. */
export function reasonOf({ reason, sentence }: FileNote): string {
  return sentence === undefined ? reason : inTheirWords(sentence);
}

/** The file or folder on disk. */
export function uriOf({ folder, file }: { readonly folder: string; readonly file: string }): vscode.Uri {
  return fileUri(folder, file);
}

/** An address of the view, which tells its decoration what it is coloured by. */
function memoryUri(folder: string, file: string, share: number): vscode.Uri {
  return vscode.Uri.from({
    scheme: MEMORY_SCHEME,
    path: fileUri(folder, file).path,
    query: share >= LEAST_COLOURED ? 'attended' : '',
  });
}

/** Less of the attention is told of, and not coloured. */
const LEAST_COLOURED = 0.01;

function opening(node: MemoryNode, title: string): vscode.Command {
  return { command: 'recollect.memory.open', title, arguments: [node] };
}

function described(share: number, pinned: boolean, size: string): string {
  return [shareText(share), pinned ? vscode.l10n.t('pinned') : '', size]
    .filter((part) => part !== '')
    .join(' · ');
}

/** What rounds to nothing is told in the tooltip alone: in a list of files it would stand at every one. */
function shareText(share: number): string {
  return share >= 0.005 ? percent(share) : '';
}

/** "38 passages", or "12 of 38 passages" while they are being encoded. */
function passagesText({ leaves, encoded }: { readonly leaves: number; readonly encoded: number }): string {
  const { l10n } = vscode;
  if (encoded < leaves) return l10n.t('{0} of {1} passages', grouped(encoded), grouped(leaves));
  return leaves === 1 ? l10n.t('1 passage') : l10n.t('{0} passages', grouped(leaves));
}

function batchLabel({ nodes, from }: Extract<MemoryNode, { kind: 'batch' }>): string {
  const first = nameOf(nodes[0]);
  const last = nameOf(nodes.at(-1));
  const count = countIn(nodes);
  return `${grouped(from + 1)}–${grouped(from + count)}: ${first} … ${last}`;
}

/** How many nodes a run stands for. */
function countIn(nodes: readonly MemoryNode[]): number {
  return nodes.reduce((sum, node) => sum + (node.kind === 'batch' ? countIn(node.nodes) : 1), 0);
}

function nameOf(node: MemoryNode | undefined): string {
  if (node === undefined) return '';
  if (node.kind === 'section') return node.section.heading;
  if (node.kind === 'batch') return nameOf(node.nodes[0]);
  const file = placeOfNode(node)?.file ?? '';
  return nameParts(file.endsWith('/') ? file.slice(0, -1) : file).label;
}
