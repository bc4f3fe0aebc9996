import type { ModelMessage, ProbabilityOptions } from '../../core/ports.ts';
import { clientFor } from './client.ts';
import type { Endpoint } from './endpoint.ts';
import { endpointError } from './endpointErrors.ts';
import { abortReason, type Fetch, type Gate } from './gate.ts';
import { slow } from './models.ts';
import type { EndpointChoice } from './openAiGenerator.ts';
import type { CleanMessages, Redaction } from './redaction.ts';
import { Watch } from './watch.ts';

/** What a {@link LogProbabilities} asks with. */
export interface LogProbabilityOptions {
  readonly endpoint: Endpoint;
  readonly choice: EndpointChoice;
  readonly gate: Gate;
  readonly redaction: Redaction;
  /** Milliseconds. */
  readonly timeout: number;
}

/** Endpoints with their model that have shown that they tell no probabilities of a text that they are given. */
const silent = new Set<string>();
/** Servers that do not put a model's turns together for others (llama.cpp does). */
const templateless = new Set<string>();

/**
 * How likely a model finds a text after messages, by OpenAI's older completions: `echo` gives the prompt back with the
 * logarithm of each token's probability (vLLM does, llama-cpp-python, this project's test server; Ollama and most
 * providers do not).
 */
export class LogProbabilities {
  readonly #options: LogProbabilityOptions;

  constructor(options: LogProbabilityOptions) {
    this.#options = options;
  }

  /**
   * The natural logarithm of the text's probability after the messages and what is begun; undefined where the endpoint does not tell,
   * which is remembered. Rejects with `not-approved`, with what went wrong for people, or once aborted.
   */
  async of(
    messages: readonly ModelMessage[],
    text: string,
    { begun = '', signal }: ProbabilityOptions,
  ): Promise<number | undefined> {
    const { endpoint, choice, gate, redaction, timeout } = this.#options;
    const served = `${endpoint.base} ${choice.model}`;
    if (silent.has(served)) return undefined;
    const clean = redaction.of(messages, [begun, text]);
    const [before = '', after = ''] = clean.texts;
    const watch = new Watch(timeout, signal);
    try {
      const prompt = (await this.#prompt(clean, watch)) + before;
      const request = {
        model: choice.model,
        prompt: prompt + after,
        max_tokens: 0,
        temperature: 0,
        echo: true,
        logprobs: 1,
      };
      const body = JSON.stringify(request);
      const { messages: shown, redacted } = clean;
      const to = `${endpoint.base}/completions`;
      const fetch = await gate.approved(
        { to, local: endpoint.local, body, messages: shown, redacted },
        signal,
      );
      watch.heard();
      const answer: unknown = await clientFor(endpoint, choice.key, fetch).completions.create(request, {
        signal: watch.signal,
      });
      const sum = logProbabilityOf(answer, [...prompt].length);
      if (sum === undefined) silent.add(served);
      return sum;
    } catch (error) {
      if (signal?.aborted === true) throw abortReason(signal);
      if (isRefusal(error)) {
        silent.add(served);
        return undefined;
      }
      if (watch.late) throw slow(endpoint, timeout);
      throw await endpointError(error, {
        base: endpoint.base,
        model: choice.model,
        key: choice.key,
        begun: false,
        models: () => Promise.resolve(undefined),
      });
    } finally {
      watch.stop();
    }
  }

  /** The messages as the model reads them, up to where its own words begin. */
  async #prompt(clean: CleanMessages, watch: Watch): Promise<string> {
    const { endpoint, gate, choice } = this.#options;
    if (endpoint.local && !templateless.has(endpoint.origin)) {
      const body = JSON.stringify({ messages: clean.messages });
      const to = `${endpoint.origin}/apply-template`;
      const { messages, redacted } = clean;
      const fetch = await gate.approved(
        { to, local: endpoint.local, body, messages, redacted },
        watch.signal,
      );
      const prompt = await applied(fetch, to, body, choice.key, watch);
      if (prompt !== undefined) return prompt;
      templateless.add(endpoint.origin);
    }
    return (
      clean.messages.map(({ role, content }) => `${ROLES[role]}: ${content}\n\n`).join('') + 'Assistant: '
    );
  }
}

const ROLES = {
  system: 'System',
  user: 'User',
  assistant: 'Assistant',
} as const satisfies Record<ModelMessage['role'], string>;

async function applied(
  fetch: Fetch,
  to: string,
  body: string,
  key: string | undefined,
  watch: Watch,
): Promise<string | undefined> {
  watch.heard();
  try {
    const response = await fetch(to, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      },
      body,
      signal: watch.signal,
    });
    const answer: unknown = await response.json();
    if (!response.ok || typeof answer !== 'object' || answer === null || !('prompt' in answer))
      return undefined;
    return typeof answer.prompt === 'string' ? answer.prompt : undefined;
  } catch {
    // There is no such address, or it was stopped: whoever sends next will see.
    return undefined;
  } finally {
    watch.rest();
  }
}

/** Whether the server answered that it does not do this; else the request may do better another time. */
function isRefusal(error: unknown): boolean {
  if (error instanceof SyntaxError) return true;
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  return (
    typeof status === 'number' && status >= 300 && status < 500 && ![401, 403, 408, 429].includes(status)
  );
}

/**
 * The sum over the tokens from an offset on (in characters, as servers count them); undefined where the answer does not
 * tell. A token that begins before counts with the prompt.
 */
function logProbabilityOf(answer: unknown, from: number): number | undefined {
  const choices = member(answer, 'choices');
  const told = member(Array.isArray(choices) ? choices[0] : undefined, 'logprobs');
  const offsets = member(told, 'text_offset');
  const values = member(told, 'token_logprobs');
  if (!Array.isArray(offsets) || !Array.isArray(values) || offsets.length !== values.length) return undefined;
  let sum = 0;
  let counted = 0;
  for (const [i, value] of values.entries()) {
    const offset: unknown = offsets[i];
    if (typeof offset !== 'number' || offset < from) continue;
    if (typeof value !== 'number') return undefined;
    sum += value;
    counted++;
  }
  return counted === 0 ? undefined : sum;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}
