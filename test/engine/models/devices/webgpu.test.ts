import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { DerivedGraphs } from '../../../../src/engine/models/devices/derivedGraphs.ts';
import { Devices } from '../../../../src/engine/models/devices/devices.ts';
import { DeviceProcess } from '../../../../src/engine/models/devices/deviceProcess.ts';
import { modelsDirectory } from '../../../../src/engine/models/manifest.ts';
import { OnnxEncoder } from '../../../../src/engine/models/onnxEncoder.ts';
import { cosine } from '../../../support/cosine.ts';
import { references } from './references.ts';
import { useSwiftShader } from './swiftShader.ts';

const here = useSwiftShader();
const embeddings = path.join(modelsDirectory(), 'encoder');
const graph = path.join(embeddings, 'encoder.onnx');
const fingerprint = new OnnxEncoder().fingerprint;
/** SwiftShader does thirty tokens a second. */
const texts = references.map(({ ids }) => Int32Array.from(ids.slice(0, 12))).slice(0, 2);

describe('WebGPU, on SwiftShader', { skip: !here && 'SwiftShader is not installed' }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'recollect-webgpu-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('gives the vectors that the processor gives with the same graph, and runs nearly all of it', async () => {
    const file = await withDevice((child) => new DerivedGraphs(folder, graph, fingerprint).get('q4', child));
    const vectorsOn = async (provider: 'cpu' | 'webgpu'): Promise<Float32Array> =>
      withDevice(async (child) => {
        const profile = path.join(folder, 'profile');
        await child.ask({ kind: 'open', provider, graph: file, embeddings, profile }, 60_000);
        const answer = await child.ask({ kind: 'run', texts, width: 16 }, 60_000);
        assert.equal(answer.kind, 'vectors');
        const profiled = await child.ask({ kind: 'profile' }, 60_000);
        assert.equal(profiled.kind, 'profiled');
        const on = profiled.nodes['WebGpuExecutionProvider'] ?? 0;
        const all = Object.values(profiled.nodes).reduce((sum, count) => sum + count, 0);
        assert.ok(all > 100);
        if (provider === 'webgpu') assert.ok(on / all >= 0.9, `${on} of ${all} nodes ran on WebGPU`);
        return answer.vectors;
      });
    const [processor, device] = [await vectorsOn('cpu'), await vectorsOn('webgpu')];
    assert.equal(device.length, 384 * texts.length);
    for (const [i, value] of device.entries()) assert.ok(Math.abs(value - processor[i]!) < 1e-3);
  });

  it('is tried, told about and, since it was asked for by name, used; then its driver goes away', async () => {
    const model = { graph, embeddings, fingerprint, threads: 1, sample: async () => texts };
    const devices = new Devices(model, { folder, wanted: 'webgpu', triedAfter: 2 });
    for (const ids of texts)
      assert.equal(await devices.vector(ids), undefined, 'the processor goes on meanwhile');
    while (devices.texts === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    const facts = await devices.facts();
    assert.equal(facts.kind, 'webgpu', JSON.stringify(facts));
    assert.equal(facts.reason.code, 'device-chosen');
    // It counts right, and so slowly that one graph tells enough.
    assert.deepEqual(
      facts.tried.map(({ code }) => code),
      ['device-trial-right'],
    );
    const vector = await devices.vector(texts[0]!);
    assert.ok(vector);
    await devices.close();

    // What was found is remembered; with the first text the device is opened.
    const warnings: string[] = [];
    const logger = { info: () => undefined, warn: (line: string) => void warnings.push(line) };
    const encoder = new OnnxEncoder(undefined, {
      workers: 1,
      devices: { folder, wanted: 'webgpu', triedAfter: 1, logger },
    });
    const words = Array.from({ length: 16 }, (_, i) => `lease ${i}`);
    const plain = await encoder.encode(words, 'passage');
    while (encoder.devices?.texts === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    const before = new Set(children());
    assert.ok(before.size > 0);
    const made = encoder.encode(words, 'passage');
    await new Promise((resolve) => setTimeout(resolve, 100));
    for (const pid of before) process.kill(pid, 'SIGKILL');
    const vectors = await made;
    for (const [i, one] of vectors.entries()) assert.ok(cosine(one, plain[i]!) > 0.99, words[i]);
    assert.equal(encoder.devices?.takeFailure()?.code, 'device-failed');
    assert.match(warnings.join('\n'), /SIGKILL.*nothing is lost/);
    assert.equal((await encoder.devices?.facts())?.kind, 'webgpu', 'one failure is no reason to give it up');
    await encoder.close();
  });
});

async function withDevice<T>(work: (child: DeviceProcess) => Promise<T>): Promise<T> {
  const child = new DeviceProcess();
  try {
    return await work(child);
  } finally {
    await child.end();
  }
}

/** Processes that this one has forked. */
function children(): number[] {
  return readdirSync('/proc/self/task').flatMap((task) =>
    readFileSync(`/proc/self/task/${task}/children`, 'utf8')
      .split(' ')
      .filter((pid) => pid !== '')
      .map(Number),
  );
}
