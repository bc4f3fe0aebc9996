import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Engine } from '../../src/engine/engine.ts';
import type { Encoder } from '../../src/core/ports.ts';
import { sample } from '../quality/random.ts';
import { CACHE, SAMPLE, filesOf, readSets } from '../quality/sets.ts';
import { benchStore, indexed } from '../quality/store.ts';

/** Milliseconds from question to result, in this process, over one memory. */
export interface Latency {
  readonly leaves: number;
  readonly questions: number;
  readonly passages: Percentiles;
  /** With reading, composing and heat. */
  readonly answer: Percentiles;
}

export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
}

/** Files and bytes of each set that make about 10,000 leaves together, in many kinds of text. */
const SETS: Readonly<Record<string, number>> = {
  qmsum: 30,
  covidqa: 30,
  chunkeval: 4,
  clapnq: 150,
  policyqa: 20,
  cmrc: 4,
  drcd: 4,
  apidocs: 40,
  hotpot: 50,
};
/** Questions that nobody waits for: they open models and caches. */
const WARMING = 5;

/** Asks questions of a memory of about 10,000 leaves, one after the other, on as many cores as the machine has. */
export async function measureLatency(encoder: Encoder, count: number): Promise<Latency> {
  const folder = join(CACHE, 'latency');
  const pools: string[][] = [];
  for (const set of readSets({ only: Object.keys(SETS) })) {
    if (set.name === SAMPLE) continue;
    for (const file of filesOf(set.workspace).slice(0, SETS[set.name])) {
      const target = join(folder, set.name, file);
      if (existsSync(target)) continue;
      mkdirSync(dirname(target), { recursive: true });
      copyFileSync(join(set.workspace, file), target);
    }
    pools.push(
      sample(
        set.questions.filter(({ question }) => question.trim() !== ''),
        Math.ceil(count / Object.keys(SETS).length),
        23,
      ).map(({ question }) => question),
    );
  }
  const store = benchStore();
  const prepared = await indexed(folder, store, encoder);
  prepared.close();
  const engine = new Engine({ store });
  try {
    const questions = pools.flat().slice(0, count);
    const { leaves } = await engine.index({ workspace: folder });
    const timed = async (passagesOnly: boolean): Promise<Percentiles> => {
      const times: number[] = [];
      for (const [i, question] of [...questions.slice(0, WARMING), ...questions].entries()) {
        const began = performance.now();
        await engine.ask({ workspace: folder, question, passagesOnly });
        if (i >= WARMING) times.push(performance.now() - began);
      }
      times.sort((a, b) => a - b);
      const at = (share: number): number =>
        times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0;
      return { p50: at(0.5), p95: at(0.95) };
    };
    return { leaves, questions: questions.length, passages: await timed(true), answer: await timed(false) };
  } finally {
    await engine.close();
  }
}
