import * as vscode from 'vscode';
import type { ParticipantParts } from '../chat/participant.ts';
import { registerParticipant } from '../chat/registerParticipant.ts';
import type { Generating } from '../generate/generating.ts';
import type { LanguageToolsParts } from './languageTools.ts';
import { registerLanguageTools } from './registerLanguageTools.ts';
import { registerMcpServer, type McpServerParts } from './mcpServer.ts';

/** What the rest of the editor works with Recollect through. */
export interface ToolsParts extends Omit<LanguageToolsParts, 'shell'>, Omit<ParticipantParts, 'generating'> {
  readonly context: McpServerParts['context'] & Pick<vscode.ExtensionContext, 'extensionUri'>;
  readonly generating: Generating;
}

/**
 * Registers what others in the editor ask Recollect through: tools for language models, `@recollect` in the chat, the
 * MCP server. All of them go to the one memory of the window, which opens when it is first asked.
 */
export function registerTools({ context, generating, ...parts }: ToolsParts): vscode.Disposable {
  const folders = (): string[] =>
    vscode.workspace.isTrusted
      ? (vscode.workspace.workspaceFolders ?? [])
          .filter(({ uri }) => uri.scheme === 'file')
          .map(({ uri }) => uri.fsPath)
      : [];
  return vscode.Disposable.from(
    registerLanguageTools({ ...parts, shell: generating.shell }),
    registerParticipant({ ...parts, generating, extensionUri: context.extensionUri }),
    registerMcpServer({ context, settings: parts.settings, folders }),
  );
}
