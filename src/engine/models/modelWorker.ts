// A thread of the models: ONNX sessions on one core. Started by ModelPool; reads ids, answers vectors and logits.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { InferenceSession } from 'onnxruntime-node';
import { collectGarbage } from './garbage.ts';
import { serveHub } from './hub/hubThread.ts';
import type { ModelRun, ModelWorkerData, ModelWorkerInput, ModelWorkerOutput } from './modelMessages.ts';
import { native } from './nativeWork.ts';
import { processorSession } from './processorSession.ts';
import { loadRuntime } from './runtime.ts';
import { type GraphWithoutTable, withoutTable } from './withoutTable.ts';
import { WordTable } from './wordTable.ts';

/** Integer sums and one thread: the same bits whichever worker made a vector. */
const ONE_THREAD = processorSession(1);

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

/** A session, and the name of its input that takes the embeddings of words. */
interface Model {
  readonly session: InferenceSession;
  readonly input: string;
}

async function serve(port: MessagePort, { encoder, state: shared }: ModelWorkerData): Promise<void> {
  const state = new Int32Array(shared);
  const post = (message: ModelWorkerOutput, ...buffers: ArrayBuffer[]): void =>
    port.postMessage(message, buffers);
  const ort = await loadRuntime();
  const { table, ...body } = withoutTable(readFileSync(encoder));
  const words = new WordTable(path.join(path.dirname(encoder), table.file), table);

  const load = async ({ graph, input }: Omit<GraphWithoutTable, 'table'>): Promise<Model> => {
    const session = await native(state, () => ort.InferenceSession.create(graph, ONE_THREAD));
    // The runtime has its own copy. Without a word a thread that computes outside of JavaScript would let go of nothing
    // for long: neither of these bytes nor of those of the file.
    graph.buffer.transfer(0);
    collectGarbage();
    return { session, input };
  };
  const sentences = await load(body);
  let reader: Model | undefined;

  /** The reader, loaded when it is first wanted. Its words are the encoder's. */
  const loadReader = async (file: string): Promise<Model> => {
    const { table: wanted, ...graph } = withoutTable(readFileSync(file));
    if (JSON.stringify(wanted) !== JSON.stringify(table))
      throw new Error('it was made for other word embeddings than the encoder has');
    return load(graph);
  };

  /** A copy of one output of the graph: the runtime's own memory cannot be handed over. */
  const run = async (
    { session, input }: Model,
    ids: Int32Array,
    name: 'sentence_vector' | 'token_states' | 'span_logits',
  ): Promise<Float32Array<ArrayBuffer>> => {
    const feeds = {
      input_ids: new ort.Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]),
      [input]: new ort.Tensor('float32', words.lookUp(ids), [1, ids.length, table.hidden]),
    };
    const output = await native(state, () => session.run(feeds, [name]));
    const values = output[name]?.data;
    if (!(values instanceof Float32Array)) throw new Error(`the model gave no ${name}`);
    return new Float32Array(values);
  };

  const answer = async (message: ModelRun): Promise<void> => {
    const { ids } = message;
    if (message.output === 'spans') {
      try {
        reader ??= await loadReader(message.reader);
      } catch (error) {
        post({ kind: 'failed', message: reasonOf(error), unloadable: true });
        return;
      }
      const both = await run(reader, ids, 'span_logits');
      const starts = both.slice(0, ids.length);
      const ends = both.slice(ids.length);
      post({ kind: 'spans', starts, ends }, starts.buffer, ends.buffer);
    } else if (message.output === 'states') {
      const states = await run(sentences, ids, 'token_states');
      const lengths = normalise(states, states.length / ids.length);
      post({ kind: 'states', states, lengths }, states.buffer, lengths.buffer);
    } else {
      const vector = await run(sentences, ids, 'sentence_vector');
      post({ kind: 'vector', vector }, vector.buffer);
    }
  };

  port.on('message', (message: ModelWorkerInput) => {
    if (message.kind === 'run') {
      answer(message).catch((error: unknown) => post({ kind: 'failed', message: reasonOf(error) }));
    } else {
      // Nothing is running: the pool sends one text at a time and this when it has the answer.
      void Promise.all([sentences.session.release(), reader?.session.release()]).finally(() => {
        words.close();
        port.close();
      });
    }
  });
  post({ kind: 'ready' });
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

if (parentPort) {
  const port = parentPort;
  const data: ModelWorkerData = workerData;
  const serving = data.hub === undefined ? serve(port, data) : serveHub(port, data, data.hub);
  serving.catch((error: unknown) => {
    port.postMessage({ kind: 'failed', message: reasonOf(error) } satisfies ModelWorkerOutput);
    port.close();
  });
}
