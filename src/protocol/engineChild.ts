import { RAL } from 'vscode-jsonrpc';
import type { MessageReader, MessageWriter } from 'vscode-jsonrpc';
import type { EngineProcess } from './engineClient.ts';

/** What of Node's `ChildProcess` is used here, in words of our own: this layer knows no platform. */
export interface ForkedChild {
  /** Whether the channel is open. */
  readonly connected: boolean;
  /** What it writes to standard error; null where that is not piped. */
  readonly stderr: {
    setEncoding(encoding: 'utf8'): unknown;
    on(event: 'data', listener: (text: string) => void): unknown;
  } | null;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'exit', listener: (code: number | null, signal: string | null) => void): unknown;
  kill(signal: 'SIGKILL'): boolean;
  disconnect(): void;
}

/** Both ends of the child's channel, and how it is ended. */
export interface EngineChildOptions {
  readonly reader: MessageReader;
  readonly writer: MessageWriter;
  /** How long it may take to end by itself, in ms; then it is killed. */
  readonly patience: number;
}

/** Units of what the child writes to standard error that are kept: enough for the last error and its stack. */
const KEPT = 2000;

/**
 * A forked engine as {@link EngineProcess}. Called in the turn in which it was forked, so that no event is missed.
 * What it said last on standard error is told with its exit.
 */
export function engineChild(
  child: ForkedChild,
  { reader, writer, patience }: EngineChildOptions,
): EngineProcess {
  let complaints = '';
  child.stderr?.setEncoding('utf8');
  child.stderr?.on('data', (text) => {
    complaints = (complaints + text).slice(-KEPT);
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
    reader,
    writer,
    onExit: (listener) => {
      if (gone === undefined) listeners.push(listener);
      else listener(gone);
    },
    kill: () => {
      child.kill('SIGKILL');
    },
    end: () =>
      new Promise((resolve) => {
        if (gone !== undefined) {
          resolve();
          return;
        }
        const force = RAL().timer.setTimeout(() => child.kill('SIGKILL'), patience);
        listeners.push(() => {
          force.dispose();
          resolve();
        });
        if (child.connected) child.disconnect();
      }),
  };
}
