import { fork } from 'node:child_process';
import { IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { engineChild } from '../protocol/engineChild.ts';
import type { EngineProcess } from '../protocol/engineClient.ts';
import { RETURNED_MEMORY, SMALL_HEAP } from '../protocol/engineMemory.ts';
import { SILENT_RUNTIME } from '../protocol/silentRuntime.ts';

/** How long an engine may take to end by itself, in ms. */
const PATIENCE = 4000;

/** What the engine's process needs to know. */
export interface ForkOptions {
  /** The script that serves the engine. */
  readonly script: string;
  /** Its arguments: `--store DIR`, `--models DIR`. */
  readonly args: readonly string[];
}

/**
 * Forks the engine. Its standard streams are not the terminal's: native libraries may write to them, and
 * standard output belongs to the answer. The end of what it writes to standard error is told with its exit.
 */
export function forkEngine({ script, args }: ForkOptions): EngineProcess {
  const child = fork(script, [...args], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // SQLite in Node still warns that it is experimental.
    execArgv: ['--disable-warning=ExperimentalWarning', ...SMALL_HEAP],
    env: {
      ...process.env,
      ...SILENT_RUNTIME,
      ...RETURNED_MEMORY,
      ELECTRON_RUN_AS_NODE: '1',
    },
  });
  return engineChild(child, {
    reader: new IPCMessageReader(child),
    writer: new IPCMessageWriter(child),
    patience: PATIENCE,
  });
}
