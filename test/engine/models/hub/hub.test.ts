import assert from 'node:assert/strict';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, suite, test } from 'node:test';
import { recipeFor } from '../../../../src/engine/models/hub/recipes.ts';
import { hubAt, modelName } from '../../../../src/engine/models/hub/hubAddress.ts';
import {
  installedModels,
  modelFolder,
  modelsFolder,
} from '../../../../src/engine/models/hub/installedModels.ts';
import { Engine } from '../../../../src/engine/engine.ts';
import { openEncoder } from '../../../../src/engine/models/openEncoder.ts';
import type { OnnxEncoder } from '../../../../src/engine/models/onnxEncoder.ts';
import { HubEncoder } from '../../../../src/engine/models/hub/hubEncoder.ts';
import { isPlainPath } from '../../../../src/engine/models/hub/modelSource.ts';
import { BUILT_IN, type ModelPlan } from '../../../../src/protocol/encoderModels.ts';
import { isCancelled, RecollectError } from '../../../../src/protocol/errors.ts';
import { cosine } from '../../../support/cosine.ts';
import { temporaryFolder, writeFiles } from '../../../support/folder.ts';
import { encoderRepository, ModelHub, writeRepository } from '../../../support/modelHub.ts';

// A hub on this machine gives the shipped encoder in the shape that exports have, under other prefixes and pooling:
// real files, a real network, real vectors.

const MEAN = 'maker/variant-mean';
const CLS = 'maker/variant-cls';
const TEXTS = [
  'The lease begins on 1 July 2023.',
  '锅炉每年检查一次。',
  'function add(a, b) { return a + b; }',
];

function failsWith(code: string, words: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof RecollectError && error.code === code && words.test(error.message);
}

