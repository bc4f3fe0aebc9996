import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endpointAt } from '../../../src/engine/generate/endpoint.ts';

test('only loopback addresses are this machine, however they are written', () => {
  for (const host of ['127.0.0.1', '127.9.9.9', 'localhost', 'a.localhost', '[::1]', '[::ffff:127.0.0.1]'])
    assert.equal(endpointAt(`http://${host}:8080/v1`).local, true, host);
  for (const host of ['[::ffff:7.241.0.2]', '[::ffff:7f]', '0.0.0.0', '192.168.1.2', 'localhost.example.org'])
    assert.equal(endpointAt(`http://${host}:8080/v1`).local, false, host);
});
