import * as vscode from 'vscode';
import { reporting } from '../errorView.ts';
import { nameParts } from '../places.ts';
import type { Panel } from '../panel.ts';
import { joinedScope, type AskScope } from '../scopes/askScope.ts';
import type { WorkspaceMemory } from '../workspaceMemory.ts';
import { nodeId, placeOfNode, type MemoryNode, type SectionNode } from './nodes.ts';
import type { Pins } from './pins.ts';
import { reasonOf, uriOf } from './treeItems.ts';

/** What the view's commands work on. */
export interface TreeCommandParts {
  readonly memory: WorkspaceMemory;
  readonly panel: Panel;
  readonly pins: Pins;
  readonly log: vscode.LogOutputChannel;
  /** Something of the folder was changed by hand. */
  readonly changed: (folder: string) => void;
}

/** Registers what can be done with the nodes of the view: VS Code gives the node, and all that are selected. */
export function registerTreeCommands(parts: TreeCommandParts): vscode.Disposable {
  const commands: Readonly<Record<string, (nodes: readonly MemoryNode[]) => unknown>> = {
    'recollect.memory.open': ([node]) => openNode(node),
    'recollect.memory.ask': (nodes) => ask(parts, nodes),
    'recollect.memory.summarize': ([node]) => summarize(node),
    'recollect.memory.pin': (nodes) => pin(parts, nodes, true),
    'recollect.memory.unpin': (nodes) => pin(parts, nodes, false),
    'recollect.memory.forget': (nodes) => forget(parts, nodes, true),
    'recollect.memory.remember': (nodes) => forget(parts, nodes, false),
    'recollect.memory.why': ([node]) => why(parts, node),
    'recollect.memory.copyPath': (nodes) => copyPaths(nodes),
  };
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([id, run]) =>
      vscode.commands.registerCommand(id, (node: unknown, selected: unknown) =>
        reporting(parts.log, () => run(nodesOf(node, selected))),
      ),
    ),
  );
}

/** The node that was clicked on; with all that are selected, where it is one of them. */
function nodesOf(node: unknown, selected: unknown): readonly MemoryNode[] {
  if (!isNode(node)) return [];
  const others = Array.isArray(selected) ? selected.filter(isNode) : [];
  return others.some((other) => nodeId(other) === nodeId(node)) ? others : [node];
}

function isNode(value: unknown): value is MemoryNode {
  // They come from the tree itself; anybody else may run a command with anything.
  return (
    typeof value === 'object' && value !== null && 'kind' in value && ('folder' in value || 'parent' in value)
  );
}

async function openNode(node: MemoryNode | undefined): Promise<void> {
  if (node?.kind === 'section') return openSection(node);
  const place = node === undefined ? undefined : placeOfNode(node);
  if (place === undefined || place.file === '' || place.file.endsWith('/')) return;
  // VS Code opens what is no text with the editor for it, or says that there is none.
  await vscode.commands.executeCommand('vscode.open', uriOf(place));
}

async function openSection({ folder, file, section }: SectionNode): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uriOf({ folder, file }));
  const editor = await vscode.window.showTextDocument(document, { preview: true });
  // A section may begin at the heading around it, and the text may have moved since: its own heading is looked for.
  const text = document.getText();
  const found = text.indexOf(section.heading, section.start);
  const at = document.positionAt(
    found >= 0 && found < section.end ? found : Math.min(section.start, text.length),
  );
  editor.selection = new vscode.Selection(at, at);
  editor.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.AtTop);
}

/** Puts the cursor into the ask box, for a question of these alone. */
async function ask({ panel }: TreeCommandParts, nodes: readonly MemoryNode[]): Promise<void> {
  const scope = joinedScope(nodes.flatMap((node) => scopeOf(node) ?? []));
  if (scope !== null) await panel.compose(scope, '');
}

