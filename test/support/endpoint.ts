import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

/** A request as it came over the wire. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Every byte of its body, as UTF-8. */
  readonly body: string;
}

/** An HTTP server on this machine that writes down what it sees and answers as a test says. */
export interface Endpoint {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** The same with `/v1`. */
  readonly url: string;
  readonly seen: readonly Seen[];
}

/** Answers a request; a path that a test knows nothing of is told to be none. */
export type Answering = (seen: Seen, response: ServerResponse) => void | Promise<void>;

/** Starts an endpoint for the time of a test. */
export async function startEndpoint(t: TestContext, answer: Answering): Promise<Endpoint> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      };
      seen.push(one);
      void answer(one, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  return { origin, url: `${origin}/v1`, seen };
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

/** Streams a chat completion; without a finish it breaks off after the last piece. */
export function sendStream(
  response: ServerResponse,
  pieces: readonly string[],
  finish: 'stop' | 'length' | null = 'stop',
): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const chunk = (delta: object, finish_reason: string | null): void => {
    response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason }] })}\n\n`);
  };
  for (const content of pieces) chunk({ content }, null);
  if (finish === null) {
    // What was written has to leave before the connection is cut.
    setTimeout(() => response.destroy(), 50);
    return;
  }
  chunk({}, finish);
  response.end('data: [DONE]\n\n');
}

/** Lists a model, as an endpoint with a window of that many tokens does, and writes the pieces whatever it is asked. */
export function writing(pieces: readonly string[], window = 4096): Answering {
  return ({ path }, response) => {
    if (path === '/v1/models') sendJson(response, 200, { data: [{ id: 'm', max_model_len: window }] });
    else if (path === '/v1/chat/completions') sendStream(response, pieces);
    else sendJson(response, 404, { error: { message: `there is no ${path}` } });
  };
}
