import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { FolderQuestion } from '../../../src/host/folderQuestions.ts';
import { Writing } from '../../../src/host/generate/writing.ts';
import type { MergedAnswer } from '../../../src/protocol/mergeAnswers.ts';
import { answeredTurn, type AnsweredTurn } from '../../../src/host/turnView.ts';
import type { EngineApi } from '../../../src/protocol/engineApi.ts';
import type { AskResult } from '../../../src/protocol/asking.ts';
import type { AttributeParams, Attribution, WriteParams } from '../../../src/protocol/writing.ts';

const FOLDER = '/home/someone/mill';
const TEXT = 'The rent is £28,400. It is paid in four parts.';
const asked: AskResult = {
  question: 'What is the rent?',
  answer: {
    text: 'The rent is £28,400.',
    kind: 'sentences',
    sentences: [
      {
        text: 'The rent is £28,400.',
        citations: [{ file: 'lease.md', start: 0, end: 20, quote: TEXT.slice(0, 20) }],
      },
    ],
  },
  abstained: false,
  confidence: 0.9,
  nullWeight: 0.1,
  passages: [
    {
      file: 'lease.md',
      start: 0,
      end: TEXT.length,
      weight: 0.8,
      sectionWeight: 0.8,
      level: 'leaf',
      text: TEXT,
      headings: [],
    },
  ],
  documents: [{ file: 'lease.md', weight: 0.9 }],
  heat: [],
  terms: [],
  scope: null,
  memory: { files: 1, leaves: 1, encoded: 1 },
  warnings: [],
};
const WRITTEN = ['The rent is £28,400.', 'It is paid in four parts.'];
const found: Attribution = { sources: [], by: 'overlap', runs: 8, fit: 0.5 };

/** A turn with two written sentences, and an engine that finds out what was used when it is told to. */
async function writtenTo(followUp?: AskResult['followUp']): Promise<{
  readonly writing: Writing;
  readonly view: () => { readonly chosen: number | null; readonly used: string | null };
  readonly used: (index: number) => Promise<void>;
  readonly choose: (index: number) => void;
  readonly calls: { readonly params: AttributeParams; readonly end: PromiseWithResolvers<Attribution> }[];
  readonly again: () => Promise<void>;
}> {
  const calls: { params: AttributeParams; end: PromiseWithResolvers<Attribution> }[] = [];
  const result = { ...asked, ...(followUp === undefined ? {} : { followUp }) };
  const unasked = (): Promise<never> => Promise.reject(new Error('This is not asked for.'));
  const engine: EngineApi = {
    index: unasked,
    update: unasked,
    writable: unasked,
    ask: unasked,
    explain: unasked,
    models: unasked,
    ledger: unasked,
    release: unasked,
    summarize: unasked,
    attention: unasked,
    look: unasked,
    files: unasked,
    sections: unasked,
    forget: unasked,
    find: unasked,
    status: unasked,
    tryDevices: unasked,
    encoders: unasked,
    planEncoder: unasked,
    fetchEncoder: unasked,
    useEncoder: unasked,
    removeEncoder: unasked,
    inspect: unasked,
    calibrate: unasked,
    doctor: unasked,
    close: () => Promise.resolve(),
    write: (_params: WriteParams, options) => {
      options?.onProgress?.({ kind: 'asked', asked: result });
      const written = {
        sentences: WRITTEN.map((text) => ({
          text,
          support: 'supported' as const,
          citations: [],
          doubts: [],
        })),
        model: 'some-model',
        cut: false,
        given: [],
        redacted: [],
      };
      return Promise.resolve({ asked: result, written });
    },
    attribute: (params) => {
      const end = Promise.withResolvers<Attribution>();
      calls.push({ params, end });
      return end.promise;
    },
  };
  const memory: FolderQuestion['memory'] = {
    folder: FOLDER,
    ask: unasked,
    run: (work) => work(engine, FOLDER),
  };
  const writing = new Writing({
    memory: {
      ask: unasked,
      turns: (question) => [{ memory, named: false, params: { question } }],
      memoryOf: () => memory,
    },
    writer: () =>
      Promise.resolve({
        model: { kind: 'shell', id: 'some/model', name: 'some-model', window: 4096 },
        redaction: {},
        name: 'some-model',
        rewrites: false,
      }),
    shell: { approve: () => Promise.resolve(true) },
    onChange: () => undefined,
    errorView: (error) => ({ message: String(error), actions: [] }),
    log: { warn: (message) => assert.fail(message) },
  });
  let turn: AnsweredTurn | undefined;
  let count = 0;
  const again = async (): Promise<void> => {
    const id = `q${String(++count)}`;
    await writing.answer(
      { text: 'And the rent?', scope: null, before: [], insist: false },
      new AbortController().signal,
      (answer: MergedAnswer) => {
        turn = answeredTurn({ id, question: 'And the rent?', scope: null, readAs: null }, answer, {
          shownFile: ({ file }) => file,
          worded: ({ text }) => text,
        });
        return Promise.resolve(turn);
      },
    );
  };
  await again();
  const shown = () => {
    assert.ok(turn !== undefined);
    const view = writing.applied(turn.view);
    assert.ok(view.kind === 'answered' && view.written !== null);
    return view.written;
  };
  const id = (index: number): string => shown().sentences[index]?.id ?? '';
  return {
    writing,
    view: () => {
      const { sentences, chosen, used } = shown();
      const index = sentences.findIndex((sentence) => sentence.id === chosen);
      return { chosen: index < 0 ? null : index, used: used?.kind ?? null };
    },
    used: (index) => writing.use(id(index)),
    choose: (index) => void writing.choose(id(index)),
    calls,
    again,
  };
}

suite('What a model writes to a turn', () => {
  test('a sentence that is chosen stays chosen when the search for what another used ends', async () => {
    const { used, choose, calls, view } = await writtenTo();
    const first = used(0);
    assert.deepEqual(view(), { chosen: 0, used: 'working' });
    choose(1);
    assert.deepEqual(view(), { chosen: 1, used: null });
    calls[0]?.end.reject(new DOMException('Stopped.', 'AbortError'));
    await first;
    assert.deepEqual(view(), { chosen: 1, used: null });
  });

  test('what comes of a search for the turn before is not shown of the next one', async () => {
    const { used, again, calls, view } = await writtenTo();
    const first = used(1);
    await again();
    calls[0]?.end.resolve(found);
    await first;
    assert.deepEqual(view(), { chosen: null, used: null });
  });

  test('a search that is stopped leaves its sentence chosen, and can be begun again', async () => {
    const { writing, used, calls, view } = await writtenTo();
    const first = used(1);
    writing.stop();
    assert.deepEqual(view(), { chosen: 1, used: null });
    calls[0]?.end.reject(new DOMException('Stopped.', 'AbortError'));
    await first;
    const second = used(1);
    calls[1]?.end.resolve(found);
    await second;
    assert.deepEqual(view(), { chosen: 1, used: 'found' });
  });

  test('what was used is found out for the question as the model was asked it', async () => {
    const plain = await writtenTo();
    void plain.used(0);
    assert.equal(plain.calls[0]?.params.question, 'And the rent?');
    const put = await writtenTo({ carried: ['the mill'], rewritten: 'What is the rent of the mill?' });
    void put.used(0);
    assert.equal(put.calls[0]?.params.question, 'What is the rent of the mill?');
  });
});
