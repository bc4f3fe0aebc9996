import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SmolLm, type ChatMessage, type Written } from './smolLm.ts';

// An OpenAI-compatible server over SmolLM2-135M-Instruct, for tests and benches: on this machine, on a free port.
//
//   node test/llm/server.ts [--port N]
//
// It prints one line when it is ready, `{"url": "http://127.0.0.1:PORT/v1", "model": "smollm2:135m"}`, and ends with
// its parent (when standard input closes) or on SIGTERM.

const NAME = 'smollm2:135m';
const MODEL = join(import.meta.dirname, 'models/SmolLM2-135M-Instruct.Q4_1.gguf');
/** Tokens that prompt and text may have together: half of what SmolLM2 was trained for, and of the memory. */
const WINDOW = 4096;

/** An answer that is an error, as OpenAI words it. */
class Refusal extends Error {
  readonly status: number;
  readonly code: string | null;

  constructor(status: number, message: string, code: string | null = null) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

const lm = await SmolLm.load(MODEL, WINDOW);

const routes: Readonly<Record<string, (call: Call) => Promise<void> | void>> = {
  'GET /v1/models': ({ response }) =>
    json(response, 200, {
      object: 'list',
      data: [{ id: NAME, object: 'model', owned_by: 'test', meta: { n_ctx: WINDOW } }],
    }),
  'POST /apply-template': ({ body, response }) => {
    json(response, 200, { prompt: lm.template(messagesOf(body)) });
  },
  'POST /v1/chat/completions': chat,
  'POST /v1/completions': completions,
};

interface Call {
  readonly body: Readonly<Record<string, unknown>>;
  readonly response: ServerResponse;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
}

async function chat({ body, response, signal }: Call): Promise<void> {
  checkModel(body);
  const tokens = lm.chatTokens(messagesOf(body));
  const maxTokens = numberOf(body, 'max_completion_tokens') ?? numberOf(body, 'max_tokens') ?? 400;
  checkWindow(tokens.length, maxTokens);
  const id = `chatcmpl-${Date.now().toString(36)}`;
  const head = { id, created: Math.floor(Date.now() / 1000), model: NAME };
  const options = {
    maxTokens,
    temperature: numberOf(body, 'temperature') ?? 0,
    seed: numberOf(body, 'seed') ?? 0,
    signal,
  };
  if (body['stream'] !== true) {
    const { text, finish } = await lm.write(tokens, options);
    json(response, 200, {
      ...head,
      object: 'chat.completion',
      choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: finish }],
    });
    return;
  }
  const chunk = (delta: object, finish: Written['finish'] | null = null): void => {
    const data = {
      ...head,
      object: 'chat.completion.chunk',
      choices: [{ index: 0, delta, finish_reason: finish }],
    };
    response.write(`data: ${JSON.stringify(data)}\n\n`);
  };
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
  });
  chunk({ role: 'assistant', content: '' });
  const { finish } = await lm.write(tokens, { ...options, onText: (content) => chunk({ content }) });
  chunk({}, finish);
  response.end('data: [DONE]\n\n');
}

/** With `echo` and `logprobs`, and nothing written: how likely each token of the prompt is after those before it. */
async function completions({ body, response, signal }: Call): Promise<void> {
  checkModel(body);
  const { prompt } = body;
  if (typeof prompt !== 'string') throw new Refusal(400, '"prompt" must be a text');
  const maxTokens = numberOf(body, 'max_tokens') ?? 16;
  const echo = body['echo'] === true;
  const tokens = lm.promptTokens(prompt);
  checkWindow(tokens.length, maxTokens);
  const logprobs =
    echo && typeof body['logprobs'] === 'number' ? await lm.logProbabilities(prompt, signal) : null;
  const written =
    maxTokens === 0
      ? ({ text: '', finish: 'length' } as const)
      : await lm.write(tokens, {
          maxTokens,
          temperature: numberOf(body, 'temperature') ?? 0,
          seed: numberOf(body, 'seed') ?? 0,
          signal,
        });
  json(response, 200, {
    id: `cmpl-${Date.now().toString(36)}`,
    object: 'text_completion',
    created: Math.floor(Date.now() / 1000),
    model: NAME,
    choices: [
      { index: 0, text: (echo ? prompt : '') + written.text, finish_reason: written.finish, logprobs },
    ],
  });
}

function checkModel({ model }: Call['body']): void {
  if (model !== NAME) throw new Refusal(404, `model '${String(model)}' not found`, 'model_not_found');
}

function checkWindow(prompt: number, text: number): void {
  if (prompt + text > WINDOW)
    throw new Refusal(
      400,
      `This model's maximum context length is ${WINDOW} tokens, and ${prompt} and ${text} were asked for.`,
      'context_length_exceeded',
    );
}

function messagesOf({ messages }: Call['body']): ChatMessage[] {
  if (!Array.isArray(messages) || messages.length === 0)
    throw new Refusal(400, '"messages" must be a list that is not empty');
  return messages.map((message: unknown) => {
    if (typeof message !== 'object' || message === null || !('role' in message) || !('content' in message))
      throw new Refusal(400, 'a message has a role and a content');
    const { role, content } = message;
    if (role !== 'system' && role !== 'user' && role !== 'assistant')
      throw new Refusal(400, `there is no role "${String(role)}"`);
    if (typeof content !== 'string') throw new Refusal(400, 'only texts can be read');
    return { role, content };
  });
}

function numberOf(body: Call['body'], name: string): number | undefined {
  const value = body[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

async function bodyOf(request: IncomingMessage): Promise<Call['body']> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  if (chunks.length === 0) return {};
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // It is told below.
  }
  throw new Refusal(400, 'the body must be a JSON object');
}

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  try {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const route = routes[`${request.method} ${path}`];
    if (route === undefined) throw new Refusal(404, `there is no ${request.method} ${path}`);
    await route({ body: await bodyOf(request), response, signal: gone.signal });
  } catch (error) {
    if (gone.signal.aborted) return;
    const message = error instanceof Error ? error.message : String(error);
    const { status, code } = error instanceof Refusal ? error : { status: 500, code: null };
    const type = status < 500 ? 'invalid_request_error' : 'server_error';
    if (response.headersSent) response.destroy();
    else json(response, status, { error: { message, type, code } });
  }
}

const server = createServer((request, response) => void handle(request, response));
const port = process.argv.indexOf('--port');
server.listen(port < 0 ? 0 : Number(process.argv[port + 1]), '127.0.0.1', () => {
  // It listens on an address of the internet's protocol, not on a pipe.
  const { port: chosen } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${chosen}/v1`, model: NAME })}\n`);
});

const end = (): void => process.exit(0);
process.on('SIGTERM', end);
// A parent's pipe closes with the parent; a terminal does not.
if (process.stdin.isTTY !== true) process.stdin.on('end', end).on('error', end).resume();
