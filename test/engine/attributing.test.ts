import assert from 'node:assert/strict';
import path from 'node:path';
import { after, describe, it, test, type TestContext } from 'node:test';
import type { Range } from '../../src/core/text/range.ts';
import { sentences } from '../../src/core/text/sentences.ts';
import { promptOf } from '../../src/core/write/prompt.ts';
import { Engine } from '../../src/engine/engine.ts';
import { RecollectError } from '../../src/protocol/errors.ts';
import type { AttributeParams, GivenPassage, Sending } from '../../src/protocol/writing.ts';
import { temporaryFolder } from '../support/folder.ts';
import { noLanguageModel, startLanguageModel, type LanguageModel } from '../support/languageModel.ts';

function passage(file: string, quote: string): GivenPassage {
  return { file, start: 100, end: 100 + quote.length, quote, headings: [] };
}

const GIVEN = [
  passage('lease.md', 'The tenant pays a deposit of 4,200 pounds to Harwood Trust. Pets are not allowed.'),
  passage('garden.md', 'The garden gate is painted green.'),
];

function engineFor(t: TestContext): { readonly engine: Engine; readonly workspace: string } {
  const workspace = temporaryFolder(t);
  const engine = new Engine({ store: temporaryFolder(t), models: path.join(workspace, 'none') });
  t.after(() => engine.close());
  return { engine, workspace };
}

describe('attribution with a language model', { skip: noLanguageModel }, () => {
  let model: Promise<LanguageModel> | undefined;
  const started = (): Promise<LanguageModel> => (model ??= startLanguageModel());
  after(async () => (await model)?.stop());

  async function check(
    t: TestContext,
    answer: readonly string[],
    { sentence, source }: { readonly sentence: number; readonly source: string },
  ): Promise<void> {
    const { url, model: name } = await started();
    const { engine, workspace } = engineFor(t);
    const steps: [number, number][] = [];
    const found = await engine.attribute(
      {
        workspace,
        question: 'What does the tenant pay?',
        model: { kind: 'endpoint', url, model: name },
        given: GIVEN,
        answer,
        sentence,
      },
      { onProgress: ({ done, total }) => steps.push([done, total]) },
    );
    assert.equal(found.by, 'log-probability');
    assert.equal(found.sources[0]?.quote, source);
    const from = GIVEN.find(({ quote }) => quote.includes(source))!;
    assert.equal(found.sources[0].start, 100 + from.quote.indexOf(source));
    assert.equal(found.sources[0].file, from.file);
    assert.ok(found.fit > 0.5, `fit ${found.fit}`);
    const sum = found.sources.reduce((total, { weight }) => total + weight, 0);
    assert.ok(Math.abs(sum - 1) < 1e-9);
    assert.deepEqual(steps.at(-1), [found.runs, found.runs]);
    // It was all written down.
    const { entries } = await engine.ledger({ workspace });
    assert.ok(entries.filter(({ to }) => to.endsWith('/completions')).length >= found.runs);
  }

  it('names the sentence that was copied', (t) =>
    check(t, ['The tenant pays a deposit of 4,200 pounds to Harwood Trust.'], {
      sentence: 0,
      source: 'The tenant pays a deposit of 4,200 pounds to Harwood Trust.',
    }));

  it('asks about the sentence that is meant, after those before it', (t) =>
    check(
      t,
      ['The tenant pays a deposit of 4,200 pounds to Harwood Trust.', 'The garden gate is painted green.'],
      { sentence: 1, source: 'The garden gate is painted green.' },
    ));

  it('goes by the words where the model tells no probabilities', async (t) => {
    const { url, model: name } = await started();
    const { engine, workspace } = engineFor(t);
    const shown: Sending[] = [];
    const generate = async (content: string): Promise<string> => {
      const response = await fetch(`${url}/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: content,
      });
      const answer = (await response.json()) as { choices: [{ message: { content: string } }] };
      return answer.choices[0].message.content;
    };
    const params = {
      workspace,
      question: 'How much is the deposit that the tenant pays?',
      model: { kind: 'shell', id: 'small', name: 'Small', window: 2048 },
      given: GIVEN,
    } as const;
    // What it writes of its own is what is asked about.
    const messages = promptOf(
      params.question,
      GIVEN.map((one) => ({ ...one, text: one.quote, headings: [] })),
    );
    const own = await generate(JSON.stringify({ model: name, messages, max_tokens: 40, temperature: 0 }));
    const [{ end }] = sentences(own) as [Range];
    const first = own.slice(0, end).trim();
    const found = await engine.attribute(
      { ...params, answer: [first], sentence: 0 },
      {
        shell: {
          approve: (sending) => {
            shown.push(sending);
            return Promise.resolve(true);
          },
          generate: async (_id, messages, { maxTokens }) => ({
            text: await generate(
              JSON.stringify({ model: name, messages, max_tokens: maxTokens, temperature: 0 }),
            ),
            finish: 'stop',
          }),
        },
      },
    );
    assert.equal(found.by, 'overlap');
    assert.match(found.sources[0]?.quote ?? '', /4,200/, `of ${first}`);
    assert.equal(shown.length, 1, 'asked once for all runs');
    assert.match(shown[0]!.body, /painted green/);
  });

  it('stops when it is cancelled', async (t) => {
    const { url, model: name } = await started();
    const { engine, workspace } = engineFor(t);
    const controller = new AbortController();
    const stopped = new RecollectError('cancelled', 'Stopped.');
    const params: AttributeParams = {
      workspace,
      question: 'What does the tenant pay?',
      model: { kind: 'endpoint', url, model: name },
      given: GIVEN,
      answer: ['Pets are not allowed.'],
      sentence: 0,
    };
    let steps = 0;
    await assert.rejects(
      engine.attribute(params, {
        signal: controller.signal,
        onProgress: () => {
          if (++steps === 3) controller.abort(stopped);
        },
      }),
      (error) => error === stopped,
    );
    assert.ok(steps < 6);
  });
});

test('nothing is sent where it was not approved', async (t) => {
  const { engine, workspace } = engineFor(t);
  const params: AttributeParams = {
    workspace,
    question: 'Why?',
    model: { kind: 'shell', id: 'm', name: 'M', window: 2048 },
    given: GIVEN,
    answer: ['Because.'],
    sentence: 0,
  };
  const refusing = {
    approve: () => Promise.resolve(false),
    generate: () => Promise.reject(new Error('It was not approved.')),
  };
  await assert.rejects(
    engine.attribute(params, { shell: refusing }),
    (error) => error instanceof RecollectError && error.code === 'not-approved',
  );
  assert.deepEqual((await engine.ledger({ workspace })).entries, []);
  await assert.rejects(
    engine.attribute({ ...params, sentence: 3 }, { shell: refusing }),
    (error) => error instanceof RecollectError && error.code === 'input-invalid',
  );
});

test('an endpoint that is not there is told as that, also where probabilities are asked', async (t) => {
  const { engine, workspace } = engineFor(t);
  await assert.rejects(
    engine.attribute({
      workspace,
      question: 'What does the tenant pay?',
      model: { kind: 'endpoint', url: 'http://127.0.0.1:1/v1', model: 'm', window: 2048 },
      given: GIVEN,
      answer: ['The deposit is 4,200 pounds.'],
      sentence: 0,
    }),
    (error) => error instanceof RecollectError && error.code === 'endpoint-unreachable',
  );
});
