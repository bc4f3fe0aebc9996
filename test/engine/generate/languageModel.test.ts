import assert from 'node:assert/strict';
import test, { after, before, suite } from 'node:test';
import { OpenAI } from 'openai';
import { noLanguageModel, startLanguageModel, type LanguageModel } from '../../support/languageModel.ts';

// The tests' own server: what the others rest on.
suite('SmolLM2 behind an OpenAI-compatible endpoint', { skip: noLanguageModel }, () => {
  let served: LanguageModel;
  let client: OpenAI;
  before(async () => {
    served = await startLanguageModel();
    client = new OpenAI({ baseURL: served.url, apiKey: 'none', maxRetries: 0 });
  });
  after(() => served.stop());

  const messages = [{ role: 'user', content: 'What is the capital of France?' }] as const;

  test('the same prompt gives the same text, streamed or not', async () => {
    const request = { model: served.model, messages: [...messages], max_tokens: 12, temperature: 0, seed: 0 };
    const { choices } = await client.chat.completions.create(request);
    let streamed = '';
    let finish: string | null = null;
    for await (const chunk of await client.chat.completions.create({ ...request, stream: true })) {
      streamed += chunk.choices[0]?.delta.content ?? '';
      finish = chunk.choices[0]?.finish_reason ?? finish;
    }
    assert.match(streamed, /Paris/);
    assert.equal(choices[0]?.message.content, streamed);
    assert.equal(choices[0]?.finish_reason, finish);
  });

  test('a likelier text has a higher probability, and tokens stand where they begin', async () => {
    const applied = await fetch(`${new URL(served.url).origin}/apply-template`, {
      method: 'POST',
      body: JSON.stringify({ messages }),
    });
    const { prompt } = (await applied.json()) as { prompt: string };
    const likely = async (text: string) => {
      const { choices } = await client.completions.create({
        model: served.model,
        prompt: prompt + text,
        max_tokens: 0,
        echo: true,
        logprobs: 1,
      });
      const { text_offset: offsets = [], token_logprobs: values = [] } = choices[0]?.logprobs ?? {};
      const first = offsets.findIndex((offset) => offset >= prompt.length);
      assert.equal(offsets[first], prompt.length);
      assert.ok(values.slice(first).every((value) => value < 0));
      return values.slice(first).reduce((sum, value) => sum + value, 0);
    };
    const [paris, berlin] = [
      await likely('The capital of France is Paris.'),
      await likely('The capital of France is Berlin.'),
    ];
    assert.ok(paris > berlin + 3, `${paris} ${berlin}`);
  });

  test('what the client no longer wants is stopped: the next one need not wait for 4,000 tokens', async () => {
    const stop = new AbortController();
    const request = {
      model: served.model,
      messages: [...messages],
      max_tokens: 3900,
      temperature: 1.5,
      seed: 3,
    };
    const endless = await client.chat.completions.create(
      { ...request, messages: [{ role: 'user', content: 'Count to a thousand.' }], stream: true },
      { signal: stop.signal },
    );
    for await (const chunk of endless) if ((chunk.choices[0]?.delta.content ?? '') !== '') break;
    stop.abort();
    const { choices } = await client.chat.completions.create(
      { ...request, max_tokens: 2, temperature: 0 },
      { timeout: 60_000 },
    );
    assert.notEqual(choices[0]?.message.content, '');
  });

  test('errors are as others word them', async () => {
    const status = (model: string, length: number) =>
      client.chat.completions
        .create({ model, messages: [{ role: 'user', content: 'a '.repeat(length) }], max_tokens: 1 })
        .then(
          () => assert.fail('it was answered'),
          (error: unknown) => (error instanceof OpenAI.APIError ? [error.status, error.code] : error),
        );
    assert.deepEqual(await status('another', 1), [404, 'model_not_found']);
    assert.deepEqual(await status(served.model, 6000), [400, 'context_length_exceeded']);
  });
});