function scopeOf(node: MemoryNode): AskScope | undefined {
  const place = placeOfNode(node);
  if (place === undefined) return undefined;
  if (node.kind === 'section') {
    const { start, end } = node.section;
    return { name: node.section.heading, parts: [{ ...place, range: { start, end } }] };
  }
  const path = place.file === '' ? `${place.folder.replaceAll('\\', '/')}/` : place.file;
  const name = path.endsWith('/') ? `${nameParts(path.slice(0, -1)).label}/` : nameParts(path).label;
  return { name, parts: [place] };
}

async function summarize(node: MemoryNode | undefined): Promise<void> {
  if (node?.kind === 'section') {
    // What it summarizes is the section around the cursor.
    await openSection(node);
    await vscode.commands.executeCommand('recollect.summarizeSection');
    return;
  }
  const place = node === undefined ? undefined : placeOfNode(node);
  if (place === undefined) return;
  const isFolder = place.file === '' || place.file.endsWith('/');
  await vscode.commands.executeCommand(
    isFolder ? 'recollect.summarizeFolder' : 'recollect.summarizeFile',
    uriOf(isFolder ? { ...place, file: place.file.slice(0, -1) } : place),
  );
}

async function pin(
  { pins, changed }: TreeCommandParts,
  nodes: readonly MemoryNode[],
  pinned: boolean,
): Promise<void> {
  for (const { folder, file } of namedPlaces(nodes)) {
    await pins.set({ folder, file }, pinned);
    changed(folder);
  }
}

/** Keeps files out of the memory or takes them back, and says so with a way back. */
async function forget(
  parts: TreeCommandParts,
  nodes: readonly MemoryNode[],
  forgotten: boolean,
): Promise<void> {
  const { l10n } = vscode;
  const places = namedPlaces(nodes);
  if (places.length === 0) return;
  await forgetPlaces(parts, places, forgotten);
  if (!forgotten) return;
  const [first] = places;
  const undo = l10n.t('Undo');
  const said =
    places.length === 1 && first !== undefined
      ? l10n.t('“{0}” is forgotten: it is kept out of the memory until you take it back.', first.file)
      : l10n.t(
          '{0} files and folders are forgotten: they are kept out of the memory until you take them back.',
          places.length,
        );
  // Not waited for: it stays until somebody looks at it.
  void vscode.window.showInformationMessage(said, undo).then((chosen) => {
    if (chosen === undo) void reporting(parts.log, () => forgetPlaces(parts, places, false));
  });
}

async function forgetPlaces(
  { memory, changed }: TreeCommandParts,
  places: readonly { readonly folder: string; readonly file: string }[],
  forgotten: boolean,
): Promise<void> {
  const folders = new Set(places.map(({ folder }) => folder));
  for (const folder of folders) {
    const files = places.filter((place) => place.folder === folder).map(({ file }) => file);
    await memory.memoryOf(folder).forget(files, forgotten);
    changed(folder);
  }
}

/** Files and folders among the nodes; the workspace folder itself is neither pinned nor forgotten. */
function namedPlaces(nodes: readonly MemoryNode[]): { readonly folder: string; readonly file: string }[] {
  return nodes
    .filter(({ kind }) => kind !== 'section')
    .flatMap((node) => placeOfNode(node) ?? [])
    .filter(({ file }) => file !== '');
}

async function why(parts: TreeCommandParts, node: MemoryNode | undefined): Promise<void> {
  if (node?.kind !== 'skipped') return;
  const { l10n } = vscode;
  const open = l10n.t('Open File');
  const again = l10n.t('Index Again');
  const chosen = await vscode.window.showInformationMessage(
    l10n.t('{0} is not in the memory. {1}', nameParts(node.note.file).label, reasonOf(node.note)),
    open,
    again,
  );
  if (chosen === open) await openNode(node);
  if (chosen === again) parts.memory.index();
}

async function copyPaths(nodes: readonly MemoryNode[]): Promise<void> {
  const paths = nodes.flatMap((node) => placeOfNode(node) ?? []).map((place) => uriOf(place).fsPath);
  await vscode.env.clipboard.writeText(paths.join('\n'));
}
