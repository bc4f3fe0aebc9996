import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import type { CancellationToken, MessageConnection } from 'vscode-jsonrpc/node';
import type { CancelSignal } from '../core/ports.ts';
import { onAbort } from '../protocol/abort.ts';
import { fromWire, shellRequests, writtenText, type LentShell } from '../protocol/rpc.ts';
import type { WritingShell } from '../protocol/writing.ts';

/** Tokens of the engine's own, for the pieces that shells' models write. */
let nextToken = 0;

/** The shell that a call lends, on the other side of the connection. */
export function remoteShell(connection: MessageConnection, { token, generates }: LentShell): WritingShell {
  const approve: WritingShell['approve'] = (sending, signal) =>
    asked(signal, (cancel) =>
      connection.sendRequest(shellRequests.approve, { shell: token, sending }, cancel),
    );
  const generate: NonNullable<WritingShell['generate']> = (
    id,
    messages,
    { maxTokens, temperature, signal, onText },
  ) =>
    asked(signal, async (cancel) => {
      const progress = nextToken++;
      const listening = connection.onProgress(writtenText, progress, (piece) => onText?.(piece));
      try {
        return await connection.sendRequest(
          shellRequests.generate,
          {
            shell: token,
            id,
            messages,
            maxTokens,
            progress,
            ...(temperature === undefined ? {} : { temperature }),
          },
          cancel,
        );
      } finally {
        listening.dispose();
      }
    });
  return generates ? { approve, generate } : { approve };
}

async function asked<T>(
  signal: CancelSignal | undefined,
  send: (cancel: CancellationToken) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const source = new CancellationTokenSource();
  const stopListening = onAbort(signal, () => source.cancel());
  try {
    return await send(source.token);
  } catch (error) {
    signal?.throwIfAborted();
    throw fromWire(error) ?? error;
  } finally {
    stopListening();
    source.dispose();
  }
}
