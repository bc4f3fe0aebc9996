import type { CancelSignal } from '../../core/ports.ts';
import { onAbort } from '../../protocol/abort.ts';
import { RecollectError } from '../../protocol/errors.ts';
import { sentence } from '../../protocol/sentences.ts';
import type { Redacted, Sending, WritingShell } from '../../protocol/writing.ts';
import type { Ledger } from './ledger.ts';

/** What a {@link Gate} is made of. */
export interface GateOptions {
  /** Undefined where nobody can be shown anything: then nothing leaves this machine. */
  readonly shell?: WritingShell | undefined;
  /** Null where nothing of any document is asked for and there is no workspace that it could belong to. */
  readonly ledger: Ledger | null;
  /** Whether it leads to this machine's own. */
  readonly local: boolean;
}

/** Headers that an endpoint needs. The client's others tell of this machine (system, Node) or come from its environment. */
const HEADERS = ['accept', 'content-type', 'authorization'];

/** As the platform's fetch. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/**
 * The one way out (invariant 13). A body passes only as it was approved, byte by byte, and only after it stands in the
 * ledger; a retry is a further entry.
 */
export class Gate {
  readonly #options: GateOptions;

  constructor(options: GateOptions) {
    this.#options = options;
  }

  /**
   * Asks the shell, and then lets this body through, as often as it is sent.
   *
   * @throws RecollectError `not-approved`
   */
  async approved(sending: Sending, signal: CancelSignal | undefined): Promise<Fetch> {
    signal?.throwIfAborted();
    const { shell } = this.#options;
    if (shell === undefined) {
      if (!sending.local) throw new RecollectError('not-approved', sentence('sending-unseen', sending.to));
    } else if (!(await untilAborted(shell.approve(sending, signal), signal)))
      throw new RecollectError('not-approved', sentence('sending-refused', sending.to));
    return this.#passing(sending.body, sending.redacted);
  }

  /** Lets a body through that holds nothing of any document; empty where only an address is asked. */
  asking(body = ''): Fetch {
    return this.#passing(body, []);
  }

  /** Writes down what is about to leave. */
  record(method: string, { to, redacted, body }: Pick<Sending, 'to' | 'redacted' | 'body'>): void {
    const { ledger, local } = this.#options;
    ledger?.append({ time: new Date().toISOString(), method, to, local, redacted, body });
  }

  #passing(approved: string, redacted: readonly Redacted[]): Fetch {
    return async (input, init = {}) => {
      const url = new URL(input instanceof Request ? input.url : input);
      const body = init.body ?? '';
      // The client would send something else than was shown: a mistake of ours, and the last place to stop it.
      if (body !== approved) throw new TypeError('This is not what was approved, so it is not sent.');
      const method = (init.method ?? 'GET').toUpperCase();
      this.record(method, { to: url.href, redacted, body: approved });
      const given = new Headers(init.headers);
      const headers = new Headers();
      for (const name of HEADERS) {
        const value = given.get(name);
        if (value !== null) headers.set(name, value);
      }
      return fetch(url, {
        method,
        headers,
        ...(approved === '' ? {} : { body: approved }),
        // Where it would be redirected to nobody was shown.
        redirect: 'manual',
        signal: init.signal ?? null,
      });
    };
  }
}

/** The promise's result, or the signal's reason as soon as it is aborted. */
async function untilAborted<T>(promise: Promise<T>, signal: CancelSignal | undefined): Promise<T> {
  let stopListening: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stopListening = onAbort(signal, () => reject(abortReason(signal)));
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    stopListening?.();
  }
}

/** Why a call was aborted, as an error that says so. */
export function abortReason(signal: CancelSignal | undefined): Error {
  const reason = signal?.reason;
  return reason instanceof Error ? reason : new RecollectError('cancelled', 'Stopped before it was done.');
}
