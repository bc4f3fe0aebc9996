import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { forkEngine } from '../../src/cli/forkedEngine.ts';
import { EngineClient } from '../../src/protocol/engineClient.ts';
import type { EngineProcess } from '../../src/protocol/engineClient.ts';
import { isCancelled, RecollectError } from '../../src/protocol/errors.ts';
import type { CancelSignal } from '../../src/core/ports.ts';
import { onAbort } from '../../src/protocol/abort.ts';
import type { IndexProgress } from '../../src/protocol/engineApi.ts';
import { sentence } from '../../src/protocol/sentences.ts';
import type { Sending, WritingShell } from '../../src/protocol/writing.ts';

const script = join(import.meta.dirname, 'rpcChild.ts');
const workspace = '/w';

/** Runs the body with a client, and closes it. */
async function withClient(body: (client: EngineClient, starts: EngineProcess[]) => Promise<void>) {
  const starts: EngineProcess[] = [];
  const client = new EngineClient({
    start: () => {
      const child = forkEngine({ script, args: [] });
      starts.push(child);
      return child;
    },
  });
  try {
    await body(client, starts);
  } finally {
    await client.close();
  }
}

const rejectsWith = (promise: Promise<unknown>, code: string, message: RegExp) =>
  assert.rejects(promise, (error) => {
    assert.ok(error instanceof RecollectError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, message);
    return true;
  });

const gone = async (pid: number) => {
  for (let tries = 0; tries < 100; tries++) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await pause(50);
  }
  assert.fail(`process ${pid} still runs`);
};

test('calls cross the process boundary, with telemetry off on the other side', () =>
  withClient(async (client) => {
    const { question } = await client.ask({ workspace, question: '问题' });
    assert.match(question, /^问题 \(\d+, 1\)$/);
    assert.ok(!question.includes(String(process.pid)));
  }));

test('progress arrives before the answer, each call its own', () =>
  withClient(async (client) => {
    const seen: IndexProgress[] = [];
    const [report] = await Promise.all([
      client.index({ workspace }, { onProgress: (progress) => seen.push(progress) }),
      client.index({ workspace }),
    ]);
    assert.equal(report.encoded, 5);
    assert.deepEqual(seen[0], { phase: 'encoding', done: 0, total: 5 });
    assert.deepEqual(seen.at(-1), { phase: 'encoding', done: 5, total: 5 });
  }));

test('an error of ours keeps its code and words; any other is internal with its message', () =>
  withClient(async (client) => {
    await rejectsWith(
      client.ask({ workspace, question: 'empty' }),
      'question-empty',
      /^The question is empty/,
    );
    await rejectsWith(client.ask({ workspace, question: 'throw' }), 'internal', /^a bug$/);
    const abort = await client.ask({ workspace, question: 'throw DOMException' }).catch((e: unknown) => e);
    assert.ok(isCancelled(abort), String(abort));
  }));

test('a signal cancels the call on the other side, and the engine goes on', () =>
  withClient(async (client, starts) => {
    const controller = new AbortController();
    const waiting = client.ask({ workspace, question: 'wait' }, { signal: controller.signal });
    await client.ask({ workspace, question: 'meanwhile' });
    controller.abort();
    await rejectsWith(waiting, 'cancelled', /^Stopped/);
    await rejectsWith(
      client.ask({ workspace, question: 'x' }, { signal: AbortSignal.abort() }),
      'cancelled',
      /^Stopped/,
    );
    await client.ask({ workspace, question: 'after' });
    assert.equal(starts.length, 1);
  }));

const model = { kind: 'shell', id: 'm', name: 'M', window: 1000 } as const;

test('a call lends its shell: it is shown what leaves and writes, in pieces, and errors keep their words', () =>
  withClient(async (client) => {
    const shown: Sending[] = [];
    const progress: string[] = [];
    const shellOf = (name: string): WritingShell => ({
      approve: (sending) => {
        shown.push(sending);
        return Promise.resolve(sending.body !== 'secret');
      },
      generate: (id, [message], { maxTokens, onText }) => {
        if (message?.content === 'fail')
          return Promise.reject(new RecollectError('endpoint-refused', sentence('endpoint-key', 'x', 'y')));
        onText?.(`${name}: `);
        onText?.(`${message?.content}`);
        return Promise.resolve({
          text: `${name}: ${message?.content} (${id}, ${maxTokens})`,
          finish: 'length',
        });
      },
    });
    const write = (question: string, shell: WritingShell) =>
      client.write(
        { workspace, question, model },
        { shell, onProgress: (one) => progress.push(one.kind === 'text' ? one.text : one.kind) },
      );
    // Two at once: each call's questions come to its own shell.
    const [one, other] = await Promise.all([write('eins', shellOf('A')), write('二', shellOf('B'))]);
    assert.equal(one.written?.sentences[0]?.text, 'A: eins (m, 7)');
    assert.equal(other.written?.sentences[0]?.text, 'B: 二 (m, 7)');
    assert.deepEqual([one.written?.cut, other.written?.cut], [true, true]);
    assert.deepEqual(shown.map(({ body }) => body).sort(), ['eins', '二']);
    assert.ok(progress.includes('A: ') && progress.includes('B: '), progress.join());
    const { written, unsent } = await write('secret', shellOf('A'));
    assert.deepEqual([written, unsent], [null, 'not-approved']);
    await rejectsWith(write('fail', shellOf('A')), 'endpoint-refused', /^x refused the key \(y\)/);
    const { approve } = shellOf('C');
    const without = await write('no models here', { approve });
    assert.equal(without.written?.sentences[0]?.text, 'no model');
  }));

