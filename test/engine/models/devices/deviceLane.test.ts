import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { DerivedGraphs } from '../../../../src/engine/models/devices/derivedGraphs.ts';
import { DeviceLane, paddedTo, textsAt } from '../../../../src/engine/models/devices/deviceLane.ts';
import { DeviceFailed, DeviceProcess } from '../../../../src/engine/models/devices/deviceProcess.ts';
import { modelsDirectory } from '../../../../src/engine/models/manifest.ts';
import { cosine } from '../../../support/cosine.ts';
import { references } from './references.ts';

const embeddings = path.join(modelsDirectory(), 'encoder');

/** The processor in the place of a device: what is true of one is true of the other. */
describe('DeviceLane', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'recollect-lane-'));
  let graph = '';
  const open = async (): Promise<DeviceProcess> => {
    const child = new DeviceProcess();
    graph = await new DerivedGraphs(folder, path.join(embeddings, 'encoder.onnx'), 'lane').get('q4', child);
    await child.ask({ kind: 'open', provider: 'cpu', graph, embeddings }, 60_000);
    return child;
  };
  let lane: DeviceLane;
  before(async () => (lane = new DeviceLane(await open())));
  after(async () => {
    await lane.close();
    rmSync(folder, { recursive: true });
  });

  it('gives every text its own vector, whatever it is run with', async () => {
    const short = references.filter(({ ids }) => ids.length <= 48);
    const vectors = await Promise.all(short.map(({ ids }) => lane.vector(Int32Array.from(ids))));
    for (const [i, { text, vector }] of short.entries())
      assert.ok(cosine(vectors[i]!, vector) > 0.999, `${text}: ${cosine(vectors[i]!, vector)}`);
  });

  it('rejects all that waits and all that comes where the device is lost', async () => {
    const child = await open();
    const doomed = new DeviceLane(child);
    const ids = Int32Array.from({ length: 200 }, (_, i) => (i === 0 ? 0 : i === 199 ? 2 : 500 + i));
    const all = Array.from({ length: 80 }, () => doomed.vector(ids));
    const settled = Promise.allSettled(all);
    setTimeout(() => process.kill(child.pid!, 'SIGKILL'), 20);
    const results = await settled;
    const lost = results.filter((result) => result.status === 'rejected');
    assert.ok(lost.length > 0);
    for (const { reason } of lost) assert.ok(reason instanceof DeviceFailed, String(reason));
    await assert.rejects(doomed.vector(ids), DeviceFailed);
    await doomed.close();
  });

  it('says what is wrong with a graph that cannot be opened, in one line', async () => {
    const child = new DeviceProcess();
    await assert.rejects(
      child.ask({ kind: 'open', provider: 'cuda', graph, embeddings }, 60_000),
      (error: unknown) =>
        error instanceof DeviceFailed && error.message !== '' && !error.message.includes('\n'),
    );
    await child.end();
  });
});

describe('paddedTo and textsAt', () => {
  it('hold every text, with little padding, in runs that fit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 512 }), (tokens) => {
        const width = paddedTo(tokens);
        assert.ok(width >= tokens && width < 1.25 * tokens + 64);
        const texts = textsAt(width);
        assert.ok(texts >= 1 && (texts === 1 || texts * width <= 8192));
      }),
    );
  });
});
