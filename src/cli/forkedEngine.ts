import { fork } from 'node:child_process';
import { IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import type { EngineProcess } from '../protocol/engineClient.ts';

/** How long an engine may take to end by itself, in ms. */
const patience = 4000;

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
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: {
      ...process.env,
      // ONNX Runtime collects telemetry by default on some platforms. It must be off before the library loads.
      ORT_DISABLE_TELEMETRY: '1',
      ELECTRON_RUN_AS_NODE: '1',
    },
  });
  let complaints = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-2000);
  });

  let gone: string | undefined;
  const listeners: ((how: string) => void)[] = [];
  const leave = (how: string) => {
    if (gone !== undefined) return;
    gone = how;
    for (const listener of listeners) listener(how);
  };
  child.on('error', (error) => leave(error.message));
  child.on('exit', (code, signal) => {
    const how = signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`;
    // An uncaught error's own line says more than the code: `Error: …`, in the midst of a stack.
    const reason = /^\w*Error\b.*$/m.exec(complaints)?.[0];
    leave(reason === undefined ? how : `${how}: ${reason}`);
  });

  return {
    reader: new IPCMessageReader(child),
    writer: new IPCMessageWriter(child),
    onExit: (listener) => {
      if (gone === undefined) listeners.push(listener);
      else listener(gone);
    },
    kill: () => child.kill('SIGKILL'),
    end: () =>
      new Promise((resolve) => {
        if (gone !== undefined) {
          resolve();
          return;
        }
        const force = setTimeout(() => child.kill('SIGKILL'), patience);
        listeners.push(() => {
          clearTimeout(force);
          resolve();
        });
        if (child.connected) child.disconnect();
      }),
  };
}