test('cancelling a call cancels what it asks of the shell', () =>
  withClient(async (client) => {
    for (const waitsIn of ['approve', 'generate']) {
      const controller = new AbortController();
      let heard = 0;
      const until = (signal: CancelSignal | undefined) =>
        new Promise<never>((_resolve, reject) => {
          onAbort(signal, () => {
            heard++;
            reject(signal?.reason instanceof Error ? signal.reason : new Error('no reason'));
          });
          setTimeout(() => controller.abort(), 20);
        });
      const writing = client.write(
        { workspace, question: 'x', model },
        {
          signal: controller.signal,
          shell: {
            approve: (_sending, signal) => (waitsIn === 'approve' ? until(signal) : Promise.resolve(true)),
            generate: (_id, _messages, { signal }) => until(signal),
          },
        },
      );
      await rejectsWith(writing, 'cancelled', /^Stopped/);
      assert.equal(heard, 1, waitsIn);
    }
  }));

test('a killed engine rejects all that is pending with engine-lost, and the next call starts another', () =>
  withClient(async (client, starts) => {
    const waiting = client.ask({ workspace, question: 'wait' });
    const indexing = client.index({ workspace: '/slow' });
    const dying = client.ask({ workspace, question: 'die' });
    await Promise.all(
      [waiting, indexing, dying].map((call) => rejectsWith(call, 'engine-lost', /signal SIGKILL/)),
    );
    await client.ask({ workspace, question: 'again' });
    assert.equal(starts.length, 2);
  }));

test('after three restarts the client says so and starts no more', () =>
  withClient(async (client, starts) => {
    for (let loss = 0; loss < 4; loss++) {
      await rejectsWith(client.ask({ workspace, question: 'die' }), 'engine-lost', /starts anew/);
    }
    await rejectsWith(
      client.ask({ workspace, question: 'x' }),
      'engine-lost',
      /4 times, so it is not started/,
    );
    assert.equal(starts.length, 4);
  }));

test('an engine that cannot start says why', async () => {
  const client = new EngineClient({
    start: () => forkEngine({ script: join(import.meta.dirname, 'missing.ts'), args: [] }),
  });
  await rejectsWith(client.ask({ workspace, question: 'x' }), 'engine-lost', /Cannot find module/);
  await client.close();
});

test('closing and killing end the process, also one that does not close in time, and reject what is pending', async () => {
  const check = async (args: string[], end: (client: EngineClient) => Promise<void>) => {
    const client = new EngineClient({ start: () => forkEngine({ script, args }) });
    const { question } = await client.ask({ workspace, question: 'x' });
    const rejected = rejectsWith(client.ask({ workspace, question: 'wait' }), 'engine-lost', /stopped/);
    await end(client);
    await rejected;
    await gone(Number(/\d+/.exec(question)?.[0]));
    await rejectsWith(client.ask({ workspace, question: 'x' }), 'engine-lost', /closed/);
    await client.close();
  };
  await check([], (client) => client.close());
  await check(['--slow-close'], (client) => client.close());
  await check([], (client) => Promise.resolve(client.kill()));
});

test('an engine that is closed while it is being started ends, and what waits for it rejects', async () => {
  const forked = Promise.withResolvers<EngineProcess>();
  const client = new EngineClient({ start: () => forked.promise });
  const asked = rejectsWith(client.ask({ workspace, question: 'x' }), 'engine-lost', /closed/);
  const closed = client.close();
  const child = forkEngine({ script, args: [] });
  const ended = new Promise((resolve) => child.onExit(resolve));
  forked.resolve(child);
  await Promise.all([asked, closed, ended]);
});

test('calls that come while the engine is being started share it; one that was lost by then is started again', async () => {
  const starts: EngineProcess[] = [];
  const client = new EngineClient({
    start: async () => {
      const child = forkEngine({ script, args: [] });
      starts.push(child);
      if (starts.length === 1) {
        child.kill();
        await new Promise((resolve) => child.onExit(() => resolve(undefined)));
      }
      return child;
    },
  });
  const ask = () => client.ask({ workspace, question: 'x' });
  await Promise.all([
    rejectsWith(ask(), 'engine-lost', /SIGKILL/),
    rejectsWith(ask(), 'engine-lost', /SIGKILL/),
  ]);
  assert.equal(starts.length, 1);
  const [one, other] = await Promise.all([ask(), ask()]);
  assert.equal(one.question, other.question);
  assert.equal(starts.length, 2);
  await client.close();
});

test('the engine ends when its parent is killed', async () => {
  const parent = `
    import { forkEngine } from ${JSON.stringify(join(import.meta.dirname, '../../src/cli/forkedEngine.ts'))};
    import { EngineClient } from ${JSON.stringify(join(import.meta.dirname, '../../src/protocol/engineClient.ts'))};
    const client = new EngineClient({ start: () => forkEngine({ script: ${JSON.stringify(script)}, args: [] }) });
    console.log((await client.ask({ workspace: '/w', question: 'x' })).question);`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', parent], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const pid = Number(/\d+/.exec(String(line))?.[0]);
  child.kill('SIGKILL');
  await gone(pid);
});
