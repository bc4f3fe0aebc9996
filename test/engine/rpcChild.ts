import { setTimeout as pause } from 'node:timers/promises';
import type { EngineApi } from '../../src/protocol/engineApi.ts';
import type { AskResult } from '../../src/protocol/asking.ts';
import { RecollectError } from '../../src/protocol/errors.ts';
import { serveParent } from '../../src/engine/rpc.ts';

function nothing(question: string): AskResult {
  return {
    question,
    answer: null,
    abstained: true,
    confidence: 0,
    nullWeight: 1,
    passages: [],
    documents: [],
    heat: [],
    terms: [],
    scope: null,
    memory: { files: 0, leaves: 0, encoded: 0 },
    warnings: [],
  };
}

// An engine whose every call does what its parameters say, so that the tests can make it slow, wrong or dead.
// The question (or the folder) is the instruction.
serveParent((logger) => {
  const refuse = () => Promise.reject(new Error('not asked in these tests'));
  return {
    async index({ workspace }, options) {
      logger.info(`indexing ${workspace}`);
      for (let done = 0; done <= 5; done++) {
        options?.onProgress?.({ phase: 'encoding', done, total: 5 });
        if (workspace === '/slow') await pause(1000);
        options?.signal?.throwIfAborted();
      }
      return {
        files: 1,
        leaves: 5,
        encoded: 5,
        reused: 0,
        skipped: [],
        notes: [],
        warnings: [],
        anotherWriter: false,
      };
    },
    async ask({ question }, options) {
      if (question === 'die') process.kill(process.pid, 'SIGKILL');
      if (question === 'throw') throw new Error('a bug');
      if (question === 'throw DOMException') AbortSignal.abort().throwIfAborted();
      if (question === 'empty') throw new RecollectError('question-empty', 'The question is empty. Ask one.');
      if (question === 'wait') {
        await new Promise((_resolve, reject) => {
          if (options?.signal instanceof AbortSignal) {
            options.signal.addEventListener('abort', () => reject(options.signal?.reason));
          }
        });
      }
      return nothing(`${question} (${process.pid}, ${process.env['ORT_DISABLE_TELEMETRY']})`);
    },
    // The question is what the shell is to write; it is shown first, and each piece is a piece of progress.
    async write({ question }, { shell, signal, onProgress } = {}) {
      const messages = [{ role: 'user', content: question }] as const;
      const sending = { to: 'them', local: false, body: question, messages, redacted: [] };
      if ((await shell?.approve(sending, signal)) !== true)
        return { asked: nothing(question), written: null, unsent: 'not-approved' };
      const { text, finish } = (await shell?.generate?.('m', messages, {
        maxTokens: 7,
        signal,
        onText: (text) => onProgress?.({ kind: 'text', text }),
      })) ?? { text: 'no model', finish: 'stop' };
      return {
        asked: nothing(question),
        written: {
          sentences: [{ text, support: 'no-claim', citations: [], doubts: [] }],
          model: 'm',
          cut: finish === 'length',
          given: [],
          redacted: [],
        },
      };
    },
    attribute: refuse,
    release: refuse,
    models: refuse,
    ledger: refuse,
    update: refuse,
    writable: refuse,
    explain: refuse,
    summarize: refuse,
    attention: refuse,
    look: refuse,
    files: refuse,
    sections: refuse,
    forget: refuse,
    find: refuse,
    status: refuse,
    tryDevices: refuse,
    encoders: refuse,
    planEncoder: refuse,
    fetchEncoder: refuse,
    useEncoder: refuse,
    removeEncoder: refuse,
    inspect: refuse,
    calibrate: refuse,
    doctor: refuse,
    async close() {
      if (process.argv.includes('--slow-close')) await pause(60_000);
    },
  } satisfies EngineApi;
});
