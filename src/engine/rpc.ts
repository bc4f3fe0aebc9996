import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import type { CancellationToken, MessageConnection } from 'vscode-jsonrpc/node';
import type { Logger } from '../core/ports.ts';
import type { FetchProgress } from '../protocol/encoderModels.ts';
import type { CallOptions, EngineApi, IndexProgress } from '../protocol/engineApi.ts';
import { RecollectError } from '../protocol/errors.ts';
import {
  attributeProgress,
  fetchProgress,
  indexProgress,
  logLine,
  requests,
  summarizeProgress,
  toWire,
  writeProgress,
  type Call,
} from '../protocol/rpc.ts';
import type {
  AttributeProgress,
  SummarizeProgress,
  WriteProgress,
  WritingOptions,
} from '../protocol/writing.ts';
import { remoteShell } from './remoteShell.ts';

/** How long the engine may take to close when it is asked to go, in ms; the store survives a kill as well. */
const closingTime = 2000;
/** How often the engine looks whether its parent still lives, in ms. */
const parentCheck = 3000;
/** At most one progress message in this many ms: a person reads no faster, and the channel is shared. */
const progressPause = 50;

/** What every progress tells. */
interface Step {
  readonly done: number;
  readonly total: number;
}

/** Answers the shell's requests with the engine's methods, until the connection is disposed. */
export function serve(engine: EngineApi, connection: MessageConnection): void {
  const reporting = <Progress extends Step>(
    token: number | undefined,
    signal: AbortSignal,
    send: (token: number, progress: Progress) => Promise<void>,
  ): CallOptions<Progress> =>
    token === undefined
      ? { signal }
      : { signal, onProgress: throttled((progress: Progress) => void send(token, progress)) };
  const indexing = (token: number, progress: IndexProgress) =>
    connection.sendProgress(indexProgress, token, progress);
  const attributing = (token: number, progress: AttributeProgress) =>
    connection.sendProgress(attributeProgress, token, progress);
  const summarizing = (token: number, progress: SummarizeProgress) =>
    connection.sendProgress(summarizeProgress, token, progress);
  const fetching = (token: number, progress: FetchProgress) =>
    connection.sendProgress(fetchProgress, token, progress);
  connection.onRequest(requests.index, ({ params, progress }, token) =>
    answered(token, (signal) => engine.index(params, reporting(progress, signal, indexing))),
  );
  connection.onRequest(requests.update, ({ params, progress }, token) =>
    answered(token, (signal) => engine.update(params, reporting(progress, signal, indexing))),
  );
  connection.onRequest(requests.writable, ({ params }, token) =>
    answered(token, async (signal) => {
      await engine.writable(params, { signal });
      // JSON-RPC has no answer without a value.
      return null;
    }),
  );
  connection.onRequest(requests.ask, ({ params }, token) =>
    answered(token, (signal) => engine.ask(params, { signal })),
  );
  connection.onRequest(requests.explain, ({ params }, token) =>
    answered(token, (signal) => engine.explain(params, { signal })),
  );
  connection.onRequest(requests.write, (call, token) =>
    answered(token, (signal) =>
      engine.write(call.params, withShell(connection, call, { signal }, writing(connection, call.progress))),
    ),
  );
  connection.onRequest(requests.attribute, (call, token) =>
    answered(token, (signal) => {
      const { onProgress } = reporting(call.progress, signal, attributing);
      return engine.attribute(call.params, withShell(connection, call, { signal }, onProgress));
    }),
  );
  connection.onRequest(requests.release, (call, token) =>
    answered(token, (signal) =>
      engine.release(call.params, withShell(connection, call, { signal }, undefined)),
    ),
  );
  connection.onRequest(requests.models, ({ params }, token) =>
    answered(token, (signal) => engine.models(params, { signal })),
  );
  connection.onRequest(requests.ledger, ({ params }, token) => answered(token, () => engine.ledger(params)));
  connection.onRequest(requests.summarize, (call, token) =>
    answered(token, (signal) => {
      const { onProgress } = reporting(call.progress, signal, summarizing);
      return engine.summarize(call.params, withShell(connection, call, { signal }, onProgress));
    }),
  );
  connection.onRequest(requests.attention, ({ params }, token) =>
    answered(token, (signal) => engine.attention(params, { signal })),
  );
  connection.onRequest(requests.look, ({ params }, token) =>
    answered(token, (signal) => engine.look(params, { signal })),
  );
  connection.onRequest(requests.files, ({ params }, token) => answered(token, () => engine.files(params)));
  connection.onRequest(requests.sections, ({ params }, token) =>
    answered(token, () => engine.sections(params)),
  );
  connection.onRequest(requests.forget, ({ params }, token) => answered(token, () => engine.forget(params)));
  connection.onRequest(requests.find, ({ params }, token) => answered(token, () => engine.find(params)));
  connection.onRequest(requests.inspect, ({ params }, token) =>
    answered(token, () => engine.inspect(params)),
  );
  connection.onRequest(requests.calibrate, ({ params }, token) =>
    answered(token, () => engine.calibrate(params)),
  );
  connection.onRequest(requests.encoders, ({ params }, token) =>
    answered(token, () => engine.encoders(params)),
  );
  connection.onRequest(requests.planEncoder, ({ params }, token) =>
    answered(token, (signal) => engine.planEncoder(params, { signal })),
  );
  connection.onRequest(requests.fetchEncoder, ({ params, progress }, token) =>
    answered(token, (signal) => engine.fetchEncoder(params, reporting(progress, signal, fetching))),
  );
  connection.onRequest(requests.useEncoder, ({ params }, token) =>
    answered(token, () => engine.useEncoder(params)),
  );
  connection.onRequest(requests.removeEncoder, ({ params }, token) =>
    answered(token, () => engine.removeEncoder(params)),
  );
  connection.onRequest(requests.status, ({ params }, token) => answered(token, () => engine.status(params)));
  connection.onRequest(requests.tryDevices, (_, token) => answered(token, () => engine.tryDevices()));
  connection.onRequest(requests.doctor, ({ params }, token) => answered(token, () => engine.doctor(params)));
}