suite('Encoders of a hub', () => {
  let hub: ModelHub;
  let own: OnnxEncoder;
  before(async () => {
    hub = await ModelHub.start({
      [MEAN]: encoderRepository({ pooling: 'mean', prompts: { query: 'query: ', document: 'passage: ' } }),
      [CLS]: encoderRepository({ pooling: 'cls', prompts: { query: 'ask: ', document: '' } }),
      'maker/untold': encoderRepository(),
      'maker/weights': new Map([['model.safetensors', Buffer.from('x')]]),
    });
    own = await openEncoder();
  });
  after(async () => {
    hub.stop();
    await own.close();
  });

  test('are planned before they are fetched: files, checksums, licence, size and how vectors are made', async (t) => {
    const engine = new Engine({ store: temporaryFolder(t) });
    const seen = hub.seen.length;
    const plan = await engine.planEncoder({ model: MEAN, hub: hub.address });
    assert.equal(plan.id, `${MEAN}:model`);
    assert.equal(plan.licence, 'mit');
    assert.equal(plan.graph, 'onnx/model.onnx');
    assert.deepEqual(plan.otherGraphs, [{ path: 'onnx/model_fp16.onnx', bytes: 64 }]);
    assert.deepEqual(plan.files.map((file) => file.path).sort(), [
      'config.json',
      'onnx/model.onnx',
      'onnx/model.onnx.bin',
      'tokenizer.json',
      'tokenizer_config.json',
    ]);
    assert.equal(
      plan.bytes,
      plan.files.reduce((sum, { bytes }) => sum + bytes, 0),
    );
    assert.ok(plan.files.every(({ sha256, git }) => (sha256 ?? git) !== undefined));
    assert.deepEqual(plan.recipe, {
      pooling: 'mean',
      prefixes: { query: 'query: ', passage: 'passage: ' },
      maxTokens: 512,
    });
    // The list and the descriptions alone: nothing large, and nothing of ours in what was sent.
    const asked = hub.seen.slice(seen);
    assert.ok(asked.every(({ path: file }) => /blobs=true$|config\w*\.json$/.test(file)));
    for (const { headers } of asked)
      assert.deepEqual(
        Object.keys(headers).filter((name) => ['authorization', 'cookie', 'referer'].includes(name)),
        [],
      );
  });

  test('are refused where the hub, the name or the model is of no use', async (t) => {
    const engine = new Engine({ store: temporaryFolder(t) });
    const plan = (model: string, address = hub.address): Promise<ModelPlan> =>
      engine.planEncoder({ model, hub: address });
    await assert.rejects(plan('maker/none'), failsWith('endpoint-refused', /has no model maker\/none/));
    await assert.rejects(plan('not a name'), failsWith('input-invalid', /owner\/name/));
    await assert.rejects(plan('maker/weights'), failsWith('input-invalid', /no ONNX graph/));
    await assert.rejects(plan('maker/untold'), failsWith('input-invalid', /--pooling/));
    await assert.rejects(plan(MEAN, 'http://example.org'), failsWith('input-invalid', /without encryption/));
    await assert.rejects(plan(MEAN, 'ftp://x:secret@example.org'), (error) => !/secret/.test(String(error)));
    await assert.rejects(
      engine.planEncoder({ model: MEAN, hub: hub.address, graph: 'onnx/other.onnx' }),
      failsWith('input-invalid', /onnx\/model\.onnx/),
    );
    const told = await engine.planEncoder({
      model: 'maker/untold',
      hub: hub.address,
      recipe: { pooling: 'last' },
    });
    assert.equal(told.recipe.pooling, 'last');
    assert.deepEqual(
      (await engine.encoders()).models.map(({ id }) => id),
      [BUILT_IN],
    );
    await engine.close();
  });

  test('give, in the shape of an export, the vectors that the shipped graph gives', async (t) => {
    const store = temporaryFolder(t);
    const engine = new Engine({ store });
    t.after(() => engine.close());
    const plan = await engine.planEncoder({ model: MEAN, hub: hub.address });
    const told: number[] = [];
    const fetched = await engine.fetchEncoder({ plan }, { onProgress: ({ done }) => told.push(done) });
    assert.equal(fetched.dimensions, 384);
    assert.equal(told.at(-1), plan.bytes);
    assert.ok(
      told.every((done, i) => i === 0 || done >= told[i - 1]!),
      'progress goes forward',
    );
    const [model] = installedModels(modelsFolder(store));
    const encoder = new HubEncoder(model!, { models: modelsFolder(store), words: own });
    t.after(() => encoder.close());
    assert.notEqual(encoder.fingerprint, own.fingerprint);
    for (const role of ['query', 'passage'] as const) {
      const [theirs, ours] = await Promise.all([encoder.encode(TEXTS, role), own.encode(TEXTS, role)]);
      for (const i of TEXTS.keys()) assert.ok(cosine(theirs[i]!, ours[i]!) > 0.99999, `${role} ${i}`);
    }
    // Nothing is left over that a person could wonder about.
    assert.deepEqual(readdirSync(modelsFolder(store)), [
      path.basename(modelFolder(modelsFolder(store), plan.id)),
    ]);
    // A second time it is here already.
    const seen = hub.seen.length;
    assert.equal((await engine.fetchEncoder({ plan })).fingerprint, fetched.fingerprint);
    assert.deepEqual(hub.seen.slice(seen), []);
  });

  test('go on where a connection was cut, begin anew where a hub knows no ranges, and stop when told to', async (t) => {
    const store = temporaryFolder(t);
    const engine = new Engine({ store });
    t.after(() => engine.close());
    t.after(() => Object.assign(hub.mood, { cutAfter: undefined, ignoresRanges: false }));
    const plan = await engine.planEncoder({ model: CLS, hub: hub.address });
    // Stopped in mid-file: what came is kept, and the model is not here.
    hub.mood.cutAfter = 40_000_000;
    const stop = new AbortController();
    const stopped = engine.fetchEncoder(
      { plan },
      { signal: stop.signal, onProgress: ({ done }) => (done >= 1_000_000 ? stop.abort() : undefined) },
    );
    await assert.rejects(stopped, isCancelled);
    const coming = path.join(
      modelsFolder(store),
      `.${path.basename(modelFolder(modelsFolder(store), plan.id))}`,
    );
    const part = path.join(coming, 'onnx/model.onnx.bin.part');
    const came = statSync(part).size;
    assert.ok(came > 0 && came < 60_000_000, `${came} bytes came`);
    assert.deepEqual(
      (await engine.encoders()).models.map(({ id }) => id),
      [BUILT_IN],
    );
    // The connection is cut once more on the way; each goes on from where the one before it ended.
    const seen = hub.seen.length;
    const fetched = await engine.fetchEncoder({ plan });
    const ranges = hub.seen
      .slice(seen)
      .flatMap(({ path: file, range }) => (/onnx\.bin/.test(file) ? [range] : []));
    assert.equal(ranges[0], `bytes=${came}-`);
    assert.ok(
      ranges.every((range) => range !== undefined),
      'never from the beginning',
    );
    assert.equal((await engine.encoders()).models.at(-1)?.fingerprint, fetched.fingerprint);

    await engine.removeEncoder({ model: CLS });
    assert.deepEqual(readdirSync(modelsFolder(store)), []);
    Object.assign(hub.mood, { cutAfter: undefined, ignoresRanges: true });
    writeFiles(coming, { 'onnx/model.onnx.bin.part': new Uint8Array(1000) });
    assert.equal((await engine.fetchEncoder({ plan })).fingerprint, fetched.fingerprint);
  });

  test('are not kept where a byte differs from what was planned', async (t) => {
    const store = temporaryFolder(t);
    const engine = new Engine({ store });
    t.after(() => engine.close());
    t.after(() => (hub.mood.garbles = undefined));
    const plan = await engine.planEncoder({ model: MEAN, hub: hub.address });
    for (const file of ['tokenizer.json', 'config.json']) {
      hub.mood.garbles = file;
      await assert.rejects(engine.fetchEncoder({ plan }), failsWith('endpoint-failed', /checksum differs/));
    }
    hub.mood.garbles = undefined;
    assert.deepEqual(
      (await engine.encoders()).models.map(({ id }) => id),
      [BUILT_IN],
    );
    // A plan comes over a wire: it names nothing outside the model's folder.
    const evil = { ...plan, files: [{ path: '../../evil.json', bytes: 1, git: '0'.repeat(40) }] };
    await assert.rejects(engine.fetchEncoder({ plan: evil }), RecollectError);
    assert.ok(!existsSync(path.join(store, 'evil.json')));
  });

  test('come from a folder as well, which stays as it is and is not copied', async (t) => {
    const store = temporaryFolder(t);
    const folder = temporaryFolder(t, 'multilingual-e5-export-');
    writeRepository(folder, encoderRepository({ pooling: 'cls' }));
    const engine = new Engine({ store });
    t.after(() => engine.close());
    const seen = hub.seen.length;
    const plan = await engine.planEncoder({ model: folder });
    assert.deepEqual(plan.origin, { kind: 'folder', folder });
    const fetched = await engine.fetchEncoder({ plan });
    assert.equal(hub.seen.length, seen, 'no hub was asked');
    assert.ok(statSync(modelFolder(modelsFolder(store), plan.id)).isDirectory());
    assert.deepEqual(readdirSync(modelFolder(modelsFolder(store), plan.id)), ['manifest.json']);
    await engine.useEncoder({ model: folder });
    assert.equal((await engine.status({})).encoder.fingerprint, fetched.fingerprint);
    await engine.removeEncoder({ model: plan.id });
    assert.ok(existsSync(path.join(folder, 'onnx/model.onnx')));
    assert.equal((await engine.status({})).encoder.name, BUILT_IN);
  });

  test('what cannot be run is tried before it is kept, and said', async (t) => {
    const store = temporaryFolder(t);
    const folder = temporaryFolder(t);
    writeRepository(folder, encoderRepository({ pooling: 'mean' }));
    writeFileSync(path.join(folder, 'onnx/model.onnx'), 'no graph');
    const engine = new Engine({ store });
    t.after(() => engine.close());
    const plan = await engine.planEncoder({ model: folder });
    await assert.rejects(
      engine.fetchEncoder({ plan }),
      failsWith('model-incomplete', /does not work as an encoder/),
    );
    assert.deepEqual(
      (await engine.encoders()).models.map(({ id }) => id),
      [BUILT_IN],
    );
  });
});

