import * as vscode from 'vscode';
import { toolNames, type ToolKey } from '../../protocol/tools.ts';
import type { LanguageToolsParts } from './languageTools.ts';

/** Registers the tools that models of the editor's chat may call. Nothing is loaded before one is wanted. */
export function registerLanguageTools(parts: LanguageToolsParts): vscode.Disposable {
  const load = async (key: ToolKey) => {
    const { languageTools } = await import('../later.ts');
    return languageTools(parts)[key];
  };
  const register = (key: ToolKey): vscode.Disposable =>
    vscode.lm.registerTool(toolNames[key], {
      prepareInvocation: async (options, token) => (await load(key)).prepareInvocation(options, token),
      invoke: async (options, token) => (await load(key)).invoke(options, token),
    });
  return vscode.Disposable.from(register('ask'), register('passages'), register('summarize'));
}
