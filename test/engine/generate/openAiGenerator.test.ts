import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { suite, test, type TestContext } from 'node:test';
import { Ledger } from '../../../src/engine/generate/ledger.ts';
import { modelsAt } from '../../../src/engine/generate/models.ts';
import { openGenerator, type GeneratorOptions } from '../../../src/engine/generate/openGenerator.ts';
import { isCancelled, RecollectError } from '../../../src/protocol/errors.ts';
import type { ModelChoice, Sending } from '../../../src/protocol/writing.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { sendJson, sendStream, startEndpoint, writing, type Answering } from '../../support/endpoint.ts';

const messages = [
  { role: 'system', content: 'Be short.' },
  { role: 'user', content: 'Write to ann@example.com? \u{1f600} 是的' },
] as const;

const ledgerFor = (t: TestContext) => new Ledger(temporaryFolder(t, 'recollect-ledger-'));

async function open(
  t: TestContext,
  answer: Answering,
  choice: Partial<Extract<ModelChoice, { kind: 'endpoint' }>> = {},
  options: Partial<GeneratorOptions> = {},
) {
  const endpoint = await startEndpoint(t, answer);
  const ledger = ledgerFor(t);
  const generator = await openGenerator(
    { kind: 'endpoint', url: endpoint.url, model: 'm', window: 2048, ...choice },
    { ledger, ...options },
  );
  return { endpoint, ledger, generator };
}

const told = (code: string, message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof RecollectError, String(error));
  assert.equal(error.code, code);
  assert.match(error.message, message);
  assert.ok(error.sentence !== undefined, 'another language has words for it');
  return true;
};

suite('what is written', () => {
  test('comes in pieces, and whole; the end is told from the limit', async (t) => {
    const { generator } = await open(t, (_seen, response) =>
      sendStream(response, ['Yes', ', ', '是'], 'length'),
    );
    const pieces: string[] = [];
    const { text, finish } = await generator.generate(messages, {
      maxTokens: 5,
      onText: (piece) => pieces.push(piece),
    });
    assert.deepEqual([text, finish, pieces], ['Yes, 是', 'length', ['Yes', ', ', '是']]);
  });

  test('an endpoint that knows no seed, or names its limit otherwise, is asked as it takes it', async (t) => {
    const { endpoint, ledger, generator } = await open(t, ({ body }, response) => {
      const { max_tokens, temperature, seed } = JSON.parse(body) as Record<string, unknown>;
      const error =
        max_tokens !== undefined
          ? {
              param: 'max_tokens',
              code: 'unsupported_parameter',
              message: 'Use max_completion_tokens instead.',
            }
          : temperature !== undefined
            ? { param: 'temperature', code: 'unsupported_value', message: 'Only 1 is supported.' }
            : seed !== undefined
              ? { message: 'seed: Extra inputs are not permitted' }
              : undefined;
      if (error === undefined) sendStream(response, ['ok']);
      else sendJson(response, 400, { error });
    });
    assert.equal((await generator.generate(messages, { maxTokens: 5 })).text, 'ok');
    assert.equal(endpoint.seen.length, 4);
    assert.equal((await generator.generate(messages, { maxTokens: 7 })).text, 'ok');
    assert.equal(endpoint.seen.length, 5, 'it is remembered');
    assert.match(endpoint.seen[4]?.body ?? '', /"max_completion_tokens":7/);
    assert.deepEqual(
      ledger.entries().map(({ body }) => body),
      endpoint.seen.map(({ body }) => body),
    );
  });

  test('an endpoint may send what it likes: chunks without a choice or a text are nothing', async (t) => {
    const { generator } = await open(t, (_seen, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const chunk of [
        {},
        { choices: [] },
        { choices: [{ index: 0 }] },
        { choices: [{ delta: { content: 7 } }] },
        { choices: [{ delta: { content: 'ok' }, finish_reason: 'stop' }] },
      ])
        response.write(`data: ${JSON.stringify(chunk)}\n\n`);
      response.end();
    });
    assert.equal((await generator.generate(messages, { maxTokens: 5 })).text, 'ok');
  });
});

