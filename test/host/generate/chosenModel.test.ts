import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chosenWriter, type Writer } from '../../../src/host/generate/chosenModel.ts';
import { EndpointKeys } from '../../../src/host/generate/endpointKeys.ts';
import type { Settings } from '../../../src/host/settings.ts';

const URL = 'http://127.0.0.1:8080/v1';
const keys = new EndpointKeys({
  get: (key) => Promise.resolve(key.endsWith(URL) ? 'a key' : undefined),
  store: () => Promise.resolve(),
  delete: () => Promise.resolve(),
});
const settings: Settings = {
  automatic: true,
  askAbove: 20,
  idle: Infinity,
  library: [],
  heat: true,
  heatDetail: 'sentences',
  heatShares: false,
  risk: undefined,
  store: '',
  vectorQuota: 1,
  device: 'auto',
  onBattery: 'slow',
  encoder: { model: '', hub: '' },
  model: { kind: 'none', endpoint: '', name: '', window: undefined, timeout: 60_000, rewrites: false },
  preview: 'once',
  redaction: { enabled: true, names: ['Osgood'] },
};

async function check(change: Partial<Settings>, expected: Writer | undefined): Promise<void> {
  const editorModel = (key: string) => Promise.resolve({ name: `the ${key}`, maxInputTokens: 8000 });
  assert.deepEqual(await chosenWriter({ ...settings, ...change }, keys, editorModel), expected);
}

test('nobody writes where none is chosen, or only half of a choice stands in the settings', async () => {
  await check({}, undefined);
  await check({ model: { ...settings.model, kind: 'endpoint', endpoint: URL } }, undefined);
  await check({ model: { ...settings.model, kind: 'endpoint', name: 'm' } }, undefined);
  await check({ model: { ...settings.model, kind: 'editor' } }, undefined);
});

test('an endpoint is called with the key of its own address, and the window that was set', async () => {
  const model = { ...settings.model, kind: 'endpoint', endpoint: URL, name: 'm' } as const;
  const redaction = { names: ['Osgood'] };
  await check(
    { model },
    {
      model: { kind: 'endpoint', url: URL, model: 'm', timeout: 60_000, key: 'a key' },
      redaction,
      name: 'm',
      rewrites: false,
    },
  );
  const elsewhere = 'https://models.example/v1';
  await check(
    { model: { ...model, endpoint: elsewhere, window: 2048 }, redaction: { enabled: false, names: [] } },
    {
      model: { kind: 'endpoint', url: elsewhere, model: 'm', timeout: 60_000, window: 2048 },
      redaction: { names: [], off: true },
      name: 'm',
      rewrites: false,
    },
  );
});

test('a model of the editor is written with through the editor, with its own window', async () => {
  await check(
    { model: { ...settings.model, kind: 'editor', name: 'vendor/id' } },
    {
      model: { kind: 'shell', id: 'vendor/id', name: 'the vendor/id', window: 8000 },
      redaction: { names: ['Osgood'] },
      name: 'the vendor/id',
      rewrites: false,
    },
  );
});
