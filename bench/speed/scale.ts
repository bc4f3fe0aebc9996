/**
 * How fast a memory of many leaves opens and answers, and what it takes of the machine's memory.
 *
 *   node --disable-warning=ExperimentalWarning bench/speed/scale.ts [--leaves 10000,100000] [--questions 60]
 *     [--runs 1] [--unsettled] [--json FILE]
 *
 * Memories are made once and kept in bench/.cache (`mixedMemory.ts` says of what; 1 M leaves take some 10 GB there while
 * they are made and about 20 minutes). Each is measured in a process of its own. Figures go to
 * bench/results/scale.json. Without the public sets there is nothing to measure with, and it says so.
 */
import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openEncoder } from '../../src/engine/models/openEncoder.ts';
import { sample } from '../quality/random.ts';
import { CACHE, publicSetsPresent, readSets, RESULTS, ROOT } from '../quality/sets.ts';
import { asShipped, SHIPPED } from './asShipped.ts';
import { mixedMemory, type MixedMemory } from './mixedMemory.ts';
import type { ScaleFigures, ScaleTask } from './scaleChild.ts';

/** What a size must keep: milliseconds of a question's p95, of opening. */
const GOALS: Readonly<Record<number, { readonly p95: number; readonly open?: number }>> = {
  10_000: { p95: 60 },
  100_000: { p95: 120, open: 1000 },
  1_000_000: { p95: 300 },
};

const SEED = 20261122;
const WARM = 12;

/** One size's figures. */
export interface ScaleResult extends Omit<MixedMemory, 'root' | 'store'> {
  /** Leaves there are: those that were wanted, and what the last file has beyond. */
  readonly held: number;
  readonly figures: readonly ScaleFigures[];
}

/** Makes the memories and measures them. */
export async function measureScale(
  sizes: readonly number[],
  {
    questions,
    runs,
    settle,
  }: { readonly questions: number; readonly runs: number; readonly settle: boolean },
): Promise<ScaleResult[]> {
  const sets = readSets();
  const asked = sample(
    sets.flatMap((set) =>
      sample(set.questions, Math.ceil((questions + WARM) / 8), SEED).map(({ question }) => question),
    ),
    questions + WARM,
    SEED,
  );
  const results: ScaleResult[] = [];
  for (const size of sizes) {
    const encoder = await openEncoder();
    const { root, store, ...memory } = await mixedMemory(size, sets, encoder, CACHE);
    await encoder.close();
    const figures: ScaleFigures[] = [];
    for (let run = 0; run < runs; run++) {
      figures.push(
        await inChild({
          memory: { root, store },
          warm: asked.slice(0, WARM),
          timed: asked.slice(WARM),
          settle: settle && run === 0,
        }),
      );
    }
    results.push({ ...memory, leaves: size, held: memory.leaves, figures });
  }
  return results;
}

async function inChild(task: ScaleTask): Promise<ScaleFigures> {
  const child = fork(await asShipped('scaleChild'), [], {
    ...SHIPPED,
    cwd: ROOT,
    serialization: 'advanced',
  });
  return new Promise((resolve, reject) => {
    child.once('message', (figures: ScaleFigures) => resolve(figures));
    child.once('exit', (code) => reject(new Error(`the measuring process ended with ${code}`)));
    child.send(task);
  });
}

/** The figures in words, goals beside them. */
export function scaleText(results: readonly ScaleResult[]): string {
  return results
    .flatMap(({ leaves, files, real, seconds, figures }) => {
      const goal = GOALS[leaves];
      return [
        `${leaves} leaves in ${files} files (${real} real, the others mixed by program; made in ${seconds} s)`,
        ...figures.map(
          ({ settled, open, first, passages, answers, encoding, before, after, heap, idle }) =>
            `  open ${open} ms${goal?.open === undefined ? '' : ` (goal ${goal.open})`}, first question ${first} ms; ` +
            `passages median ${passages.median}, p95 ${passages.p95} ms${goal === undefined ? '' : ` (goal ${goal.p95})`}, ` +
            `worst ${passages.worst}; of it encoding ${encoding.median}; answers median ${answers.median}, p95 ${answers.p95} ms; ` +
            `${before} MB before, ${after} MB after with the reader (heap ${heap}), ${idle} MB idle` +
            (settled === null ? '' : `; brought in step in ${settled} ms`),
        ),
      ];
    })
    .join('\n');
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      leaves: { type: 'string', default: '10000,100000' },
      questions: { type: 'string', default: '60' },
      runs: { type: 'string', default: '1' },
      unsettled: { type: 'boolean', default: false },
      json: { type: 'string', default: join(RESULTS, 'scale.json') },
    },
  });
  if (!publicSetsPresent())
    console.log('The public bench sets are not on this machine (../shared/bench), so nothing was measured.');
  else {
    const results = await measureScale(values.leaves.split(',').map(Number), {
      questions: Number(values.questions),
      runs: Number(values.runs),
      settle: !values.unsettled,
    });
    console.log(scaleText(results));
    writeFileSync(values.json, `${JSON.stringify({ scale: results }, undefined, 1)}\n`);
  }
}