suite('what leaves (invariant 13)', () => {
  test('is in the ledger byte by byte, each retry again, before it is answered', async (t) => {
    let busy = 2;
    let written = 0;
    const { endpoint, ledger, generator } = await open(t, (_seen, response) => {
      written = Math.max(written, ledger.entries().length);
      if (busy-- > 0) response.writeHead(503, { 'retry-after-ms': '1' }).end();
      else sendStream(response, ['done']);
    });
    await generator.generate(messages, { maxTokens: 5 });
    const entries = ledger.entries();
    assert.equal(written, 3, 'the third try was written down when it arrived');
    assert.deepEqual(
      entries.map(({ method, to, body }) => [method, to, body]),
      endpoint.seen.map(({ method, path, body }) => [method, endpoint.origin + path, body]),
    );
    assert.ok(entries.every(({ local, redacted }) => local && redacted.length === 0));
    assert.match(entries[0]?.body ?? '', /ann@example\.com/, 'this machine gets all as it stands');
  });

  test('is shown first, as it will be; what is not approved does not leave', async (t) => {
    const shown: Sending[] = [];
    const shell = {
      approve: (sending: Sending) => {
        shown.push(sending);
        return Promise.resolve(shown.length > 1);
      },
    };
    const { endpoint, ledger, generator } = await open(t, writing(['ok']), {}, { shell });
    await assert.rejects(
      generator.generate(messages, { maxTokens: 5 }),
      told('not-approved', /^Nothing was sent to http/),
    );
    assert.deepEqual([endpoint.seen.length, ledger.entries().length], [0, 0]);
    await generator.generate(messages, { maxTokens: 5 });
    assert.deepEqual(
      shown.map(({ body }) => body),
      [endpoint.seen[0]?.body, endpoint.seen[0]?.body],
    );
    assert.equal(shown[1]?.to, `${endpoint.url}/chat/completions`);
  });

  test('has no e-mail address in it where redaction is on, and the answer has it back, in whatever pieces it comes', async (t) => {
    const { endpoint, ledger, generator } = await open(
      t,
      (_seen, response) => sendStream(response, ['Write to [e-', 'mail', ' 1', '] [', 'or so].']),
      {},
      { redaction: { off: false } },
    );
    const pieces: string[] = [];
    const { text } = await generator.generate(messages, {
      maxTokens: 9,
      onText: (piece) => pieces.push(piece),
    });
    assert.equal(text, 'Write to ann@example.com [or so].');
    assert.equal(pieces.join(''), text);
    assert.doesNotMatch(endpoint.seen[0]?.body ?? '', /ann@/);
    assert.match(endpoint.seen[0]?.body ?? '', /Write to \[e-mail 1\]\?/);
    assert.deepEqual(ledger.entries()[0]?.redacted, [{ label: '[e-mail 1]', kind: 'e-mail', count: 1 }]);
    assert.deepEqual(generator.redacted, ledger.entries()[0]?.redacted);
  });

  test('tells nothing of this machine in its headers, and no key but the one that was set', async (t) => {
    const before = process.env['OPENAI_API_KEY'];
    process.env['OPENAI_API_KEY'] = 'sk-meant-for-others';
    process.env['OPENAI_ORG_ID'] = 'org-of-others';
    t.after(() => {
      delete process.env['OPENAI_ORG_ID'];
      if (before === undefined) delete process.env['OPENAI_API_KEY'];
      else process.env['OPENAI_API_KEY'] = before;
    });
    const without = await open(t, writing(['ok']));
    await without.generator.generate(messages, { maxTokens: 5 });
    const keyed = await open(t, writing(['ok']), { key: 'mine' });
    await keyed.generator.generate(messages, { maxTokens: 5 });
    const [headers = {}] = without.endpoint.seen.map((seen) => seen.headers);
    assert.equal(headers.authorization, undefined);
    assert.equal(keyed.endpoint.seen[0]?.headers.authorization, 'Bearer mine');
    assert.doesNotMatch(JSON.stringify(headers), /others|stainless|openai/i);
    assert.ok(!JSON.stringify(keyed.ledger.entries()).includes('mine'), 'the ledger has no key');
  });

  test('goes nowhere else: a redirection is not followed', async (t) => {
    const elsewhere = await startEndpoint(t, writing(['stolen']));
    const { generator } = await open(t, (_seen, response) => {
      response.writeHead(307, { location: `${elsewhere.url}/chat/completions` }).end();
    });
    await assert.rejects(
      generator.generate(messages, { maxTokens: 5 }),
      told('endpoint-failed', /no endpoint/),
    );
    assert.equal(elsewhere.seen.length, 0);
  });

  test('counts as elsewhere where Ollama runs the model in its maker’s cloud, whatever the address', async (t) => {
    for (const model of ['gpt-oss:120b-cloud', 'glm-4.6:cloud']) {
      const { endpoint, generator } = await open(t, writing(['ok']), { model });
      await assert.rejects(
        generator.generate(messages, { maxTokens: 5 }),
        told('not-approved', /is not on this machine/),
      );
      assert.equal(endpoint.seen.length, 0);
    }
  });

  test('is not sent to another machine that nobody was shown', async (t) => {
    const generator = await openGenerator(
      { kind: 'endpoint', url: 'https://models.invalid', model: 'm', window: 2048 },
      { ledger: ledgerFor(t) },
    );
    await assert.rejects(
      generator.generate(messages, { maxTokens: 5 }),
      told('not-approved', /is not on this machine/),
    );
  });
});

