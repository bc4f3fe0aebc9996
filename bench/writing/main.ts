/**
 * What language models write, checked: marks of support, summaries, follow-ups, redaction, injected instructions, attribution.
 *
 *   npm run bench:writing [-- --parts support,summaries]
 *
 * Each part is a file of its own beside this one. Figures go to bench/results/writing.json, one object a part; a part
 * that is not run, or that lacks what it needs here, keeps the figures that it had.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { RESULTS } from '../quality/sets.ts';
import type { Part } from './part.ts';

const PARTS = ['support', 'summaries', 'followUps', 'redaction', 'injection', 'attribution'] as const;
const FILE = join(RESULTS, 'writing.json');

const { values: options } = parseArgs({ options: { parts: { type: 'string' } } });

function isPart(module: unknown): module is Part {
  return typeof module === 'object' && module !== null && 'run' in module && typeof module.run === 'function';
}

async function main(): Promise<number> {
  const asked = options.parts?.split(',') ?? [...PARTS];
  const unknown = asked.filter((name) => !(PARTS as readonly string[]).includes(name));
  if (unknown.length > 0) {
    console.error(`No part is named ${unknown.join(', ')}; there are ${PARTS.join(', ')}.`);
    return 2;
  }
  for (const name of asked) {
    console.log(`\n== ${name}`);
    const path = join(import.meta.dirname, `${name}.ts`);
    if (!existsSync(path)) {
      console.log('There is no such part yet.');
      continue;
    }
    const part: unknown = await import(path);
    if (!isPart(part)) throw new Error(`${name}.ts exports no run()`);
    const outcome = await part.run();
    if ('skipped' in outcome) console.log(`Skipped: ${outcome.skipped}`);
    else keep(name, outcome.figures);
  }
  return 0;
}

/** Read again before each part is kept: two parts may run at once. */
function keep(name: string, figures: object): void {
  const kept: Record<string, unknown> = existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : {};
  mkdirSync(RESULTS, { recursive: true });
  const date = new Date().toISOString().slice(0, 10);
  writeFileSync(FILE, `${JSON.stringify({ ...kept, [name]: { date, ...figures } }, null, 2)}\n`);
}

process.exitCode = await main();
