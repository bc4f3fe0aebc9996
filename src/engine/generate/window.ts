import type { CancelSignal } from '../../core/ports.ts';
import type { Endpoint } from './endpoint.ts';
import type { Gate } from './gate.ts';
import { listModels, type ListedModel } from './models.ts';

/** Tokens that prompt and text may have together where nobody tells: what Ollama serves where nothing else is set. */
export const USUAL_WINDOW = 4096;
/** How long an address that a server may not have may take, in ms. */
const PATIENCE = 3000;

/** What is needed to ask for a window. */
export interface WindowQuestion {
  readonly endpoint: Endpoint;
  readonly model: string;
  readonly key: string | undefined;
  readonly gate: Gate;
  readonly signal: CancelSignal | undefined;
}

/**
 * The window of a model as it is served, in tokens; 4,096 where the endpoint does not tell. OpenAI's protocol has no
 * field for it, so each server is asked in its own way: vLLM and several providers tell it with their models, llama.cpp
 * under `/props`, LM Studio under `/api/v0/models`, Ollama under `/api/ps` and `/api/show`. Never rejects but once
 * aborted: who cannot tell its window may still write.
 */
export async function servedWindow(question: WindowQuestion): Promise<number> {
  const { endpoint, model } = question;
  const served = `${endpoint.base} ${model}`;
  const before = known.get(served);
  if (before !== undefined && performance.now() < before.until) return before.window;
  const window = await askedWindow(question);
  // One that cannot be reached now may be there in a minute.
  if (window !== undefined) known.set(served, { window, until: performance.now() + REMEMBERED });
  return window ?? USUAL_WINDOW;
}

/** What endpoints told. */
const known = new Map<string, { readonly window: number; readonly until: number }>();
/** How long that holds, in ms: a server may be started anew with another window. */
const REMEMBERED = 10 * 60 * 1000;

/** Undefined where the endpoint could not be reached, or is none. */
async function askedWindow(question: WindowQuestion): Promise<number | undefined> {
  const { endpoint, model, key, gate, signal } = question;
  const listed = await listModels(endpoint, { key, gate, signal }).catch(() => undefined);
  signal?.throwIfAborted();
  if (listed === undefined) return undefined;
  const told = listedWindow(listed.find(({ id }) => id === model));
  if (told !== undefined) return told;
  // Other machines are providers, more often than not: they have none of these addresses.
  if (!endpoint.local) return USUAL_WINDOW;
  const window =
    (await llamaWindow(question)) ?? (await lmStudioWindow(question)) ?? (await ollamaWindow(question));
  signal?.throwIfAborted();
  return window ?? USUAL_WINDOW;
}

/** Fields of a listed model: vLLM's, OpenRouter's and others', llama.cpp's (`n_ctx_train` is what it was trained for). */
function listedWindow(model: ListedModel | undefined): number | undefined {
  if (model === undefined) return undefined;
  return (
    tokens(model['max_model_len']) ??
    tokens(model['context_length']) ??
    tokens(model['context_window']) ??
    tokens(field(model['meta'], 'n_ctx'))
  );
}

async function llamaWindow(question: WindowQuestion): Promise<number | undefined> {
  const props = await asked(question, '/props');
  return tokens(field(field(props, 'default_generation_settings'), 'n_ctx'));
}

async function lmStudioWindow(question: WindowQuestion): Promise<number | undefined> {
  const list = field(await asked(question, '/api/v0/models'), 'data');
  if (!Array.isArray(list)) return undefined;
  const model: unknown = list.find((other: unknown) => field(other, 'id') === question.model);
  return tokens(field(model, 'loaded_context_length'));
}

/** What runs already tells its window; else what the model's file sets, and at most what Ollama serves unasked. */
async function ollamaWindow(question: WindowQuestion): Promise<number | undefined> {
  const running = field(await asked(question, '/api/ps'), 'models');
  if (Array.isArray(running)) {
    const model: unknown = running.find((other: unknown) => field(other, 'name') === question.model);
    const served = tokens(field(model, 'context_length'));
    if (served !== undefined) return served;
  }
  const shown = await asked(question, '/api/show', JSON.stringify({ model: question.model }));
  const parameters = field(shown, 'parameters');
  const set = typeof parameters === 'string' ? /^num_ctx\s+(\d+)/m.exec(parameters)?.[1] : undefined;
  if (set !== undefined) return tokens(Number(set));
  const info = field(shown, 'model_info');
  if (typeof info !== 'object' || info === null) return undefined;
  const [, trained] = Object.entries(info).find(([name]) => name.endsWith('.context_length')) ?? [];
  const most = tokens(trained);
  return most === undefined ? undefined : Math.min(most, USUAL_WINDOW);
}

/** What an address answers, as JSON; undefined where there is no such address. */
async function asked(
  { endpoint, key, gate, signal }: WindowQuestion,
  path: string,
  body = '',
): Promise<unknown> {
  try {
    const patience = AbortSignal.timeout(PATIENCE);
    const response = await gate.asking(body)(`${endpoint.origin}${path}`, {
      method: body === '' ? 'GET' : 'POST',
      headers: {
        accept: 'application/json',
        ...(body === '' ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      },
      ...(body === '' ? {} : { body }),
      signal: signal instanceof AbortSignal ? AbortSignal.any([signal, patience]) : patience,
    });
    if (response.ok) return await response.json();
    await response.body?.cancel();
    return undefined;
  } catch {
    // It has no such address, or speaks something else there: the next one is tried.
    return undefined;
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}

/** A number of tokens that makes sense. */
function tokens(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 256 ? value : undefined;
}
