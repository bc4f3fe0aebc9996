import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Encoder, MemoryStore } from '../../../src/core/ports.ts';
import { Pace } from '../../../src/engine/power/pace.ts';
import { openStore } from '../../../src/engine/store/openStore.ts';
import { ENCODED_AT_ONCE, EncodingQueue } from '../../../src/engine/workspace/encodingQueue.ts';
import { updateMemory } from '../../../src/engine/workspace/indexer.ts';
import { temporaryFolder, writeFiles } from '../../support/folder.ts';
import { HASHING_ENCODER } from '../../support/hashingEncoder.ts';
import { prose } from '../../support/texts.ts';

function key(i: number): string {
  return i.toString(16).padStart(32, '0');
}

function storeOf(t: TestContext): MemoryStore {
  const { store, close } = openStore(temporaryFolder(t), { store: temporaryFolder(t) });
  t.after(close);
  return store;
}

/** The hashing encoder, with what happens around each batch. */
function encoderWith(encode: (texts: readonly string[]) => Promise<void>): Encoder {
  return {
    ...HASHING_ENCODER,
    encode: async (texts, role, signal) => {
      await encode(texts);
      return HASHING_ENCODER.encode(texts, role, signal);
    },
  };
}

async function fill(queue: EncodingQueue, leaves: number): Promise<void> {
  for (let i = 0; i < leaves; i++) await queue.add(key(i), `leaf ${i}`);
  await queue.finish();
}

test('every leaf gets its own vector, though several batches are under way and end in another order', async (t) => {
  const store = storeOf(t);
  let under = 0;
  let most = 0;
  const encoder = encoderWith(async (texts) => {
    most = Math.max(most, ++under);
    // The first batch is the slowest.
    if (texts[0] === 'leaf 0') await new Promise((resolve) => setTimeout(resolve, 30));
    under--;
  });
  const told: number[] = [];
  const queue = new EncodingQueue({
    store,
    encoder,
    onEncoded: (done) => told.push(done),
    onWaiting: () => assert.fail('nothing is to be waited for'),
  });
  const leaves = 5 * ENCODED_AT_ONCE + 3;
  await fill(queue, leaves);
  assert.ok(most > 1, 'one batch after the other');
  assert.ok(most <= 3, `${most} batches at once`);
  assert.deepEqual(
    told,
    told.toSorted((a, b) => a - b),
  );
  assert.deepEqual([told.at(-1), queue.done, queue.under.size], [leaves, leaves, 0]);
  const alone = storeOf(t);
  for (let i = 0; i < leaves; i++) {
    const [vector] = await HASHING_ENCODER.encode([`leaf ${i}`], 'passage');
    alone.putVectors(new Map([[key(i), vector!]]), encoder.fingerprint);
  }
  const keys = Array.from({ length: leaves }, (_, i) => key(i));
  assert.deepEqual(store.vectorsOf(keys, encoder.fingerprint), alone.vectorsOf(keys, encoder.fingerprint));
});

test('an encoder that takes many texts at once has them', async (t) => {
  let under = 0;
  let most = 0;
  const encoder = encoderWith(async () => {
    most = Math.max(most, ++under);
    await new Promise((resolve) => setTimeout(resolve, 5));
    under--;
  });
  const queue = new EncodingQueue({
    store: storeOf(t),
    encoder: { ...encoder, textsAtOnce: 6 * ENCODED_AT_ONCE - 1 },
    onEncoded: () => undefined,
    onWaiting: () => assert.fail('nothing is to be waited for'),
  });
  await fill(queue, 10 * ENCODED_AT_ONCE);
  assert.deepEqual([most, queue.done], [6, 10 * ENCODED_AT_ONCE]);
});

test('what goes wrong with one batch is told once all are at rest', async (t) => {
  const store = storeOf(t);
  let under = 0;
  const encoder = encoderWith(async (texts) => {
    under++;
    await new Promise((resolve) => setTimeout(resolve, 5));
    under--;
    if (texts.includes('leaf 40')) throw new Error('the second batch is lost');
  });
  const queue = new EncodingQueue({ store, encoder, onEncoded: () => undefined, onWaiting: () => undefined });
  await assert.rejects(fill(queue, 400), /the second batch is lost/);
  await queue.settled();
  assert.equal(under, 0);
  const kept = store.known([key(0), key(40)], encoder.fingerprint);
  assert.deepEqual([...kept], [key(0)]);
});

test('on battery, slowly, one batch at a time with rests between', async (t) => {
  let under = 0;
  let most = 0;
  const encoder = encoderWith(async () => {
    most = Math.max(most, ++under);
    await new Promise((resolve) => setTimeout(resolve, 1));
    under--;
  });
  const pace = new Pace({ how: 'slow', isOnBattery: () => Promise.resolve(true) });
  const rests = t.mock.method(pace, 'rest');
  const queue = new EncodingQueue({
    store: storeOf(t),
    encoder,
    pace,
    onEncoded: () => undefined,
    onWaiting: () => undefined,
  });
  await fill(queue, 4 * ENCODED_AT_ONCE);
  assert.deepEqual([most, rests.mock.callCount()], [1, 4]);
});

test('a folder that pauses on battery is found by its words and says that it waits; an edit is encoded', async (t) => {
  const root = temporaryFolder(t);
  const { store, close } = openStore(root, { store: temporaryFolder(t) });
  t.after(close);
  writeFiles(root, { 'long.txt': prose('en', 1500), 'short.txt': 'The pangolin eats ants.' });
  const pace = new Pace({ how: 'pause', isOnBattery: () => Promise.resolve(true), holds: 1 });
  const stop = new AbortController();
  let waiting = 0;
  const update = updateMemory({
    root,
    held: new Map(),
    store,
    encoder: HASHING_ENCODER,
    pace,
    signal: stop.signal,
    onProgress: (progress) => {
      if (progress.waiting !== 'battery') return;
      waiting++;
      assert.equal(store.lexical.frequency('pangolin'), 1);
      stop.abort();
    },
  });
  await assert.rejects(update, { code: 'cancelled' });
  assert.equal(waiting, 1);

  const small = temporaryFolder(t);
  const other = openStore(small, { store: temporaryFolder(t) });
  t.after(other.close);
  writeFiles(small, { 'short.txt': 'The pangolin eats ants.' });
  const held = new Map<string, string>();
  const report = await updateMemory({
    root: small,
    held,
    store: other.store,
    encoder: HASHING_ENCODER,
    pace,
  });
  assert.equal(report.encoded, 1);
});