test('what the usual models want is known by their names, and what a repository says of itself goes before it', () => {
  const e5 = { query: 'query: ', passage: 'passage: ' };
  for (const name of [
    'intfloat/multilingual-e5-base',
    'Xenova/multilingual-e5-large',
    '/models/multilingual-e5-base',
  ])
    assert.deepEqual(recipeFor(name, {}).prefixes, e5, name);
  assert.equal(recipeFor('Xenova/bge-m3', {}).pooling, 'cls');
  assert.equal(recipeFor('onnx-community/gte-multilingual-base', {}).pooling, 'cls');
  const qwen = recipeFor('onnx-community/Qwen3-Embedding-0.6B-ONNX', {
    tokenizer: { model_max_length: 131_072 },
  });
  assert.equal(qwen.pooling, 'last');
  assert.match(qwen.prefixes.query, /^Instruct: .+\nQuery:$/);
  assert.equal(qwen.maxTokens, 1024);
  const told = recipeFor('maker/multilingual-e5-base', {
    pooling: { pooling_mode_cls_token: true, pooling_mode_mean_tokens: false },
    prompts: { prompts: { query: 'q: ', document: 'd: ' } },
    config: { model_type: 'xlm-roberta', max_position_embeddings: 514 },
    tokenizer: { model_max_length: 1e30 },
  });
  assert.deepEqual(told, { pooling: 'cls', prefixes: { query: 'q: ', passage: 'd: ' }, maxTokens: 512 });
  assert.equal(recipeFor('a/bge-m3', {}, { pooling: 'mean' }).pooling, 'mean');
});

test('names and addresses are taken as they are meant, and nothing that leads elsewhere', () => {
  assert.deepEqual(modelName(' BAAI/bge-m3@refs/pr/1 '), { name: 'BAAI/bge-m3', revision: 'refs/pr/1' });
  assert.equal(modelName('a/b').revision, 'main');
  for (const bad of ['bge-m3', '../etc', 'a/b/c', 'a/../b', 'http://x/y'])
    assert.throws(() => modelName(bad), RecollectError, bad);
  assert.equal(hubAt('https://hf-mirror.com/').base, 'https://hf-mirror.com');
  assert.equal(hubAt('http://localhost:8080/hub/').base, 'http://localhost:8080/hub');
  for (const fine of ['model.onnx', 'onnx/model.onnx_data', '1_Pooling/config.json'])
    assert.ok(isPlainPath(fine), fine);
  for (const bad of ['', '..', 'a/../b', '/etc/passwd', 'a\\b', 'C:', 'a//b', 'a/b/c/d', 'x\0'])
    assert.ok(!isPlainPath(bad), bad);
});
