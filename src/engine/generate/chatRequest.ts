import { APIError } from 'openai';
import type { ModelMessage } from '../../core/ports.ts';
import { exceedsWindow } from './endpointErrors.ts';

/** A request for a chat completion, as its JSON leaves. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: { role: ModelMessage['role']; content: string }[];
  readonly max_tokens?: number;
  readonly max_completion_tokens?: number;
  readonly temperature?: number;
  readonly seed?: number;
  readonly stream: true;
}

/**
 * What an endpoint takes beside model and messages. All take the first form but a few: OpenAI's newer models want the
 * limit under another name and set their own temperature, Mistral knows no seed.
 */
export interface Accepted {
  readonly limit: 'max_tokens' | 'max_completion_tokens';
  readonly temperature: boolean;
  readonly seed: boolean;
}

/** What is tried first. */
export const ALL_ACCEPTED: Accepted = { limit: 'max_tokens', temperature: true, seed: true };

/** The request in the form that the endpoint takes. */
export function chatRequest(
  model: string,
  messages: readonly ModelMessage[],
  { maxTokens, temperature }: { readonly maxTokens: number; readonly temperature: number },
  accepted: Accepted,
): ChatRequest {
  return {
    model,
    messages: messages.map(({ role, content }) => ({ role, content })),
    [accepted.limit]: maxTokens,
    ...(accepted.temperature ? { temperature } : {}),
    // The same text every time, where a model writes so.
    ...(accepted.seed ? { seed: 0 } : {}),
    stream: true,
  };
}

/** What to leave out next time, where an endpoint refused a request for one of its parameters; else undefined. */
export function refused(error: unknown, accepted: Accepted): Accepted | undefined {
  if (!(error instanceof APIError) || (error.status !== 400 && error.status !== 422)) return undefined;
  if (exceedsWindow(error)) return undefined;
  const named = `${error.param ?? ''} ${error.message}`;
  if (accepted.limit === 'max_tokens' && /max_(?:completion_)?tokens/.test(named))
    return { ...accepted, limit: 'max_completion_tokens' };
  if (accepted.temperature && named.includes('temperature')) return { ...accepted, temperature: false };
  if (accepted.seed && /\bseed\b/.test(named)) return { ...accepted, seed: false };
  return undefined;
}
