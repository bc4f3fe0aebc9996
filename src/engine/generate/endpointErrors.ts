import { APIConnectionError, APIError, OpenAIError } from 'openai';
import { RecollectError, type ErrorCode } from '../../protocol/errors.ts';
import { sentence, type SentenceCode } from '../../protocol/sentences.ts';

/** What was asked of an endpoint when something went wrong. */
export interface Asked {
  /** Its address, as the user knows it. */
  readonly base: string;
  readonly model: string;
  readonly key: string | undefined;
  /** Whether some of the answer was there already. */
  readonly begun: boolean;
  /** The models that the endpoint has; undefined where it does not tell. Asked where one seems to be missing. */
  readonly models: () => Promise<readonly string[] | undefined>;
}

/** Units of what a server says that are shown. */
const SHOWN = 200;
/** Names of models that are listed in a sentence. */
const NAMED = 12;

/** What an error of the client means for the user; what is none of its errors comes back as it was. */
export async function endpointError(error: unknown, asked: Asked): Promise<unknown> {
  if (error instanceof RecollectError) return error;
  const { base, model } = asked;
  const detail = said(error, asked.key);
  const told = (code: ErrorCode, name: SentenceCode, ...args: readonly string[]) =>
    new RecollectError(code, sentence(name, ...args), { cause: error });
  if (asked.begun) return told('endpoint-failed', 'endpoint-stopped', base, detail);
  if (error instanceof APIConnectionError) {
    return causes(error).includes('ECONNREFUSED')
      ? told('endpoint-unreachable', 'endpoint-silent', base)
      : told('endpoint-unreachable', 'endpoint-unreachable', base, reasonOf(error));
  }
  if (!(error instanceof APIError))
    return error instanceof SyntaxError || error instanceof OpenAIError || error instanceof TypeError
      ? told('endpoint-failed', 'endpoint-foreign', base, detail)
      : error;
  if (error.status === 401 || error.status === 403)
    return told('endpoint-refused', 'endpoint-key', base, detail);
  if (error.status === 429) return told('endpoint-refused', 'endpoint-busy', base, detail);
  if (exceedsWindow(error)) return told('prompt-too-long', 'prompt-too-long', model, detail);
  if (error.status === 404 || error.status === 400) {
    const models = await asked.models();
    if (models !== undefined && !models.includes(model)) {
      return models.length === 0
        ? told('endpoint-refused', 'endpoint-no-models', base, model)
        : told('endpoint-refused', 'endpoint-no-model', base, model, listed(models));
    }
  }
  const foreign = error.status === 404 || error.status === 405 || isRedirect(error.status);
  return told('endpoint-failed', foreign ? 'endpoint-foreign' : 'endpoint-error', base, detail);
}

/** Codes and types of errors that say that a prompt is too long: OpenAI's and vLLM's, llama.cpp's. */
const WINDOW_CODES = ['context_length_exceeded', 'exceed_context_size_error'];
/** Where a server has no code for it, it says so in words. */
const WINDOW_WORDS =
  /context (?:length|window|size)|maximum (?:context|sequence|prompt)|(?:prompt|input) is too long|too many tokens/i;

/** Whether an endpoint refused a prompt because it is too long. */
export function exceedsWindow(error: APIError): boolean {
  if (error.status === 413) return true;
  if ([error.code, error.type].some((code) => WINDOW_CODES.includes(code ?? ''))) return true;
  return error.status === 400 && WINDOW_WORDS.test(error.message);
}

function isRedirect(status: number | undefined): boolean {
  return status !== undefined && status >= 300 && status < 400;
}

/** What a server or the platform says of it, as one short line without the key. */
function said(error: unknown, key: string | undefined): string {
  const message = error instanceof Error ? error.message : String(error);
  const line = message.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  const safe = key === undefined || key === '' ? line : line.replaceAll(key, '…');
  return safe.length > SHOWN ? `${safe.slice(0, SHOWN)}…` : safe;
}

function listed(models: readonly string[]): string {
  const names = models.slice(0, NAMED).map((name) => said(name, undefined));
  return models.length > NAMED ? `${names.join(', ')}, …` : names.join(', ');
}

/** The codes of an error and of all that caused it. */
function causes(error: unknown): string[] {
  const codes: string[] = [];
  for (let next = error, depth = 0; next instanceof Error && depth < 6; next = next.cause, depth++) {
    if ('code' in next && typeof next.code === 'string') codes.push(next.code);
    // Both addresses of `localhost` were tried.
    if (next instanceof AggregateError) codes.push(...next.errors.flatMap(causes));
  }
  return codes;
}

/** Why there was no connection: the deepest cause says it best (`ENOTFOUND`, `certificate has expired`). */
function reasonOf(error: unknown): string {
  const [code] = causes(error);
  if (code !== undefined) return code;
  let deepest = error;
  for (let depth = 0; deepest instanceof Error && deepest.cause instanceof Error && depth < 6; depth++)
    deepest = deepest.cause;
  return said(deepest, undefined);
}
