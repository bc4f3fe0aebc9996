import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { modelsDirectory } from '../../../src/engine/models/manifest.ts';
import { FLOAT, INT64, readOnnx, writeOnnx } from '../../../src/engine/models/onnxGraph.ts';
import { loadRuntime, silenceRuntime } from '../../../src/engine/models/runtime.ts';
import { withoutTable } from '../../../src/engine/models/withoutTable.ts';
import { WordTable } from '../../../src/engine/models/wordTable.ts';
import { temporaryFolder } from '../../support/folder.ts';

const folder = path.join(modelsDirectory(), 'encoder');
const encoder = readFileSync(path.join(folder, 'encoder.onnx'));
const { graph, input, table } = withoutTable(encoder);
const words = new WordTable(path.join(folder, table.file), table);
after(() => words.close());

/** The look-up of the shipped graph alone, run by onnxruntime. */
async function lookedUpByRuntime(ids: Int32Array): Promise<Float32Array> {
  const { nodes, initializers } = readOnnx(encoder);
  const node = nodes.find(({ kind }) => kind === 'GatherBlockQuantized');
  assert.ok(node);
  const alone = writeOnnx({
    name: 'table',
    nodes: [node],
    initializers: node.inputs.flatMap((name) => initializers.get(name) ?? []),
    inputs: [{ name: 'input_ids', type: INT64, shape: [1, 'n'] }],
    outputs: [{ name: input, type: FLOAT, shape: [1, 'n', table.hidden] }],
    operators: { '': 20, 'com.microsoft': 1 },
  });
  silenceRuntime();
  const ort = await loadRuntime();
  const session = await ort.InferenceSession.create(alone, {
    extra: { session: { model_external_initializers_file_folder_path: folder } },
  });
  const output = await session.run({
    input_ids: new ort.Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]),
  });
  await session.release();
  const values = output[input]?.data;
  assert.ok(values instanceof Float32Array);
  return values;
}

test('Words are looked up as onnxruntime does, bit for bit, also those that are no longer kept', async () => {
  // More than are kept at once, the first and the last of all among them, each twice.
  const ids = Int32Array.from({ length: 20_000 }, (_, i) => ((i % 10_000) * 7919) % table.words);
  ids[0] = 0;
  ids[1] = table.words - 1;
  assert.deepEqual(words.lookUp(ids), await lookedUpByRuntime(ids));
});

test('What a word is looked up as does not depend on what was looked up before', () => {
  const word = fc.integer({ min: 0, max: table.words - 1 });
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 300 }), (ids) => {
      const together = words.lookUp(Int32Array.from(ids));
      for (const [i, id] of ids.entries())
        assert.deepEqual(
          together.subarray(i * table.hidden, (i + 1) * table.hidden),
          words.lookUp(Int32Array.of(id)),
        );
    }),
    { numRuns: 20 },
  );
});

test('A word that the table does not have is no silent zero', () => {
  for (const word of [-1, table.words]) assert.throws(() => words.lookUp(Int32Array.of(word)), /no word/u);
});

test('Without its table a graph is what it was, but for the look-up', () => {
  const before = readOnnx(encoder);
  const left = readOnnx(graph);
  assert.deepEqual(
    left.nodes,
    before.nodes.filter(({ kind }) => kind !== 'GatherBlockQuantized'),
  );
  assert.deepEqual(
    [...left.initializers.keys()],
    [...before.initializers.keys()].filter((name) => !name.startsWith('embeddings.')),
  );
  assert.throws(() => withoutTable(graph), /no table of words/u);
});

test('A file that is too short for the table is refused before a word is looked up', (t) => {
  const short = path.join(temporaryFolder(t), 'embeddings.bin');
  writeFileSync(short, new Uint8Array(1000));
  assert.throws(() => new WordTable(short, table), /end too early/u);
});
