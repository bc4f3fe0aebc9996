import { arch, cpus, platform, release, totalmem } from 'node:os';
import * as vscode from 'vscode';
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
const HARMLESS_CHECKS = new Set(['Versions', 'Device', 'Model', 'Model files']);

/**
 * A report to put into an issue: versions, counts and settings. No text of documents, no names of files or folders,
 * no paths, no questions.
 */
export async function diagnostics({
  version,
  settings,
  memory,
  engine,
  activation,
}: DiagnosticsParts): Promise<string> {
  const lines = [
    `Recollect ${version}`,
    `VS Code ${vscode.version} (${vscode.env.appHost}, ${vscode.env.uiKind === vscode.UIKind.Web ? 'browser' : 'desktop'}${vscode.env.remoteName === undefined ? '' : ', remote'}), language ${vscode.env.language}`,
    `Node ${process.versions.node}, ${platform()} ${arch()} ${release()}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB`,
    `Activated in ${activation.toFixed(1)} ms, engine lost ${engine.losses} times`,
    `Settings: indexing.automatic ${settings.automatic}, heat.enabled ${settings.heat}, store ${settings.store === '' ? 'as usual' : 'set'}`,
    `Trusted ${vscode.workspace.isTrusted}, ${vscode.workspace.workspaceFolders?.length ?? 0} folders`,
  ];
  for (const [i, { state, report }] of memory.memories.entries()) {
    const counts =
      report === undefined
        ? ''
        : `: ${report.files} files, ${report.leaves} leaves, ${report.encoded} encoded, ${report.reused} reused, ` +
          `${report.skipped.length} skipped, ${report.notes.length} with a note, ${report.warnings.length} warnings`;
    lines.push(`Folder ${i + 1}: ${state.kind}${counts}`);
  }
  lines.push(...(await engineChecks(engine)));
  return `${lines.join('\n')}\n`;
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
