import * as vscode from 'vscode';

/** Our settings as they are now. */
export interface Settings {
  /** Whether changes of files are followed without being asked to. */
  readonly automatic: boolean;
  readonly heat: boolean;
  /** Folder of the memories; empty for the usual place. */
  readonly store: string;
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
    store: section.get('store', '').trim(),
  };
}
