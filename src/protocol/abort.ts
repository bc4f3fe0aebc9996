import type { CancellationToken } from 'vscode-jsonrpc';
import type { CancelSignal } from '../core/ports.ts';
import { RecollectError } from './errors.ts';

interface ListenableSignal extends CancelSignal {
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/**
 * Calls `listener` once the signal is aborted, at once where it is already. A signal that cannot be listened to (none
 * but an AbortSignal can) is never heard of.
 *
 * @returns stops listening
 */
export function onAbort(signal: CancelSignal | undefined, listener: () => void): () => void {
  if (signal === undefined) return () => undefined;
  if (signal.aborted) {
    listener();
    return () => undefined;
  }
  if (!isListenable(signal)) return () => undefined;
  signal.addEventListener('abort', listener);
  return () => signal.removeEventListener('abort', listener);
}

function isListenable(signal: CancelSignal): signal is ListenableSignal {
  return 'addEventListener' in signal && 'removeEventListener' in signal;
}

/** JSON-RPC's token as a signal that {@link onAbort} listens to, in a layer that knows no AbortController. */
export class TokenSignal implements ListenableSignal {
  readonly #token: CancellationToken;
  readonly #listeners = new Map<() => void, { dispose(): void }>();

  constructor(token: CancellationToken) {
    this.#token = token;
  }

  get aborted(): boolean {
    return this.#token.isCancellationRequested;
  }

  get reason(): unknown {
    return this.aborted ? new RecollectError('cancelled', 'Stopped before it was done.') : undefined;
  }

  throwIfAborted(): void {
    const { reason } = this;
    if (reason instanceof RecollectError) throw reason;
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.set(listener, this.#token.onCancellationRequested(listener));
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.get(listener)?.dispose();
    this.#listeners.delete(listener);
  }

  /** Lets go of every listener. */
  dispose(): void {
    for (const listening of this.#listeners.values()) listening.dispose();
    this.#listeners.clear();
  }
}
