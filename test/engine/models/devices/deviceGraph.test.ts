import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { deriveGraph } from '../../../../src/engine/models/devices/deviceGraph.ts';
import { DeviceProcess } from '../../../../src/engine/models/devices/deviceProcess.ts';
import { readOnnx } from '../../../../src/engine/models/onnxGraph.ts';
import { modelsDirectory } from '../../../../src/engine/models/manifest.ts';
import { cosine } from '../../../support/cosine.ts';
import { references } from './references.ts';

const encoder = path.join(modelsDirectory(), 'encoder');

describe('deriveGraph', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'recollect-device-'));
  let child: DeviceProcess;
  before(() => (child = new DeviceProcess()));
  after(async () => {
    await child.end();
    rmSync(folder, { recursive: true });
  });

  it('gives the vectors of the original 4-bit weights, nearer than the shipped graph does, padded or not', async () => {
    const file = path.join(folder, 'q4.onnx');
    await child.ask(
      { kind: 'derive', encoder: path.join(encoder, 'encoder.onnx'), variant: 'q4', file },
      60_000,
    );
    await child.ask({ kind: 'open', provider: 'cpu', graph: file, embeddings: encoder }, 60_000);
    const texts = references.map(({ ids }) => Int32Array.from(ids)).filter((ids) => ids.length <= 64);
    assert.ok(texts.length >= 10);
    const run = async (some: readonly Int32Array[], width: number): Promise<Float32Array> => {
      const answer = await child.ask({ kind: 'run', texts: some, width }, 60_000);
      assert.equal(answer.kind, 'vectors');
      return answer.vectors;
    };
    const together = await run(texts, 64);
    const short = references.filter(({ ids }) => ids.length <= 64);
    for (const [row, { vector, text }] of short.entries()) {
      const made = together.subarray(384 * row, 384 * (row + 1));
      assert.ok(cosine(made, vector) > 0.999, `${text}: ${cosine(made, vector)}`);
    }
    // What stands beside a text, and what it is padded to, changes nothing but the last digits.
    for (const row of [0, 3]) {
      const alone = await run([texts[row]!], texts[row]!.length);
      for (const [i, value] of alone.entries()) assert.ok(Math.abs(value - together[384 * row + i]!) < 1e-5);
    }

    // A cache: what is whole is not made again, what is damaged is.
    const whole = readFileSync(file);
    writeFileSync(file, whole.subarray(0, 1000));
    await child.ask(
      { kind: 'derive', encoder: path.join(encoder, 'encoder.onnx'), variant: 'q4', file },
      60_000,
    );
    assert.ok(readFileSync(file).equals(whole));
  });

  it('keeps the word embeddings where they are', () => {
    const { initializers, nodes } = readOnnx(readFileSync(path.join(folder, 'q4.onnx')));
    assert.ok(
      initializers.get('embeddings.weights')?.external?.some(([, value]) => value === 'embeddings.bin'),
    );
    assert.equal(nodes.filter(({ kind }) => kind === 'MatMulNBits').length, 12 * 4);
  });

  it('refuses a graph that is another', () => {
    assert.throws(() => deriveGraph(new Uint8Array(), 'q4'), /to derive from/);
  });
});
