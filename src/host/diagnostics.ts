import { arch, cpus, platform, release, totalmem } from 'node:os';
import * as vscode from 'vscode';
import type { EngineStatus, ModelFacts } from '../protocol/engineStatus.ts';
import type { FileNote } from '../protocol/memoryReports.ts';
import { engineStatuses } from './engineStatuses.ts';
import type { FolderMemory } from './folderMemory.ts';
import { sizeText } from './memoryTree/sizes.ts';
import type { ReliableEngine } from './reliableEngine.ts';
import type { Settings } from './settings.ts';
import type { WorkspaceMemory } from './workspaceMemory.ts';

/** What the report is made of. */
export interface DiagnosticsParts {
  readonly version: string;
  readonly settings: Settings;
  readonly memory: WorkspaceMemory;
  readonly engine: ReliableEngine;
  /** How long activation took, in ms. */
  readonly activation: number;
}

/** Checks of the engine that name no place on this machine. */
const HARMLESS_CHECKS = new Set(['Versions', 'Device', 'Model', 'Model files', 'Reader']);

/**
 * A report to put into an issue: versions, counts and settings. No text of documents, no names of files or folders,
 * no paths, no addresses, no questions.
 */
export async function diagnostics({
  version,
  settings,
  memory,
  engine,
  activation,
}: DiagnosticsParts): Promise<string> {
  const { memories } = memory;
  const statuses = await engineStatuses(engine, memories);
  const { model } = settings;
  const lines = [
    `Recollect ${version}`,
    `VS Code ${vscode.version} (${vscode.env.appHost}, ${vscode.env.uiKind === vscode.UIKind.Web ? 'browser' : 'desktop'}${vscode.env.remoteName === undefined ? '' : ', remote'}), language ${vscode.env.language}`,
    `Node ${process.versions.node}, ${platform()} ${arch()} ${release()}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB`,
    `Activated in ${activation.toFixed(1)} ms, engine lost ${engine.losses} times`,
    `Settings: indexing.automatic ${settings.automatic}, heat.enabled ${settings.heat}, risk ${settings.risk ?? 'as shipped'}, ` +
      `device ${settings.device}, store ${settings.store === '' ? 'as usual' : 'set'}, vectors up to ${sizeText(settings.vectorQuota)}, ` +
      `model ${model.kind}${model.rewrites ? ' rewrites follow-ups' : ''}, redaction ${settings.redaction.enabled ? 'on' : 'off'}`,
    `Trusted ${vscode.workspace.isTrusted}, ${vscode.workspace.workspaceFolders?.length ?? 0} folders`,
    ...memories.flatMap((one, i) => folderLines(i + 1, one, statuses[i])),
    ...modelLines(statuses[0]),
    ...(await engineChecks(engine)),
  ];
  return `${lines.join('\n')}\n`;
}

function folderLines(
  number: number,
  { state, report }: Pick<FolderMemory, 'state' | 'report'>,
  status: EngineStatus | undefined,
): string[] {
  const lines = [`Folder ${number}: ${state.kind}`];
  if (report !== undefined) {
    const { files, leaves, encoded, reused, skipped, notes, warnings } = report;
    lines.push(
      `  last run: ${files} files, ${leaves} leaves, ${encoded} encoded, ${reused} reused`,
      `  left out ${skipped.length}${byCode(skipped)}, with a note ${notes.length}${byCode(notes)}`,
      `  warnings ${warnings.length}${byCode(warnings.map((sentence) => ({ sentence })))}`,
    );
  }
  const memory = status?.memory;
  if (memory !== undefined)
    lines.push(
      `  memory: ${memory.files} files, ${memory.leaves} leaves, ${memory.encoded} encoded, ${memory.skipped} left out, ${memory.forgotten} forgotten`,
      `  on disk: ${sizeText(memory.bytes)}, ${memory.vectors} vectors, ${memory.unused} of them of texts that are gone; ` +
        (memory.writer === undefined ? 'written here' : 'written by another process'),
    );
  return lines;
}

/** Why, without saying which: " (kind-pdf 2, bytes-binary 1)". */
function byCode(notes: readonly Pick<FileNote, 'sentence'>[]): string {
  const counts = new Map<string, number>();
  for (const { sentence } of notes) {
    const code = sentence?.code ?? 'other';
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  if (counts.size === 0) return '';
  return ` (${[...counts].map(([code, count]) => `${code} ${count}`).join(', ')})`;
}

function modelLines(status: EngineStatus | undefined): string[] {
  if (status === undefined) return [];
  const told = ({ fingerprint, fault }: ModelFacts): string =>
    fingerprint ?? `missing (${fault?.code ?? 'why is not known'})`;
  return [
    `Runs on ${status.device.kind} (${[status.device.reason, ...status.device.tried].map(({ code }) => code).join(', ')}); encoder ${told(status.encoder)}, reader ${told(status.reader)}`,
  ];
}

/** What the engine finds about itself. Does not start one for it. */
async function engineChecks(engine: ReliableEngine): Promise<string[]> {
  if (!engine.wanted) return ['Engine: not started'];
  try {
    const { checks } = await engine.run((api) => api.doctor({}));
    return checks
      .filter(({ name }) => HARMLESS_CHECKS.has(name))
      .map(({ name, state, detail }) => (state === 'ok' ? `${name}: ${detail}` : `${name}: ${state}`));
  } catch {
    return ['Engine: does not answer'];
  }
}
