import type { ReadLeaf } from '../../core/answer/read.ts';
import { NO_SPAN } from '../../core/answer/read.ts';
import { bestSpans, meanLogits, type Span } from '../../core/answer/spans.ts';
import type { CancelSignal, Reader, SpanLogits } from '../../core/ports.ts';
import { attend } from '../../core/recall/attention.ts';
import { best } from '../../core/recall/best.ts';
import { readTemperature, rerank } from '../../core/recall/rerank.ts';
import { reweighed, type RankedLeaf } from './answer.ts';
import type { Sought } from './reading.ts';
import { MOST_ORDERED, type Recalled } from './recall.ts';
import type { SnapshotDocument } from './snapshot.ts';

/**
 * Leaves that are read, about 1,024 tokens of them. More put few better ones first, and move evidence that stands
 * beside the answer out of what is looked at (bench/README.md).
 */
export const MOST_READ = 8;
/** Milliseconds after the first window beyond which no further one is begun. */
const BUDGET = 500;
/** Spans that are kept of a leaf. */
export const SPANS = 5;
/** Windows that are asked for at once: as many as there can be threads. */
const LANES = 4;

export interface ReadWindowsInput {
  readonly reader: Reader;
  /** Best first. */
  readonly ranked: readonly RankedLeaf[];
  /** Each is read by itself; more than one where the question consists of several. */
  readonly questions: readonly Sought[];
  readonly signal?: CancelSignal | undefined;
  /** Milliseconds after the first window; {@link BUDGET} where left out. */
  readonly budget?: number | undefined;
  /** Milliseconds since any one moment; the machine's where left out. */
  readonly now?: (() => number) | undefined;
}

/** What the reader found in a leaf. */
export interface ReadWindow {
  readonly leaf: RankedLeaf;
  /** Offsets of the document. */
  readonly spans: readonly Span[];
  readonly gap: number;
}

/**
 * Reads the best leaves with the question, best first, as many as the time allows; the first one always. Within the
 * budget the result hangs on question and leaves alone. Where there are several questions, a leaf has the spans of
 * the one that it answers best. Rejects once aborted, between two windows.
 */
export async function readWindows(input: ReadWindowsInput): Promise<ReadWindow[]> {
  const { ranked, signal, budget = BUDGET, now = () => performance.now() } = input;
  const read = new Map<number, ReadWindow>();
  const rest = ranked.slice(0, MOST_READ).entries();
  let deadline = Infinity;
  const lane = async (): Promise<void> => {
    for (const [place, leaf] of rest) {
      read.set(place, await readLeaf(leaf, input));
      if (deadline === Infinity) deadline = now() + budget;
      else if (now() >= deadline) return;
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  signal?.throwIfAborted();
  return [...read].sort(([a], [b]) => a - b).map(([, window]) => window);
}

async function readLeaf(
  leaf: RankedLeaf,
  { reader, questions, signal }: Pick<ReadWindowsInput, 'reader' | 'questions' | 'signal'>,
): Promise<ReadWindow> {
  const { text, start } = leaf.passage;
  let best: ReadWindow = { leaf, spans: [], gap: NO_SPAN };
  for (const question of questions) {
    const logits = await readInContext(reader, question, text, signal);
    const spans = bestSpans(logits, SPANS).map((span) => ({
      start: start + span.start,
      end: start + span.end,
      gap: span.gap,
    }));
    const gap = spans[0]?.gap ?? NO_SPAN;
    if (gap > best.gap || best.spans.length === 0) best = { leaf, spans, gap };
  }
  return best;
}

/**
 * A question that goes on from others is read both ways, alone and after them, and the logits are averaged; one that
 * is answered for itself is read alone.
 */
async function readInContext(
  reader: Reader,
  { text, inContext, forItself }: Sought,
  window: string,
  signal: CancelSignal | undefined,
): Promise<SpanLogits> {
  const [[alone], [together]] = await Promise.all([
    reader.read(text, [window], signal),
    inContext === undefined || forItself ? [] : reader.read(inContext.together, [window], signal),
  ]);
  if (alone === undefined) throw new Error('a window was not read');
  return together === undefined ? alone : meanLogits(alone, together);
}

/** By leaf index: the gaps of what was read. */
export function gapsOf(read: readonly ReadWindow[]): Map<number, number> {
  return new Map(read.map(({ leaf, gap }) => [leaf.index, gap]));
}

/** What recall gave, in the order that reading gives it. */
export interface Reread {
  readonly recalled: Recalled;
  readonly ranked: readonly RankedLeaf[];
}

/**
 * Brings what was read into the logits, and so into order and shares.
 *
 * @param gaps by leaf index, of the leaves that were read
 * @param confidence that the files answer, now that they have been read
 */
export function sharpened(
  recalled: Recalled,
  ranked: readonly RankedLeaf[],
  gaps: ReadonlyMap<number, number>,
  confidence: number,
): Reread {
  const logits = rerank(recalled.logits, gaps);
  const attention = attend(logits, readTemperature(recalled.trust), confidence);
  const order = best(logits, MOST_ORDERED);
  const reread = { ...recalled, logits, attention, confidence, order };
  return { recalled: reread, ranked: reweighed(ranked, reread) };
}

/** What was read, as answers are composed from it, in the order of the ranked leaves. */
export function readLeavesOf(
  ranked: readonly RankedLeaf[],
  read: readonly ReadWindow[],
  textOf: (document: SnapshotDocument) => string,
): ReadLeaf[] {
  const windows = new Map(read.map((window) => [window.leaf.index, window]));
  return ranked.flatMap(({ index, document, passage }) => {
    const window = windows.get(index);
    if (window === undefined) return [];
    const { file, start, end, text, headings, weight } = passage;
    return [
      {
        document: document.id,
        file,
        source: textOf(document),
        start,
        end,
        text,
        headings,
        weight,
        spans: window.spans,
        gap: window.gap,
      },
    ];
  });
}
