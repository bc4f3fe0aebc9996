import type { Provider } from '../../../protocol/devices.ts';
import type { Candidate } from './candidates.ts';
import { DeviceFailed, DeviceProcess } from './deviceProcess.ts';
import type { GraphVariant } from './deviceGraph.ts';

/** Where the graphs are that are compared. */
export interface TriedGraphs {
  /** The shipped one: what the processor runs. */
  readonly shipped: string;
  /** Where a derived one is, made first where it is not there. Rejects with {@link DeviceFailed}. */
  readonly derived: (variant: GraphVariant, by: DeviceProcess) => Promise<string>;
  /** The folder with the word embeddings. */
  readonly embeddings: string;
}

/** What the processor gives, to compare with. */
export interface Reference {
  readonly texts: readonly Int32Array[];
  /** In the derived graph's own precision, float32. */
  readonly vectors: readonly Float32Array[];
  /** Tokens a second that all threads together make of the shipped graph, at most. */
  readonly rate: number;
}

/** What came of one candidate. */
export type Trial = Candidate &
  (
    | { readonly kind: 'failed'; readonly why: string }
    /** Its vectors are others. */
    | { readonly kind: 'wrong'; readonly cosine: number }
    | {
        readonly kind: 'right';
        /** The lowest cosine to the processor's vectors. */
        readonly cosine: number;
        /** Tokens a second. */
        readonly rate: number;
        /** The same, in times of what the processor makes. */
        readonly times: number;
      }
  );

/** The same graph on another device: every vector must be at least so near to the processor's. */
const SAME_GRAPH = 0.999;
/** Another precision: the vectors must be so near on average. */
const OTHER_GRAPH = 0.995;
/** So near the shipped graph's vectors must be to the derived one's on average: int8 costs .0036. */
const SAME_MODEL = 0.99;
/** How long a device may take to open and to encode one batch, in ms. */
const OPENING = 60_000;
const RUNNING = 60_000;
/** The batch that is timed, once the first one shows that it is worth it: texts of so many tokens. */
const TIMED_WIDTH = 128;
const TIMED_TEXTS = 32;
const TIMED_RUNS = 3;
/** Texts of the first batch. A device that is so much slower than the processor on it is given no larger one. */
const FEW = 2;
const HOPELESS = 8;

/** What {@link refer} works with. */
export interface ReferenceOptions {
  readonly texts: readonly Int32Array[];
  /** Threads that the processor encodes with. */
  readonly threads: number;
  readonly signal: AbortSignal;
  /** Holds back what else the threads have to encode while something is timed. */
  readonly quietly: <T>(timing: () => Promise<T>) => Promise<T>;
}

/**
 * What the processor makes of the texts, in a process of its own. The rate is that of one thread times the threads: more
 * than they make together, so that a device that is called faster is. Rejects where the derived graph is none of this
 * model's: a mixed index would lose by it.
 */
export async function refer(
  graphs: TriedGraphs,
  { texts, threads, signal, quietly }: ReferenceOptions,
): Promise<Reference> {
  const child = thrownAway(signal);
  try {
    const graph = await graphs.derived('q4', child);
    const vectors = await encoded(child, { provider: 'cpu', graph, embeddings: graphs.embeddings }, texts);
    const shipped = { provider: 'cpu', graph: graphs.shipped, embeddings: graphs.embeddings } as const;
    const theirs = await encoded(child, shipped, texts);
    const alike = mean(cosines(vectors, theirs));
    if (!(alike >= SAME_MODEL))
      throw new DeviceFailed(`the derived graph is another model's (cosine ${alike.toFixed(4)})`);
    const rate = await quietly(() => timed(child, texts.slice(0, 8).map(lengthened)));
    return { texts, vectors, rate: rate * threads };
  } finally {
    await child.end();
  }
}

