// The process that holds a graphics device: a session of the encoder's graph on it. Forked by DeviceProcess, so that
// a driver that crashes takes nothing with it. Ends with the process that forked it.
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type * as Ort from 'onnxruntime-node';
import type { InferenceSession } from 'onnxruntime-node';
import type { Provider } from '../../../protocol/devices.ts';
import { writeAtomically } from '../../store/atomicFile.ts';
import { loadRuntime } from '../runtime.ts';
import { BIAS, deriveGraph, POOLING } from './deviceGraph.ts';
import type { DeviceAnswer, DeviceRequest, OpenRequest } from './deviceMessages.ts';

/** Added to the logits of places without a token: softmax makes 0 of it, and half precision can hold it. */
const NOWHERE = -30_000;
/** CoreML's format of programs: its older one knows few of our operators. */
const ML_PROGRAM = 0x010;

/** The session that is open, and where its profile is written. */
interface Opened {
  readonly session: InferenceSession;
  readonly profile: string | undefined;
}

let opened: Opened | undefined;

async function answer(request: DeviceRequest): Promise<DeviceAnswer> {
  switch (request.kind) {
    case 'derive':
      derive(request);
      return { kind: 'derived' };
    case 'open':
      await opened?.session.release();
      opened = undefined;
      opened = { session: await open(request), profile: request.profile };
      return { kind: 'opened' };
    case 'run':
      return { kind: 'vectors', vectors: await run(await theirs(), request.texts, request.width) };
    case 'profile':
      return { kind: 'profiled', nodes: profiled() };
  }
}

function derive({ encoder, variant, file }: Extract<DeviceRequest, { kind: 'derive' }>): void {
  if (isWhole(file)) return;
  const graph = deriveGraph(readFileSync(encoder), variant);
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  // Two windows may derive the same one: either's is whole.
  writeAtomically(file, graph);
  // Behind the graph: a process that ends between the two leaves one that is derived again.
  writeAtomically(sumOf(file), hash(graph));
}

/** Whether the file is the one that was written: its checksum lies beside it. */
function isWhole(file: string): boolean {
  return (
    existsSync(file) &&
    existsSync(sumOf(file)) &&
    hash(readFileSync(file)) === readFileSync(sumOf(file), 'utf8')
  );
}

function sumOf(file: string): string {
  return `${file}.sha256`;
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function open({ provider, graph, embeddings, profile }: OpenRequest): Promise<InferenceSession> {
  const ort = await loadRuntime();
  return ort.InferenceSession.create(readFileSync(graph), {
    executionProviders: [asked(provider)],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    // What DirectML asks for; no plan would fit texts of many lengths in any case.
    enableMemPattern: false,
    executionMode: 'sequential',
    logSeverityLevel: 3,
    ...(profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: profile }),
    extra: {
      session: {
        intra_op: { allow_spinning: '0' },
        // Only a graph from memory may have its embeddings in a folder that is not its own.
        model_external_initializers_file_folder_path: embeddings,
      },
    },
  });
}

function asked(provider: Provider): InferenceSession.ExecutionProviderConfig {
  return provider === 'coreml' ? { name: 'coreml', coreMlFlags: ML_PROGRAM } : provider;
}

async function theirs(): Promise<{ readonly ort: typeof Ort; readonly session: InferenceSession }> {
  if (!opened) throw new Error('no graph is open');
  return { ort: await loadRuntime(), session: opened.session };
}

async function run(
  { ort, session }: { readonly ort: typeof Ort; readonly session: InferenceSession },
  texts: readonly Int32Array[],
  width: number,
): Promise<Float32Array> {
  if (!session.inputNames.includes(BIAS)) return oneByOne({ ort, session }, texts);
  const rows = texts.length;
  const ids = new BigInt64Array(rows * width);
  const bias = new Float32Array(rows * width).fill(NOWHERE);
  const pooling = new Float32Array(rows * width);
  for (const [row, text] of texts.entries()) {
    const first = row * width;
    for (const [at, id] of text.entries()) ids[first + at] = BigInt(id);
    bias.fill(0, first, first + text.length);
    pooling.fill(1 / text.length, first, first + text.length);
  }
  const feeds = {
    input_ids: new ort.Tensor('int64', ids, [rows, width]),
    [BIAS]: new ort.Tensor('float32', bias, [rows, 1, 1, width]),
    [POOLING]: new ort.Tensor('float32', pooling, [rows, 1, width]),
  };
  const { mean } = await session.run(feeds, ['mean']);
  if (!(mean?.data instanceof Float32Array)) throw new Error('the graph gave no vectors');
  const vectors = new Float32Array(mean.data);
  mean.dispose();
  unit(vectors, vectors.length / rows);
  return vectors;
}

/** The shipped graph, whose int8 scales span all that is in a run. */
async function oneByOne(
  { ort, session }: { readonly ort: typeof Ort; readonly session: InferenceSession },
  texts: readonly Int32Array[],
): Promise<Float32Array> {
  const vectors: Float32Array[] = [];
  for (const text of texts) {
    const ids = new ort.Tensor('int64', BigInt64Array.from(text, BigInt), [1, text.length]);
    const { sentence_vector: vector } = await session.run({ input_ids: ids }, ['sentence_vector']);
    if (!(vector?.data instanceof Float32Array)) throw new Error('the graph gave no vector');
    vectors.push(new Float32Array(vector.data));
  }
  const width = vectors[0]?.length ?? 0;
  const all = new Float32Array(vectors.length * width);
  for (const [row, vector] of vectors.entries()) all.set(vector, row * width);
  return all;
}

/** Brings rows to unit length. Throws where a row is no vector at all: a device may give numbers that are none. */
function unit(rows: Float32Array, width: number): void {
  for (let first = 0; first < rows.length; first += width) {
    const row = rows.subarray(first, first + width);
    const length = Math.hypot(...row);
    if (!(length > 0 && length < Infinity)) throw new Error('the device gave numbers that are none');
    for (let i = 0; i < width; i++) row[i] = (row[i] ?? 0) / length;
  }
}

/** How many nodes ran on which provider, by the profile; it is read once and removed. */
function profiled(): Record<string, number> {
  if (opened?.profile === undefined) throw new Error('nothing was profiled');
  opened.session.endProfiling();
  const places = new Map<string, string>();
  for (const file of globSync(`${path.basename(opened.profile)}*.json`, {
    cwd: path.dirname(opened.profile),
  })) {
    const whole = path.join(path.dirname(opened.profile), file);
    const events: unknown = JSON.parse(readFileSync(whole, 'utf8'));
    rmSync(whole);
    for (const event of Array.isArray(events) ? (events as readonly unknown[]) : []) place(event, places);
  }
  const nodes: Record<string, number> = {};
  for (const provider of places.values()) nodes[provider] = (nodes[provider] ?? 0) + 1;
  return nodes;
}

/** Takes down the provider of one node that was run. */
function place(event: unknown, places: Map<string, string>): void {
  if (typeof event !== 'object' || event === null || !('cat' in event) || event.cat !== 'Node') return;
  if (!('args' in event) || typeof event.args !== 'object' || event.args === null) return;
  if (!('provider' in event.args) || !('name' in event)) return;
  if (typeof event.args.provider === 'string' && typeof event.name === 'string')
    places.set(event.name, event.args.provider);
}

process.on('message', (request: DeviceRequest) => {
  answer(request)
    .catch((error: unknown): DeviceAnswer => ({
      kind: 'failed',
      message: error instanceof Error ? error.message : String(error),
    }))
    .then((said) => process.send?.(said))
    .catch(() => process.exit(1));
});
process.on('disconnect', () => process.exit(0));
