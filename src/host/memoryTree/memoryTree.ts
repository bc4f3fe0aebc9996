import * as vscode from 'vscode';
import type { Conversation } from '../conversation.ts';
import { grouped } from '../../protocol/numbers.ts';
import type { MergedAnswer } from '../../protocol/mergeAnswers.ts';
import type { Panel } from '../panel.ts';
import type { ReliableEngine } from '../reliableEngine.ts';
import type { Threads } from '../threads/threads.ts';
import type { FolderState } from '../folderMemory.ts';
import type { WorkspaceMemory } from '../workspaceMemory.ts';
import { batches } from './batches.ts';
import { HeatShares } from './heatShares.ts';
import { LastAttended } from './lastAttended.ts';
import { Listings } from './listings.ts';
import { sectionNodes, type MemoryNode } from './nodes.ts';
import type { Pins } from './pins.ts';
import { registerTreeCommands } from './treeCommands.ts';
import { tooltipOf } from './tooltips.ts';
import { MEMORY_SCHEME, treeItem, type ItemParts } from './treeItems.ts';

/** The view's id in package.json. */
export const MEMORY_VIEW = 'recollect.memory';

/** What the view is made with. */
export interface MemoryTreeParts {
  readonly memory: WorkspaceMemory;
  readonly engine: ReliableEngine;
  readonly conversation: Conversation;
  readonly threads: Threads;
  readonly panel: Panel;
  readonly pins: Pins;
  readonly log: vscode.LogOutputChannel;
}

/** Changes that come together are shown together: milliseconds. */
const PAUSE = 100;

/** Registers the memory view with its commands. Nothing is read before the view is shown. */
export function registerMemoryTree(parts: MemoryTreeParts): vscode.Disposable {
  const tree = new MemoryTree(parts);
  const view = vscode.window.createTreeView(MEMORY_VIEW, {
    treeDataProvider: tree,
    showCollapseAll: true,
    canSelectMany: true,
  });
  tree.attach(view);
  return vscode.Disposable.from(
    view,
    tree,
    vscode.window.registerFileDecorationProvider({
      provideFileDecoration: ({ scheme, query }) =>
        scheme === MEMORY_SCHEME && query === 'attended'
          ? { color: new vscode.ThemeColor('recollect.attendedForeground'), propagate: false }
          : undefined,
    }),
    registerTreeCommands({ ...parts, changed: (folder) => tree.changed(folder) }),
  );
}