suite('what goes wrong is told', () => {
  const refusing = (status: number, error: object): Answering => {
    return ({ path }, response) => {
      if (path === '/v1/models') sendJson(response, 200, { data: [{ id: 'this one' }, { id: 'that one' }] });
      else response.writeHead(status, { 'x-should-retry': 'false' }).end(JSON.stringify({ error }));
    };
  };
  const fails = async (t: TestContext, answer: Answering, code: string, message: RegExp, choice = {}) => {
    const { generator } = await open(t, answer, choice);
    await assert.rejects(generator.generate(messages, { maxTokens: 5 }), told(code, message));
  };

  test('nobody listens', async (t) => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    const generator = await openGenerator(
      { kind: 'endpoint', url: `http://127.0.0.1:${port}`, model: 'm', window: 2048 },
      { ledger: ledgerFor(t) },
    );
    await assert.rejects(
      generator.generate(messages, { maxTokens: 5 }),
      told('endpoint-unreachable', /^Nobody answers at http:\/\/127\.0\.0\.1:\d+\/v1, .*ollama serve/),
    );
  });
  test('the key is refused, and not told', (t) =>
    fails(
      t,
      refusing(401, { message: 'Incorrect API key: sk-secret' }),
      'endpoint-refused',
      /refused the key \(401 Incorrect API key: …\)/,
      { key: 'sk-secret' },
    ));
  test('no such model, with the names of those there are', (t) =>
    fails(
      t,
      refusing(404, { message: 'not found' }),
      'endpoint-refused',
      /no model "m".*this one, that one/,
    ));
  test('the window is exceeded', (t) =>
    fails(
      t,
      refusing(400, { message: 'too long', code: 'context_length_exceeded' }),
      'prompt-too-long',
      /longer than m takes/,
    ));
  test('too many requests', (t) =>
    fails(t, refusing(429, { message: 'Rate limit' }), 'endpoint-refused', /no more for now/));
  test('a fault of the server', (t) =>
    fails(
      t,
      refusing(500, { message: 'out of memory' }),
      'endpoint-failed',
      /could not do it \(500 out of memory\)/,
    ));
  test('it stops in the middle', (t) =>
    fails(t, (_seen, response) => sendStream(response, ['Half'], null), 'endpoint-failed', /in the middle/));
  test('it ends without an end', (t) =>
    fails(
      t,
      (_seen, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' }).end();
      },
      'endpoint-failed',
      /no endpoint/,
    ));
  test('a page in place of an answer', (t) =>
    fails(
      t,
      (_seen, response) => {
        response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Welcome</html>');
      },
      'endpoint-failed',
      /no endpoint/,
    ));
  test('nothing comes, at first or in between', async (t) => {
    const timeout = 300;
    await fails(t, () => undefined, 'endpoint-unreachable', /wrote nothing for 0 seconds/, { timeout });
    const { generator } = await open(
      t,
      (_seen, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write('data: {"choices": [{"delta": {"content": "One"}}]}\n\n');
      },
      { timeout },
    );
    await assert.rejects(
      generator.generate(messages, { maxTokens: 5 }),
      told('endpoint-unreachable', /wrote nothing/),
    );
  });
  test('once something was written it is not tried again', async (t) => {
    const { endpoint, generator } = await open(t, (_seen, response) => sendStream(response, ['Half'], null));
    await assert.rejects(generator.generate(messages, { maxTokens: 5 }));
    assert.equal(endpoint.seen.length, 1);
  });
  test('an address that is none', async (t) => {
    for (const url of ['', 'ollama', 'file:///etc/passwd', 'https://me:secret@models.invalid'])
      await assert.rejects(
        openGenerator({ kind: 'endpoint', url, model: 'm' }, { ledger: ledgerFor(t) }),
        told('input-invalid', /is no address/),
      );
  });
});

