import * as vscode from 'vscode';
import { quotaBytes } from '../protocol/vectorQuota.ts';

/** Our settings as they are now. */
export interface Settings {
  /** Whether changes of files are followed without being asked to. */
  readonly automatic: boolean;
  readonly heat: boolean;
  /** The share of questions that may get a wrong answer, 0 to 1; undefined leaves it to the engine. */
  readonly risk: number | undefined;
  /** Folder of the memories; empty for the usual place. */
  readonly store: string;
  /** Bytes that the vectors of a folder's memory may take on disk. */
  readonly vectorQuota: number;
}

/**
 * Reads the settings. A folder that is not trusted has no say in where memories are kept: VS Code leaves its value
 * out (`restrictedConfigurations`), and `machine` scope keeps it out of folders altogether.
 */
export function readSettings(): Settings {
  const section = vscode.workspace.getConfiguration('recollect');
  return {
    automatic: section.get('indexing.automatic', true),
    heat: section.get('heat.enabled', true),
    risk: riskIn(section.get<unknown>('risk')),
    store: section.get('store', '').trim(),
    vectorQuota: quotaBytes(section.get<unknown>('vectorQuota')),
  };
}

/** What a person has typed is bounded; what is no number is left to the engine. */
function riskIn(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : undefined;
}
