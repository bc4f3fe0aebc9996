// The engine as memory.ts measures it: told of each state, it goes on when the parent has looked.
import path from 'node:path';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { openEncoder } from '../../src/engine/models/openEncoder.ts';
import { openReader } from '../../src/engine/models/openReader.ts';
import { Workspace } from '../../src/engine/workspace/workspace.ts';
import type { MemoryState } from './memory.ts';

const FOLDER = path.resolve('media/sample-library');
const QUESTIONS = [
  'How long is the notice period?',
  '保修期有多长？',
  'Who inspects the boiler?',
  'What does it cost?',
];
/** Milliseconds until the models are let go, and until that is over. */
const IDLE = 1500;

async function at(state: MemoryState): Promise<void> {
  process.send?.(state);
  await once(process, 'message');
}

async function main(): Promise<void> {
  await at('started');
  const encoder = await openEncoder(undefined, { idleAfter: IDLE });
  const reader = await openReader(encoder);
  const workspace = new Workspace(FOLDER, { store: process.argv[2] });
  await workspace.index({}, encoder, {});
  // The longest text there can be: what it needs is kept for the next one.
  await encoder.encode(['boiler '.repeat(600), 'valve '.repeat(600), 'pump '.repeat(600)], 'passage');
  await at('encoder');
  for (const question of QUESTIONS)
    await workspace.ask({ workspace: FOLDER, question }, { encoder, reader, readingBudget: Infinity });
  await at('reader');
  await delay(3 * IDLE);

  await at('idle');
  workspace.close();
  await encoder.close();
  process.disconnect();
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
