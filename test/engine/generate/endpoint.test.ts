import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endpointAt } from '../../../src/engine/generate/endpoint.ts';
import type { RecollectError } from '../../../src/protocol/errors.ts';

test('only loopback addresses are this machine, however they are written', () => {
  for (const host of ['127.0.0.1', '127.9.9.9', 'localhost', 'a.localhost', '[::1]', '[::ffff:127.0.0.1]'])
    assert.equal(endpointAt(`http://${host}:8080/v1`).local, true, host);
  for (const host of ['[::ffff:7.241.0.2]', '[::ffff:7f]', '0.0.0.0', '192.168.1.2', 'localhost.example.org'])
    assert.equal(endpointAt(`http://${host}:8080/v1`).local, false, host);
});

test('an address with a password is refused in words that do not repeat it', () => {
  for (const typed of ['https://ann:salmon@models.example/v1', 'https://ann:sal/mon@salmon@models.example'])
    assert.throws(
      () => endpointAt(typed),
      ({ code, message }: RecollectError) =>
        code === 'input-invalid' && message.includes('models.example') && !/ann:|salmon|mon@/.test(message),
    );
});
