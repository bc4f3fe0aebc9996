// A thread of the encoder: one ONNX session on one core. Started by EncoderPool; reads ids, answers vectors.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { InferenceSession } from 'onnxruntime-node';
import {
  BUSY,
  type EncoderWorkerData,
  type EncoderWorkerInput,
  type EncoderWorkerOutput,
  STOP,
} from './encoderMessages.ts';

const OPTIONS: InferenceSession.SessionOptions = {
  executionProviders: ['cpu'],
  // Integer sums and one thread: the same bits whichever worker made a vector.
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  graphOptimizationLevel: 'all',
  // The arena keeps what the longest text needed (bounded by 512 tokens); without it every large tensor is mapped
  // and unmapped anew. The pattern planner would keep a plan for every length.
  enableCpuMemArena: true,
  enableMemPattern: false,
  logSeverityLevel: 3,
  // `session.x64quantprecision` is left off: it costs 40 % and the weights were quantised so as not to need it.
  extra: { session: { intra_op: { allow_spinning: '0' } } },
};

/**
 * Runs native code unless the process is about to end. A thread that is stopped within native code takes the whole
 * process down with an abort, so a process that exits waits until no thread is in it (see EncoderPool).
 */
async function native<T>(state: Int32Array, work: () => Promise<T>): Promise<T> {
  Atomics.store(state, BUSY, 1);
  try {
    if (Atomics.load(state, STOP) === 0) return await work();
  } finally {
    Atomics.store(state, BUSY, 0);
    Atomics.notify(state, BUSY);
  }
  return new Promise<never>(() => {});
}

/** Brings each row to unit length in place; gives the lengths that they had. */
function normalise(rows: Float32Array, width: number): Float32Array<ArrayBuffer> {
  const lengths = new Float32Array(rows.length / width);
  for (const row of lengths.keys()) {
    const values = rows.subarray(row * width, (row + 1) * width);
    let squares = 0;
    for (const value of values) squares += value * value;
    const length = Math.sqrt(squares);
    lengths[row] = length;
    if (length > 0) for (let i = 0; i < width; i++) values[i] = (values[i] ?? 0) / length;
  }
  return lengths;
}

async function serve(port: MessagePort, { model, state: shared }: EncoderWorkerData): Promise<void> {
  const state = new Int32Array(shared);
  const post = (message: EncoderWorkerOutput): void => port.postMessage(message);
  const fail = (error: unknown): void =>
    post({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });

  const ort = await import('onnxruntime-node');
  const session = await native(state, () => ort.InferenceSession.create(model, OPTIONS));

  /** A copy of one output of the graph: the runtime's own memory cannot be handed over. */
  const run = async (ids: Int32Array, name: 'sentence_vector' | 'token_states'): Promise<Float32Array<ArrayBuffer>> => {
    const input = new ort.Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]);
    const output = await native(state, () => session.run({ input_ids: input }, [name]));
    const values = output[name]?.data;
    if (!(values instanceof Float32Array)) throw new Error(`the model gave no ${name}`);
    return new Float32Array(values);
  };

  port.on('message', (message: EncoderWorkerInput) => {
    if (message.kind === 'run' && message.output === 'states') {
      run(message.ids, 'token_states').then((states) => {
        const lengths = normalise(states, states.length / message.ids.length);
        port.postMessage({ kind: 'states', states, lengths } satisfies EncoderWorkerOutput, [
          states.buffer,
          lengths.buffer,
        ]);
      }, fail);
    } else if (message.kind === 'run') {
      run(message.ids, 'sentence_vector').then((vector) => post({ kind: 'vector', vector }), fail);
    } else {
      // Nothing is running: the pool sends one text at a time and this when it has the answer.
      void session.release().finally(() => port.close());
    }
  });
  post({ kind: 'ready' });
}

if (parentPort) {
  const port = parentPort;
  serve(port, workerData).catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    port.postMessage({ kind: 'failed', message } satisfies EncoderWorkerOutput);
    port.close();
  });
}