/** What is remembered of the workspace: folders, files, sections; what was left out, and what was forgotten. */
class MemoryTree implements vscode.TreeDataProvider<MemoryNode>, vscode.Disposable {
  readonly #parts: MemoryTreeParts;
  readonly #listings: Listings;
  readonly #attended = new LastAttended();
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #subscriptions: vscode.Disposable[];
  /** What each folder's listing was read after: it is read again once that is another. */
  readonly #seen = new Map<string, unknown>();
  #view: vscode.TreeView<MemoryNode> | undefined;
  #answer: MergedAnswer | undefined;
  #heat = new HeatShares(undefined);
  #timer: NodeJS.Timeout | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(parts: MemoryTreeParts) {
    this.#parts = parts;
    this.#listings = new Listings({
      run: (work) => parts.engine.run(work),
      workspace: (folder) =>
        parts.memory.memories.find((memory) => memory.folder === folder)?.workspace ?? folder,
      onChange: () => this.#soon(),
      onError: (error) => parts.log.warn(`The memory could not be listed: ${String(error)}`),
    });
    this.#subscriptions = [
      parts.memory.onDidChange(() => this.#look()),
      parts.conversation.onDidChange(() => this.#onConversation()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#look()),
    ];
  }

  attach(view: vscode.TreeView<MemoryNode>): void {
    this.#view = view;
    this.#subscriptions.push(view.onDidChangeVisibility(() => this.#onShown()));
    if (view.visible) this.#onShown();
  }

  /** Something of the folder was changed by hand: what was pinned, or what was forgotten. */
  changed(folder: string): void {
    this.#listings.refresh(folder);
    this.#soon();
  }

  getTreeItem(node: MemoryNode): vscode.TreeItem {
    return treeItem(node, this.#itemParts());
  }

  /** Tooltips are told when somebody looks at one: of a long list hardly any is. */
  async resolveTreeItem(item: vscode.TreeItem, node: MemoryNode): Promise<vscode.TreeItem> {
    await this.#attended.look(this.#parts.threads.all);
    const told = tooltipOf(node, { ...this.#itemParts(), attended: this.#attended });
    if (told !== '') item.tooltip = told;
    return item;
  }

  async getChildren(node?: MemoryNode): Promise<MemoryNode[]> {
    if (node === undefined) return this.#top();
    if (node.kind === 'batch') return split(node, node.nodes);
    if (node.kind === 'section') return split(node, node.children);
    if (node.kind === 'left-out')
      return split(
        node,
        node.skipped.map((note) => ({ kind: 'skipped', folder: node.folder, note })),
      );
    if (node.kind === 'forgotten-all')
      return split(
        node,
        node.forgotten.map((name) => ({ kind: 'forgotten', folder: node.folder, name })),
      );
    if (node.kind === 'file') {
      const { folder, file } = node;
      const sections = await this.#listings.sections(folder, file.file);
      return split(node, sectionNodes(folder, file.file, sections));
    }
    if (node.kind === 'workspace' || node.kind === 'folder') return this.#inFolder(node);
    return [];
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#listings.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  #top(): MemoryNode[] {
    const folders = this.#parts.memory.memories.map(({ folder }) => folder);
    return folders
      .filter((folder) => this.#listings.of(folder) !== undefined)
      .map((folder) => ({ kind: 'workspace', folder }));
  }

  #inFolder(node: Extract<MemoryNode, { kind: 'workspace' | 'folder' }>): MemoryNode[] {
    const { folder } = node;
    const listing = this.#listings.of(folder);
    const listed = listing?.folder(node.kind === 'workspace' ? '' : node.listed.path);
    if (listing === undefined || listed === undefined) return [];
    const inside = split(node, [
      ...listed.folders.map((inner): MemoryNode => ({ kind: 'folder', folder, listed: inner })),
      ...listed.files.map((file): MemoryNode => ({ kind: 'file', folder, file })),
    ]);
    if (node.kind === 'folder') return inside;
    const { skipped, forgotten } = listing;
    return [
      ...inside,
      ...(skipped.length > 0 ? [{ kind: 'left-out', folder, skipped } as const] : []),
      ...(forgotten.length > 0 ? [{ kind: 'forgotten-all', folder, forgotten } as const] : []),
    ];
  }

  #itemParts(): ItemParts {
    const { pins } = this.#parts;
    return { heat: this.#heat, isPinned: (folder, file) => pins.of(folder).includes(file) };
  }

  #onShown(): void {
    if (this.#view?.visible !== true) return;
    this.#parts.memory.open();
    void this.#parts.threads.open();
    this.#look();
    this.#onConversation();
  }

  /** Reads what is listed again where the memory has moved on; a view that nobody sees waits until it is shown. */
  #look(): void {
    const { memories } = this.#parts.memory;
    this.#listings.keepOnly(memories.map(({ folder }) => folder));
    if (this.#view === undefined || !this.#view.visible) return;
    this.#view.message = messageOf(memories.map(({ state }) => state));
    for (const { folder, state, report } of memories) {
      if (state.kind === 'idle' || state.kind === 'starting' || state.kind === 'large') continue;
      const now = state.kind === 'indexing' ? state : report;
      if (this.#listings.of(folder) !== undefined && this.#seen.get(folder) === now) continue;
      this.#seen.set(folder, now);
      this.#listings.refresh(folder);
    }
  }

  #onConversation(): void {
    if (this.#view?.visible !== true) return;
    const { conversation } = this.#parts;
    if (conversation.answered !== this.#answer) {
      this.#answer = conversation.answered;
      this.#heat = new HeatShares(this.#answer);
      this.#soon();
    }
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#changed.fire(undefined);
    }, PAUSE);
  }
}

/** The children of a node, in runs where there are too many for one piece. */
function split(parent: MemoryNode, nodes: readonly MemoryNode[]): MemoryNode[] {
  const runs = batches(nodes);
  const [only] = runs;
  if (runs.length <= 1) return [...(only?.items ?? [])];
  const before = parent.kind === 'batch' ? parent.from : 0;
  return runs.map(({ from, items }) => ({ kind: 'batch', parent, from: before + from, nodes: items }));
}

/** What stands above the tree while it is not whole; empty where it is. */
function messageOf(states: readonly FolderState[]): string {
  const { l10n } = vscode;
  for (const state of states) {
    if (state.kind === 'indexing')
      return state.phase === 'reading'
        ? l10n.t('Reading files: {0} of {1}', grouped(state.done), grouped(state.total))
        : l10n.t('Remembering passages: {0} of {1}', grouped(state.done), grouped(state.total));
    if (state.kind === 'large') return l10n.t('{0} is not remembered', state.large.name);
    if (state.kind === 'paused')
      return l10n.t('Paused at {0} of {1} passages', grouped(state.done), grouped(state.total));
  }
  return '';
}
