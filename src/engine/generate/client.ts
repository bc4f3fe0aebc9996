import { OpenAI } from 'openai';
import type { Endpoint } from './endpoint.ts';
import type { Fetch } from './gate.ts';

/** Tries again where there was no connection, or the server says that it is busy; never once something was written. */
const RETRIES = 2;
/** The client's own limit in ms: longer than any, since a {@link Watch} keeps the time. */
const NO_LIMIT = 24 * 60 * 60 * 1000;

/** The client for one endpoint, which sends through `fetch` alone. Takes nothing from the environment. */
export function clientFor(
  { base }: Endpoint,
  key: string | undefined,
  fetch: Fetch,
  maxRetries = RETRIES,
): OpenAI {
  return new OpenAI({
    baseURL: base,
    // It insists on one; servers on one's own machine want none. Else it would take OPENAI_API_KEY, meant for others.
    apiKey: key ?? 'none',
    defaultHeaders: key === undefined ? { Authorization: null } : {},
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    logLevel: 'off',
    maxRetries,
    timeout: NO_LIMIT,
    fetch,
  });
}