/** Tries one candidate in a throw-away process: compares a real batch, then times a large one. */
export async function tryOut(
  candidate: Candidate,
  graphs: TriedGraphs,
  reference: Reference,
  signal: AbortSignal,
): Promise<Trial> {
  const { provider, variant } = candidate;
  const { texts, rate: processor } = reference;
  const child = thrownAway(signal);
  try {
    const graph = await graphs.derived(variant, child);
    await child.ask({ kind: 'open', provider, graph, embeddings: graphs.embeddings }, OPENING);
    // The first run compiles what the device runs, so the second is timed.
    const few = texts.slice(0, FEW);
    await ran(child, few);
    let rate = await timed(child, few, 1);
    const hopeless = rate * HOPELESS < processor;
    const near = cosines(reference.vectors, await ran(child, hopeless ? few : texts));
    const cosine = Math.min(...near);
    const right = variant === 'q4' ? cosine >= SAME_GRAPH : mean(near) >= OTHER_GRAPH;
    if (!right) return { ...candidate, kind: 'wrong', cosine };
    if (!hopeless)
      rate = await timed(
        child,
        Array.from({ length: TIMED_TEXTS }, (_, i) => lengthened(texts[i % texts.length])),
      );
    return { ...candidate, kind: 'right', cosine, rate, times: rate / processor };
  } catch (error) {
    if (!(error instanceof DeviceFailed)) throw error;
    return { ...candidate, kind: 'failed', why: error.message };
  } finally {
    await child.end();
  }
}

/** A process that ends at once when nobody wants to know any more. */
function thrownAway(signal: AbortSignal): DeviceProcess {
  const child = new DeviceProcess();
  if (signal.aborted) void child.end();
  else signal.addEventListener('abort', () => void child.end(), { once: true });
  return child;
}

/** Whether the device is so slow that no other graph can make it worth it. */
export function isHopeless(trial: Trial): boolean {
  return trial.kind === 'right' && trial.times * HOPELESS < 1;
}

async function encoded(
  child: DeviceProcess,
  open: { readonly provider: Provider; readonly graph: string; readonly embeddings: string },
  texts: readonly Int32Array[],
): Promise<Float32Array[]> {
  await child.ask({ kind: 'open', ...open }, OPENING);
  return ran(child, texts);
}

async function ran(child: DeviceProcess, texts: readonly Int32Array[]): Promise<Float32Array[]> {
  const answer = await child.ask(
    { kind: 'run', texts, width: Math.max(...texts.map((text) => text.length)) },
    RUNNING,
  );
  if (answer.kind !== 'vectors') throw new DeviceFailed('it answered something else');
  const width = answer.vectors.length / texts.length;
  return texts.map((_, row) => answer.vectors.subarray(row * width, (row + 1) * width));
}

/** Tokens a second: the best of some runs, the first of several not counted. */
async function timed(child: DeviceProcess, texts: readonly Int32Array[], runs = TIMED_RUNS): Promise<number> {
  const tokens = texts.reduce((sum, text) => sum + text.length, 0);
  if (runs > 1) await ran(child, texts);
  let best = Infinity;
  for (let run = 0; run < runs; run++) {
    const began = performance.now();
    await ran(child, texts);
    best = Math.min(best, performance.now() - began);
  }
  return (1000 * tokens) / best;
}

/** The text again and again up to the length that is timed, between its own first and last token. */
function lengthened(text: Int32Array = new Int32Array()): Int32Array {
  const long = new Int32Array(TIMED_WIDTH);
  const inner = text.subarray(1, -1);
  for (let at = 0; at < TIMED_WIDTH; at++) long[at] = inner[at % inner.length] ?? 0;
  long[0] = text.at(0) ?? 0;
  long[TIMED_WIDTH - 1] = text.at(-1) ?? 0;
  return long;
}

/** Row by row, of unit rows; of the first of them where `b` has fewer. */
function cosines(a: readonly Float32Array[], b: readonly Float32Array[]): number[] {
  return b.map((row, i) => row.reduce((dot, value, j) => dot + value * (a[i]?.[j] ?? NaN), 0));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
