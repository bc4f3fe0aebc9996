import { fork } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { engineChild } from '../protocol/engineChild.ts';
import type { EngineProcess } from '../protocol/engineClient.ts';
import { RETURNED_MEMORY, SMALL_HEAP } from '../protocol/engineMemory.ts';
import { SILENT_RUNTIME } from '../protocol/silentRuntime.ts';
import { nextTurn } from './turns.ts';

/** How long an engine may take to end by itself, in ms; VS Code gives an extension about 5 s to end in all. */
const PATIENCE = 2000;

/** What the engine's process needs to know. */
export interface ForkOptions {
  /** The script that serves the engine. */
  readonly script: string;
  /** Its arguments: `--store DIR`, `--models DIR`. */
  readonly args: readonly string[];
}

/**
 * Forks the engine from the extension host, in desktop VS Code (Electron as Node), a remote or a browser's server.
 * It runs below normal priority from the start: its threads take theirs from it when they begin, and Linux and macOS
 * let nobody but an administrator raise one again. An idle machine runs it as fast as ever. Forking has a turn of the
 * event loop for itself; what is done with the engine comes in the next.
 */
export async function forkEngine({ script, args }: ForkOptions): Promise<EngineProcess> {
  await nextTurn();
  const child = fork(script, [...args], {
    // Vectors and texts cross as they are; JSON would be ten times slower.
    serialization: 'advanced',
    execArgv: [...SMALL_HEAP],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: {
      ...process.env,
      ELECTRON_RUN_AS_NODE: '1',
      ...SILENT_RUNTIME,
      ...RETURNED_MEMORY,
    },
  });
  lowerPriority(child.pid);
  const engine = engineChild(child, {
    reader: new IPCMessageReader(child),
    writer: new IPCMessageWriter(child),
    patience: PATIENCE,
  });
  await nextTurn();
  return engine;
}

function lowerPriority(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It is gone already, or the system forbids it: it then runs as everything else does.
  }
}
