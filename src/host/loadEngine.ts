import type { EngineStarter } from './reliableEngine.ts';
import { inTurns } from './turns.ts';

/**
 * Loads what an engine is forked and talked to with; nothing of it is loaded before an engine is wanted.
 *
 * @param script absolute path of the engine's bundle
 * @param args asked for with each start: what its process is started with
 */
export async function loadEngine(script: string, args: () => readonly string[]): Promise<EngineStarter> {
  // A module a turn: evaluated in one they would hold up the extension host for longer than a frame.
  await inTurns([
    () => process.getBuiltinModule('node:net'),
    () => process.getBuiltinModule('node:crypto'),
    () => process.getBuiltinModule('node:child_process'),
    () => import('vscode-jsonrpc'),
    () => import('vscode-jsonrpc/node'),
  ]);
  const { EngineClient, forkEngine } = await import('./engineParts.ts');
  return { Client: EngineClient, start: () => forkEngine({ script, args: args() }) };
}