/**
 * Serves an engine to the process that forked this one, and ends with it: on `disconnect`, on SIGTERM, and
 * when a look at the parent shows that it has gone without a word. An interrupt from the keyboard reaches the
 * whole process group; it is left to the parent, which cancels the call.
 */
export function serveParent(create: (logger: Logger) => EngineApi): void {
  const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
  const log = (level: 'info' | 'warning', message: string) => {
    if (process.connected) void connection.sendNotification(logLine, { level, message });
  };
  const engine = create({
    info: (message) => log('info', message),
    warn: (message) => log('warning', message),
  });

  let leaving = false;
  const leave = () => {
    if (leaving) return;
    leaving = true;
    const late = setTimeout(() => process.exit(0), closingTime);
    void engine
      .close()
      .catch(() => {
        // Nobody is left to be told; every change of the store is a transaction of its own.
      })
      .then(() => {
        clearTimeout(late);
        process.exit(0);
      });
  };
  process.on('disconnect', leave);
  process.on('SIGTERM', leave);
  process.on('SIGINT', () => {});
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent || !alive(parent)) leave();
  }, parentCheck).unref();

  serve(engine, connection);
  connection.listen();
}

async function answered<Result>(
  token: CancellationToken,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const cancel = () =>
    controller.abort(new RecollectError('cancelled', 'Stopped. What was finished is kept.'));
  const listening = token.onCancellationRequested(cancel);
  if (token.isCancellationRequested) cancel();
  try {
    return await work(controller.signal);
  } catch (error) {
    throw toWire(error);
  } finally {
    listening.dispose();
  }
}

/** The options of a call that may send something: its progress where it is wanted, its shell where one is lent. */
function withShell<Progress>(
  connection: MessageConnection,
  { shell }: Call<unknown>,
  { signal }: { readonly signal: AbortSignal },
  onProgress: ((progress: Progress) => void) | undefined,
): WritingOptions<Progress> {
  return {
    signal,
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(shell === undefined ? {} : { shell: remoteShell(connection, shell) }),
  };
}

/** Sends every sentence, and of the text that grows between two what comes after a pause. */
function writing(
  connection: MessageConnection,
  token: number | undefined,
): ((progress: WriteProgress) => void) | undefined {
  if (token === undefined) return undefined;
  let last = -Infinity;
  return (progress) => {
    const now = performance.now();
    if (progress.kind === 'text' && now - last < progressPause) return;
    last = now;
    void connection.sendProgress(writeProgress, token, progress);
  };
}

/** Sends the first, the last of each phase and, between them, what comes after a pause. */
function throttled<Progress extends Step>(send: (progress: Progress) => void): (progress: Progress) => void {
  let last = -Infinity;
  return (progress) => {
    const now = performance.now();
    if (now - last < progressPause && progress.done < progress.total) return;
    last = now;
    send(progress);
  };
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM means that it lives and belongs to someone else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
