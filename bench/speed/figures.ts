import type { IndexingFigures } from './indexing.ts';
import type { MemoryFigures } from './memory.ts';

/** A ratio as it came out in several rounds. */
export interface Ratio {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly rounds: readonly number[];
}

/** One of the encoders compared, on the same texts in the same rounds. */
export interface EncoderFigures {
  readonly name: string;
  readonly about: string;
  /** Tokens a second, median of the rounds. */
  readonly rate: number;
  /** How many times as fast ours is, round by round; undefined for ours. */
  readonly ours?: Ratio;
  /** What the ratio was to be. */
  readonly goal?: number;
}

/** Integer matrix products alone, and what share of their rate the encoder's own come to. */
export interface MatrixFigures {
  /** Operations a second, best of the rounds, by rows multiplied at once. */
  readonly rates: readonly { readonly rows: number; readonly rate: number }[];
  /** The encoder's, from its bare tokens a second. */
  readonly encoder: number;
  /** Of the best of all. */
  readonly share: number;
}

/** A limit and what was measured. */
export interface Goal {
  readonly what: string;
  readonly goal: string;
  readonly measured: string;
  readonly met: boolean;
}

/** What a run of the bench keeps in bench/results/speed.json. A part that was not run keeps the figures it had. */
export interface SpeedReport {
  readonly machine: {
    readonly processor: string;
    readonly cores: number;
    readonly node: string;
    readonly runtime: string;
  };
  readonly encoders?: {
    readonly texts: number;
    readonly tokens: number;
    readonly compared: readonly EncoderFigures[];
  };
  readonly matrices?: MatrixFigures;
  readonly indexing?: IndexingFigures;
  readonly memory?: MemoryFigures;
  /** What bench/speed/scale.ts wrote. */
  readonly scale?: readonly ScaleFigures[];
  readonly goals: readonly Goal[];
}

/** Of scale.ts's figures what is shown here. */
export interface ScaleFigures {
  readonly leaves: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p95: number;
  readonly open: number;
  /** Megabytes. */
  readonly resident: number;
}

/** Middle and ends of what several rounds gave. */
export function ratioOf(rounds: readonly number[]): Ratio {
  const sorted = rounds.toSorted((a, b) => a - b);
  return { median: medianOf(rounds), low: sorted[0] ?? NaN, high: sorted.at(-1) ?? NaN, rounds };
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

/** Everything that was to be shown, met or missed, as far as it was measured. */
export function goalsOf({ encoders, matrices, indexing, memory, scale }: Omit<SpeedReport, 'goals'>): Goal[] {
  const goals: Goal[] = [];
  const add = (what: string, goal: string, measured: string, met: boolean): void => {
    goals.push({ what, goal, measured, met });
  };
  for (const { name, ours, goal } of encoders?.compared ?? [])
    if (ours !== undefined && goal !== undefined)
      add(
        `encoder over ${name}`,
        `${goal} times`,
        `${ours.median.toFixed(2)} (${ours.low.toFixed(2)} to ${ours.high.toFixed(2)})`,
        ours.median >= goal,
      );
  if (matrices)
    add('share of the best int8 matrix rate', '45 %', percent(matrices.share), matrices.share >= 0.45);
  if (indexing)
    add(
      `${Math.round(indexing.tokens / 1000)} k tokens indexed, over the bare encoder`,
      '85 %',
      percent(indexing.share),
      indexing.share >= 0.85,
    );
  if (memory)
    add('engine that nobody uses', 'under 150 MB', `${memory.idle.resident} MB`, memory.idle.resident < 150);
  const limits: Readonly<Record<number, number>> = { 10_000: 60, 100_000: 120, 1_000_000: 300 };
  for (const { leaves, p95, open, resident } of scale ?? []) {
    const limit = limits[leaves];
    const size = `${leaves.toLocaleString('en')} leaves`;
    if (limit !== undefined)
      add(`question over ${size}, p95`, `under ${limit} ms`, `${p95.toFixed(0)} ms`, p95 < limit);
    if (leaves === 100_000) {
      add(`${size} opened`, 'under 1 s', `${open.toFixed(0)} ms`, open < 1000);
      add(`engine with ${size}`, 'under 450 MB', `${resident.toFixed(0)} MB`, resident < 450);
    }
  }
  return goals;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
