import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { test } from 'node:test';
import type { CancelSignal, Encoder } from '../../../../src/core/ports.ts';
import { Workspace } from '../../../../src/engine/workspace/workspace.ts';
import { isCancelled } from '../../../../src/protocol/errors.ts';
import { temporaryFolder, writeFiles } from '../../../support/folder.ts';
import { HASHING_ENCODER } from '../../../support/hashingEncoder.ts';
import { prose } from '../../../support/texts.ts';

// Another encoder for a memory that has vectors already. Each encoder here gives vectors that say whose they are, so
// that two that met would be seen.

/** As the hashing encoder, its vectors turned by its name and of another length. */
function encoderNamed(name: string, dimensions: number): Encoder & { readonly encoded: string[] } {
  const encoded: string[] = [];
  const turn = createHash('sha256').update(name).digest()[0]! % 50;
  return {
    ...HASHING_ENCODER,
    fingerprint: name,
    dimensions,
    encoded,
    encode: async (texts, role, signal?: CancelSignal) => {
      signal?.throwIfAborted();
      if (role === 'passage') encoded.push(...texts);
      const vectors = await HASHING_ENCODER.encode(texts, role);
      return vectors.map((vector) => {
        const turned = new Float32Array(dimensions);
        for (const [i, value] of vector.entries()) turned[(i + turn) % dimensions]! += value;
        const length = Math.hypot(...turned) || 1;
        return turned.map((value) => value / length);
      });
    },
  };
}

function place(t: Parameters<typeof temporaryFolder>[0]): {
  readonly root: string;
  readonly workspace: Workspace;
} {
  const root = temporaryFolder(t);
  writeFiles(root, {
    'a.txt': prose('en', 400, 1),
    'b.txt': prose('en', 300, 2),
    'c.txt': prose('zh', 40, 3),
  });
  const workspace = new Workspace(root, { store: temporaryFolder(t), graphFrom: 0 });
  t.after(() => workspace.close());
  return { root, workspace };
}

/** Whose vectors the memory is asked by, and how many of them there are. */
async function asked(
  workspace: Workspace,
  encoders: readonly Encoder[],
): Promise<readonly [string, number, number]> {
  const encoder = await workspace.asked(encoders);
  const seen = await workspace.examine(encoder, (_, { documents }) => ({
    dimensions: new Set(documents.map(({ vectors }) => vectors.dimensions)),
    encoded: documents.reduce((sum, one) => sum + one.encoded.reduce((count, flag) => count + flag, 0), 0),
  }));
  assert.deepEqual([...seen.dimensions], [encoder?.dimensions], 'vectors of one encoder alone');
  return [encoder?.fingerprint ?? '', seen.encoded, encoder?.dimensions ?? 0];
}

test('the old vectors serve until the new ones are all there, from one question to the next; going back costs nothing', async (t) => {
  const { root, workspace } = place(t);
  const before = encoderNamed('before', 64);
  const after = encoderNamed('after', 48);
  const { leaves } = await workspace.index({}, before, { encoders: [before] });
  assert.deepEqual(await asked(workspace, [before]), ['before', leaves, 64]);
  const question = { workspace: root, question: 'When was the harbour bridge opened?' } as const;
  const ask = async (encoders: readonly Encoder[]): Promise<readonly string[]> => {
    const { passages } = await workspace.ask(
      { ...question, passagesOnly: true, leg: 'meaning' },
      { encoder: await workspace.asked(encoders), reader: null },
    );
    return passages.map(({ text }) => text);
  };
  const first = await ask([before]);

  // Stopped in the middle: some leaves have both vectors.
  const encoders = [after, before];
  const stop = new AbortController();
  const run = workspace.index({}, after, {
    encoders,
    signal: stop.signal,
    onProgress: ({ phase, done }) => {
      if (phase === 'encoding' && done >= leaves / 3) stop.abort();
    },
  });
  await assert.rejects(run, isCancelled);
  const half = await workspace.facts(after);
  assert.ok(half.encoded > 0 && half.encoded < leaves, `${half.encoded} of ${leaves}`);
  assert.deepEqual(await asked(workspace, encoders), ['before', leaves, 64]);
  assert.deepEqual(await ask(encoders), first, 'the same answer as before');

  // A window that asks meanwhile, of its own process, sees the same.
  const report = await workspace.index({}, after, { encoders });
  assert.equal(report.leaves, leaves);
  assert.equal(
    report.encoded,
    leaves - half.encoded,
    'what was encoded before it was stopped is not encoded again',
  );
  assert.deepEqual(await asked(workspace, encoders), ['after', leaves, 48]);
  assert.equal(after.encoded.length, new Set(after.encoded).size);

  // A file that comes later is encoded with the new one alone, and the new one goes on serving.
  const ours = before.encoded.length;
  writeFiles(root, { 'd.txt': prose('en', 30, 9) });
  const later = await workspace.index({}, after, { encoders });
  assert.deepEqual(await asked(workspace, encoders), ['after', later.leaves, 48]);
  assert.equal(before.encoded.length, ours);

  // Back again: only the new file's leaves are to be encoded, and until then there is no step back in between.
  const back = [before, after];
  assert.equal((await asked(workspace, back))[0], 'after');
  const returned = await workspace.index({}, before, { encoders: back });
  assert.equal(returned.encoded, later.leaves - leaves);
  assert.deepEqual(await asked(workspace, back), ['before', later.leaves, 64]);
});

test('encoders of as many dimensions do not mix either, in the graph as in an exact search', async (t) => {
  const { root, workspace } = place(t);
  const one = encoderNamed('one', 64);
  const two = encoderNamed('two', 64);
  await workspace.index({}, one, { encoders: [one] });
  await workspace.index({}, two, { encoders: [two, one] });
  const fresh = new Workspace(root, { store: temporaryFolder(t), graphFrom: 0 });
  t.after(() => fresh.close());
  await fresh.index({}, two, { encoders: [two] });
  const question = {
    workspace: root,
    question: prose('en', 3, 2),
    passagesOnly: true,
    leg: 'meaning',
  } as const;
  for (const exact of [true, false]) {
    const [changed, made] = await Promise.all(
      [workspace, fresh].map((memory) => memory.ask({ ...question, exact }, { encoder: two, reader: null })),
    );
    const shares = (asked: typeof changed): unknown =>
      asked!.passages.map(({ file, start, weight }) => [path.basename(file), start, weight]);
    assert.deepEqual(shares(changed), shares(made), exact ? 'exact' : 'graph');
  }
});
