import * as vscode from 'vscode';
import type { Settings } from '../settings.ts';
import { excludePatterns } from '../excludePatterns.ts';
import { mcpArguments } from './mcpArguments.ts';

/** Id of the provider, as the manifest has it. */
export const MCP_PROVIDER = 'recollect.documents';

/** What the server is started from. */
export interface McpServerParts {
  readonly context: Pick<vscode.ExtensionContext, 'asAbsolutePath' | 'extension'>;
  readonly settings: () => Settings;
  /** Absolute paths of the workspace's folders; none where they may not be read. */
  readonly folders: () => readonly string[];
}

/**
 * Offers the documents of the window to the editor as an MCP server: the command line on the editor's own Node, with
 * the same memory as this window. Nothing is started before the editor wants it.
 */
export function registerMcpServer({ context, settings, folders }: McpServerParts): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provide = (): vscode.McpStdioServerDefinition[] => {
    const served = folders();
    if (served.length === 0) return [];
    const { store, vectorQuota, encoder, onBattery, device } = settings();
    const exclude = excludePatterns(vscode.workspace.getConfiguration('files').get('exclude'));
    const script = context.asAbsolutePath('dist/cli.cjs');
    return [
      new vscode.McpStdioServerDefinition(
        'Recollect',
        process.execPath,
        mcpArguments({
          script,
          folders: served,
          store,
          exclude,
          encoder: encoder.model,
          vectorQuota,
          onBattery,
          device,
        }),
        // The editor's executable is Node where this is set; a plain Node does not mind.
        { ELECTRON_RUN_AS_NODE: '1' },
        String(context.extension.packageJSON.version),
      ),
    ];
  };
  return vscode.Disposable.from(
    changed,
    vscode.lm.registerMcpServerDefinitionProvider(MCP_PROVIDER, {
      onDidChangeMcpServerDefinitions: changed.event,
      provideMcpServerDefinitions: provide,
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(() => changed.fire()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => changed.fire()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (
        event.affectsConfiguration('recollect.store') ||
        event.affectsConfiguration('recollect.encoder.model') ||
        event.affectsConfiguration('files.exclude') ||
        event.affectsConfiguration('recollect.vectorQuota') ||
        event.affectsConfiguration('recollect.indexing.onBattery') ||
        event.affectsConfiguration('recollect.device')
      )
        changed.fire();
    }),
  );
}
