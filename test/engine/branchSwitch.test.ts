import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { test } from 'node:test';
import type { Encoder } from '../../src/core/ports.ts';
import { Workspace } from '../../src/engine/workspace/workspace.ts';
import { temporaryFolder } from '../support/folder.ts';
import { HASHING_ENCODER } from '../support/hashingEncoder.ts';
import { prose, random } from '../support/texts.ts';

const FILES = 10_000;
/** A question during indexing is answered from words in under 300 ms; a busy machine is given five times that. */
const LONGEST = 1500;

test('10,000 files change at once, and questions are answered from their words meanwhile', async (t) => {
  const root = temporaryFolder(t);
  const store = temporaryFolder(t);
  const next = random(3);
  const sizes = Array.from({ length: FILES }, () => (next() < 0.02 ? 60 : 1 + Math.floor(next() ** 3 * 12)));
  const pieces = prose('en', 4000, 9).split(/(?<=\.) /);
  /** Writes every file as a branch has it: of few sentences most, some of many, each with a word of its own. */
  const checkOut = (branch: string): void => {
    for (const [i, size] of sizes.entries()) {
      const from = Math.floor(next() * (pieces.length - size));
      writeFileSync(
        path.join(root, `${i % 50}`, `${i}.txt`),
        `The ${branch}${i} is here. ${pieces.slice(from, from + size).join(' ')}`,
      );
    }
  };
  for (let i = 0; i < 50; i++) mkdirSync(path.join(root, `${i}`));

  const workspace = new Workspace(root, { store });
  t.after(() => workspace.close());
  checkOut('zeppelin');
  assert.equal((await workspace.index({}, null, {})).files, FILES);

  checkOut('dirigible');
  const enough = new AbortController();
  let encoded = 0;
  // As a real encoder it takes its time, in which questions come.
  const encoder: Encoder = {
    ...HASHING_ENCODER,
    encode: async (texts, role, signal) => {
      await delay(role === 'passage' ? 5 : 0);
      encoded += texts.length;
      return HASHING_ENCODER.encode(texts, role, signal);
    },
  };
  const began = Promise.withResolvers<void>();
  const run = workspace
    .index({}, encoder, {
      signal: enough.signal,
      onProgress: ({ phase }) => {
        if (phase === 'encoding') began.resolve();
      },
    })
    .catch((error: unknown) => error);
  await began.promise;
  const times: number[] = [];
  for (const number of [7, 4711, 9999, 123, 8080, 2500]) {
    const started = performance.now();
    const { passages, memory } = await workspace.ask(
      { workspace: root, question: `Where is the dirigible${number}?`, passagesOnly: true },
      { encoder, reader: null },
    );
    times.push(performance.now() - started);
    assert.equal(passages[0]?.file, `${number % 50}/${number}.txt`);
    assert.equal(memory.files, FILES);
    assert.ok(memory.encoded < memory.leaves, 'asked while leaves are encoded');
    await delay(50);
  }
  assert.ok(encoded > 0);
  t.diagnostic(`questions took ${times.map((time) => time.toFixed(0)).join(', ')} ms`);
  assert.ok(
    times.slice(1).every((time) => time < LONGEST),
    `${times.join(', ')} ms`,
  );
  enough.abort(new Error('enough'));
  await run;
  const { passages } = await workspace.ask(
    { workspace: root, question: 'Where is the zeppelin4711?', passagesOnly: true, leg: 'words' },
    { encoder: null, reader: null },
  );
  assert.ok(
    passages.every(({ text }) => !text.includes('zeppelin')),
    'the other branch is gone',
  );
});