test('cancelling stops the request, while it is read, written, or looked at', async (t) => {
  let closed = 0;
  const slow: Answering = (_seen, response) => {
    response.on('close', () => closed++);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: {"choices": [{"delta": {"content": "One"}}]}\n\n');
  };
  const stop = new AbortController();
  const { generator } = await open(t, slow);
  const writing = generator.generate(messages, {
    maxTokens: 5,
    signal: stop.signal,
    onText: () => stop.abort(new RecollectError('cancelled', 'Enough.')),
  });
  await assert.rejects(writing, (error) => isCancelled(error) && String(error).includes('Enough.'));
  for (let i = 0; closed === 0 && i < 100; i++) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(closed, 1, 'the server sees that nobody listens');

  const asked = new AbortController();
  const shell = {
    approve: () => new Promise<boolean>(() => asked.abort(new RecollectError('cancelled', 'No.'))),
  };
  const looking = await open(t, slow, {}, { shell });
  await assert.rejects(
    looking.generator.generate(messages, { maxTokens: 5, signal: asked.signal }),
    isCancelled,
  );
  assert.equal(looking.endpoint.seen.length, 0);
});

suite('the window', () => {
  const window = async (t: TestContext, answers: Record<string, unknown>) => {
    const endpoint = await startEndpoint(t, ({ path }, response) => {
      const answer = answers[path];
      sendJson(response, answer === undefined ? 404 : 200, answer ?? {});
    });
    const ledger = ledgerFor(t);
    const generator = await openGenerator({ kind: 'endpoint', url: endpoint.url, model: 'm' }, { ledger });
    const { length } = endpoint.seen;
    assert.equal(ledger.entries().length, length, 'what asks for it is in the ledger as well');
    const again = await openGenerator({ kind: 'endpoint', url: endpoint.url, model: 'm' }, { ledger });
    const once = answers['/v1/models'] !== undefined;
    assert.equal(again.window, generator.window);
    assert.equal(endpoint.seen.length === length, once, 'what was told is remembered, silence is not');
    return generator.window;
  };
  const models = (model: object) => ({ '/v1/models': { data: [{ id: 'm', ...model }] } });
  test('is the one that the endpoint tells', async (t) => {
    assert.equal(await window(t, models({ max_model_len: 8192 })), 8192, 'vLLM');
    assert.equal(await window(t, models({ context_length: 32768 })), 32768, 'providers');
    assert.equal(await window(t, models({ meta: { n_ctx: 1024, n_ctx_train: 99999 } })), 1024, 'llama.cpp');
    const props = { '/props': { default_generation_settings: { n_ctx: 5120 } } };
    assert.equal(await window(t, { ...models({}), ...props }), 5120, 'llama.cpp, older');
    const studio = { '/api/v0/models': { data: [{ id: 'm', loaded_context_length: 6144 }] } };
    assert.equal(await window(t, { ...models({}), ...studio }), 6144, 'LM Studio');
    const running = { '/api/ps': { models: [{ name: 'm', context_length: 16384 }] } };
    assert.equal(await window(t, { ...models({}), ...running }), 16384, 'Ollama, running');
    const set = { '/api/show': { parameters: 'stop "x"\nnum_ctx   12000', model_info: {} } };
    assert.equal(await window(t, { ...models({}), ...set }), 12000, 'Ollama, set in the model');
    const shown = { '/api/show': { model_info: { 'llama.context_length': 131072 } } };
    assert.equal(await window(t, { ...models({}), ...shown }), 4096, 'Ollama, as served unasked');
  });
  test('is 4,096 where none is told, or nothing that makes sense', async (t) => {
    assert.equal(await window(t, models({ max_model_len: -1 })), 4096);
    assert.equal(await window(t, {}), 4096);
  });
});

