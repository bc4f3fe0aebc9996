import type { CancellationToken, MessageConnection } from 'vscode-jsonrpc';
import type { CancelSignal } from '../core/ports.ts';
import { TokenSignal } from './abort.ts';
import { RecollectError } from './errors.ts';
import { shellRequests, toWire, writtenText, type LentShell } from './rpc.ts';
import type { WritingShell } from './writing.ts';

/**
 * The shells that calls have lent to the engine and not taken back yet: what the engine asks under a token goes to the
 * shell of that call alone.
 */
export class LentShells {
  readonly #shells = new Map<number, WritingShell>();
  #next = 0;

  /** Runs a call with the shell lent to it, and takes it back with its end. */
  async lending<T>(
    shell: WritingShell | undefined,
    call: (lent: { readonly shell?: LentShell }) => Promise<T>,
  ): Promise<T> {
    if (shell === undefined) return call({});
    const token = this.#next++;
    this.#shells.set(token, shell);
    try {
      return await call({ shell: { token, generates: shell.generate !== undefined } });
    } finally {
      this.#shells.delete(token);
    }
  }

  /** Answers what the engine asks over a connection. */
  serve(connection: MessageConnection): void {
    connection.onRequest(shellRequests.approve, ({ shell, sending }, token) =>
      answered(token, (signal) => this.#shell(shell).approve(sending, signal)),
    );
    connection.onRequest(
      shellRequests.generate,
      ({ shell, id, messages, maxTokens, temperature, progress }, token) =>
        answered(token, (signal) => {
          const lent = this.#shell(shell);
          if (lent.generate === undefined) throw takenBack();
          return lent.generate(id, messages, {
            maxTokens,
            ...(temperature === undefined ? {} : { temperature }),
            signal,
            onText: (piece) => {
              if (progress !== undefined) void connection.sendProgress(writtenText, progress, piece);
            },
          });
        }),
    );
  }

  #shell(token: number): WritingShell {
    const shell = this.#shells.get(token);
    if (shell === undefined) throw takenBack();
    return shell;
  }
}

/** The call has ended (it was cancelled, perhaps) while the engine still asked for its shell. */
function takenBack(): RecollectError {
  return new RecollectError('cancelled', 'Stopped: the call that this belongs to has ended.');
}

async function answered<T>(token: CancellationToken, work: (signal: CancelSignal) => Promise<T>): Promise<T> {
  const signal = new TokenSignal(token);
  try {
    return await work(signal);
  } catch (error) {
    throw toWire(error);
  } finally {
    signal.dispose();
  }
}
