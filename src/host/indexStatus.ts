import * as vscode from 'vscode';
import { providerNames } from '../protocol/devices.ts';
import type { EngineStatus, MemoryFacts, ModelFacts } from '../protocol/engineStatus.ts';
import { engineStatuses } from './engineStatuses.ts';
import { errorMessage, inTheirWords } from './errorView.ts';
import { timeText } from './firstRun/amounts.ts';
import type { FolderMemory } from './folderMemory.ts';
import { folderName } from './folderUri.ts';
import { reasonOf, uriOf } from './memoryTree/treeItems.ts';
import { sizeText } from './memoryTree/sizes.ts';
import { grouped } from '../protocol/numbers.ts';
import type { ReliableEngine } from './reliableEngine.ts';
import type { WorkspaceMemory } from './workspaceMemory.ts';

interface StatusItem extends vscode.QuickPickItem {
  readonly command?: string;
  readonly file?: vscode.Uri;
  /** Put on the clipboard when the item is chosen. */
  readonly copied?: string;
}

/** Files that a list shows of those left out or remembered with a note; all are in the memory view. */
const MOST_FILES = 100;

/** Shows how much of each folder is remembered and where, on what it runs, what was left out and why, and what to do. */
export async function showIndexStatus(memory: WorkspaceMemory, engine: ReliableEngine): Promise<void> {
  const picked = await vscode.window.showQuickPick(statusItems(memory, engine), {
    title: vscode.l10n.t('Recollect: what is remembered'),
    placeHolder: vscode.l10n.t('Choose a file to open it, or something to do'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (picked?.command !== undefined) await vscode.commands.executeCommand(picked.command);
  // VS Code opens what is no text with the editor for it, or says that there is none.
  if (picked?.file !== undefined) await vscode.commands.executeCommand('vscode.open', picked.file);
  if (picked?.copied !== undefined) {
    await vscode.env.clipboard.writeText(picked.copied);
    vscode.window.setStatusBarMessage(`$(check) ${vscode.l10n.t('Copied: {0}', picked.copied)}`, 5000);
  }
}

async function statusItems(memory: WorkspaceMemory, engine: ReliableEngine): Promise<StatusItem[]> {
  const { l10n } = vscode;
  const { memories } = memory;
  const statuses = await engineStatuses(engine, memories);
  return [
    ...memories.flatMap((one, i) => folderItems(one, statuses[i]?.memory)),
    ...engineItems(statuses[0]),
    { label: l10n.t('Do'), kind: vscode.QuickPickItemKind.Separator },
    { label: `$(list-tree) ${l10n.t('Show the Memory View')}`, command: 'recollect.memory.focus' },
    { label: `$(refresh) ${l10n.t('Index Again')}`, command: 'recollect.index' },
    memory.paused
      ? { label: `$(debug-start) ${l10n.t('Resume indexing')}`, command: 'recollect.resume' }
      : { label: `$(debug-pause) ${l10n.t('Pause indexing')}`, command: 'recollect.pause' },
    { label: `$(output) ${l10n.t('Show Log')}`, command: 'recollect.showLog' },
    { label: `$(copy) ${l10n.t('Copy Diagnostics')}`, command: 'recollect.copyDiagnostics' },
  ];
}

/** What is remembered of one folder. */
function folderItems(
  { folder, state, report }: Pick<FolderMemory, 'folder' | 'state' | 'report'>,
  facts: MemoryFacts | undefined,
): StatusItem[] {
  const { l10n } = vscode;
  const items: StatusItem[] = [{ label: folderName(folder), kind: vscode.QuickPickItemKind.Separator }];
  if (state.kind === 'failed') items.push({ label: `$(error) ${errorMessage(state.error)}` });
  if (state.kind === 'indexing' || state.kind === 'paused')
    items.push({
      label: `$(${state.kind === 'paused' ? 'debug-pause' : 'sync'}) ${l10n.t('{0} of {1}', grouped(state.done), grouped(state.total))}`,
      description: state.kind === 'paused' ? l10n.t('paused') : l10n.t('being indexed'),
    });
  if (state.kind === 'large') {
    const { name, files, bytes, seconds } = state.large;
    items.push({
      label: `$(question) ${state.declined ? l10n.t('Not remembered: you put it off') : l10n.t('Waits for your word: it is large')}`,
      description: l10n.t('files: {0} · {1} · {2}', grouped(files), sizeText(bytes), timeText(seconds)),
      detail: l10n.t('Open Recollect to remember {0}, or some of its folders', name),
      command: 'recollect.panel.focus',
    });
  }
  if (report !== undefined) {
    const encoded = Math.min(report.leaves, report.encoded + report.reused);
    items.push(
      { label: `$(files) ${l10n.t('Files remembered: {0}', grouped(report.files))}` },
      {
        label: `$(list-flat) ${l10n.t('Passages: {0}', grouped(report.leaves))}`,
        description: l10n.t(
          '{0} by meaning and words, {1} by words alone',
          grouped(encoded),
          grouped(report.leaves - encoded),
        ),
      },
      ...report.warnings.map((warning) => ({ label: `$(warning) ${inTheirWords(warning)}` })),
    );
  }
  if (facts !== undefined) items.push(...memoryItems(facts));
  if (report === undefined) return items;
  const files = [
    ...report.skipped.map((note) => ({ note, icon: 'circle-slash', what: l10n.t('left out') })),
    ...report.notes.map((note) => ({ note, icon: 'info', what: l10n.t('remembered') })),
  ];
  for (const { note, icon, what } of files.slice(0, MOST_FILES))
    items.push({
      label: `$(${icon}) ${note.file}`,
      description: what,
      detail: reasonOf(note),
      file: uriOf({ folder, file: note.file }),
    });
  if (files.length > MOST_FILES)
    items.push({
      label: `$(ellipsis) ${l10n.t('{0} more in the memory view', grouped(files.length - MOST_FILES))}`,
      command: 'recollect.memory.focus',
    });
  return items;
}

/** Where a memory lies and what it takes; what was forgotten. */
function memoryItems({
  folder,
  bytes,
  forgotten,
  vectors,
  unused,
  writer,
  changing,
  encoded,
  leaves,
}: MemoryFacts): StatusItem[] {
  const { l10n } = vscode;
  const items: StatusItem[] = [
    {
      label: `$(database) ${l10n.t('On disk: {0}', sizeText(bytes))}`,
      description: folder,
      detail: l10n.t(
        'Vectors: {0}, of texts that are gone and may come back: {1}. Choose this to copy the place.',
        grouped(vectors),
        grouped(unused),
      ),
      copied: folder,
    },
  ];
  if (changing !== undefined)
    items.push({
      label: `$(arrow-swap) ${l10n.t('The encoder is being changed to {0}: {1} of {2} passages', changing.to, grouped(encoded), grouped(leaves))}`,
      detail: l10n.t('Until that is done, {0} finds by meaning', changing.from),
    });
  if (forgotten > 0)
    items.push({
      label: `$(eye-closed) ${l10n.t('Forgotten: {0}', grouped(forgotten))}`,
      command: 'recollect.memory.focus',
    });
  if (writer !== undefined)
    items.push({
      label: `$(lock) ${l10n.t('Process {0} on {1} writes to this memory; here it is only read', String(writer.pid), writer.host)}`,
    });
  return items;
}

/** What the engine runs on, why, and its models. */
function engineItems(status: EngineStatus | undefined): StatusItem[] {
  const { l10n } = vscode;
  if (status === undefined) return [];
  const { device, encoder, reader } = status;
  return [
    { label: l10n.t('On this machine'), kind: vscode.QuickPickItemKind.Separator },
    {
      label: `$(chip) ${device.kind === 'cpu' ? l10n.t('Runs on the CPU') : l10n.t('Documents are encoded with {0}', providerNames[device.kind])}`,
      description: [device.name, l10n.t('{0} cores', device.cores)].filter((part) => part !== '').join(', '),
      detail: inTheirWords(device.reason),
      command: 'recollect.tryDevices',
    },
    ...device.tried.map((trial) => ({ label: `$(blank) ${inTheirWords(trial)}` })),
    { ...modelItem(l10n.t('Encoder: finds by meaning'), encoder), command: 'recollect.chooseEncoder' },
    modelItem(l10n.t('Reader: finds the words that answer'), reader),
  ];
}

function modelItem(label: string, { name, fingerprint, fault }: ModelFacts): StatusItem {
  return fingerprint === null
    ? { label: `$(warning) ${label}`, detail: fault === undefined ? '' : inTheirWords(fault) }
    : {
        label: `$(check) ${label}`,
        description: [name ?? '', fingerprint.slice(0, 12)].filter((part) => part !== '').join(' · '),
        ...(fault === undefined ? {} : { detail: inTheirWords(fault) }),
      };
}
