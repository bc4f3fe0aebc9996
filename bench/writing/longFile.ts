import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Encoder } from '../../src/core/ports.ts';
import type { Workspace } from '../../src/engine/workspace/workspace.ts';
import { CACHE, filesOf } from '../quality/sets.ts';
import { benchStore, indexed } from '../quality/store.ts';
import { wordsIn } from './summaryBaselines.ts';

/** What summarizing a long file takes, on the machine at hand. */
export interface LongFileFigures {
  readonly words: number;
  readonly leaves: number;
  readonly sections: number;
  /** Seconds: the first time, again (every section taken over), and after an edit of one paragraph. */
  readonly first: number;
  readonly again: number;
  readonly edited: number;
  /** Seconds of processor time of the first one: what it takes where nothing else runs. */
  readonly processor: number;
  /** Sections done again after the edit. */
  readonly redone: number;
  /** Milliseconds that nothing else could run, at the longest and of 99 of 100 turns. */
  readonly longest: number;
  readonly usual: number;
}

/** Puts all files of a folder into one, a chapter each, and summarizes that. */
export async function longFile(folder: string, encoder: Encoder): Promise<LongFileFigures> {
  const workspace = join(CACHE, 'long-file');
  mkdirSync(workspace, { recursive: true });
  const text = filesOf(folder)
    .map((file) => readFileSync(join(folder, file), 'utf8').trim())
    .join('\n\n\n');
  const write = (content: string): void => writeFileSync(join(workspace, 'stories.txt'), content);
  write(text);
  const memory = await indexed(workspace, `${benchStore()}-long-${process.pid}`, encoder);
  try {
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const before = process.cpuUsage();
    const [first, result] = await timed(memory, workspace, encoder);
    delay.disable();
    const used = process.cpuUsage(before);
    const [again] = await timed(memory, workspace, encoder);
    const middle = text.indexOf('. ', Math.floor(text.length / 2)) + 2;
    write(`${text.slice(0, middle)}Nobody in the harbour had seen the lantern since. ${text.slice(middle)}`);
    await memory.index({}, encoder, {});
    const [edited, changed] = await timed(memory, workspace, encoder);
    return {
      words: wordsIn(text),
      leaves: result.leaves.length,
      sections: result.sections.length,
      first,
      processor: (used.user + used.system) / 1e6,
      again,
      edited,
      redone: changed.sections.length - changed.reused,
      longest: delay.max / 1e6,
      usual: delay.percentile(99) / 1e6,
    };
  } finally {
    memory.close();
  }
}

async function timed(
  memory: Workspace,
  workspace: string,
  encoder: Encoder,
): Promise<readonly [number, Awaited<ReturnType<Workspace['summarize']>>]> {
  const started = performance.now();
  const result = await memory.summarize({ workspace, of: 'stories.txt' }, { encoder, reader: null }, {});
  return [(performance.now() - started) / 1000, result];
}