test('the models of an endpoint are listed; no document is needed for it', async (t) => {
  const { url, seen } = await startEndpoint(t, ({ path }, response) =>
    sendJson(response, path === '/v1/models' ? 200 : 404, { data: [{ id: 'a' }, { id: 'b' }, 'c'] }),
  );
  assert.deepEqual(await modelsAt({ url }, undefined), { models: ['a', 'b'] });
  assert.deepEqual(await modelsAt({ url: new URL(url).origin }, undefined), { models: ['a', 'b'] });
  assert.ok(seen.every(({ method, body }) => method === 'GET' && body === ''));
});

suite('the probability of a text', () => {
  test('is the sum over its tokens, wherever the server counts from', async (t) => {
    const { endpoint, generator } = await open(t, ({ path, body }, response) => {
      if (path === '/apply-template') sendJson(response, 200, { prompt: '<u>\u{1f600}<a>' });
      else {
        const { prompt } = JSON.parse(body) as { prompt: string };
        assert.equal(prompt, '<u>\u{1f600}<a>Yes it is');
        sendJson(response, 200, {
          choices: [
            {
              text: prompt,
              logprobs: { text_offset: [0, 3, 4, 7, 10], token_logprobs: [null, -9, -8, -0.5, -0.25] },
            },
          ],
        });
      }
    });
    assert.equal(await generator.logProbability?.(messages, 'Yes it is'), -0.75);
    assert.deepEqual(
      endpoint.seen.map(({ path }) => path),
      ['/apply-template', '/v1/completions'],
    );
  });

  test('is undefined where the server does not tell, which is asked once', async (t) => {
    for (const answer of [
      (response: Parameters<Answering>[1]) => sendJson(response, 404, { error: { message: 'none' } }),
      (response: Parameters<Answering>[1]) =>
        sendJson(response, 200, { choices: [{ text: 'x', logprobs: null }] }),
    ]) {
      const { endpoint, generator } = await open(t, (_seen, response) => answer(response));
      assert.equal(await generator.logProbability?.(messages, 'Yes'), undefined);
      const { length } = endpoint.seen;
      assert.equal(await generator.logProbability?.(messages, 'No'), undefined);
      assert.equal(endpoint.seen.length, length);
    }
  });
});
