import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EndpointKeys, endpointAddress, type Secrets } from '../../../src/host/generate/endpointKeys.ts';

test('an address gets a scheme and a path, and loses what is no part of it', () => {
  for (const [typed, expected] of [
    ['http://127.0.0.1:11434/v1', 'http://127.0.0.1:11434/v1'],
    ['  localhost:1234 ', 'http://localhost:1234/v1'],
    ['https://models.example/v1/', 'https://models.example/v1'],
    ['https://models.example/api/v3/chat/completions?x=1#y', 'https://models.example/api/v3'],
    ['http://[::1]:8080', 'http://[::1]:8080/v1'],
    ['', undefined],
    ['not an address', undefined],
    ['ftp://models.example', undefined],
    ['file:///etc/passwd', undefined],
    ['https://name:word@models.example/v1', undefined],
  ] as const)
    assert.equal(endpointAddress(typed), expected, typed);
});

test('a key is kept for one address alone, and forgotten when it is emptied', async () => {
  const kept = new Map<string, string>();
  const secrets: Secrets = {
    get: (key) => Promise.resolve(kept.get(key)),
    store: (key, value) => Promise.resolve(void kept.set(key, value)),
    delete: (key) => Promise.resolve(void kept.delete(key)),
  };
  const keys = new EndpointKeys(secrets);
  await keys.keep('https://a.example/v1', 'word');
  assert.equal(await keys.of('https://a.example/v1'), 'word');
  assert.equal(await keys.of('https://b.example/v1'), undefined);
  await keys.keep('https://a.example/v1', '');
  assert.equal(await keys.of('https://a.example/v1'), undefined);
  assert.equal(kept.size, 0);
});
