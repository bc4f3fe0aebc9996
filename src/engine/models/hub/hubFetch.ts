import type { CancelSignal } from '../../../core/ports.ts';
import { RecollectError } from '../../../protocol/errors.ts';
import { sentence } from '../../../protocol/sentences.ts';
import { Watch } from '../../generate/watch.ts';
import { isSafe, type Hub } from './hubAddress.ts';

/** Silence that is borne, in ms. */
const PATIENCE = 30_000;
/** Large files lie elsewhere than the hub itself; addresses that follow one another. */
const MOST_REDIRECTS = 5;

/** An answer under way: `heard` as its bytes come, `done` when it has been read or is not wanted any more. */
export interface HubResponse {
  readonly response: Response;
  heard(): void;
  done(): void;
}

/**
 * Asks a hub, and follows it to wherever the file lies, never to an address without encryption. Sends nothing but the
 * address and the headers given: no key, no cookie, no name of ours.
 *
 * @throws RecollectError `cancelled`, or `endpoint-unreachable` where nobody answers
 */
export async function hubFetch(
  hub: Hub,
  address: string,
  headers: Readonly<Record<string, string>>,
  signal: CancelSignal | undefined,
): Promise<HubResponse> {
  const watch = new Watch(PATIENCE, signal);
  const ended = { heard: () => watch.heard(), done: () => watch.stop() };
  watch.heard();
  try {
    let url = address;
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      const response = await fetch(url, {
        headers: { 'accept-encoding': 'identity', ...headers },
        redirect: 'manual',
        signal: watch.signal,
      });
      const location = response.headers.get('location');
      if (response.status < 300 || response.status >= 400 || location === null) return { response, ...ended };
      await response.body?.cancel();
      const next = URL.parse(location, url);
      if (next === null || !isSafe(next))
        throw new RecollectError('endpoint-refused', sentence('hub-moved', hub.base));
      url = next.href;
    }
    throw new RecollectError(
      'endpoint-failed',
      sentence('hub-foreign', hub.base, 'it leads from one address to the next'),
    );
  } catch (error) {
    watch.stop();
    throw hubError(error, hub, signal);
  }
}

/** What went wrong on the way, for people. */
export function hubError(error: unknown, hub: Hub, signal: CancelSignal | undefined): RecollectError {
  if (signal?.aborted === true)
    return new RecollectError(
      'cancelled',
      'Stopped. What came so far is kept; the next time it goes on from there.',
    );
  if (error instanceof RecollectError) return error;
  return new RecollectError('endpoint-unreachable', sentence('hub-unreachable', hub.base, causeOf(error)), {
    cause: error,
  });
}

/** The error for a file that the hub does not give. */
export function refused(hub: Hub, address: string, { status }: Response): RecollectError {
  const file =
    address
      .replace(/[?#].*$/s, '')
      .split('/')
      .at(-1) ?? '';
  return new RecollectError('endpoint-refused', sentence('hub-refused', hub.base, file, `HTTP ${status}`));
}

/** What `fetch` wraps: "fetch failed" alone says nothing. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'AbortError') return `no answer for ${PATIENCE / 1000} seconds`;
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}
